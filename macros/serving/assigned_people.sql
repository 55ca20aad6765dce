{#- The text of a table macro of the published file: places people with the fitted tables alone, by the very formulas that
    the batch goes through. `people` is a query that gives `features`, a JSON object with the columns of user_features;
    what is missing there is unknown. -#}
{% macro assigned_people(people) -%}
with people as (
    select row_number() over () as person, features
    from ({{ people }}) as given
),

entries as (
    select person, unnest(map_entries(cast(features as map(varchar, varchar)))) as entry
    from people
),

interests as (
    select person, unnest(map_entries(cast(features -> 'category_shares' as map(varchar, double)))) as entry
    from people
    where features ->> 'category_shares' is not null
),

feature_values as (
    select
        *,
        {{ kindred.transformed('transform', 'raw_value') }} as value
    from (
        select
            people.person,
            scaling.feature,
            scaling.transform,
            case
                when scaling.feature not like 'category_share:%' then try_cast(entries.entry.value as double)
                when features ->> 'category_shares' is not null then coalesce(interests.entry.value, 0.0)
            end as raw_value
        from people
        cross join kindred.feature_scaling as scaling
        left join entries on people.person = entries.person and scaling.feature = entries.entry.key
        left join interests on people.person = interests.person and scaling.feature = 'category_share:' || interests.entry.key
    ) as known
),

matrix as (
    {{ kindred.matrix_rows('feature_values', 'kindred.feature_scaling', ['person']) }}
),

centroids as (
    select segment_id as cluster, feature, value, precision from kindred.segment_centroids
),

priors as (
    select segment_id as cluster, segment_name, log_prior from kindred.segments
),

placed as (
    {{ kindred.placed_users('matrix', 'centroids', 'priors', ['person']) }}
)

select
    people.features ->> 'user_id' as user_id,
    case when {{ kindred.is_assigned('placed.distance', 'placed.confidence') }} then placed.cluster else 0 end as segment_id,
    case when {{ kindred.is_assigned('placed.distance', 'placed.confidence') }} then firsts.segment_name else 'Unassigned' end as segment_name,
    placed.distance,
    placed.confidence,
    placed.second_cluster as second_segment_id,
    seconds.segment_name as second_segment_name,
    placed.second_distance
from placed
inner join people on placed.person = people.person
inner join priors as firsts on placed.cluster = firsts.cluster
left join priors as seconds on placed.second_cluster = seconds.cluster
{%- endmacro %}
