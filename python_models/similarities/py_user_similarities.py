"""Grain: one row per cut, user who is recommended to, and rank of the nearest users."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS, cut_table, read_cut
    from kindred_warehouse.recommenders import past_at, recommender
    from kindred_warehouse.settings import read_settings

    engine = dbt.config.meta_get("engine")
    settings = read_settings(dbt.ref("kindred", "int_recommender_settings"))
    cosine = recommender("user_cosine", settings)
    shop = {
        "int_user_index": dbt.ref("kindred", "int_user_index"),
        "int_item_traits": dbt.ref("kindred", "int_item_traits"),
        "int_strengths": dbt.ref("kindred", "int_user_strengths"),
        "int_known_ratings": dbt.ref("kindred", "int_known_ratings"),
    }
    targets = dbt.ref("kindred", "int_target_users").filter("is_known")
    tables = []
    for cut in CUTS:
        past = past_at(cut, ["user_cosine"], settings, shop)
        users = read_cut(targets, cut, ["user_idx"], [])["user_idx"]
        near = cosine.neighbours(past, users=users, threads=2, engine=engine)
        pairs = {"user_idx": near.source, "neighbor_idx": near.neighbour}
        tables.append(cut_table(cut, **pairs, similarity=near.similarity, rank=near.rank))
    return pa.concat_tables(tables)
