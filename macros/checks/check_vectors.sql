{#- The shop's own vectors: each a list of finite numbers, all of one length, one for an item. A null is no vector. -#}
{% macro check_vectors(relation, where) -%}
  {%- set given -%}
    (
      select cast(item_id as varchar) as item_id, {{ kindred.try_numbers('vector') }} as numbers, vector is null as is_missing
      from {{ relation }}
    ) as given
  {%- endset -%}
  {%- set faults = [
    ('that is no list of numbers', 'numbers is null'),
    ('with a number that is missing, not finite or too large', 'not coalesce(' ~ kindred.are_finite('numbers') ~ ', true)'),
    ('of another length than the most have', 'len(numbers) != (select mode(len(numbers)) from ' ~ given ~ ')'),
    ('besides another of the same item', 'item_id in (select item_id from ' ~ given ~ ' where not is_missing group by item_id having count(*) > 1)')
  ] -%}
  {%- for fault, condition in faults -%}
    {%- set found = run_query('select count(*), min(item_id) from ' ~ given ~ ' where not is_missing and ' ~ condition).rows[0] -%}
    {%- if found[0] > 0 -%}
      {%- do kindred.stop("in the input 'item_vectors_input' (" ~ where ~ ') ' ~ found[0] ~ ' rows have a vector ' ~ fault ~ ", for example item '" ~ found[1]
          ~ "'; each item must have one vector at most, a list of finite numbers, all of one length.") -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
