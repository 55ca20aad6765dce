/* grain: one row per text whose mood is told: reviews with words, and the accepted rows of the input texts, which have
   neither a label nor a fold */
select
    'reviews' as input,
    review_id as text_id,
    label,
    fold,
    review_text as text
from {{ ref('kindred', 'int_review_texts') }}
{% if 'texts' in kindred.input_names() %}
union all
select
    'texts' as input,
    text_id,
    cast(null as integer) as label,
    cast(null as integer) as fold,
    text
from {{ ref('kindred', 'stg_texts') }}
{% endif %}
