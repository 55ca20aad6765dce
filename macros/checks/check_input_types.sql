{#- Every column that is not text: if it holds values, at least one must be of its type. One pass over the input. -#}
{% macro check_input_types(input_name, relation, found, where) -%}
  {%- set columns = [] -%}
  {%- set counts = [] -%}
  {%- for column, type in kindred.input_columns(input_name).items() -%}
    {%- if column in found and type in ['timestamp', 'decimal', 'double', 'boolean'] -%}
      {%- set text = "nullif(trim(cast(" ~ column ~ " as varchar)), '')" -%}
      {%- set typed = kindred.try_timestamp(text) if type == 'timestamp'
          else 'try_cast(' ~ text ~ ' as ' ~ ('decimal(18, 4)' if type == 'decimal' else type) ~ ')' -%}
      {%- do columns.append({'name': column, 'type': type}) -%}
      {%- do counts.append('count(' ~ text ~ '), count(' ~ typed ~ '), ' ~ kindred.mask_text('min(' ~ text ~ ')')) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if counts -%}
    {%- set row = run_query('select ' ~ counts | join(', ') ~ ' from ' ~ relation).rows[0] -%}
    {%- for column in columns -%}
      {%- if row[3 * loop.index0] > 0 and row[3 * loop.index0 + 1] == 0 -%}
        {%- do kindred.stop("in the input '" ~ input_name ~ "' (" ~ where ~ ") no value of the column '" ~ column.name ~ "' reads as "
            ~ column.type ~ "; found is for example '" ~ row[3 * loop.index0 + 2] ~ "'.") -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
