/* grain: one row per bad review of the last reply_max_age_days, but for those whose words praise: what it is about and a
   reply to it, by the first pattern of its language in the seed reply_templates that its strongest pain point has, and
   where no pattern but that of `other` has it, that its text has. The language is the one whose common words it has most
   of, where there are none, the one that most of the reviews here have */
with recent as (
    select
        texts.review_idx,
        texts.review_id,
        texts.user_id,
        texts.item_id,
        texts.item_title,
        texts.reviewed_at,
        texts.rating,
        texts.review_text,
        lower(texts.review_text) as plain_text,
        places.label as pain_point
    from {{ ref('kindred', 'int_review_texts') }} as texts
    inner join {{ ref('kindred', 'review_sentiments') }} as sentiments on texts.review_id = sentiments.review_id
    cross join {{ ref('kindred', 'int_as_of') }} as now_is
    left join {{ ref('kindred', 'py_pain_points') }} as places on places.kind = 'review' and texts.review_idx = places.review_idx
    where
        sentiments.sentiment = 'negative'
        and sentiments.contradicts_stars is distinct from true
        and texts.reviewed_at >= {{ kindred.add_days('now_is.as_of', '-' ~ var('reply_max_age_days')) }}
),

words as (
    select
        recent.review_idx,
        templates.language,
        {{ kindred.matches_count('recent.plain_text', 'templates.pattern') }} as words_count
    from recent
    cross join {{ ref('reply_templates') }} as templates
    where templates.pain = 'words'
),

spoken as (
    select review_idx, language
    from (select *, sum(words_count) over (partition by language) as all_words_count from words) as counted
    qualify row_number() over (partition by review_idx order by words_count desc, all_words_count desc, language asc) = 1
),

fitting as (
    select
        spoken.review_idx,
        templates.language,
        templates.pain,
        templates.reply,
        templates.place,
        templates.pain != 'other' and {{ kindred.matches_count('lower(recent.pain_point)', 'templates.pattern') }} > 0 as fits_point,
        {{ kindred.matches_count('recent.plain_text', 'templates.pattern') }} > 0 as fits_text
    from recent
    inner join spoken on recent.review_idx = spoken.review_idx
    inner join {{ ref('reply_templates') }} as templates on spoken.language = templates.language
    where templates.pain != 'words'
)

select
    recent.*,
    fitting.pain,
    fitting.language,
    fitting.reply
from recent
inner join fitting on recent.review_idx = fitting.review_idx
where fitting.fits_point or fitting.fits_text
qualify row_number() over (partition by recent.review_idx order by coalesce(fitting.fits_point, false) desc, fitting.place asc) = 1
