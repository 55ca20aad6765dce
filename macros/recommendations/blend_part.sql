{#- What a recommender adds to the blend of a pair: its weight times its score, brought to one scale with those of the others.
    weight: an expression; judged and lengths are the aliases of int_judged_candidates and int_candidate_lengths. -#}
{% macro blend_part(recommender, weight) -%}
  {{ weight }} * coalesce(round(power(judged.{{ recommender }}_score, lengths.power) / nullif(lengths.{{ recommender }}_length, 0), 9), 0)
{%- endmacro %}
