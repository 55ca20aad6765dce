{#- A feature's value as it is read: shares in percent, large numbers whole, small ones with one decimal. -#}
{% macro figure_text(feature, value) -%}
  case
    when {{ feature }} like '%_share%' then cast(cast(round(100 * {{ value }}) as bigint) as varchar) || ' %'
    when abs({{ value }}) >= 10 or round({{ value }}, 1) = round({{ value }}) then cast(cast(round({{ value }}) as bigint) as varchar)
    else cast(round({{ value }}, 1) as varchar)
  end
{%- endmacro %}
