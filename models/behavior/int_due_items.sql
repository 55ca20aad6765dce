/* grain: one row per cut, user and item that the user bought so long ago that it is due again: as many days as
   repurchase_due_share of the median gap between two purchase days of the item by one user, over all users; none where that
   is null */
{% set due_share = var('repurchase_due_share') %}
with days as (
    select distinct
        cuts.cut,
        cuts.cut_on,
        {{ kindred.actor_at('events', 'cuts.cut_at') }} as user_idx,
        events.item_idx,
        events.event_on
    from {{ ref('kindred', 'int_events') }} as events
    inner join {{ ref('kindred', 'int_cuts') }} as cuts on events.event_at < cuts.cut_at
    where events.event_type = 'purchase' and events.item_idx is not null {{ 'and false' if due_share is none }}
),

gaps as (
    select
        *,
        {{ kindred.days_between(
            'lag(event_on) over (partition by cut, user_idx, item_idx order by event_on)', 'event_on'
        ) }} as gap_days
    from days
),

rhythms as (
    select cut, item_idx, median(gap_days) as rhythm_days
    from gaps
    group by cut, item_idx
    having count(gap_days) >= {{ var('repurchase_min_gaps_count') }}
)

select
    gaps.cut,
    gaps.user_idx,
    gaps.item_idx
from gaps
inner join rhythms on gaps.cut = rhythms.cut and gaps.item_idx = rhythms.item_idx
group by gaps.cut, gaps.cut_on, gaps.user_idx, gaps.item_idx, rhythms.rhythm_days
having {{ kindred.days_between('max(gaps.event_on)', 'gaps.cut_on') }} >= {{ due_share or 0 }} * rhythms.rhythm_days
