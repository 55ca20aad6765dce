"""How good a division into clusters is: apart, compact, repeatable, of use for what comes after."""

from __future__ import annotations

import numpy as np

BOOTSTRAP_DRAWS = 200
INTERVAL = (2.5, 97.5)  # per cent
PRIOR_USERS = 10.0  # a group's mean is drawn to the mean of all as if by so many users more


def distances(rows) -> np.ndarray:
    """Euclidean distances between all rows of a table [n x d]: float64 [n x n], zero at itself."""
    squares = np.einsum("ij,ij->i", rows, rows)
    found = squares[:, None] + squares - 2 * (rows @ rows.T)
    np.fill_diagonal(found, 0.0)
    return np.sqrt(np.maximum(found, 0.0, out=found), out=found)


def silhouettes(between, labels) -> np.ndarray:
    """Each row's silhouette, from -1 to 1; 0 for a row alone in its cluster.

    between: distances [n x n]; labels: whole numbers from 0 [n]. With fewer than two clusters
    there is none: NaN throughout.

    Source: Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation
    of cluster analysis".
    """
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < 2:
        return np.full(len(labels), np.nan)
    members = (labels[:, None] == np.arange(len(used))).astype(np.float64)
    sizes = members.sum(axis=0)
    sums = between @ members
    every = np.arange(len(labels))
    own_size = sizes[labels]
    inside = sums[every, labels] / np.maximum(own_size - 1, 1)
    outside = sums / sizes
    outside[every, labels] = np.inf
    outside = outside.min(axis=1)
    larger = np.maximum(inside, outside)
    return np.where(
        (own_size > 1) & (larger > 0), (outside - inside) / np.maximum(larger, 1e-300), 0
    )


def interval(values, seed: int) -> tuple[float, float, float]:
    """The mean of values [n] and its bootstrap interval (95 %): value, low, high.

    Source: Efron (1979), "Bootstrap methods: another look at the jackknife".
    """
    values = np.asarray(values, dtype=np.float64)
    if len(values) == 0 or not np.all(np.isfinite(values)):
        return float("nan"), float("nan"), float("nan")
    rng = np.random.default_rng(seed)
    draws = [
        values[rng.integers(0, len(values), len(values))].mean() for _ in range(BOOTSTRAP_DRAWS)
    ]
    low, high = np.percentile(draws, INTERVAL)
    return float(values.mean()), float(low), float(high)


def calinski_harabasz(rows, labels) -> float:
    """Variance between clusters over variance within, each by its degrees of freedom.

    rows: [n x d]; labels: whole numbers [n]. NaN with fewer than two clusters, or as many as rows.

    Source: Calinski and Harabasz (1974), "A dendrite method for cluster analysis".
    """
    centroids, labels, sizes = _centroids(rows, labels)
    k, n = len(centroids), len(rows)
    if k < 2 or n <= k:
        return float("nan")
    within = float(np.sum((rows - centroids[labels]) ** 2))
    between = float(np.sum(sizes[:, None] * (centroids - rows.mean(axis=0)) ** 2))
    return between / (k - 1) / (within / (n - k)) if within > 0 else float("nan")


def davies_bouldin(rows, labels) -> float:
    """Mean over clusters of how near the most similar other one is; small is good.

    rows: [n x d]; labels: whole numbers [n]. NaN with fewer than two clusters.

    Source: Davies and Bouldin (1979), "A cluster separation measure".
    """
    centroids, labels, sizes = _centroids(rows, labels)
    if len(centroids) < 2:
        return float("nan")
    away = np.sqrt(np.sum((rows - centroids[labels]) ** 2, axis=1))
    spread = np.bincount(labels, away) / sizes
    gaps = distances(centroids)
    np.fill_diagonal(gaps, np.inf)
    return float(np.mean(np.max((spread[:, None] + spread) / np.maximum(gaps, 1e-12), axis=1)))


def adjusted_rand_index(first, second) -> float:
    """How far two divisions of the same rows agree: 1 fully, 0 as by chance.

    first, second: whole numbers from 0 [n].

    Source: Hubert and Arabie (1985), "Comparing partitions".
    """
    width = int(np.max(second, initial=0)) + 1
    table = np.bincount(np.asarray(first, dtype=np.int64) * width + second).astype(np.float64)
    table = np.append(table, np.zeros(-len(table) % width)).reshape(-1, width)
    together, by_first, by_second, all_pairs = (
        float(np.sum(counts * (counts - 1)) / 2)
        for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum())
    )
    expected = by_first * by_second / all_pairs if all_pairs else 0.0
    highest = (by_first + by_second) / 2
    return (together - expected) / (highest - expected) if highest > expected else 1.0


def group_means(groups, outcome, folds) -> np.ndarray:
    """What a row's group would lead one to expect of it, learned from the other folds alone.

    groups: whole numbers from 0 [n]; outcome: numbers [n]; folds: whole numbers from 0 [n]. The
    mean of the group is drawn towards the mean of all by PRIOR_USERS.
    """
    expected = np.zeros(len(groups))
    for fold in np.unique(folds):
        others, mine = folds != fold, folds == fold
        overall = outcome[others].mean() if others.any() else 0.0
        sums = np.bincount(groups[others], outcome[others], minlength=groups.max() + 1)
        counts = np.bincount(groups[others], minlength=groups.max() + 1)
        expected[mine] = ((sums + PRIOR_USERS * overall) / (counts + PRIOR_USERS))[groups[mine]]
    return expected


def area_under_curve(expected, happened) -> float:
    """Chance that of two rows the one to which it happened was expected more; ties count half.

    expected: numbers [n]; happened: booleans [n]. NaN where it happened to all or to none.

    Source: Hanley and McNeil (1982), "The meaning and use of the area under a ROC curve".
    """
    happened = np.asarray(happened, dtype=bool)
    positives, negatives = int(happened.sum()), int((~happened).sum())
    if positives == 0 or negatives == 0:
        return float("nan")
    _, place, counts = np.unique(np.round(expected, 12), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float(
        (ranks[happened].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    )


def explained_share(expected, outcome) -> float:
    """R squared: the share of an outcome's variance that was expected. NaN where it is constant."""
    spread = float(np.sum((outcome - outcome.mean()) ** 2)) if len(outcome) else 0.0
    return 1.0 - float(np.sum((outcome - expected) ** 2)) / spread if spread > 0 else float("nan")


def most_frequent(groups, classes, folds) -> np.ndarray:
    """The class most rows of the group have in the other folds (the smaller of equals): [n].

    groups, classes, folds: whole numbers from 0 [n]. An unseen group gets the class of the most.
    """
    expected = np.zeros(len(groups), dtype=np.int64)
    shape = (int(groups.max(initial=0)) + 1, int(classes.max(initial=0)) + 1)
    for fold in np.unique(folds):
        others, mine = folds != fold, folds == fold
        counts = np.zeros(shape)
        np.add.at(counts, (groups[others], classes[others]), 1)
        counts += counts.sum(axis=0) / (len(groups) + 1.0)
        expected[mine] = counts.argmax(axis=1)[groups[mine]]
    return expected


def _centroids(rows, labels):
    """Means of the clusters that have rows, labels that count those alone, and their sizes."""
    used, labels = np.unique(labels, return_inverse=True)
    sizes = np.bincount(labels, minlength=len(used))
    members = (labels == np.arange(len(used))[:, None]).astype(np.float64)
    return members @ rows / np.maximum(sizes, 1)[:, None], labels, sizes
