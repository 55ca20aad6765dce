{#
    A table that one statement puts in the place of the last one. dbt's own `table` builds beside, renames twice and
    drops: nine statements a model, which cost more than most of our models do. Nobody reads the working file during
    a build (the published file is for that), and a statement that fails leaves the table as it was.
#}
{% materialization replaced_table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_table = this.incorporate(type="table") -%}
    {%- set learned = make_intermediate_relation(target_table) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {%- if existing is not none and not existing.is_table %}{% do adapter.drop_relation(existing) %}{% endif -%}
    {%- if model.language == "python" -%}
        {%- do drop_relation_if_exists(load_cached_relation(learned)) -%}
        {%- call statement("learned", language="python") -%}
            {{ create_table_as(False, learned, compiled_code, "python") }}
        {%- endcall -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement("main") -%}
        {%- if model.language == "python" %}
            create or replace table {{ target_table }} as (from {{ learned }});
            drop table {{ learned }}
        {%- elif config.get("contract").enforced %}
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
