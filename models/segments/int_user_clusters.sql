/* grain: one row per cut and user: the nearest centroid, ties to the smaller cluster */
with distances as (
    select
        matrix.cut,
        matrix.user_idx,
        centroids.cluster,
        round(sqrt({{ kindred.exact_sum('pow(matrix.value - centroids.value, 2)') }}), 9) as distance
    from {{ ref('kindred', 'int_feature_matrix') }} as matrix
    inner join {{ ref('kindred', 'int_segment_centroids') }} as centroids
        on matrix.cut = centroids.cut and matrix.feature = centroids.feature
    group by matrix.cut, matrix.user_idx, centroids.cluster
)

select cut, user_idx, cluster, distance
from distances
qualify row_number() over (partition by cut, user_idx order by distance, cluster) = 1
