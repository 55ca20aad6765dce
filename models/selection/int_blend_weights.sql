/* grain: one row per task and recommender: its share of the blend, the power that scores are raised to, and the low end of the blend's lead on popularity at the
   validation cut; lead_low is NaN where too few users could tell */
select task, recommender, weight, power, lead_low
from {{ ref('kindred', 'py_blend_weights') }}
