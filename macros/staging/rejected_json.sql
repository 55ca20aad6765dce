{#- A rejected row as JSON, by the names of the contract. pairs: column of the contract -> expression.
    Nothing is masked here: keys stay as they are, and all other text was masked when it was parsed. -#}
{% macro rejected_json(pairs) -%}
  to_json(struct_pack(
    {%- for column, expression in pairs.items() %}
    {{ column }} := {{ expression }}{{ ',' if not loop.last }}
    {%- endfor %}
  ))
{%- endmacro %}
