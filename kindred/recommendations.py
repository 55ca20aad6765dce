"""What to propose to whom: scores from similar items, or from similar users."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.products import best_of_product, canonical, check_whole, chosen_rows
from kindred.similarities import Neighbours, interaction_matrix


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


def score_from_items(
    interactions,
    neighbours: Neighbours,
    *,
    n: int,
    exclude=None,
    users=None,
    threads: int = 1,
    engine: str = "python",
) -> Candidates:
    """Item-based collaborative filtering: what resembles the user's own items.

    raw score(u, i) = sum over j of strength(u, j) * similarity(i, j), over the neighbours j of the
    *target* item i, divided by the user's largest raw score among the candidates.

    interactions: sparse [n_users x n_items], strengths of zero or more. neighbours: item pairs,
    source is the target item, neighbour the history item. exclude: sparse [n_users x n_items];
    where it is not zero, the item is never returned and never counts for the divisor. users: who
    is answered for (default all). The n best per user with a score above zero after rounding;
    users without any are absent. Ties go to the smaller item, as in `similarities.cosine_top_k`.
    threads and engine affect speed, not results.

    Raises ValueError when shapes disagree, a value is negative or not finite, n or threads is
    below 1, a pair of neighbours stands twice, or a user is out of range or listed twice.

    Source: Deshpande and Karypis (2004), "Item-based top-N recommendation algorithms".
    """
    interactions = canonical(interactions, "interactions")
    n_items = interactions.shape[1]
    target_by_history = interaction_matrix(
        neighbours.neighbour, neighbours.source, neighbours.similarity, (n_items, n_items)
    )
    return top_candidates(interactions, target_by_history, n, exclude, users, threads, engine)


def score_from_users(
    neighbours: Neighbours,
    interactions,
    *,
    n: int,
    exclude=None,
    users=None,
    threads: int = 1,
    engine: str = "python",
) -> Candidates:
    """User-based collaborative filtering: what similar users are tied to.

    raw score(u, i) = sum over v of similarity(u, v) * strength(v, i), over the neighbours v of the
    user u, divided by the user's largest raw score among the candidates.

    neighbours: user pairs, source is the user who is answered for. All else, including what is
    raised, as in `score_from_items`.

    Source: Resnick et al. (1994), "GroupLens", without centring, for implicit strengths.
    """
    interactions = canonical(interactions, "interactions")
    n_users = interactions.shape[0]
    user_by_neighbour = interaction_matrix(
        neighbours.source, neighbours.neighbour, neighbours.similarity, (n_users, n_users)
    )
    return top_candidates(user_by_neighbour, interactions, n, exclude, users, threads, engine)


def top_candidates(
    left, right, n: int, exclude=None, users=None, threads: int = 1, engine: str = "python"
) -> Candidates:
    """The n best items of each user: rows of left @ right without the excluded places.

    left: CSR [n_users x m] and right: CSR [m x n_items], canonical; all else as in
    `score_from_items`.
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
