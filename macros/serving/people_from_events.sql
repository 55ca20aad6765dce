{#- The models on the way from raw events to features, in the order of the data. -#}
{% macro models_from_events_to_features() -%}
  {{ return([
    'int_events_typed', 'int_events_parsed', 'int_event_duplicates', 'int_event_faults', 'int_event_rejections', 'int_visitor_users', 'stg_events',
    'int_item_index', 'int_user_index', 'int_events', 'int_sessions', 'int_order_lines', 'int_orders', 'int_interactions',
    'int_item_prices', 'int_ratings', 'int_user_activity', 'int_user_orders', 'int_user_sessions', 'int_user_items', 'int_user_tastes',
    'int_user_concentration', 'int_user_discounts', 'int_user_features'
  ]) }}
{%- endmacro %}

{#- What those models know of the whole shop: out of the published tables, or written down when the release is made. -#}
{% macro what_is_known_of_the_shop() -%}
  {%- set now_is = run_query('select cast(as_of as varchar), cast(as_of_on as varchar) from ' ~ kindred.built('int_as_of')).rows[0] -%}
  {{ return({
    'int_as_of': "select coalesce(cast(moment as timestamp), " ~ kindred.literal(now_is[0]) ~ "::timestamp) as as_of, coalesce(cast("
      ~ kindred.shop_time("(cast(moment as timestamp) - interval 1 microsecond)") ~ " as date), " ~ kindred.literal(now_is[1]) ~ "::date) as as_of_on",
    'int_cuts': "select 'release' as cut, as_of as cut_at, as_of_on as cut_on from int_as_of",
    'int_events_parsed': 'select row_number() over () as row_id, * from int_events_typed',
    'event_types': kindred.rows_as_query(ref('event_types')),
    'robot_user_agents': kindred.rows_as_query(ref('robot_user_agents')),
    'int_shop_habits': kindred.rows_as_query(kindred.built('int_shop_habits')),
    'int_bot_events': 'select cast(null as bigint) as row_id where false',
    'stg_users': 'select cast(null as varchar) as user_id where false',
    'stg_reviews': 'select cast(null as varchar) as user_id, cast(null as varchar) as item_id, cast(null as timestamp) as reviewed_at, cast(null as double) as rating where false',
    'stg_items': 'select * from kindred.items where is_in_catalogue',
    'int_item_prices': "select 'release' as cut, item_index.item_idx, items.typical_price, items.price_percentile from kindred.items as items"
      ~ ' inner join int_item_index as item_index on items.item_id = item_index.item_id where items.typical_price is not null'
  }) }}
{%- endmacro %}

{#- A query that gives `features` of the users of a table of raw events, `events_table`, as of `moment`. Its text is the
    text of the models themselves, with the table in the place of the shop's events. -#}
{% macro people_from_events() -%}
  {%- set known = kindred.what_is_known_of_the_shop() -%}
  {%- set names = kindred.models_from_events_to_features() -%}
  {%- set steps = [] -%}
  {%- for name in known.keys() | reject('in', names) | list + names -%}
    {%- set text = known[name] if name in known else render(graph.nodes['model.kindred.' ~ name].raw_code) -%}
    {%- do steps.append({'name': name, 'text': text | replace(kindred.input_from('events') | string, 'query_table(events_table)')}) -%}
  {%- endfor -%}
  {%- set query = namespace(text='with ') -%}
  {%- for step in steps -%}
    {%- set query.text = query.text ~ step.name ~ ' as (' ~ step.text ~ '\n), ' -%}
  {%- endfor -%}
  {%- for name in names + ['int_as_of', 'int_cuts', 'int_shop_habits', 'int_bot_events', 'stg_users', 'stg_items', 'stg_reviews'] -%}
    {%- set query.text = query.text | replace(ref('kindred', name) | string, name) -%}
  {%- endfor -%}
  {%- for name in ['event_types', 'robot_user_agents'] -%}
    {%- set query.text = query.text | replace(ref(name) | string, name) -%}
  {%- endfor -%}
  {{ return(query.text ~ "given as (select user_index.user_id, features.* from int_user_features as features"
      ~ " inner join int_user_index as user_index on features.user_idx = user_index.user_idx)"
      ~ " select to_json(given) as features from given") }}
{%- endmacro %}
