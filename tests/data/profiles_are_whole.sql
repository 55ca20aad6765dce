{{ config(enabled=var('segments_enabled')) }}

/* everybody with features has one profile, with the segment and the first recommendation that the other tables give */
select features.user_id
from {{ ref('kindred', 'user_features') }} as features
left join {{ ref('kindred', 'user_profiles') }} as profiles on features.user_id = profiles.user_id
left join {{ ref('kindred', 'user_segments') }} as members on features.user_id = members.user_id
{% if var('recommendations_enabled') %}
left join {{ ref('kindred', 'user_recommendations') }} as firsts on features.user_id = firsts.user_id and firsts.rank = 1
{% endif %}
where
    profiles.user_id is null
    or profiles.segment_id is distinct from members.segment_id
    or profiles.net_amount is distinct from features.net_amount
    {% if var('recommendations_enabled') %}
    or profiles.recommended_item_1_id is distinct from firsts.item_id
    {% endif %}
