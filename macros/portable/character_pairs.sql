{#- The SQL twin of kindred.words.character_pairs: of every run of a script without blanks, each two characters in a row as a
    list, a single one by itself. A character is a letter with the marks on it. -#}
{% macro character_pairs(text) -%}
  {{ return(adapter.dispatch('character_pairs', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__character_pairs(text) -%}
  {%- set scripts = kindred.unspaced_scripts() -%}
  {%- set runs = "regexp_extract_all(" ~ text ~ ", '[" ~ scripts ~ "][" ~ scripts ~ "\\pM]*')" -%}
  flatten(list_transform(
    list_transform({{ runs }}, lambda run: regexp_extract_all(run, '.\pM*')),
    lambda letters: list_transform(range(1, greatest(len(letters), 2)), lambda place: concat(letters[place], letters[place + 1]))
  ))
{%- endmacro %}

{#- Scripts that put no blank between words, within the brackets of a regular expression: UNSPACED of kindred.words, and the long
    vowel of kana, which counts as of no script. -#}
{% macro unspaced_scripts() -%}
  {{ return('\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}\\x{30FC}\\x{FF70}') }}
{%- endmacro %}
