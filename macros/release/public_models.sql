{#- The public tables, in the order in which they are published. A switched-off room publishes nothing. -#}
{% macro public_models() -%}
  {%- set names = ['users', 'items', 'sessions', 'orders', 'rejected_rows', 'user_features', 'feature_scaling', 'customer_value_evaluation'] -%}
  {%- if var('segments_enabled') -%}
    {%- set names = names + [
      'segments', 'segment_centroids', 'user_segments', 'segment_profiles', 'segment_rules', 'segment_history',
      'segment_migrations', 'segment_hierarchy', 'user_leaves', 'segment_evaluation', 'user_profiles'
    ] -%}
  {%- endif -%}
  {%- if var('recommendations_enabled') -%}
    {%- set names = names + [
      'item_similarities', 'user_similarities', 'user_recommendations', 'recommendation_reasons', 'recommendation_evaluation',
      'recommendation_candidates', 'item_recommendations'
    ] -%}
    {%- if var('segments_enabled') -%}
      {%- set names = names + ['segment_recommendations'] -%}
    {%- endif -%}
  {%- endif -%}
  {%- if var('vectors_enabled') -%}
    {%- set names = names + ['item_vectors', 'user_vectors', 'item_vector_similarities', 'vector_candidates'] + (['sequence_networks'] if kindred.sequence_encoders() else []) -%}
  {%- endif -%}
  {%- if var('reviews_enabled') -%}
    {%- set names = names + ['review_sentiments', 'review_evaluation', 'pain_points', 'pain_topics', 'review_replies']
      + (['text_sentiments'] if 'texts' in kindred.input_names() else []) -%}
  {%- endif -%}
  {%- if var('personas_enabled') and var('segments_enabled') -%}
    {%- set names = names + ['segment_personas'] -%}
  {%- endif -%}
  {%- if var('llm_enabled') -%}
    {%- set names = names + ['llm_requests'] -%}
  {%- endif -%}
  {{ return(names) }}
{%- endmacro %}
