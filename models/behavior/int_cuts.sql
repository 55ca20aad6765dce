/* grain: one row per cut: a moment before which learning may look. `release` sees all; what lies after `validation`
   chooses (room selection), what lies after `test` judges (room evaluation) and steers nothing */
select
    'release' as cut,
    as_of as cut_at,
    as_of_on as cut_on
from {{ ref('kindred', 'int_as_of') }}
{% for cut, days in [('test', var('test_days')), ('validation', var('test_days') + var('validation_days'))] %}
union all
select
    '{{ cut }}' as cut,
    {{ kindred.add_days('as_of', -days) }} as cut_at,
    cast({{ kindred.add_days('as_of_on', -days) }} as date) as cut_on
from {{ ref('kindred', 'int_as_of') }}
{% endfor %}
