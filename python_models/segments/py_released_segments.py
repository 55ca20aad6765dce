"""Grain: one row per user of the last published release: the segment that everybody knows them by."""


def released_table(session, published_path, columns):
    """The named columns of the published user_segments, or none where nothing is published yet."""
    from pathlib import Path

    if not Path(published_path).exists():
        return None
    reader = session.cursor()
    quoted = published_path.replace("'", "''")
    reader.execute(f"attach '{quoted}' as kindred_released (read_only)")
    try:
        schemas = reader.execute(
            "select schema_name from duckdb_tables() where database_name = 'kindred_released'"
            " and table_name = 'user_segments'"
        ).fetchall()
        if not schemas:
            return None
        return reader.execute(
            f'select {", ".join(columns)} from kindred_released."{schemas[0][0]}".user_segments'
        ).to_arrow_table()
    finally:
        reader.execute("detach kindred_released")


def model(dbt, session):
    import pyarrow as pa

    schema = pa.schema(
        [("user_id", pa.string()), ("segment_id", pa.int32()), ("segment_name", pa.string())]
    )
    published_path = dbt.config.meta_get("published_path")
    released = released_table(session, published_path, schema.names)
    return schema.empty_table() if released is None else released.cast(schema)
