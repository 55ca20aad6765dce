{#- Text with email addresses, in any script, replaced by a word in brackets. -#}
{% macro mask_email(column) -%}
  {{ return(adapter.dispatch('mask_email', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__mask_email(column) -%}
  regexp_replace(cast({{ column }} as varchar),
    '[^\s@＠<>(),;:"\[\]{}|\\]+[@＠][\pL\p{Nd}][\pL\p{Nd}.-]*\.\pL{2,}', '[email]', 'g')
{%- endmacro %}
