{#- The shop's own names for its segments: each for one segment, each segment once. -#}
{% macro check_segment_names(relation) -%}
  {%- set rows = [] if load_relation(relation) is none else run_query("
    select cast(segment_id as varchar), try_cast(cast(segment_id as varchar) as integer), trim(cast(segment_name as varchar))
    from " ~ relation ~ " order by 2, 3, 1
  ").rows -%}
  {%- set ids, names = {}, {} -%}
  {%- for given, segment_id, name in rows -%}
    {%- if segment_id is none or segment_id < 1 -%}
      {%- do kindred.stop("the seed 'segment_names' has the segment_id '" ~ given ~ "', but it must be a whole number of at least 1.") -%}
    {%- elif not name or name | lower == 'unassigned' -%}
      {%- do kindred.stop("the seed 'segment_names' calls segment " ~ segment_id ~ " '" ~ (name or '') ~ "', but it must have a name, and 'Unassigned' is who is in no segment.") -%}
    {%- elif segment_id in ids -%}
      {%- do kindred.stop("the seed 'segment_names' names segment " ~ segment_id ~ " twice, '" ~ ids[segment_id] ~ "' and '" ~ name ~ "'; one must go.") -%}
    {%- elif name | lower in names -%}
      {%- do kindred.stop("the seed 'segment_names' gives the name '" ~ name ~ "' to the segments " ~ names[name | lower] ~ " and " ~ segment_id ~ ", but every segment must have a name of its own.") -%}
    {%- endif -%}
    {%- do ids.update({segment_id: name}) -%}
    {%- do names.update({name | lower: segment_id}) -%}
  {%- endfor -%}
{%- endmacro %}
