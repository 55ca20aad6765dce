"""Requests to large models and their answers, kept in the warehouse by a digest of what is sent."""

from __future__ import annotations

import hashlib

TABLE = "llm_answers"


def request_hash(purpose: str, model: str, text: str) -> str:
    """The same for the same purpose, model and text; another for anything else."""
    return hashlib.sha256("\x1f".join([purpose, model, text]).encode()).hexdigest()


class Cache:
    """The table of requests and answers. dbt does not know it, so no rebuild empties it.

    connection: of its own, so that each row is committed at once and outlives a kill.
    """

    def __init__(self, connection, schema: str):
        self._connection, self._table = connection, f'"{schema}".{TABLE}'
        connection.execute(
            f"create table if not exists {self._table} (request_hash varchar primary key,"
            " purpose varchar, model varchar, text_sent varchar, answer varchar, vector float[])"
        )

    def answers(self, hashes, column: str = "answer") -> dict:
        """Those of the requests that have an answer (or a vector), by hash."""
        found = self._connection.execute(
            f"select request_hash, {column} from {self._table}"
            f" where {column} is not null and request_hash in (select unnest(?))",
            [list(hashes)],
        )
        return dict(found.fetchall())

    def sending(self, requests) -> None:
        """Write down requests (hash, purpose, model, text) that are about to leave."""
        self._connection.executemany(
            f"insert or ignore into {self._table} values (?, ?, ?, ?, null, null)",
            [list(request) for request in requests],
        )

    def answered(self, answers: dict, column: str = "answer") -> None:
        """Keep answers by hash."""
        self._connection.executemany(
            f"update {self._table} set {column} = ? where request_hash = ?",
            [[answer, key] for key, answer in answers.items()],
        )
