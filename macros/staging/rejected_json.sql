{#- A rejected row as JSON, by the names of the contract; of a malformed line, where it stands. pairs: column of the contract -> expression.
    Nothing is masked here: keys stay as they are, and all other text was masked when it was parsed. -#}
{% macro rejected_json(pairs) -%}
  case when unread_line is not null then to_json(struct_pack(line := unread_line)) else to_json(struct_pack(
    {%- for column, expression in pairs.items() %}
    {{ column }} := {{ expression }}{{ ',' if not loop.last }}
    {%- endfor %}
  )) end
{%- endmacro %}
