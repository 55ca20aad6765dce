"""Grain: one row per item and rank of the items nearest to it by the baskets that hold both."""


def model(dbt, session):
    import numpy as np

    from kindred.similarities import cosine_top_k, interaction_matrix
    from kindred_warehouse.cuts import cut_table

    k = dbt.config.meta_get("item_neighbors_count")
    engine = dbt.config.meta_get("engine")
    rows = dbt.ref("kindred", "int_baskets").order("item_idx, basket_idx").fetchnumpy()
    ones = np.ones(len(rows["item_idx"]))
    matrix = interaction_matrix(rows["item_idx"], rows["basket_idx"], ones)
    near = cosine_top_k(matrix, k=k, threads=2, engine=engine)
    pairs = {"item_idx": near.source, "neighbor_idx": near.neighbour}
    return cut_table("release", **pairs, similarity=near.similarity, rank=near.rank)
