/* grain: one row per cut, user and matrix column: features to scale, and 0/1 columns that say a feature is known */
{{ kindred.matrix_rows(ref('kindred', 'int_feature_values'), ref('kindred', 'int_feature_scaling'), ['cut', 'user_idx']) }}
