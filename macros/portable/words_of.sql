{#- Every word of a text, in a select list: one row for each; of scripts without blanks, each pair of characters. -#}
{% macro words_of(text) -%}
  {{ return(adapter.dispatch('words_of', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__words_of(text) -%}
  unnest(list_concat(regexp_extract_all({{ text }}, '[^\PL{{ kindred.unspaced_scripts() }}]+'), {{ kindred.character_pairs(text) }}))
{%- endmacro %}
