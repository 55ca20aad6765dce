/* grain: one row per cut, user and matrix column: features to scale, and 0/1 columns that say a feature is known; with
   segment_vectors, the leading numbers of the users' vectors as well */
{{ kindred.matrix_rows(ref('kindred', 'int_feature_values'), ref('kindred', 'int_feature_scaling'), ['cut', 'user_idx']) }}
{% if var('segment_vectors') is not none and var('vectors_enabled') %}
union all
({{ kindred.vector_columns(ref('kindred', 'int_feature_values'), var('segment_vectors')) }})
{% endif %}
