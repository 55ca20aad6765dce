/* Columns that are an enumeration hold nothing but its values */
{% set enumerations = [
    ('rejected_rows', 'input', ['events', 'items', 'users', 'reviews', 'texts']),
    ('feature_scaling', 'transform', ['log1p', 'identity']),
    ('customer_value_evaluation', 'model', ['published', 'same_rate', 'mean_rate', 'nothing'])
] %}
{% if var('segments_enabled') %}
{% set enumerations = enumerations + [
    ('user_segments', 'method', ['kmeans', 'gaussian_mixture', 'ward', 'early']), ('segment_evaluation', 'metric', [
        'silhouette', 'davies_bouldin', 'calinski_harabasz', 'stability', 'smallest_share', 'largest_share', 'choice_score',
        'repurchase_auc', 'spend_r2', 'category_accuracy',
        'users_share', 'unassigned_share', 'early_accuracy', 'early_macro_f1', 'early_calibration_error'
    ]),
    ('segment_migrations', 'kind', ['stay', 'move', 'arrive', 'leave', 'birth', 'split', 'death', 'merge'])
] %}
{% endif %}
{% if var('recommendations_enabled') %}
{% set fallbacks = ['segment_popular', 'popular', 'catalogue'] %}
{% set kinds = ['reranker', 'list_limits', 'diversity'] %}
{% set metrics = ['rmse', 'mae'] %}
{% for recommender in var('recommenders') %}
{% do kinds.extend([recommender, recommender ~ '_rest']) %}
{% endfor %}
{% for length in var('evaluation_list_lengths') %}
{% for metric in ['recall', 'precision', 'ndcg', 'map', 'mrr', 'hit_rate', 'coverage', 'novelty', 'diversity', 'popularity'] %}
{% do metrics.append(metric ~ '_at_' ~ length) %}
{% for rival in ['blend', 'best_single', 'blend_without_segments'] %}
{% do metrics.append(metric ~ '_at_' ~ length ~ '_lead_on_' ~ rival) %}
{% endfor %}
{% endfor %}
{% endfor %}
{% set judged = var('recommenders') | reject('equalto', 'popular') | list + ['popularity', 'blend', 'blend_without_segments', 'reranker', 'published'] + ['rating_prediction', 'rating_means'] %}
{% set enumerations = enumerations + [
    ('user_recommendations', 'strategy', ['collaborative'] + fallbacks),
    ('recommendation_reasons', 'kind', kinds + fallbacks),
    ('recommendation_evaluation', 'recommender', judged),
    ('recommendation_evaluation', 'metric', metrics),
    ('recommendation_evaluation', 'task', ['new_items', 'all_items', 'ratings'])
] %}
{% endif %}
{% if var('reviews_enabled') %}
{% set moods = ['negative', 'neutral', 'positive'] %}
{% set enumerations = enumerations + [
    ('review_sentiments', 'sentiment', moods), ('review_sentiments', 'text_sentiment', moods),
    ('review_evaluation', 'metric', ['accuracy', 'f1', 'macro_f1']), ('review_evaluation', 'model', ['text', 'majority']),
    ('pain_points', 'scope', ['all', 'segment', 'category', 'item']), ('review_replies', 'source', ['template', 'model'])
] %}
{% endif %}
{% if 'texts' in kindred.input_names() %}
{% set enumerations = enumerations + [('text_sentiments', 'sentiment', ['negative', 'neutral', 'positive'])] %}
{% endif %}
{% if var('personas_enabled') and var('segments_enabled') %}
{% set enumerations = enumerations + [('segment_personas', 'source', ['template', 'model'])] %}
{% endif %}
{% if var('llm_enabled') %}
{% set enumerations = enumerations + [('llm_requests', 'purpose', ['persona', 'reply', 'embedding'])] %}
{% endif %}
{% for model, column, values in enumerations %}
select distinct
    '{{ model }}' as model,
    '{{ column }}' as column_name,
    {{ column }} as unknown_value
from {{ ref('kindred', model) }}
where {{ column }} not in ('{{ values | join("', '") }}')
{{ 'union all' if not loop.last }}
{% endfor %}
