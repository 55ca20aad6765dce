"""Which segment will a newcomer be in? Learned from the first session of those who stayed."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

DECIMALS = 9
FEWEST_USERS = 50  # to learn from; with fewer nothing is said
MOST_USERS = 50_000  # to learn from; more cost time and change little
HIDDEN_UNITS = 16
EPOCHS = 15
PENALTY = 1.0


class Told(NamedTuple):
    """What a model says: label [n], its probability [n], and the label after it [n]."""

    label: np.ndarray
    probability: np.ndarray
    second_label: np.ndarray


def predicted_labels(
    matrix, labels, learns, explained=None, *, seed: int
) -> tuple[dict[str, Told], np.ndarray]:
    """What three models say of every user: `majority`, `logistic_regression`, `neural_network`.

    matrix: numbers [n x d], what is known of each user early on; labels: whole numbers [n], what
    became of them; learns: bools [n], whom to learn from (others' labels are not looked at);
    explained: bools [n], for whom to say why (default: nobody).
    Returns what each model tells, and for the m explained users the pull of each column [m x d]:
    by how much the network's probability of its label falls when the column is what it is on
    average. No models and no pulls when fewer than FEWEST_USERS users or fewer than two labels are
    there to learn from.

    Columns are standardised by those who are learned from. The network is a perceptron with one
    hidden layer of 16 units and a strong penalty. The result depends on the seed and the order of
    rows alone. Raises ValueError when lengths differ.

    Source: Rosenblatt (1958); Rumelhart, Hinton and Williams (1986), "Learning representations by
    back-propagating errors"; fitted by scikit-learn. Pulls: Robnik-Sikonja and Kononenko (2008),
    "Explaining classifications for individual instances".
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    matrix, labels = np.asarray(matrix, dtype=np.float64), np.asarray(labels)
    learns = np.asarray(learns, dtype=bool)
    explained = np.zeros(len(matrix), bool) if explained is None else np.asarray(explained, bool)
    if not len(matrix) == len(labels) == len(learns):
        raise ValueError("matrix, labels and learns must be of the same length.")
    taught = np.flatnonzero(learns)
    if len(taught) > MOST_USERS:
        chosen = np.random.default_rng(seed).choice(len(taught), MOST_USERS, replace=False)
        taught = taught[np.sort(chosen)]
    classes, counts = np.unique(labels[taught], return_counts=True)
    if len(taught) < FEWEST_USERS or len(classes) < 2:
        return {}, np.zeros((0, matrix.shape[1]))
    mean, spread = matrix[taught].mean(axis=0), matrix[taught].std(axis=0)
    scaled = (matrix - mean) / np.where(spread > 0, spread, 1.0)
    models = {
        "logistic_regression": LogisticRegression(max_iter=200),
        "neural_network": MLPClassifier(
            (HIDDEN_UNITS,),
            alpha=PENALTY,
            learning_rate_init=0.01,
            max_iter=EPOCHS,
            random_state=seed,
        ),
    }
    found = {"majority": _most_probable(classes, np.tile(counts / counts.sum(), (len(matrix), 1)))}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that so few epochs do not converge is meant
        for name, model in models.items():
            model.fit(scaled[taught], labels[taught])
            found[name] = _most_probable(classes, model.predict_proba(scaled))
        chosen = np.searchsorted(classes, found["neural_network"].label[explained])
        pulls = _pulls(models["neural_network"], scaled[explained], chosen)
    return found, pulls


def _pulls(model, scaled, chosen) -> np.ndarray:
    """How much less probable each row's class is without what one column says [m x d]."""
    rows = np.arange(len(scaled))
    pulls = np.zeros(scaled.shape)
    if len(rows) == 0:
        return pulls
    whole = model.predict_proba(scaled)[rows, chosen]
    for column in range(scaled.shape[1]):
        without = scaled.copy()
        without[:, column] = 0.0
        pulls[:, column] = whole - model.predict_proba(without)[rows, chosen]
    return np.round(pulls, DECIMALS)


def _most_probable(classes, probabilities) -> Told:
    """The first two labels and the probability of the first; ties to the smaller label."""
    rounded = np.round(probabilities, DECIMALS)
    order = np.argsort(-rounded, axis=1, kind="stable")
    best, second = order[:, 0], order[:, 1]
    return Told(
        classes[best].astype(np.int32),
        rounded[np.arange(len(rounded)), best],
        classes[second].astype(np.int32),
    )
