{#- A reason as a sentence that a shop can show, from the columns of recommendation_reasons. -#}
{% macro reason_sentence() -%}
case
    when strategy = 'segment_popular'
        then 'Chosen by ' || round(100 * contribution, 1) || ' % of the customers in your group, ' || segment_name
    when strategy = 'popular' then 'Chosen by ' || round(100 * contribution, 1) || ' % of all customers'
    when strategy = 'catalogue' then 'From our catalogue, for you to discover'
    when kind = 'reranker' then 'Placed by what customers chose from lists like yours'
    when kind in ('list_limits', 'diversity') and moved_to > moved_from then 'Further down, as your list has something like it above'
    when kind = 'list_limits' then 'In place of what would repeat others in your list'
    when kind = 'diversity' then 'To bring variety to your list'
    {% if kindred.weighs_ratings('item_cosine') %}
    when kind = 'item_cosine' and contribution < 0 then 'Although you liked ' || evidence_title || ' less'
    when kind = 'item_cosine' then 'Goes with ' || evidence_title || ', which you liked'
    when kind = 'item_cosine_rest' then 'Weighed with ' || evidence_count || ' more of your ratings'
    {% endif %}
    when kind = 'item_cosine' and is_owned then 'Goes with ' || evidence_title || ', which you bought'
    when kind = 'item_cosine' then 'Goes with ' || evidence_title || ', which caught your interest'
    when kind = 'item_cosine_rest' then 'Goes with ' || evidence_count || ' more of your items'
    when kind in ('linear', 'matrix_factorization', 'spectral') and contribution < 0 then 'Although you have ' || evidence_title
    when kind = 'linear' then 'Goes with what you have, above all ' || evidence_title
    when kind in ('matrix_factorization', 'spectral') and evidence_item_id = item_id then 'It caught your interest before, and it fits what you have'
    when kind in ('matrix_factorization', 'spectral') then 'Fits what you have, above all ' || evidence_title
    when kind in ('text', 'llm') then 'Described in words of what you searched for or chose'
    when kind in ('gru', 'cnn', 'self_attention') then 'Follows from what you did, in the order you did it'
    when kind in ('linear_rest', 'matrix_factorization_rest', 'spectral_rest') then 'Weighed with ' || evidence_count || ' more of your items'
    {% for encoder in kindred.own_encoders() %}
    when kind = '{{ encoder }}' and contribution < 0 then 'Although you have ' || evidence_title
    when kind = '{{ encoder }}' and evidence_item_id = item_id then 'It caught your interest before, and it fits what you have'
    when kind = '{{ encoder }}' then 'Resembles what you have, above all ' || evidence_title
    when kind = '{{ encoder }}_rest' then 'Weighed with ' || evidence_count || ' more of your items'
    {% endfor %}
    when kind = 'transitions' then 'Often chosen after ' || evidence_title
    when kind = 'transitions_rest' then 'Often chosen after ' || evidence_count || ' more of your latest items'
    {% if kindred.weighs_ratings('user_cosine') %}
    when kind = 'user_cosine' and contribution < 0 then 'Although a customer whose taste is like yours liked it less'
    when kind = 'user_cosine' then 'Liked by a customer whose taste is like yours'
    when kind = 'user_cosine_rest' then 'Weighed with the ratings of ' || evidence_count || ' more customers whose taste is like yours'
    {% endif %}
    when kind = 'user_cosine' then 'Chosen by a customer whose taste is like yours'
    when kind = 'user_cosine_rest' then 'Chosen by ' || evidence_count || ' more customers whose taste is like yours'
    when kind = 'buy_again' then 'You bought it before and may need it again'
    when kind = 'content' then 'Has something in common with what you chose: ' || evidence_feature
    when kind = 'content_rest' then 'Has ' || evidence_count || ' more things in common with what you chose'
    when kind = 'rating_prediction' and evidence_category is not null and contribution < 0 then 'Although you may like ' || evidence_category || ' less'
    when kind = 'rating_prediction' and evidence_category is not null then 'You may like it, as it is from ' || evidence_category
    when kind = 'rating_prediction' and contribution < 0 then 'Although ratings of others speak against it'
    when kind = 'rating_prediction' then 'You may like it, going by the ratings of others'
    when kind = 'rating_prediction_rest' then 'Weighed with ' || evidence_count || ' more of its traits'
    when kind = 'segment_popular' then 'Popular in your group, ' || segment_name
    when kind = 'category_popular' then 'Popular in ' || evidence_category || ', where you look often'
    when kind = 'recently_popular' then 'Popular with all customers just now'
    when kind = 'popular' then 'Popular with all customers'
end
{%- endmacro %}
