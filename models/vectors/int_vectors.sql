/* grain: one row per cut, encoder, kind (item, user) and index; users of spectral and mapped vectors are summed from
   their items in Python, or by the SQL twin */
{% for encoder in kindred.vector_encoders() %}
{% set in_sql = var('similarity_engine') == 'sql' and encoder in ('spectral', 'mapped') %}
select cut, encoder, version, dimension, kind, idx, weight, vector
from {{ ref('kindred', 'py_' ~ encoder ~ '_vectors') }}
{% if in_sql %}
where kind = 'item'
union all
({{ kindred.folded_vectors(ref('kindred', 'int_interactions'), ref('kindred', 'py_' ~ encoder ~ '_vectors')) }})
{% endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
