{#- Rows that say again what another row has said: `duplicate` where all columns are equal, `conflicting_duplicate`
    where only the key is. One row of each key stays: a sound one if there is one, then the smallest by content,
    so that the order of the rows does not matter.
    relation: has row_id. key: column whose rows belong together when it is not null.
    twin_columns: when the key is null, rows equal in these columns are looked at (none: left alone).
    content: every column. is_sound: condition that a row has no fault of its own. -#}
{% macro duplicate_rows(relation, key, twin_columns, content, is_sound) -%}
-- grouped and joined, not windows: these sort all rows, and hardly any repeats another
with repeated_keys as (
    select {{ key }} as duplicate_key
    from {{ relation }}
    where {{ key }} is not null
    group by {{ key }}
    having count(*) > 1
),

{% if twin_columns %}
repeated_twins as (
    select {% for column in twin_columns %}{{ column }} as twin_column_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}

    from {{ relation }}
    where {{ key }} is null
    group by {{ twin_columns | join(', ') }}
    having count(*) > 1
),

{% endif %}
keyed as (
    select rows.row_id, repeated_keys.duplicate_key
    from {{ relation }} as rows
    inner join repeated_keys on rows.{{ key }} = repeated_keys.duplicate_key
    {% if twin_columns %}
    union all
    select rows.row_id, null as duplicate_key
    from {{ relation }} as rows
    inner join repeated_twins
        on {% for column in twin_columns %}{{ column }} is not distinct from repeated_twins.twin_column_{{ loop.index }}{{ ' and ' if not loop.last }}{% endfor %}

    where rows.{{ key }} is null
    {% endif %}
),

contents as (
    select
        keyed.row_id,
        {{ is_sound }} as is_sound,
        concat_ws(
            '|'
            {% for column in content %}
            , coalesce(length(cast({{ column }} as varchar)) || ':' || cast({{ column }} as varchar), '-')
            {% endfor %}
        ) as content,
        keyed.duplicate_key
    from keyed
    inner join {{ relation }} using (row_id)
),

groups as (
    select row_id, is_sound, content, coalesce('key ' || duplicate_key, 'row ' || content) as group_key
    from contents
),

ranked as (
    select
        row_id,
        row_number() over (partition by group_key order by is_sound desc, content asc, row_id asc) as place,
        content = first_value(content) over (partition by group_key order by is_sound desc, content asc) as is_first_content,
        row_number() over (partition by group_key, content order by row_id) as place_in_content
    from groups
)

select
    row_id,
    case
        when is_first_content or place_in_content > 1 then 'duplicate'
        else 'conflicting_duplicate'
    end as reason
from ranked
where place > 1
{%- endmacro %}
