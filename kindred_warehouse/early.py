"""From the tables of first sessions and clusters to the table of what newcomers will be."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.early_segments import predicted_labels
from kindred.segment_identity import feature_words

REASONS_COUNT = 3

EARLY_SEGMENTS = pa.schema(
    [
        ("user_idx", pa.int32()),
        ("model", pa.string()),
        ("split", pa.string()),
        ("cluster", pa.int32()),
        ("confidence", pa.float64()),
        ("second_cluster", pa.int32()),
        ("because", pa.string()),
    ]
)


def early_segments(sessions, clusters, *, seed: int) -> pa.Table:
    """What each model says of the users it did not learn from, as EARLY_SEGMENTS.

    sessions: the rows of int_first_sessions, sorted by user_idx; clusters: rows (user_idx,
    cluster), sorted likewise, with every user of the sessions among them. `because` is there for
    newcomers, of the network: what of their first session pulled most.
    """
    users, first_row, row = np.unique(sessions["user_idx"], return_index=True, return_inverse=True)
    features, column = np.unique(sessions["feature"].astype(str), return_inverse=True)
    matrix = np.zeros((len(users), len(features)))
    matrix[row, column] = sessions["value"]
    split = sessions["split"][first_row].astype(str)
    labels = clusters["cluster"][np.searchsorted(clusters["user_idx"], users)]
    learns, is_new = split == "train", split == "early"
    models, pulls = predicted_labels(matrix, labels, learns, is_new, seed=seed)
    nothing = np.full(len(users), None)
    because = nothing.copy()
    if models:
        plain, of_new = np.zeros(pulls.shape), is_new[row]
        place = np.cumsum(is_new) - 1
        plain[place[row[of_new]], column[of_new]] = sessions["raw_value"][of_new]
        is_high = matrix[is_new] > matrix[learns].mean(axis=0)
        because[is_new] = _reasons(pulls, is_high, plain, features)
    shown = np.isin(split, ["early", "validation", "test"])
    tables = [
        pa.table(
            [
                users[shown],
                np.repeat(model, shown.sum()),
                split[shown],
                label[shown],
                probability[shown],
                second[shown],
                pa.array((because if model == "neural_network" else nothing)[shown], pa.string()),
            ],
            schema=EARLY_SEGMENTS,
        )
        for model, (label, probability, second) in models.items()
    ]
    return pa.concat_tables(tables) if tables else EARLY_SEGMENTS.empty_table()


def _reasons(pulls, is_high, plain, features) -> list[str | None]:
    """For each user the features that pulled most, in words and plain units; None where none did.

    pulls, is_high (more than usual) and plain (in its own unit) are [m x d].
    """
    texts = []
    for pull, high, values in zip(pulls, is_high, plain, strict=True):
        first = [place for place in np.argsort(-pull, kind="stable") if pull[place] > 0]
        words = [
            f"{'high' if high[place] else 'low'} {feature_words(features[place])}"
            f" ({str(round(float(values[place]), 2)).removesuffix('.0')})"
            for place in first[:REASONS_COUNT]
        ]
        texts.append("in the first session: " + ", ".join(words) if words else None)
    return texts
