/* grain: one row per table macro of the published file, with its definition */
{% if var('recommendations_enabled') %}
select
    'recommend_now' as macro_name,
    replace(replace($definition${{ kindred.recommend_now() }}$definition$, '{event_type_weights}', (
        select string_agg(
            format('(''{}'', ''{}'', {})', replace(source_event_type, '''', ''''''), event_type, event_weight), ', '
            order by source_event_type
        )
        from {{ ref('event_types') }}
    )), '{item_cosine_weighting}', (
        select weighting from {{ ref('kindred', 'int_recommender_settings') }}
        where recommender = 'item_cosine'
    )) as definition
{% else %}
select 'none' as macro_name, '' as definition
where false
{% endif %}
