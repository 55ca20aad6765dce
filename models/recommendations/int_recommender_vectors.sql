/* grain: one row per cut, encoder that proposes, kind (item, user) and index; none where no encoder does */
{% set encoders = kindred.recommending_encoders() %}
{% if encoders %}
select cut, encoder, kind, idx, weight, vector
from {{ ref('kindred', 'int_vectors') }}
where encoder in ('{{ encoders | join("', '") }}') and kind in ('item', 'user')
{% else %}
select
    cut,
    cast(null as varchar) as encoder,
    cast(null as varchar) as kind,
    item_idx as idx,
    cast(null as double) as weight,
    cast(null as float[1]) as vector
from {{ ref('kindred', 'int_strengths') }}
where false
{% endif %}
