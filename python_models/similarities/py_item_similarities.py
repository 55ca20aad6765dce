"""Grain: one row per cut, item and rank of its nearest items by cosine."""


def model(dbt, session):
    import pyarrow as pa

    from kindred.similarities import cosine_top_k, interaction_matrix
    from kindred_warehouse.cuts import CUTS, cut_table, read_cut

    options = {
        "k": dbt.config.meta_get("neighbors_count"),
        "min_similarity": dbt.config.meta_get("min_similarity"),
        "engine": dbt.config.meta_get("similarity_engine"),
        "threads": 2,
    }
    strengths = dbt.ref("kindred", "int_strengths")
    tables = []
    for cut in CUTS:
        rows = read_cut(strengths, cut, ["item_idx", "user_idx"], ["strength"])
        matrix = interaction_matrix(rows["item_idx"], rows["user_idx"], rows["strength"])
        near = cosine_top_k(matrix, **options)
        pairs = {"item_idx": near.source, "neighbor_idx": near.neighbour}
        tables.append(cut_table(cut, **pairs, similarity=near.similarity, rank=near.rank))
    return pa.concat_tables(tables)
