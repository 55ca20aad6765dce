"""Parts of a history to choose on, so that nothing is ever chosen on what is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kindred.recommenders.history import Events, History


def held_out_share(matrix, share: float, seed: int):
    """(kept, held out): of each user's items a share, drawn at random; both CSR [users x items].

    matrix: CSR with sorted indices. floor(share * items) of each user are held out, so users with
    few items keep all of them. The same for any order of the rows that made the matrix.

    Raises ValueError unless share lies between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie between 0 and 1, not {share!r}.")
    lengths = np.diff(matrix.indptr)
    row_of = np.repeat(np.arange(matrix.shape[0]), lengths)
    draw = np.random.default_rng(seed).random(matrix.nnz)
    order = np.lexsort((draw, row_of))
    place = np.empty(matrix.nnz, dtype=np.int64)
    place[order] = np.arange(matrix.nnz) - matrix.indptr[row_of[order]]
    held = place < np.floor(lengths * share).astype(np.int64)[row_of]
    return _where(matrix, ~held), _where(matrix, held)


def held_out_last(past: History):
    """(earlier history, last item): the latest event of each user with at least two items.

    Strengths keep their values, without the item that is held out.
    """
    from scipy.sparse import csr_matrix

    events = past.events
    last = np.diff(events.user, append=-1) != 0
    several = np.bincount(events.user, minlength=past.shape[0]) > 1
    held = last & several[events.user]
    target = csr_matrix(
        (np.ones(held.sum()), (events.user[held], events.item[held])), shape=past.shape
    )
    strengths = past.strengths - past.strengths.multiply(target)
    strengths.eliminate_zeros()
    kept = Events(events.user[~held], events.item[~held], events.age_days[~held])
    return replace(past, strengths=strengths.tocsr(), events=kept), target


def _where(matrix, chosen):
    part = matrix.copy()
    part.data = np.where(chosen, matrix.data, 0.0)
    part.eliminate_zeros()
    return part
