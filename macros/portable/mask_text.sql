{#- Free text with email addresses, card numbers (13 to 19 digits) and phone numbers (9 or more digits, or a
    leading plus and 7) replaced by a word in brackets. -#}
{% macro mask_text(column) -%}
  {{ return(adapter.dispatch('mask_text', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__mask_text(column) -%}
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(cast({{ column }} as varchar),
    '[[:alnum:]._%+''-]+@[[:alnum:].-]+\.[[:alpha:]]{2,}', '[email]', 'g'),
    '\d(?:[ .-]?\d){12,18}', '[card]', 'g'),
    '\+\d(?:[ ()./-]{0,2}\d){6,}', '[phone]', 'g'),
    '\(?\d(?:[ ()./-]{0,2}\d){8,}', '[phone]', 'g')
{%- endmacro %}
