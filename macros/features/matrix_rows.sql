{#- The one text by which feature values become rows of the matrix: features to scale, and 0/1 columns that say a feature
    is known. `keys` name a user in `feature_values`; the first may be `cut`, which `scaling` then has too. -#}
{% macro matrix_rows(feature_values, scaling, keys) -%}
{%- set on_cut = 'feature_values.cut = scaling.cut and ' if 'cut' in keys else '' -%}
select
    {% for key in keys %}feature_values.{{ key }}, {% endfor %}feature_values.feature,
    round({{ kindred.scaled('feature_values.value', 'scaling') }}, 9) as value
from {{ feature_values }} as feature_values
inner join {{ scaling }} as scaling on {{ on_cut }}feature_values.feature = scaling.feature
where scaling.is_used
union all
select
    {% for key in keys %}feature_values.{{ key }}, {% endfor %}feature_values.feature || ':known' as feature,
    case when feature_values.raw_value is null then 0.0 else 1.0 end as value
from {{ feature_values }} as feature_values
inner join {{ scaling }} as scaling on {{ on_cut }}feature_values.feature = scaling.feature
where scaling.has_indicator
{%- endmacro %}
