/* grain: one row per cut and cluster: what speaks for it before anything is known of a user */
select distinct
    cut,
    cluster,
    0.0 as log_prior
from {{ ref('kindred', 'int_segment_centroids') }}
