/* grain: one row per cut, model and parameter */
select
    cut,
    model,
    parameter,
    value,
    users_count,
    note
from {{ ref('kindred', 'py_customer_value_parameters') }}
