"""Grain: one row per release in the published file, this one included if it was published.

The last node: it alone writes the published file.
"""


def model(dbt, session):
    import duckdb

    import kindred
    from kindred_warehouse.release import publish, read_releases

    path = dbt.config.meta_get("published_path")
    tables = dbt.ref("kindred", "int_publication").order("place").fetchall()
    facts = dbt.ref("kindred", "int_release_facts").fetchall()
    macros = dbt.ref("kindred", "int_published_macros").order("macro_name").fetchall()
    obstacle = tables[0][3]
    if obstacle is None:
        versions = {"kindred_version": kindred.__version__, "duckdb_version": duckdb.__version__}
        named = [row[1:3] for row in tables]
        publish(session.cursor(), path, named, macros, facts[0], versions)
    else:
        print(f"Kindred published nothing: {obstacle}.")
    return read_releases(session.cursor(), path)
