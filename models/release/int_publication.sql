/* grain: one row per public table: where it stands, and why this run may not publish (null: it may) */
-- what only reads the text (compile, docs generate) publishes nothing, and may find no table yet
{% set is_run = execute and flags.WHICH in ['build', 'run', 'retry'] -%}
{% set obstacle = kindred.publication_obstacle() if is_run else none -%}
{% if is_run and obstacle is none %}{% do kindred.check_acceptance() %}{% endif -%}
{% for name in kindred.public_models() %}
select
    {{ loop.index }} as place,
    '{{ ref('kindred', name).schema }}' as schema_name,
    '{{ ref('kindred', name).identifier }}' as table_name,
    {{ "cast(null as varchar)" if obstacle is none else "'" ~ obstacle | replace("'", "''") ~ "'" }} as obstacle
{{ 'union all' if not loop.last }}
{% endfor %}
