/* grain: one row per sequence network of the release */
select encoder, version, dimension, weights
from {{ ref('kindred', 'py_sequence_vectors') }}
where cut = 'release' and kind = 'network'
