{#- What no single var can say. -#}
{% macro check_variables_together() -%}
  {%- if var('rating_min') >= var('rating_max') -%}
    {%- do kindred.stop("'rating_min' is " ~ var('rating_min') ~ " and 'rating_max' is " ~ var('rating_max') ~ ', but the first must be below the second.') -%}
  {%- endif -%}
  {%- if var('segments_count_min') > var('segments_count_max') -%}
    {%- do kindred.stop("'segments_count_min' is " ~ var('segments_count_min') ~ " and 'segments_count_max' is " ~ var('segments_count_max') ~ ', but the first must not be above the second.') -%}
  {%- endif -%}
  {%- for recommender in var('blend_weights') or {} if recommender not in var('recommenders') -%}
    {%- do kindred.stop("'blend_weights' names " ~ recommender ~ ", which 'recommenders' does not switch on.") -%}
  {%- endfor -%}
  {%- for name in ['item_cosine_shrinkage', 'user_cosine_shrinkage'] if var(name) > 0 and var('similarity_engine') == 'sparse_dot_topn' -%}
    {%- do kindred.stop("'" ~ name ~ "' is " ~ var(name) ~ ", which 'similarity_engine' sparse_dot_topn cannot do; python, numba and sql can.") -%}
  {%- endfor -%}
  {%- if var('vectors_enabled') and not kindred.vector_models() -%}
    {%- do kindred.stop("'vectors_enabled' is true, but 'vector_encoders' is empty and 'item_vectors_input' is not set; one of them must name what vectors come from.") -%}
  {%- endif -%}
  {%- for encoder in kindred.recommending_encoders() -%}
    {%- if not kindred.has_vectors(encoder) -%}
      {%- do kindred.stop("'recommenders' names " ~ encoder ~ ", but there are no such vectors; 'vectors_enabled' must be true, with that encoder among 'vector_encoders' (or 'item_vectors_input' set, for your own).") -%}
    {%- elif encoder in kindred.sequence_encoders() and not var('retrain_networks') -%}
      {%- do kindred.stop("'recommenders' names " ~ encoder ~ " and 'retrain_networks' is false, but a recommender is judged by networks of earlier cuts, which no release keeps; set it to true, or take " ~ encoder ~ ' out.') -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set encoder = var('segment_vectors') -%}
  {%- if encoder is not none -%}
    {%- if not kindred.has_vectors(encoder) -%}
      {%- do kindred.stop("'segment_vectors' is '" ~ encoder ~ "', but there are no such vectors; 'vectors_enabled' must be true, with that encoder among 'vector_encoders' (or 'item_vectors_input' set, for your own).") -%}
    {%- elif not var('refit_segments') -%}
      {%- do kindred.stop("'segment_vectors' is '" ~ encoder ~ "' and 'refit_segments' is false, but vectors are fitted anew in every build; segments that are made of them must be too.") -%}
    {%- endif -%}
  {%- endif -%}
  {%- set llm_encodes = var('vectors_enabled') and 'llm' in var('vector_encoders') -%}
  {%- set llm_model = 'KINDRED_LLM_EMBEDDING_MODEL' if llm_encodes else 'KINDRED_LLM_MODEL' -%}
  {%- if llm_encodes and not var('llm_enabled') -%}
    {%- do kindred.stop("'vector_encoders' names llm and 'llm_enabled' is false, but texts leave for a large model only where it is true; the encoder text needs none.") -%}
  {%- elif var('llm_enabled') and not (env_var('KINDRED_LLM_BASE_URL', '') and env_var(llm_model, '')) -%}
    {%- do kindred.stop("'llm_enabled' is true, so the environment must name the endpoint: KINDRED_LLM_BASE_URL, " ~ llm_model ~ " and, where it wants one, KINDRED_LLM_API_KEY.") -%}
  {%- endif -%}
  {%- if kindred.input_location('events').kind == 'none' -%}
    {%- do kindred.stop("'events' is not set under `vars: kindred:`, but must be a file, source:name.table, database.schema.table, or the name of a model or seed.") -%}
  {%- endif -%}
{%- endmacro %}
