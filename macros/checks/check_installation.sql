{#- What py_installation found missing ends the run in its sentence, before any other table is replaced. -#}
{% macro check_installation(installation) -%}
  {%- if execute -%}
    {%- for row in run_query('select obstacle from ' ~ installation ~ ' where obstacle is not null').rows -%}
      {%- do kindred.stop(row[0].removeprefix('Kindred: ')) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
