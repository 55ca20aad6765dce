"""Grain: one row per release in the published file, this one included if it was published.

The last node: it alone writes the published file.
"""


def model(dbt, session):
    import json

    import duckdb

    import kindred
    from kindred_warehouse.release import publish
    from kindred_warehouse.released import read_releases

    path = dbt.config.meta_get("published_path")
    tables = dbt.ref("kindred", "int_publication").order("place").fetchall()
    macros = dbt.ref("kindred", "int_published_macros").fetchall()
    ((*facts, comments),) = dbt.ref("kindred", "int_release_facts").fetchall()
    obstacle = tables[0][3]
    if obstacle is None:
        versions = {"kindred_version": kindred.__version__, "duckdb_version": duckdb.__version__}
        tables = [row[1:3] for row in tables]
        publish(session.cursor(), path, tables, macros, facts, json.loads(comments), versions)
    else:
        print(f"Kindred published nothing: {obstacle}.")
    return read_releases(path)
