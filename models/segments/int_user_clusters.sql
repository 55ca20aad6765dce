/* grain: one row per cut and user: the cluster with the highest score, how sure that is, and the second */
{{ kindred.placed_users(
    ref('kindred', 'int_feature_matrix'),
    ref('kindred', 'int_segment_centroids'),
    ref('kindred', 'int_cluster_priors'),
    ['cut', 'user_idx']
) }}
