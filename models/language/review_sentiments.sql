/* grain: one row per accepted review with a title or a body */
select
    texts.review_id,
    texts.user_id,
    texts.item_id,
    texts.rating,
    {{ kindred.sentiment_name('coalesce(nullif(texts.label, -1), spoken.label)') }} as sentiment,
    {{ kindred.sentiment_name('spoken.label') }} as text_sentiment,
    spoken.negative_probability,
    spoken.neutral_probability,
    spoken.positive_probability,
    (texts.label = 2 and spoken.negative_probability >= 0.8) or (texts.label = 0 and spoken.positive_probability >= 0.8) as contradicts_stars
from {{ ref('kindred', 'int_review_texts') }} as texts
left join {{ ref('kindred', 'py_review_sentiments') }} as spoken on spoken.input = 'reviews' and texts.review_id = spoken.text_id
