"""Segments in plain words: a shallow decision tree that stands in for the fit, written as SQL."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

MAX_DEPTH = 4
LEAST_RULE_SHARE = 0.01  # of the users learned from; a rule for fewer explains nobody
DECIMALS = 9


@dataclass(frozen=True)
class Rule:
    """condition: SQL over the named columns; label: whom it stands for.

    users_count: users of the held-out part who meet it; coverage: share of the label's held-out
    users who do (None: it has none); precision: share of those who meet it that carry the label
    (None: nobody did).
    """

    label: int
    condition: str
    users_count: int
    coverage: float | None
    precision: float | None


@dataclass
class _Bounds:
    """What a path through the tree asks of one column: lower < value <= upper, null or not."""

    lower: float = -np.inf
    upper: float = np.inf
    takes_null: bool = True

    def met_by(self, values: np.ndarray) -> np.ndarray:
        inside = (values > self.lower) & (values <= self.upper)
        return np.where(np.isnan(values), self.takes_null, inside)


@dataclass
class _Path:
    bounds: dict[int, _Bounds] = field(default_factory=dict)

    def with_split(self, column: int, threshold: float, left: bool, null_left: bool) -> _Path:
        old = self.bounds.get(column, _Bounds())
        new = _Bounds(
            old.lower if left else max(old.lower, threshold),
            min(old.upper, threshold) if left else old.upper,
            old.takes_null and left == null_left,
        )
        return _Path(self.bounds | {column: new})

    def met_by(self, matrix: np.ndarray) -> np.ndarray:
        met = np.ones(len(matrix), dtype=bool)
        for column, bounds in self.bounds.items():
            met &= bounds.met_by(matrix[:, column])
        return met


def surrogate_rules(matrix, names, labels, held_out, *, seed: int) -> tuple[list[Rule], float]:
    """Rules that together say of every user which label they carry, and their fidelity.

    matrix: numbers [n x d], NaN where unknown; names: d SQL expressions, a column's name for a
    number, or a comparison ("top_category = 'Tea'") for a column of 0 and 1; labels: whole numbers
    [n]; held_out: bools [n], users that the tree does not learn from and that it is measured on.
    Exactly one rule holds for a user. Rules come by label, the one with most users first. Fidelity
    is the share of the held-out users whose rule names their label, NaN without any.

    Thresholds are the shortest numbers that part the same users. Raises ValueError when lengths
    differ.

    Source: Breiman et al. (1984), "Classification and Regression Trees", by scikit-learn;
    surrogates: Craven and Shavlik (1995), "Extracting tree-structured representations of trained
    networks".
    """
    from sklearn.tree import DecisionTreeClassifier

    matrix, labels = np.asarray(matrix, dtype=np.float64), np.asarray(labels)
    held_out = np.asarray(held_out, dtype=bool)
    if not len(matrix) == len(labels) == len(held_out) or matrix.shape[1] != len(names):
        raise ValueError("matrix, names, labels and held_out must be of the same lengths.")
    taught, taught_labels = matrix[~held_out], labels[~held_out]
    if len(taught) == 0:
        return [], float("nan")
    smallest = max(1, round(LEAST_RULE_SHARE * len(taught)))
    tree = DecisionTreeClassifier(
        max_depth=MAX_DEPTH, min_samples_leaf=smallest, random_state=seed
    ).fit(taught, taught_labels)
    leaves = _leaves(tree, taught)
    has_nulls = np.isnan(matrix).any(axis=0)
    rules = [
        _measured(label, path, names, has_nulls, matrix[held_out], labels[held_out])
        for label, path in leaves
    ]
    hits = sum(rule.users_count * rule.precision for rule in rules if rule.users_count)
    fidelity = round(hits / held_out.sum(), DECIMALS) if held_out.any() else float("nan")
    return sorted(rules, key=lambda rule: (rule.label, -rule.users_count, rule.condition)), fidelity


def _leaves(tree, matrix) -> list[tuple[int, _Path]]:
    """(label, path) of every leaf; two sisters of one label are one leaf."""
    nodes = tree.tree_

    def below(node: int, path: _Path) -> list[tuple[int, _Path]]:
        if nodes.children_left[node] < 0:
            return [(int(tree.classes_[nodes.value[node, 0].argmax()]), path)]
        column, null_left = nodes.feature[node], bool(nodes.missing_go_to_left[node])
        here = matrix[path.met_by(matrix), column]
        threshold = _shortest(here, nodes.threshold[node])
        left, right = (
            below(child, path.with_split(int(column), threshold, is_left, null_left))
            for child, is_left in (
                (nodes.children_left[node], True),
                (nodes.children_right[node], False),
            )
        )
        if len(left) == len(right) == 1 and left[0][0] == right[0][0]:
            return [(left[0][0], path)]
        return left + right

    return below(0, _Path())


def _shortest(values: np.ndarray, threshold: float) -> float:
    """The number with fewest digits that parts the values as the threshold does."""
    smaller, larger = values[values <= threshold], values[values > threshold]
    if len(smaller) == 0 or len(larger) == 0:
        return float(threshold)
    low, high = smaller.max(), larger.min()
    for digits in range(-6, 12):
        candidate = round(float(threshold), digits)
        if low <= candidate < high:
            return candidate
    return float(low)


def _measured(label: int, path: _Path, names, has_nulls, matrix, labels) -> Rule:
    met, of_label = path.met_by(matrix), labels == label
    hits = int((met & of_label).sum())
    return Rule(
        label,
        _condition(path, names, has_nulls),
        int(met.sum()),
        round(hits / int(of_label.sum()), DECIMALS) if of_label.any() else None,
        round(hits / int(met.sum()), DECIMALS) if met.any() else None,
    )


def _condition(path: _Path, names, has_nulls) -> str:
    parts = []
    for column, bounds in path.bounds.items():
        name = names[column]
        if " = " in name:
            parts.append(
                name if bounds.lower >= 0 else name.replace(" = ", " is distinct from ", 1)
            )
            continue
        text = " and ".join(
            f"{name} {sign} {bound!r}"
            for sign, bound in ((">", bounds.lower), ("<=", bounds.upper))
            if np.isfinite(bound)
        )
        if bounds.lower == np.inf or bounds.upper == -np.inf:
            text = f"{name} is null"  # a split between known and unknown leaves no number
        elif bounds.takes_null and has_nulls[column]:
            if not text:
                continue  # any number, or none
            text = f"({text} or {name} is null)"
        elif not np.isfinite([bounds.lower, bounds.upper]).any():
            text = f"{name} is not null"
        parts.append(text)
    return " and ".join(parts) or "true"
