{#
    A table that one statement puts in the place of the last one. dbt's own `table` builds beside, renames twice and
    drops: nine statements a model, which cost more than most of our models do. Nobody reads the working file during
    a build (the published file is for that), and a statement that fails leaves the table as it was.
    Python models are a `table`: dbt knows no other kind of theirs.
#}
{% materialization replaced_table, adapter="duckdb" %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_table = this.incorporate(type="table") -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {%- if existing is not none and not existing.is_table %}{% do adapter.drop_relation(existing) %}{% endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement("main") -%}
        {%- if config.get("contract").enforced %}
            {{- get_assert_columns_equivalent(compiled_code) }}
            create or replace table {{ target_table }} {{ get_table_columns_and_constraints() }};
            insert into {{ target_table }} {{ get_column_names() }} (
                {{ get_select_subquery(compiled_code) }}
            )
        {%- else %}
            create or replace table {{ target_table }} as (
                {{ compiled_code }}
            )
        {%- endif %}
    {%- endcall -%}
    {#- A private table's descriptions are in dbt's docs; a public one's go with it into the published file. -#}
    {%- if model.access == "public" %}{% do persist_docs(target_table, model) %}{% endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({"relations": [target_table]}) }}
{% endmaterialization %}
