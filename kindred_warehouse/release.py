"""The published file: readers see one whole release or the one before it, never half a run."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

SCHEMA = "kindred"
READABLE_SINCE = "v1.4.0"  # the oldest DuckDB whose readers open the file
RELEASES = pa.schema(
    [
        ("release_id", pa.int32()),
        ("published_at", pa.timestamp("us")),
        ("as_of", pa.timestamp("us")),
        ("events_read_count", pa.int64()),
        ("events_accepted_count", pa.int64()),
        ("rows_rejected_count", pa.int64()),
        ("users_count", pa.int64()),
        ("items_count", pa.int64()),
        ("tables_count", pa.int64()),
        ("kindred_version", pa.string()),
        ("duckdb_version", pa.string()),
    ]
)


def publish(connection, path, tables, macros, facts, versions) -> None:
    """Copy public tables with their comments into a new file and put it in the place of `path`.

    connection: of its own, since a transaction writes to one database only. tables: pairs (schema,
    table) in the working database. macros: pairs (name, definition) of table macros on them. facts:
    the row of int_release_facts. versions: of Kindred and DuckDB. The release before stays whole
    until the replacement, which is one atomic step; readers who hold it open keep it. Raises
    whatever DuckDB or the file system raises; the old file stays.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(path)
    history = read_releases(connection, path)
    # in a file called kindred.duckdb, `kindred` alone would be the database or the schema
    ((database,),) = connection.execute("select current_database()").fetchall()
    unfinished = path.with_name(f"{path.name}.unfinished-{os.getpid()}")
    target = f"attach '{_quoted(unfinished)}' as kindred_new (storage_version '{READABLE_SINCE}')"
    connection.execute(target)
    try:
        connection.execute(f"create schema kindred_new.{SCHEMA}")
        for schema, table in tables:
            source = f'"{database}".{schema}.{table}'
            connection.execute(f"create table kindred_new.{SCHEMA}.{table} as from {source}")
            copy_comments(connection, schema, table)
        record_release(connection, history, facts, versions)
    finally:
        connection.execute("detach kindred_new")
    create_macros(unfinished, macros)
    _flush(unfinished)
    os.replace(unfinished, path)


def clear_leftovers(path: Path) -> None:
    """Remove what a killed run left beside the published file."""
    for leftover in path.parent.glob(f"{path.name}.unfinished-*"):
        leftover.unlink()


def copy_comments(connection, schema: str, table: str) -> None:
    """Carry the descriptions of a table and its columns over to the new file."""
    where = f"database_name = current_database() and schema_name = '{schema}' and table_name = ?"
    target = f"kindred_new.{SCHEMA}.{table}"
    found = connection.execute(f"select comment from duckdb_tables() where {where}", [table])
    for (comment,) in found.fetchall():
        connection.execute(f"comment on table {target} is '{_quoted(comment or '')}'")
    found = connection.execute(
        f"select column_name, comment from duckdb_columns() where {where}", [table]
    )
    for column, comment in found.fetchall():
        connection.execute(f"comment on column {target}.\"{column}\" is '{_quoted(comment or '')}'")


def create_macros(path: Path, macros) -> None:
    """Table macros on the public tables, bound where no other database has their names."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(path)}' as kindred_new")
        connection.execute("use kindred_new")
        for name, definition in macros:
            connection.execute(f"create macro {SCHEMA}.{name}{definition}")


def record_release(connection, history: pa.Table, facts, versions) -> None:
    """Write the releases table: the history, and this one with the next number."""
    last = max(history.column("release_id").to_pylist(), default=0)
    ((now,),) = connection.execute("select now() at time zone 'UTC'").fetchall()
    row = [last + 1, now, *facts, versions["kindred_version"], versions["duckdb_version"]]
    this = pa.Table.from_pylist([dict(zip(RELEASES.names, row, strict=True))], schema=RELEASES)
    connection.register("kindred_releases", pa.concat_tables([history, this]))
    connection.execute(f"create table kindred_new.{SCHEMA}.releases as from kindred_releases")
    connection.unregister("kindred_releases")


def read_releases(connection, path) -> pa.Table:
    """Every release in the published file, oldest first; none when there is no such file."""
    with _published(connection, path) as is_there:
        if not is_there:
            return RELEASES.empty_table()
        rows = connection.sql(f"from kindred_old.{SCHEMA}.releases order by release_id")
        return rows.to_arrow_table().cast(RELEASES)


def read_segments(connection, path) -> pa.Table:
    """Every user with their segment in the published file; none without a file or segments."""
    schema = pa.schema(
        [("user_id", pa.string()), ("segment_id", pa.int32()), ("segment_name", pa.string())]
    )
    with _published(connection, path) as is_there:
        found = (
            is_there
            and connection.execute(
                "select 1 from duckdb_tables()"
                " where database_name = 'kindred_old' and table_name = 'user_segments'"
            ).fetchall()
        )
        if not found:
            return schema.empty_table()
        rows = connection.sql(
            f"select {', '.join(schema.names)} from kindred_old.{SCHEMA}.user_segments"
        )
        return rows.to_arrow_table().cast(schema)


@contextmanager
def _published(connection, path):
    if not Path(path).exists():
        yield False
        return
    connection.execute(f"attach '{_quoted(path)}' as kindred_old (read_only)")
    try:
        yield True
    finally:
        connection.execute("detach kindred_old")


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _quoted(text) -> str:
    return str(text).replace("'", "''")
