"""Requests to large models and their answers, kept in the warehouse by a digest of what is sent."""

from __future__ import annotations

import hashlib
import threading

import numpy as np

TABLE = "llm_answers"
CREATING = threading.Lock()  # two models of one build may want the table at once


def request_hash(purpose: str, model: str, text: str) -> str:
    """The same for the same purpose, model and text; another for anything else."""
    return hashlib.sha256("\x1f".join([purpose, model, text]).encode()).hexdigest()


class Cache:
    """The table of requests and answers. dbt does not know it, so no rebuild empties it.

    connection: of its own, so that each row is committed at once and outlives a kill.
    """

    def __init__(self, connection, schema: str):
        self._connection, self._table = connection, f'"{schema}".{TABLE}'
        with CREATING:
            connection.execute(
                f"create table if not exists {self._table} (request_hash varchar primary key,"
                " purpose varchar, model varchar, text_sent varchar, answer varchar,"
                " vector float[])"
            )

    def answers(self, hashes) -> dict[str, str]:
        """Those of the requests that have an answer, by hash."""
        return dict(self._known(hashes, "request_hash, answer", "answer").fetchall())

    def answered_hashes(self, hashes, column: str) -> set[str]:
        """Those of the requests that have an answer, or a vector."""
        return {key for (key,) in self._known(hashes, "request_hash", column).fetchall()}

    def vectors(self, hashes) -> tuple[list[str], np.ndarray]:
        """Those of the requests that have a vector (n), and the vectors: float64 [n x d].

        Raises ValueError when they are not all of one length.
        """
        found = self._known(hashes, "request_hash, vector", "vector").to_arrow_table()
        vectors = found["vector"].combine_chunks()
        lengths = set(vectors.value_lengths().to_pylist())
        if len(lengths) > 1:
            raise ValueError(
                "Kindred: the embedding model's vectors are not all of one length, so it is another"
                f" model than before; give it another name, or empty {self._table}."
            )
        values = vectors.flatten().to_numpy(zero_copy_only=False).astype(np.float64)
        return found["request_hash"].to_pylist(), values.reshape(len(found), sum(lengths))

    def _known(self, hashes, columns: str, answered: str):
        return self._connection.execute(
            f"select {columns} from {self._table}"
            f" where {answered} is not null and request_hash in (select unnest(?))",
            [list(hashes)],
        )

    def sending(self, requests) -> None:
        """Write down requests (hash, purpose, model, text) that are about to leave."""
        self._connection.execute(
            f"insert or ignore into {self._table}"
            " select unnest(?), unnest(?), unnest(?), unnest(?), null, null",
            [list(column) for column in zip(*requests, strict=True)],
        )

    def answered(self, answers: dict, column: str = "answer") -> None:
        """Keep answers, or vectors, by hash."""
        self._connection.execute(
            f"update {self._table} set {column} = given.answer"
            " from (select unnest(?) as request_hash, unnest(?) as answer) as given"
            f" where {TABLE}.request_hash = given.request_hash",
            [list(answers), list(answers.values())],
        )
