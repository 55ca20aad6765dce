{#- The words of a lower-case text with three letters or more, as a list; of scripts without blanks, their pairs of characters. -#}
{% macro words(text) -%}
  {{ return(adapter.dispatch('words', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__words(text) -%}
  list_concat(regexp_extract_all({{ text }}, '[^\PL{{ kindred.unspaced_scripts() }}]{3,}'), {{ kindred.character_pairs(text) }})
{%- endmacro %}
