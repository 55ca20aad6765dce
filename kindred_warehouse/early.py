"""From the tables of first sessions and clusters to the table of what newcomers will be."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kindred.early_segments import predicted_labels

EARLY_SEGMENTS = pa.schema(
    [
        ("user_idx", pa.int32()),
        ("model", pa.string()),
        ("split", pa.string()),
        ("cluster", pa.int32()),
        ("confidence", pa.float64()),
        ("second_cluster", pa.int32()),
    ]
)


def early_segments(sessions, clusters, *, seed: int) -> pa.Table:
    """What each model says of the users it did not learn from, as EARLY_SEGMENTS.

    sessions: the rows of int_first_sessions, sorted by user_idx; clusters: rows (user_idx,
    cluster), sorted likewise, with every user of the sessions among them.
    """
    users, first_row, row = np.unique(sessions["user_idx"], return_index=True, return_inverse=True)
    features, column = np.unique(sessions["feature"].astype(str), return_inverse=True)
    matrix = np.zeros((len(users), len(features)))
    matrix[row, column] = sessions["value"]
    split = sessions["split"][first_row].astype(str)
    labels = clusters["cluster"][np.searchsorted(clusters["user_idx"], users)]
    models = predicted_labels(matrix, labels, split == "train", seed=seed)
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
            ],
            schema=EARLY_SEGMENTS,
        )
        for model, (label, probability, second) in models.items()
    ]
    return pa.concat_tables(tables) if tables else EARLY_SEGMENTS.empty_table()
