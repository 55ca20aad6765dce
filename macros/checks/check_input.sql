{#- An input against the contract: it can be read, has the required columns, and no column of which not one value
    can be cast. Single bad values are no matter for this check: they go to rejected_rows. Vectors have no such table, so
    each must be sound. -#}
{% macro check_input(input_name) -%}
  {%- set location = kindred.input_location(input_name) -%}
  {%- set relation = kindred.input_from(input_name) -%}
  {%- set where = "'" ~ var(input_name, none) ~ "'" if var(input_name, none) else 'the demo shop' -%}
  {%- if location.kind == 'file' -%}
    {%- do kindred.check_file(input_name, location.path) -%}
  {%- elif location.kind in ['table', 'source'] and load_relation(relation) is none -%}
    {%- do kindred.stop("the input '" ~ input_name ~ "' is " ~ where ~ ', but there is no such table; it must be a table that this target can read.') -%}
  {%- endif -%}
  {%- set found = [] -%}
  {%- for row in run_query('describe select * from ' ~ relation).rows -%}
    {%- do found.append(row[0] | lower) -%}
  {%- endfor -%}
  {%- for required in kindred.required_columns(input_name) -%}
    {%- set any_of = [required] if required is string else required -%}
    {%- if any_of | select('in', found) | list | length == 0 -%}
      {%- do kindred.stop("the input '" ~ input_name ~ "' (" ~ where ~ ") has no column '" ~ any_of | join("' or '") ~ "'; found are " ~ found | join(', ')
          ~ '; allowed are ' ~ kindred.input_columns(input_name).keys() | join(', ') ~ '.') -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do kindred.check_input_types(input_name, relation, found, where) -%}
  {%- if input_name == 'item_vectors_input' -%}
    {%- do kindred.check_vectors(relation, where) -%}
  {%- endif -%}
{%- endmacro %}
