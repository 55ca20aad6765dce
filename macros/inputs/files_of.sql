{#- The files that a path or glob names, in order; none where there is no such file. What lies elsewhere (s3://) is not looked for. -#}
{% macro files_of(path) -%}
  {%- if not execute or '://' in path -%}
    {{ return([path]) }}
  {%- endif -%}
  {{ return(run_query('select file from glob(' ~ kindred.literal(path) ~ ') order by file').columns[0].values() | list) }}
{%- endmacro %}
