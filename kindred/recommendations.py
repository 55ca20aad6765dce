"""What to propose to whom: the best of the scores of each user."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import best_of_product, check_whole, chosen_rows


@dataclass(frozen=True)
class Candidates:
    """Proposals, sorted by (user, rank); five arrays of one length.

    user, item: int32 indexes; score: float64 in (0, 1], the raw score over the user's divisor,
    rounded to nine decimals, the best candidate's is 1.0; rank: int32, 1 is the best, equal scores
    are ranked by the smaller item; divisor: float64, the user's largest raw score among the
    candidates, repeated on each of the user's rows, so that score * divisor is the raw score.
    """

    user: np.ndarray
    item: np.ndarray
    score: np.ndarray
    rank: np.ndarray
    divisor: np.ndarray


def top_candidates(
    left, right, n: int, exclude=None, users=None, threads: int = 1, engine: str = "python"
) -> Candidates:
    """The n best items of each user: rows of left @ right without the excluded places.

    left: CSR [n_users x m] and right: CSR [m x n_items], canonical. exclude: sparse [n_users x
    n_items]; where it is not zero, the item is never returned and never counts for the divisor.
    users: who is answered for (default all). The n best per user with a score above zero after
    rounding; users without any are absent. Ties go to the smaller item. threads and engine affect
    speed, not results.

    Raises ValueError when exclude has another shape, n or threads is below 1, or a user is out of
    range or listed twice.
    """
    from scipy.sparse import csr_matrix, issparse

    check_whole(n, "n")
    shape = left.shape[0], right.shape[1]
    if exclude is None:
        exclude = csr_matrix(shape)
    elif not issparse(exclude) or exclude.shape != shape:
        raise ValueError(f"exclude must be a sparse matrix of {shape[0]} users x {shape[1]} items.")
    found = best_of_product(
        left,
        right,
        count=n,
        rows=chosen_rows(users, shape[0], "users"),
        excluded=csr_matrix(exclude != 0),
        relative=True,
        threads=threads,
        engine=engine,
    )
    return Candidates(found.row, found.column, found.score, found.rank, found.largest[found.row])
