"""Ward's hierarchy of any number of rows: micro-clusters first, then every merge of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kindred.cluster_scores import distances
from kindred.clusters import Fit, fit_of, means, nearest, on_grid, sampled

MICRO_STEPS = 5


@dataclass(frozen=True)
class Hierarchy:
    """Merges [m - 1] of m leaves, from the nearest to the last.

    left, right: nodes that a merge joins (leaves are 0 to m - 1, the i-th merge is m + i); height:
    Ward's distance; rows_count: rows below; first_leaf, last_leaf: leaves are numbered so that
    every merge covers a run of them. leaf_of_row: int32 [n].
    """

    left: np.ndarray
    right: np.ndarray
    height: np.ndarray
    rows_count: np.ndarray
    first_leaf: np.ndarray
    last_leaf: np.ndarray
    leaf_of_row: np.ndarray

    def cut(self, k: int) -> np.ndarray:
        """Labels from 0 [n] of the k groups left when the last k - 1 merges are undone."""
        leaves = len(self.height) + 1
        group = np.arange(leaves)
        for merge in range(max(leaves - k, 0)):
            group[self.first_leaf[merge] : self.last_leaf[merge] + 1] = leaves + merge
        return np.unique(group, return_inverse=True)[1][self.leaf_of_row].astype(np.int32)


def fit_hierarchy(matrix, *, seed: int, max_leaves: int = 500, max_sample_rows: int = 20_000):
    """Ward's hierarchy over the rows: a Hierarchy, the same for any order of them.

    matrix: numbers [n x d]. Rows are first put into at most max_leaves micro-clusters, by a few
    k-means steps on a seeded sample; with no more distinct rows than that, each is a leaf and the
    hierarchy is exact. Leaves weigh as many rows as they hold. Height is that of SciPy's linkage:
    sqrt(2 |a||b| / (|a|+|b|)) times the distance of the two means.

    Raises ValueError when the matrix is not two-dimensional or holds a non-finite value, or
    max_leaves is below 1.

    Source: Ward (1963), "Hierarchical grouping to optimize an objective function"; Murtagh (1983),
    "A survey of recent advances in hierarchical clustering algorithms" (nearest-neighbour chains).
    """
    if max_leaves < 1:
        raise ValueError(f"max_leaves must be at least 1, not {max_leaves!r}.")
    rows = on_grid(matrix)
    sample = rows[sampled(rows, max_sample_rows, seed)]
    leaves = np.unique(sample[:max_leaves], axis=0)
    if len(leaves) == max_leaves:
        for _ in range(MICRO_STEPS):
            leaves = means(sample, nearest(sample, leaves), leaves)
    labels = nearest(rows, leaves)
    leaves = means(rows, labels, leaves)
    used, labels = np.unique(labels, return_inverse=True)
    return _numbered(_merged(leaves[used], np.bincount(labels, minlength=len(used))), labels)


def ward_fit(rows, hierarchy: Hierarchy, k: int) -> Fit:
    """The k clusters of a hierarchy over these rows as a fit: their means, one shared precision."""
    rows = on_grid(rows)
    labels = hierarchy.cut(k)
    groups = np.zeros((int(labels.max(initial=-1)) + 1, rows.shape[1]))
    return fit_of(rows, labels, means(rows, labels, groups))


def _merged(centroids, sizes) -> list[tuple[float, int, int]]:
    """Every merge (height, a member of the one, a member of the other), in the order found."""
    sizes = sizes.astype(np.float64)
    squares = distances(centroids) ** 2
    squares *= 2 * sizes[:, None] * sizes / (sizes[:, None] + sizes)
    np.fill_diagonal(squares, np.inf)
    merges, chain = [], []
    alive = np.ones(len(sizes), dtype=bool)
    while len(merges) < len(sizes) - 1:
        if not chain:
            chain = [int(alive.argmax())]
        here = chain[-1]
        there = int(squares[here].argmin())
        if len(chain) > 1 and squares[here, there] >= squares[here, chain[-2]]:
            there = chain[-2]
            del chain[-2:]
            merges.append((float(np.sqrt(squares[here, there])), here, there))
            _join(squares, sizes, alive, here, there)
        else:
            chain.append(there)
    return merges


def _join(squares, sizes, alive, kept: int, gone: int) -> None:
    """One merge by the formula of Lance and Williams (1967); `kept` becomes the two together."""
    others = alive.copy()
    others[[kept, gone]] = False
    a, b, c = sizes[kept], sizes[gone], sizes[others]
    joined = (a + c) * squares[kept, others] + (b + c) * squares[gone, others]
    joined = (joined - c * squares[kept, gone]) / (a + b + c)
    squares[gone, :] = squares[:, gone] = np.inf
    squares[kept, others] = squares[others, kept] = joined
    sizes[kept] = a + b
    alive[gone] = False


def _numbered(merges, labels) -> Hierarchy:
    """Merges by height; leaves in the order in which the hierarchy lays them side by side."""
    merges = sorted(merges, key=lambda merge: round(merge[0], 9))
    count = len(merges) + 1 if len(labels) else 0
    node, run = list(range(count)), {leaf: [leaf] for leaf in range(count)}
    parent = list(range(count))

    def root(leaf: int) -> int:
        while parent[leaf] != leaf:
            parent[leaf] = parent[parent[leaf]]
            leaf = parent[leaf]
        return leaf

    pairs = []
    for place, (_, one, other) in enumerate(merges):
        first, second = sorted((root(one), root(other)), key=lambda leaf: node[leaf])
        pairs.append((node[first], node[second], run[first][0]))
        run[first] = run[first] + run.pop(second)
        parent[second] = first
        node[first] = count + place
    order = np.array(next(iter(run.values())) if count else [], dtype=np.int64)
    return _laid_out(merges, pairs, np.argsort(order), labels)


def _laid_out(merges, pairs, place_of, labels) -> Hierarchy:
    """The columns of a Hierarchy, with leaves named by their place."""
    count = len(place_of)
    renamed = np.concatenate([place_of, count + np.arange(max(count - 1, 0))]).astype(np.int64)
    leaf_of_row = place_of[labels].astype(np.int32) if count else np.empty(0, dtype=np.int32)
    below = np.cumsum(np.concatenate([[0], np.bincount(leaf_of_row, minlength=count)]))
    first = np.array([place_of[leaf] for _, _, leaf in pairs], dtype=np.int64)
    spans = np.ones(2 * count, dtype=np.int64)
    for merge, (left, right, _) in enumerate(pairs):
        spans[count + merge] = spans[left] + spans[right]
    last = first + spans[count : count + len(pairs)] - 1
    nodes = np.array([pair[:2] for pair in pairs], dtype=np.int64).reshape(-1, 2)
    return Hierarchy(
        left=renamed[nodes[:, 0]],
        right=renamed[nodes[:, 1]],
        height=np.round([height for height, _, _ in merges], 9),
        rows_count=below[last + 1] - below[first],
        first_leaf=first,
        last_leaf=last,
        leaf_of_row=leaf_of_row,
    )
