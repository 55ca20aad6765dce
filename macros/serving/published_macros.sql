{#- The table macros of the published file: name, signature, what it gives, and its text. Made when a release is made,
    out of the macros that the models are made of. -#}
{% macro published_macros() -%}
  {#- compiled before anything is built, for docs or lint, there is no shop yet to know of -#}
  {%- if load_relation(ref('event_types')) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {{ return(kindred.macros_of_segments() + kindred.macros_of_recommendations()) }}
{%- endmacro %}

{% macro macros_of_segments() -%}
  {%- if not var('segments_enabled') or load_relation(kindred.built('int_as_of')) is none
      or load_relation(kindred.built('int_shop_habits')) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {{ return([
    {
      'name': 'assign_segment', 'parameters': 'row_of_features',
      'comment': 'The segment of one user, from a row of user_features, a struct or a JSON object with any of its columns.',
      'body': kindred.assigned_people('select cast(row_of_features as json) as features')
    },
    {
      'name': 'assign_segments', 'parameters': 'table_name',
      'comment': 'The segment of every row of a table with any of the columns of user_features.',
      'body': kindred.assigned_people('select to_json(given) as features from query_table(table_name) as given')
    },
    {
      'name': 'assign_segments_from_events', 'parameters': 'events_table, moment := null',
      'comment': 'The segment of every user in a table of raw events with columns of the input contract, as of a moment; without one, as of the release.',
      'body': kindred.assigned_people(kindred.people_from_events())
    },
    {
      'name': 'segment_case', 'parameters': '',
      'comment': 'The rules of all segments as one CASE expression over the columns of user_features.',
      'body': kindred.segment_case_query('kindred.segment_rules')
    }
  ]) }}
{%- endmacro %}

{#- None where item_cosine weighs ratings, which are not asked of somebody who just clicked. -#}
{% macro macros_of_recommendations() -%}
  {#- without item_cosine its pairs are not learned -#}
  {%- if not var('recommendations_enabled') or 'item_cosine' not in var('recommenders') or kindred.weighs_ratings('item_cosine') or load_relation(kindred.built('int_recommender_settings')) is none -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set item_cosine = run_query('select weighting from ' ~ kindred.built('int_recommender_settings') ~ " where recommender = 'item_cosine'").rows[0] -%}
  {{ return([
    {
      'name': 'recommend_now', 'parameters': 'recent_items, event_types := null, ratings := null, list_length := ' ~ var('recommendations_count'),
      'comment': 'What item_cosine proposes to somebody with just these items (the kind of event of each, and its stars), with reasons.',
      'body': kindred.recommend_now(kindred.rows_as_query(ref('event_types')), item_cosine['weighting'])
    }
  ]) }}
{%- endmacro %}
