{#- The shop's own vectors: each a list of finite numbers, all of one length, one for an item and encoder. A null is no vector. -#}
{% macro check_vectors(relation, where) -%}
  {%- set given -%}
    (
      select
        *,
        mode(len(numbers)) over (partition by encoder) as usual_length,
        count(*) filter (where not is_missing) over (partition by encoder, item_id) as vectors_count
      from (
        select
          cast(item_id as varchar) as item_id, {{ kindred.own_encoder('encoder') }} as encoder,
          {{ kindred.try_numbers('vector') }} as numbers, vector is null as is_missing
        from {{ kindred.with_missing_columns(relation, kindred.input_columns('item_vectors_input').keys()) }} as rows
      ) as read
    ) as given
  {%- endset -%}
  {%- set faults = [
    ('that is no list of numbers', 'numbers is null'),
    ('with a number that is missing, not finite or too large', 'not coalesce(' ~ kindred.are_finite('numbers') ~ ', true)'),
    ('of another length than the most have', 'len(numbers) != usual_length'),
    ('besides another of the same item', 'vectors_count > 1'),
    ("of an encoder whose name is Kindred's own, or more than small letters, digits and underscores",
      "(encoder in ('" ~ kindred.variable_rules()['vector_encoders'].choices | join("', '") ~ "') or not regexp_full_match(encoder, '[a-z][a-z0-9_]{0,39}'))")
  ] -%}
  {%- for fault, condition in faults -%}
    {%- set found = run_query('select count(*), min(item_id) from ' ~ given ~ ' where not is_missing and ' ~ condition).rows[0] -%}
    {%- if found[0] > 0 -%}
      {%- do kindred.stop("in the input 'item_vectors_input' (" ~ where ~ ') ' ~ found[0] ~ ' rows have a vector ' ~ fault ~ ", for example item '" ~ found[1]
          ~ "'; each item must have one vector at most of an encoder, a list of finite numbers, all of one length.") -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for setting, encoders in [('segment_vectors', [var('segment_vectors')]), ('recommenders', var('recommenders'))] -%}
    {%- for encoder in encoders if encoder in kindred.own_encoders() and run_query('select count(*) from ' ~ given ~ " where encoder = '" ~ encoder ~ "'").rows[0][0] == 0 -%}
      {%- do kindred.stop("'" ~ setting ~ "' names " ~ encoder ~ ", but in the input 'item_vectors_input' (" ~ where
          ~ ") no vector has that encoder; its column 'encoder' must say so" ~ (', or be empty' if encoder == 'mapped' else '') ~ '.') -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro %}
