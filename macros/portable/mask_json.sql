{#- A JSON column, masked like free text and still JSON: bare numbers that look like a phone or a card become a
    quoted word, and text that was no JSON becomes a JSON string. -#}
{% macro mask_json(column) -%}
  {{ return(adapter.dispatch('mask_json', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__mask_json(column) -%}
  {%- set quoted_numbers = "regexp_replace(cast(" ~ column ~ " as varchar), '([:\\[,]\\s*)(-?\\d{9,})(\\s*[,}\\]])', '\\1\"[number]\"\\3', 'g')" -%}
  case
    when {{ column }} is null then null
    when json_valid({{ kindred.mask_text(quoted_numbers) }})
      then cast({{ kindred.mask_text(quoted_numbers) }} as json)
    else to_json({{ kindred.mask_text(column) }})
  end
{%- endmacro %}
