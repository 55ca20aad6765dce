/* grain: one row per accepted text that is no review */
select
    texts.text_id,
    texts.user_id,
    texts.item_id,
    texts.occurred_at,
    texts.language,
    {{ kindred.sentiment_name('spoken.label') }} as sentiment,
    spoken.negative_probability,
    spoken.neutral_probability,
    spoken.positive_probability
from {{ ref('kindred', 'stg_texts') }} as texts
left join {{ ref('kindred', 'py_review_sentiments') }} as spoken on spoken.input = 'texts' and texts.text_id = spoken.text_id
