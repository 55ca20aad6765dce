{#- The seed event_types, which a shop may bring itself: every name once, of a type and with a weight that are known. Its file is read
    before dbt loads it, so that a wrong one replaces nothing. -#}
{% macro check_event_types() -%}
  {%- set seed = graph.nodes.get('seed.' ~ project_name ~ '.event_types') or graph.nodes['seed.kindred.event_types'] -%}
  {%- set file = (seed.root_path ~ '/' ~ seed.original_file_path) | replace("'", "''") -%}
  {%- set relation = "read_csv('" ~ file ~ "', all_varchar = true, header = true, delim = '" ~ (seed.config.delimiter or ',') ~ "', quote = '\"', ignore_errors = true)" -%}
  {%- set types = ['view', 'search', 'cart', 'remove_from_cart', 'wishlist', 'purchase', 'refund', 'rating'] -%}
  {%- set columns = ['source_event_type', 'event_type', 'event_weight', 'needs_item'] -%}
  {%- set found = run_query('describe select * from ' ~ relation).columns[0].values() | map('lower') | list -%}
  {%- for column in columns if column not in found -%}
    {%- do kindred.stop("the seed 'event_types' has no column '" ~ column ~ "'; found are " ~ found | join(', ') ~ '; needed are ' ~ columns | join(', ') ~ '.') -%}
  {%- endfor -%}
  {%- set name = 'lower(source_event_type)' -%}
  {%- set weight = 'try_cast(event_weight as double)' -%}
  {%- set faults = run_query("
    select fault from (
      select 1 as place, 'has a row without source_event_type.' as fault from " ~ relation ~ " where source_event_type is null
      union all
      select 2, 'maps ''' || source_event_type || ''' to ''' || coalesce(event_type, '') || ''', but event_type must be one of " ~ types | join(', ') ~ ".'
      from " ~ relation ~ " where event_type is null or event_type not in ('" ~ types | join("', '") ~ "')
      union all
      select 3, 'gives ''' || source_event_type || ''' the weight ''' || coalesce(event_weight, '') || ''', but event_weight must be a number of at least 0.'
      from " ~ relation ~ " where coalesce(not (" ~ weight ~ " >= 0 and " ~ weight ~ " < 1e9), true)
      union all
      select 4, 'says needs_item ''' || coalesce(needs_item, '') || ''' of ''' || source_event_type || ''', but it must be true or false.'
      from " ~ relation ~ " where try_cast(needs_item as boolean) is null
      union all
      select 5, 'maps ''' || min(source_event_type) || ''' ' || count(*) || ' times, but must map every name once; upper and lower case are one.'
      from " ~ relation ~ " group by " ~ name ~ " having count(*) > 1
    ) as faults order by place, fault limit 1").rows -%}
  {%- for row in faults -%}
    {%- do kindred.stop("the seed 'event_types' " ~ row[0]) -%}
  {%- endfor -%}
{%- endmacro %}
