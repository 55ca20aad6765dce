{#- A JSON column, masked like free text and still JSON: escaped letters are written out first, bare numbers that look
    like a phone or a card become a quoted word, and text that was no JSON becomes a JSON string. -#}
{% macro mask_json(column) -%}
  {{ return(adapter.dispatch('mask_json', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__mask_json(column) -%}
  {%- set text = "coalesce(cast(try_cast(" ~ column ~ " as json)->'$' as varchar), " ~ column ~ ")" -%}
  {%- set quoted_numbers = "regexp_replace(" ~ text ~ ", '([:\\[,])(-?(?:[2-9][0-9]{9}|[0-9]{11,12}|[2-6][0-9]{14,18}))([,}\\]])', '\\1\"[number]\"\\3', 'g')" -%}
  case
    when {{ column }} is null then null
    else coalesce(try_cast({{ kindred.mask_text(quoted_numbers) }} as json), to_json({{ kindred.mask_text(column) }}))
  end
{%- endmacro %}
