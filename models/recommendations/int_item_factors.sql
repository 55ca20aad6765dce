/* grain: one row per cut and item that anybody is tied to; none where matrix_factorization does not propose */
{% if 'matrix_factorization' in var('recommenders') %}
select cut, item_idx, factors
from {{ ref('kindred', 'py_item_factors') }}
{% else %}
select cut, item_idx, cast(null as double[]) as factors
from {{ ref('kindred', 'int_strengths') }}
where false
{% endif %}
