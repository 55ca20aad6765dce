{#
    A private table that one statement puts in the place of the last one. dbt's own `table` builds beside, renames twice and
    drops: nine statements a model, which cost more than most of our models do. Nobody reads the working file during
    a build (the published file is for that), and a statement that fails leaves the table as it was. Public models are
    dbt's `table`, for the sake of contracts and comments. A Python model says this kind in its own properties: of
    what stands in dbt_project.yml dbt makes `table`.
#}
{% materialization replaced_table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_table = this.incorporate(type="table") -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {%- if existing is not none and not existing.is_table %}{% do adapter.drop_relation(existing) %}{% endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement("main", language=model.language) -%}
        {%- if model.language == "python" -%}
{{ compiled_code }}

def materialize(rows, connection):
    connection.register("rows_of_model", rows)
    connection.execute('create or replace table {{ target_table }} as from rows_of_model')
    connection.unregister("rows_of_model")
        {%- else -%}
        create or replace table {{ target_table }} as (
            {{ compiled_code }}
        )
        {%- endif -%}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({"relations": [target_table]}) }}
{% endmaterialization %}
