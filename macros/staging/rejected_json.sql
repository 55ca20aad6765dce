{#- A rejected row as JSON, by the names of the contract. pairs: column of the contract -> expression.
    Keys stay as they are; anything else that came as text is masked. -#}
{% macro rejected_json(pairs) -%}
  to_json(struct_pack(
    {%- for column, expression in pairs.items() %}
    {{ column }} := {{ expression }}{{ ',' if not loop.last }}
    {%- endfor %}
  ))
{%- endmacro %}
