/* grain: one row per cut, encoder, kind (item, user) and index; users of spectral and the shop's own vectors are summed from
   their items in Python, or by the SQL twin */
{% for model in kindred.vector_models() %}
{% set in_sql = var('similarity_engine') == 'sql' and model in ('py_spectral_vectors', 'py_mapped_vectors') %}
select cut, encoder, version, dimension, kind, idx, weight, vector
from {{ ref('kindred', model) }}
where kind in ('item'{{ ", 'user'" if not in_sql }})
{% if in_sql %}
union all
({{ kindred.folded_vectors(ref('kindred', 'int_interactions'), ref('kindred', model)) }})
{% endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
