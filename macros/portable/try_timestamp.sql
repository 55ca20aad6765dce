{#- A timestamp in UTC from any value, or null. A value with an offset is converted, one without is UTC already;
    the plain cast would drop the offset. What is a timestamp already needs no way through text, which costs more than
    all else that is done to an event; the engine knows the type before it looks at a row. -#}
{% macro try_timestamp(column) -%}
  {{ return(adapter.dispatch('try_timestamp', 'kindred')(column)) }}
{%- endmacro %}

{% macro default__try_timestamp(column) -%}
  {%- set text = "trim(cast(" ~ column ~ " as varchar))" -%}
  case
    when typeof({{ column }}) = 'TIMESTAMP' then try_cast({{ column }} as timestamp)
    when {{ text }} like '%Z' or {{ text }} like '%+%' or substr({{ text }}, 12) like '%-%'
      then try_cast({{ text }} as timestamptz) at time zone 'UTC'
    else try_cast({{ text }} as timestamp)
  end
{%- endmacro %}
