{#- The rejected rows of an input whose rows have a key and one moment, each with its one reason: its fault, a moment that
    is not before the release, or a row beside it with the same key. `fault` is an expression over the parsed rows. -#}
{% macro dated_rejections(parsed, key, moment, fault, content) -%}
with duplicates as (
    select * from (
        {{ kindred.duplicate_rows(
            relation=parsed,
            key=key,
            twin_columns=none,
            content=content,
            is_sound='((' ~ fault ~ ') is null and coalesce(' ~ moment ~ ' < (select as_of from ' ~ ref('kindred', 'int_as_of') ~ '), true))'
        ) }}
    ) as repeated
),

reasoned as (
    select
        parsed.row_id,
        coalesce({{ fault }}, case when parsed.{{ moment }} >= as_of.as_of then 'future_time' end, duplicates.reason) as reason
    from {{ parsed }} as parsed
    cross join {{ ref('kindred', 'int_as_of') }} as as_of
    left join duplicates on parsed.row_id = duplicates.row_id
)

select row_id, reason from reasoned
where reason is not null
{%- endmacro %}
