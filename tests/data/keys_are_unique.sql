/* No key stands twice. One test for all, with refs that name the project: dbt would look for the model of a generic
   test in the shop's own project first, and there `orders` is another table. Long tables that are grouped by their key are left out: they cannot fail */
{% set keys = [
    ('stg_events', ['row_id']), ('stg_reviews', ['review_id']), ('int_item_index', ['item_id']), ('int_user_index', ['actor_id']),
    ('users', ['user_id']), ('items', ['item_id']), ('sessions', ['actor_id', 'session_id']),
    ('orders', ['actor_id', 'order_id']), ('user_features', ['user_id']), ('feature_scaling', ['feature']),
    ('int_customer_value_parameters', ['cut', 'model', 'parameter']), ('int_customer_values', ['cut', 'user_idx']),
    ('customer_value_evaluation', ['metric', 'model', 'cut'])
] %}
{% if var('segments_enabled') %}
{% set keys = keys + [
    ('segments', ['segment_id']), ('segments', ['segment_name']), ('segment_centroids', ['segment_id', 'feature']),
    ('user_segments', ['user_id']), ('segment_profiles', ['segment_id', 'feature']), ('segment_profiles', ['segment_id', 'rank']),
    ('segment_rules', ['segment_id', 'rule_number']), ('user_profiles', ['user_id']), ('segment_history', ['as_of', 'user_id']),
    ('segment_migrations', ['as_of', 'kind', 'from_segment_id', 'to_segment_id']), ('segment_hierarchy', ['merge_order']),
    ('user_leaves', ['user_id']), ('segment_evaluation', ['metric', 'method', 'segments_count', 'slice', 'cut'])
] %}
{% endif %}
{% if var('recommendations_enabled') %}
{% set keys = keys + [
    ('user_recommendations', ['user_id', 'item_id']), ('recommendation_candidates', ['user_id', 'item_id', 'recommender']),
    ('item_recommendations', ['item_id', 'recommended_item_id']), ('int_evaluated_lists', ['task', 'recommender', 'user_idx', 'rank']),
    ('recommendation_evaluation', ['metric', 'recommender', 'slice', 'cut', 'task'])
] %}
{% endif %}
{% if var('vectors_enabled') %}
{% set keys = keys + [
    ('item_vectors', ['encoder', 'item_id']), ('user_vectors', ['encoder', 'user_id']),
    ('vector_candidates', ['encoder', 'user_id', 'rank']), ('vector_candidates', ['encoder', 'user_id', 'item_id']),
    ('item_vector_similarities', ['encoder', 'item_id', 'rank']),
    ('item_vector_similarities', ['encoder', 'item_id', 'neighbor_item_id'])
] %}
{% endif %}
{% if var('recommendations_enabled') and var('segments_enabled') %}
{% set keys = keys + [('segment_recommendations', ['segment_id', 'item_id'])] %}
{% endif %}
{% if var('reviews_enabled') %}
{% set keys = keys + [
    ('review_sentiments', ['review_id']), ('review_evaluation', ['metric', 'model', 'slice']),
    ('pain_points', ['scope', 'scope_id', 'rank']), ('pain_points', ['scope', 'scope_id', 'phrase']),
    ('pain_topics', ['topic_id']), ('review_replies', ['review_id'])
] %}
{% endif %}
{% if 'texts' in kindred.input_names() %}
{% set keys = keys + [('stg_texts', ['text_id']), ('text_sentiments', ['text_id'])] %}
{% endif %}
{% if var('personas_enabled') and var('segments_enabled') %}
{% set keys = keys + [('segment_personas', ['segment_id'])] %}
{% endif %}
{% if var('llm_enabled') %}
{% set keys = keys + [('llm_requests', ['request_hash'])] %}
{% endif %}
{% for model, columns in keys %}
select
    '{{ model }}' as model,
    concat_ws(' / ', {{ columns | join(', ') }}) as repeated_key,
    count(*) as rows_count
from {{ ref('kindred', model) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{{ 'union all' if not loop.last }}
{% endfor %}
