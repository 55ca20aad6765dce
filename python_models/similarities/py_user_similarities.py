"""Grain: one row per cut, user who is recommended to, and rank of the nearest users."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.recommenders import history
    from kindred.similarities import interaction_matrix
    from kindred_warehouse.cuts import CUTS, cut_table, read_cut
    from kindred_warehouse.recommenders import recommender
    from kindred_warehouse.settings import read_settings

    engine = dbt.config.meta_get("engine")
    settings = read_settings(dbt.ref("kindred", "int_recommender_settings"))
    cosine = recommender("user_cosine", settings)
    strengths = dbt.ref("kindred", "int_user_strengths")
    targets = dbt.ref("kindred", "int_target_users")
    tables = []
    for cut in CUTS:
        rows = read_cut(strengths, cut, ["user_idx", "item_idx"], ["strength"])
        matrix = interaction_matrix(rows["user_idx"], rows["item_idx"], rows["strength"])
        known = read_cut(targets, cut, ["user_idx"], [])["user_idx"]
        wanted = np.intersect1d(known, rows["user_idx"])
        near = cosine.neighbours(history(matrix), users=wanted, threads=2, engine=engine)
        pairs = {"user_idx": near.source, "neighbor_idx": near.neighbour}
        tables.append(cut_table(cut, **pairs, similarity=near.similarity, rank=near.rank))
    return pa.concat_tables(tables)
