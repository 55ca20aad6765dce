"""What is remembered of a release can be read by several models at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from kindred_warehouse import released


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    """A published file of an older release, without a column that was added later."""
    monkeypatch.setattr(released, "published_file", Path)
    path = tmp_path / "published.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema kindred")
        connection.execute("""
            create table kindred.releases as select 3 as release_id, timestamp '2025-01-01' as as_of
        """)
        connection.execute("""
            create table kindred.segment_history as
            select
                timestamp '2025-01-01' as as_of,
                'u' || n as user_id,
                1 as segment_id,
                'A' as segment_name
            from range(50) as numbers (n)
        """)
    return path


def test_readers_at_once(path):
    with ThreadPoolExecutor(4) as pool:
        lengths = list(pool.map(lambda _: len(released.read_segment_history(path)), range(40)))
    assert lengths == [50] * 40


def test_what_an_older_release_lacks_is_unknown(path):
    assert released.read_releases(path).column("last_segment_id").to_pylist() == [None]
    assert released.read_last_segment_id(path) == 0
    assert len(released.read_segment_fit(path)) == 0
    assert len(released.read_early_fit(path)) == 0
    with pytest.raises(LookupError, match="no published release"):
        released.read_feature_scaling(path)


def test_without_a_file_there_is_nothing_to_remember(path):
    path.unlink()
    assert len(released.read_releases(path)) == 0
    assert len(released.read_segment_history(path)) == 0
