{#- Whether a path names CSV; all else is Parquet. -#}
{% macro is_csv(path) -%}
  {{ return((path | lower).endswith('.csv') or (path | lower).endswith('.csv.gz')) }}
{%- endmacro %}
