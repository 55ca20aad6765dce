{{ config(enabled=var('segments_enabled')) }}

/* every column of the matrix has a finite value within three standard deviations for every user of its cut,
   and a constant one is zero */
with sizes as (
    select cut, count(*) as users_count
    from {{ ref('kindred', 'int_user_features') }}
    group by cut
)

select
    matrix.cut,
    matrix.feature,
    sizes.users_count,
    count(*) as rows_count,
    min(matrix.value) as smallest,
    max(matrix.value) as largest
from {{ ref('kindred', 'int_feature_matrix') }} as matrix
inner join sizes on matrix.cut = sizes.cut
group by matrix.cut, matrix.feature, sizes.users_count
having
    count(*) != sizes.users_count
    or count(distinct matrix.user_idx) != sizes.users_count
    or count(matrix.value) != sizes.users_count
    or not (min(matrix.value) >= -3 and max(matrix.value) <= 3)
    or (min(matrix.value) = max(matrix.value) and min(matrix.value) != 0)
