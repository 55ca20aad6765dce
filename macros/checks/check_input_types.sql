{#- Every column that is not text: if it holds values, at least one must be of its type. The search ends at the first
    such value, so that a long input is not read through for it. -#}
{% macro check_input_types(input_name, relation, found, where) -%}
  {%- set columns = [] -%}
  {%- set counts = [] -%}
  {%- for column, type in kindred.input_columns(input_name).items() -%}
    {%- if column in found and type in ['timestamp', 'decimal', 'double', 'boolean', 'numbers'] -%}
      {%- set text = "nullif(trim(cast(" ~ column ~ " as varchar)), '')" -%}
      {%- set typed = kindred.try_timestamp(column) if type == 'timestamp' else kindred.try_numbers(column) if type == 'numbers'
          else 'try_cast(' ~ text ~ ' as ' ~ ('decimal(18, 4)' if type == 'decimal' else type) ~ ')' -%}
      {%- do columns.append({'name': column, 'type': type, 'text': text}) -%}
      {%- for value in [text, typed] -%}
        {%- do counts.append('(select count(*) from (select 1 as one from ' ~ relation ~ ' where ' ~ value ~ ' is not null limit 1) as first_one)') -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if counts -%}
    {%- set row = run_query('select ' ~ counts | join(', ')).rows[0] -%}
    {%- for column in columns -%}
      {%- if row[2 * loop.index0] > 0 and row[2 * loop.index0 + 1] == 0 -%}
        {%- set example = run_query('select ' ~ kindred.mask_text('min(' ~ column.text ~ ')') ~ ' from ' ~ relation).rows[0][0] -%}
        {%- do kindred.stop("in the input '" ~ input_name ~ "' (" ~ where ~ ") no value of the column '" ~ column.name ~ "' reads as "
            ~ column.type ~ "; found is for example '" ~ example ~ "'.") -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
