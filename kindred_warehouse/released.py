"""What the published file remembers of the releases before: who was where, and what was fitted."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

SCHEMA = "kindred"
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
        ("last_segment_id", pa.int32()),
        ("kindred_version", pa.string()),
        ("duckdb_version", pa.string()),
    ]
)
SEGMENT_HISTORY = pa.schema(
    [
        ("as_of", pa.timestamp("us")),
        ("user_id", pa.string()),
        ("segment_id", pa.int32()),
        ("segment_name", pa.string()),
    ]
)
SEGMENT_FIT = pa.schema(
    [
        ("as_of", pa.timestamp("us")),
        ("cluster", pa.int32()),
        ("segment_id", pa.int32()),
        ("segment_name", pa.string()),
        ("log_prior", pa.float64()),
        ("feature", pa.string()),
        ("value", pa.float64()),
        ("precision", pa.float64()),
        ("method", pa.string()),
    ]
)
EARLY_FIT = pa.schema(
    [
        ("user_id", pa.string()),
        ("method", pa.string()),
        ("second_segment_id", pa.int32()),
        ("because", pa.string()),
        ("early_segment_id", pa.int32()),
        ("early_probability", pa.float64()),
    ]
)
LAST_AS_OF = f"select max_by(as_of, release_id) from kindred_old.{SCHEMA}.releases"


def read_releases(path) -> pa.Table:
    """Every release in the published file, oldest first; none when there is no such file."""
    rows = _read(path, ["releases"], f"from kindred_old.{SCHEMA}.releases")
    return _typed(rows, RELEASES).sort_by("release_id")


def read_last_segment_id(path) -> int:
    """The highest segment_id that any release ever gave; 0 where there was none."""
    given = read_releases(path).column("last_segment_id").to_pylist()
    return max((segment_id for segment_id in given if segment_id is not None), default=0)


def read_segment_history(path) -> pa.Table:
    """Every user of every release with the segment they were in, as SEGMENT_HISTORY."""
    history = f"from kindred_old.{SCHEMA}.segment_history"
    return _typed(_read(path, ["segment_history"], history), SEGMENT_HISTORY)


def read_segment_fit(path) -> pa.Table:
    """The last release's centroids as SEGMENT_FIT; clusters are numbered in order of segment_id."""
    rows = _read(
        path,
        ["releases", "segments", "segment_centroids", "segment_evaluation"],
        f"""
        select
            ({LAST_AS_OF}) as as_of,
            (
                select max(method) from kindred_old.{SCHEMA}.segment_evaluation where is_chosen
            ) as method,
            dense_rank() over (order by segment_id) - 1 as cluster,
            *
        from kindred_old.{SCHEMA}.segments
        inner join kindred_old.{SCHEMA}.segment_centroids using (segment_id)
        """,
    )
    return _typed(rows, SEGMENT_FIT)


def read_early_fit(path) -> pa.Table:
    """What the last release foretold of each of its users, as EARLY_FIT."""
    rows = _read(path, ["user_segments"], f"from kindred_old.{SCHEMA}.user_segments")
    return _typed(rows, EARLY_FIT)


def read_feature_scaling(path) -> pa.Table:
    """The last release's feature_scaling as it stands there.

    Raises LookupError when there is no release to take it from.
    """
    rows = _read(path, ["feature_scaling"], f"from kindred_old.{SCHEMA}.feature_scaling")
    if rows is None:
        raise LookupError(
            "Kindred: 'refit_segments' is false, but there is no published release"
            " whose fit could be used; build once with 'refit_segments' true."
        )
    return rows


def read_networks(path) -> pa.Table:
    """The last release's sequence_networks.

    Raises LookupError when there is no release with them.
    """
    rows = _read(path, ["sequence_networks"], f"from kindred_old.{SCHEMA}.sequence_networks")
    if rows is None:
        raise LookupError(
            "Kindred: 'retrain_networks' is false, but there is no published release with networks"
            " that could be used; build once with 'retrain_networks' true."
        )
    return rows


def read_item_vectors(path) -> pa.Table:
    """The item_vectors of a release that has sequence_networks."""
    return _read(path, ["item_vectors"], f"from kindred_old.{SCHEMA}.item_vectors")


def published_file(configured: str) -> Path:
    """KINDRED_PUBLISHED as a path: a relative one counts from the project that dbt runs."""
    from dbt.flags import get_flags

    return Path(get_flags().PROJECT_DIR) / configured


@contextmanager
def published(configured):
    """A connection that has the published file as kindred_old, read-only; None without a file.

    Of its own, not dbt's: two models that read the file at once would attach it there twice.
    Raises RuntimeError, in one sentence, when the file cannot be opened.
    """
    path = published_file(configured)
    if not path.exists():
        yield None
        return
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach '{quoted(path)}' as kindred_old (read_only)")
        except duckdb.IOException as error:
            raise RuntimeError(
                f"Kindred: the published file '{path}' cannot be read; it must be a DuckDB file"
                f" that nobody has open for writing ({str(error).splitlines()[0]})."
            ) from error
        yield connection


def quoted(text) -> str:
    """The text as the inside of an SQL literal."""
    return str(text).replace("'", "''")


def _read(path, tables, query: str) -> pa.Table | None:
    """The rows of the query on the published file, or None where it lacks one of the tables."""
    with published(path) as connection:
        if connection is None:
            return None
        found = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'kindred_old'"
        ).fetchall()
        if not {(table,) for table in tables} <= set(found):
            return None
        return connection.sql(query).to_arrow_table()


def _typed(rows: pa.Table | None, schema: pa.Schema) -> pa.Table:
    """The columns of the schema; one that an older release did not have is null."""
    if rows is None:
        return schema.empty_table()
    columns = [
        rows.column(field.name).cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
