{#- Free text with email addresses, card numbers and phone numbers, in any script's digits, replaced by a word in brackets.
    A card: 15 to 19 digits in a row that begin like one, or in groups of four (4-6-5 for American Express). A phone: a
    plus and 7 digits or more; a leading zero and 9 to 12, two and up to 15, spaced or not; three, three and four; or 10 to 12 in a row
    (but not 10 that begin with 1: a moment in seconds). Prices, sizes, 13-digit article numbers and dates are let be:
    while numbers are looked for, a private character parts the day of a date from its year. -#}
{% macro mask_text(column) -%}
  {{ return(adapter.dispatch('mask_text', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__mask_text(column) -%}
  {%- set digit = '\\p{Nd}' -%}
  {%- set gap = '[\\s\\p{Zs}().\\p{Pd}/_]' -%}
  {%- set before, after = '(^|[^\\p{Nd}.,])', '($|[^\\p{Nd}])' -%}
  {%- set day_or_month = '(?:0?[1-9]|[12][0-9]|3[01])' -%}
  {%- set dates = [
    ('((?:19|20)[0-9]{2}-[0-9]{2})(-[0-9]{2})', '\ue000\\1\ue000\\2\ue000'),
    ('\\b(' ~ day_or_month ~ '[./-]' ~ day_or_month ~ '[./-])((?:19|20)[0-9]{2})\\b', '\ue000\\1\ue000\\2\ue000')
  ] -%}
  {%- set cards = [
    ('[2-6２-６]' ~ digit ~ '{3}(?:' ~ gap ~ '{1,3}' ~ digit ~ '{4}){3}(?:' ~ gap ~ '{1,3}' ~ digit ~ '{1,3})?', '[card]'),
    ('[3３]' ~ digit ~ '{3}' ~ gap ~ '{1,3}' ~ digit ~ '{6}' ~ gap ~ '{1,3}' ~ digit ~ '{5}', '[card]'),
    (before ~ '[2-6２-６]' ~ digit ~ '{14,18}' ~ after, '\\1[card]\\2')
  ] -%}
  {%- set phones = [
    ('[+＋]' ~ gap ~ '?' ~ digit ~ '(?:' ~ gap ~ '{0,3}' ~ digit ~ '){6,}', '[phone]'),
    (before ~ '[0０]' ~ digit ~ '(?:' ~ gap ~ '{0,3}' ~ digit ~ '){7,10}' ~ after, '\\1[phone]\\2'),
    (before ~ '[0０]{2}' ~ digit ~ '(?:' ~ gap ~ '{0,3}' ~ digit ~ '){6,12}' ~ after, '\\1[phone]\\2'),
    (before ~ '[2-9２-９]' ~ digit ~ '{2}' ~ gap ~ '{1,2}' ~ digit ~ '{3}' ~ gap ~ digit ~ '{4}' ~ after, '\\1[phone]\\2'),
    (before ~ '(?:[2-9２-９]' ~ digit ~ '{9}|' ~ digit ~ '{11,12})' ~ after, '\\1[phone]\\2')
  ] -%}
  {%- set masked = namespace(text=kindred.mask_email(column)) -%}
  {#- Numbers side by side share what stands between them, so the search goes over them twice. -#}
  {%- for pattern, word in dates + cards + phones + cards + phones + [('\ue000', '')] -%}
    {%- set masked.text = "regexp_replace(" ~ masked.text ~ ", '" ~ pattern ~ "', '" ~ word ~ "', 'g')" -%}
  {%- endfor -%}
  case
    when regexp_matches(cast({{ column }} as varchar), '[@＠]|\p{Nd}.*\p{Nd}.*\p{Nd}.*\p{Nd}') then {{ masked.text }}
    else cast({{ column }} as varchar)
  end
{%- endmacro %}
