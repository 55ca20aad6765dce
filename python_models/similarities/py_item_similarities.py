"""Grain: one row per cut, item and rank of its nearest items by cosine."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.similarities import cosine_top_k, interaction_matrix

    k = dbt.config.meta_get("neighbors_count")
    min_similarity = dbt.config.meta_get("min_similarity")
    strengths = dbt.ref("int_strengths").order("cut, item_idx, user_idx").fetchnumpy()
    tables = []
    for cut in ("release", "test"):
        at = np.asarray(strengths["cut"]) == cut
        items, users = strengths["item_idx"][at], strengths["user_idx"][at]
        shape = (items.max(initial=-1) + 1, users.max(initial=-1) + 1)
        matrix = interaction_matrix(items, users, strengths["strength"][at], shape)
        nearest = cosine_top_k(matrix, k=k, min_similarity=min_similarity, threads=2)
        columns = {
            "cut": pa.array([cut] * len(nearest.rank), pa.string()),
            "item_idx": pa.array(nearest.source, pa.int32()),
            "neighbor_idx": pa.array(nearest.neighbour, pa.int32()),
            "similarity": pa.array(nearest.similarity, pa.float64()),
            "rank": pa.array(nearest.rank, pa.int32()),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)
