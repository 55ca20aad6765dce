{#- The name of a mood by its place in SENTIMENTS of kindred.sentiment. -#}
{% macro sentiment_name(label) -%}
case {{ label }} when 0 then 'negative' when 1 then 'neutral' when 2 then 'positive' end
{%- endmacro %}
