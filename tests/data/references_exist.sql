/* What one public table names stands in the other */
{% set references = [('sessions', 'user_id', 'users'), ('orders', 'user_id', 'users'), ('user_features', 'user_id', 'users')] %}
{% if var('segments_enabled') %}
{% set references = references + [
    ('segment_centroids', 'segment_id', 'segments'), ('user_segments', 'segment_id', 'segments'),
    ('user_segments', 'early_segment_id', 'segments'),
    ('user_segments', 'user_id', 'users'), ('segment_profiles', 'segment_id', 'segments'), ('segment_rules', 'segment_id', 'segments')
] %}
{% endif %}
{% if var('recommendations_enabled') %}
{% set references = references + [
    ('item_similarities', 'item_id', 'items'), ('item_similarities', 'neighbor_item_id', 'items'),
    ('user_similarities', 'user_id', 'users'), ('user_similarities', 'neighbor_user_id', 'users'),
    ('user_recommendations', 'user_id', 'users'), ('user_recommendations', 'item_id', 'items'),
    ('recommendation_candidates', 'user_id', 'users'), ('recommendation_candidates', 'item_id', 'items'),
    ('item_recommendations', 'item_id', 'items'), ('item_recommendations', 'recommended_item_id', 'items')
] %}
{% endif %}
{% if var('recommendations_enabled') and var('segments_enabled') %}
{% set references = references + [
    ('segment_recommendations', 'segment_id', 'segments'), ('segment_recommendations', 'item_id', 'items')
] %}
{% endif %}
{% if var('vectors_enabled') %}
{% set references = references + [
    ('item_vectors', 'item_id', 'items'), ('user_vectors', 'user_id', 'users'),
    ('vector_candidates', 'user_id', 'users'), ('vector_candidates', 'item_id', 'items'),
    ('item_vector_similarities', 'item_id', 'items'), ('item_vector_similarities', 'neighbor_item_id', 'items')
] %}
{% endif %}
{% if var('personas_enabled') and var('segments_enabled') %}
{% set references = references + [('segment_personas', 'segment_id', 'segments')] %}
{% endif %}
{% for model, column, named in references %}
{% set key = named[:-1] ~ '_id' %}
select distinct
    '{{ model }}' as model,
    cast(naming.{{ column }} as varchar) as missing_id
from {{ ref('kindred', model) }} as naming
left join {{ ref('kindred', named) }} as named on naming.{{ column }} = named.{{ key }}
where naming.{{ column }} is not null and named.{{ key }} is null
{{ 'union all' if not loop.last }}
{% endfor %}
