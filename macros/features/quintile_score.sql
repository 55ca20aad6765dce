{#- A score from 1 to 5, 5 best: 1 + five times the share of rows (within `group`) that are worse, whole part. Equal
    values share a score. `order_by` begins with the worst. -#}
{% macro quintile_score(group, order_by) -%}
  cast(1 + floor(5.0 * (rank() over (partition by {{ group }} order by {{ order_by }}) - 1) / count(*) over (partition by {{ group }})) as integer)
{%- endmacro %}
