"""What a review's text says of its writer's mood, learned from the shop's own texts and stars."""

from __future__ import annotations

import numpy as np

SENTIMENTS = ("negative", "neutral", "positive")
DECIMALS = 9
FEWEST_TEXTS = 50  # to learn from; with fewer nothing is said
MOST_TEXTS = 100_000  # to learn from in each fold; more cost time and change little
FEWEST_USES = 2  # a word of one text tells nothing of another
PENALTY_INVERSE = 1.0


def text_sentiments(texts, labels, folds, others=()) -> np.ndarray:
    """The probability of each of SENTIMENTS for each text, never from a model that saw its label.

    texts: strings [n]; labels: whole numbers [n], the place in SENTIMENTS, -1 where unknown; folds:
    whole numbers [n], such as a digest of the writer; others: strings [m] of another kind, which
    are read by what the texts teach and change nothing for them. Returns float64 [(n + m) x 3],
    rounded, rows that add up to 1: for a labelled text by the model of the other folds, for any
    other the mean of all folds' models. NaN throughout where a fold leaves fewer than FEWEST_TEXTS
    labelled texts or fewer than two labels to learn from.

    Words and pairs of words, and 3 to 5 letters within a word (so that endings and misspellings
    count in any language), weighed by TF-IDF over the texts, in a multinomial logistic regression.
    A label weighs as one over the square root of its share: between accuracy, which would forget
    the rare labels, and macro-F1. The result depends on the order of texts alone. Raises ValueError
    when lengths differ or a label is none of the three.

    Source: Spärck Jones (1972), "A statistical interpretation of term specificity"; Wang and
    Manning (2012), "Baselines and bigrams"; fitted by scikit-learn.
    """
    from threadpoolctl import threadpool_limits

    labels, folds = np.asarray(labels, dtype=np.int64), np.asarray(folds)
    if not len(texts) == len(labels) == len(folds):
        raise ValueError("texts, labels and folds must be of the same length.")
    if not np.isin(labels, range(-1, len(SENTIMENTS))).all():
        raise ValueError(f"labels must be -1 to {len(SENTIMENTS) - 1}.")
    found = np.full((len(texts) + len(others), len(SENTIMENTS)), np.nan)
    known = np.unique(folds[labels >= 0])
    taught = [np.flatnonzero((folds != fold) & (labels >= 0))[:MOST_TEXTS] for fold in known]
    if not taught or any(_too_little(labels[rows]) for rows in taught):
        return found
    matrix = _weights(texts, others)
    if matrix is None:
        return found
    with threadpool_limits(1):
        models = [_fitted(matrix[rows], labels[rows]) for rows in taught]
        for fold, model in zip(known, models, strict=True):
            own = np.flatnonzero((folds == fold) & (labels >= 0))
            found[own] = _probabilities(model, matrix[own])
        rest = np.append(np.flatnonzero(labels < 0), np.arange(len(texts), len(found)))
        if len(rest) > 0:
            found[rest] = np.mean([_probabilities(m, matrix[rest]) for m in models], axis=0)
    return np.round(found, DECIMALS)


def _too_little(labels) -> bool:
    return len(labels) < FEWEST_TEXTS or len(np.unique(labels)) < 2


def _weights(texts, others):
    """TF-IDF of words and of letters within words [(n + m) x terms], both by the texts alone; None
    where no term is used twice."""
    from scipy.sparse import hstack, vstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    parts = []
    for analyzer, length in (("word", (1, 2)), ("char_wb", (3, 5))):
        weigher = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=length,
            min_df=FEWEST_USES,
            sublinear_tf=True,
            strip_accents="unicode",
        )
        try:
            known = weigher.fit_transform(texts)
        except ValueError:  # no term left
            continue
        parts.append(vstack([known, weigher.transform(others)]) if len(others) > 0 else known)
    return hstack(parts, format="csr") if parts else None


def _fitted(matrix, labels):
    from sklearn.linear_model import LogisticRegression

    classes, counts = np.unique(labels, return_counts=True)
    weights = np.sqrt(len(labels) / len(classes) / counts)
    model = LogisticRegression(
        C=PENALTY_INVERSE,
        class_weight=dict(zip(classes, weights, strict=True)),
        max_iter=200,
        tol=1e-3,
    )
    return model.fit(matrix, labels)


def _probabilities(model, matrix) -> np.ndarray:
    """[n x 3]; 0 for a label that the model never saw."""
    found = np.zeros((matrix.shape[0], len(SENTIMENTS)))
    found[:, model.classes_] = model.predict_proba(matrix)
    return found
