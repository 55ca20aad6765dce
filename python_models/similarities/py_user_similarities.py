"""Grain: one row per cut, user who is recommended to, and rank of the nearest users by cosine."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.similarities import cosine_top_k, interaction_matrix

    k = dbt.config.meta_get("neighbors_count")
    min_similarity = dbt.config.meta_get("min_similarity")
    strengths = dbt.ref("int_user_strengths").order("cut, user_idx, item_idx").fetchnumpy()
    targets = dbt.ref("int_target_users").order("cut, user_idx").fetchnumpy()
    tables = []
    for cut in ("release", "test"):
        at = np.asarray(strengths["cut"]) == cut
        users, items = strengths["user_idx"][at], strengths["item_idx"][at]
        shape = (users.max(initial=-1) + 1, items.max(initial=-1) + 1)
        matrix = interaction_matrix(users, items, strengths["strength"][at], shape)
        wanted = np.intersect1d(targets["user_idx"][np.asarray(targets["cut"]) == cut], users)
        nearest = cosine_top_k(matrix, k=k, min_similarity=min_similarity, rows=wanted, threads=2)
        columns = {
            "cut": pa.array([cut] * len(nearest.rank), pa.string()),
            "user_idx": pa.array(nearest.source, pa.int32()),
            "neighbor_idx": pa.array(nearest.neighbour, pa.int32()),
            "similarity": pa.array(nearest.similarity, pa.float64()),
            "rank": pa.array(nearest.rank, pa.int32()),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)
