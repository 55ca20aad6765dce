"""Grain: one row per cut, user who is recommended to, and rank of the nearest users by cosine."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.similarities import cosine_top_k, interaction_matrix
    from kindred_warehouse.cuts import CUTS, cut_table, read_cut

    options = {
        "k": dbt.config.meta_get("neighbors_count"),
        "min_similarity": dbt.config.meta_get("min_similarity"),
        "engine": dbt.config.meta_get("similarity_engine"),
        "threads": 2,
    }
    strengths, targets = (
        dbt.ref("kindred", "int_user_strengths"),
        dbt.ref("kindred", "int_target_users"),
    )
    tables = []
    for cut in CUTS:
        rows = read_cut(strengths, cut, ["user_idx", "item_idx"], ["strength"])
        matrix = interaction_matrix(rows["user_idx"], rows["item_idx"], rows["strength"])
        wanted = np.intersect1d(
            read_cut(targets, cut, ["user_idx"], [])["user_idx"], rows["user_idx"]
        )
        near = cosine_top_k(matrix, rows=wanted, **options)
        pairs = {"user_idx": near.source, "neighbor_idx": near.neighbour}
        tables.append(cut_table(cut, **pairs, similarity=near.similarity, rank=near.rank))
    return pa.concat_tables(tables)
