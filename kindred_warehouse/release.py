"""The published file: readers see one whole release or the one before it, never half a run."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import duckdb
import pyarrow as pa

from kindred_warehouse.released import (
    RELEASES,
    SCHEMA,
    published_file,
    quoted,
    read_releases,
    read_segment_history,
)

READABLE_SINCE = "v1.4.0"  # the oldest DuckDB whose readers open the file


def publish(connection, path, tables, macros, facts, comments, versions) -> None:
    """Copy public tables with their comments into a new file and put it in the place of `path`.

    Table macros over those tables are made in it, too.

    connection: of its own, since a transaction writes to one database only. tables: pairs (schema,
    table) in the working database. macros: the rows of int_published_macros. facts: the row of
    int_release_facts. comments: on the table releases, as for comment_on. versions: of Kindred and
    DuckDB. The release before stays whole until the replacement, which is one atomic step; readers
    who hold it open keep it. Raises whatever DuckDB or the file system raises; the old file stays.
    """
    path = published_file(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(path)
    releases, memberships = read_releases(path), read_segment_history(path)
    # in a file called kindred.duckdb, `kindred` alone would be the database or the schema
    ((database,),) = connection.execute("select current_database()").fetchall()
    unfinished = path.with_name(f"{path.name}.unfinished-{os.getpid()}")
    target = f"attach '{quoted(unfinished)}' as kindred_new (storage_version '{READABLE_SINCE}')"
    connection.execute(target)
    try:
        connection.execute("begin")  # hundreds of comments, each a write to disk otherwise
        connection.execute(f"create schema kindred_new.{SCHEMA}")
        described = descriptions(connection)
        for schema, table in tables:
            source = f'"{database}".{schema}.{table}'
            connection.execute(f"create table kindred_new.{SCHEMA}.{table} as from {source}")
            comment_on(connection, table, described[schema, table])
        if "segment_history" not in {table for _, table in tables} and len(memberships) > 0:
            # a release without segments is no reason to forget them
            write(connection, "segment_history", memberships)
        write(connection, "releases", with_this_release(connection, releases, facts, versions))
        comment_on(connection, "releases", comments)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.execute("detach kindred_new")
    create_macros(unfinished, macros)
    _flush(unfinished)
    os.replace(unfinished, path)


def clear_leftovers(path: Path) -> None:
    """Remove what a killed run left beside the published file."""
    for leftover in path.parent.glob(f"{path.name}.unfinished-*"):
        leftover.unlink()


def descriptions(connection) -> dict[tuple[str, str], dict[str, str]]:
    """(schema, table) of the working database to its comments, as for comment_on."""
    found = connection.execute(
        "select schema_name, table_name, '', comment from duckdb_tables()"
        " where database_name = current_database() union all"
        " select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = current_database()"
    )
    described = defaultdict(dict)
    for schema, table, column, comment in found.fetchall():
        described[schema, table][column] = comment
    return described


def comment_on(connection, table: str, comments) -> None:
    """Describe a table of the new file: column to text, and the table itself under ''."""
    target = f"kindred_new.{SCHEMA}.{table}"
    for column, comment in comments.items():
        what = f'column {target}."{column}"' if column else f"table {target}"
        connection.execute(f"comment on {what} is '{quoted(comment or '')}'")


def with_this_release(connection, releases: pa.Table, facts, versions) -> pa.Table:
    """The releases so far, and this one with the next number."""
    last = max(releases.column("release_id").to_pylist(), default=0)
    ((now,),) = connection.execute("select now() at time zone 'UTC'").fetchall()
    row = [last + 1, now, *facts, versions["kindred_version"], versions["duckdb_version"]]
    this = dict(zip(RELEASES.names, row, strict=True))
    given = [*releases.column("last_segment_id").to_pylist(), this["last_segment_id"]]
    this["last_segment_id"] = max((number for number in given if number is not None), default=0)
    return pa.concat_tables([releases, pa.Table.from_pylist([this], schema=RELEASES)])


def write(connection, name: str, rows: pa.Table) -> None:
    """Write the rows as a table of the new file."""
    connection.register("kindred_rows", rows)
    connection.execute(f"create table kindred_new.{SCHEMA}.{name} as from kindred_rows")
    connection.unregister("kindred_rows")


def create_macros(path: Path, macros) -> None:
    """Make table macros (name, parameters, body, comment) in the file.

    Through a connection that knows no other file: what a macro reads is looked up as its readers
    will, and in a working file called kindred.duckdb `kindred` would be something else.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(path)}' as published")
        connection.execute("use published")
        for name, parameters, body, comment in macros:
            connection.execute(f"create macro {SCHEMA}.{name}({parameters}) as table {body}")
            connection.execute(f"comment on macro table {SCHEMA}.{name} is '{quoted(comment)}'")


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
