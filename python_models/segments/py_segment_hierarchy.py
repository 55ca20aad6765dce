"""Grain: one row per merge of the hierarchy, and one per user with the leaf the user is in."""


def model(dbt, session):
    from kindred.hierarchy import fit_hierarchy
    from kindred_warehouse.cuts import read_cut
    from kindred_warehouse.segmentation import hierarchy_table, read_matrix

    seed = dbt.config.meta_get("random_seed")
    leaves = dbt.config.meta_get("hierarchy_leaves_count")
    relation = dbt.ref("kindred", "int_feature_matrix")
    matrix, _ = read_matrix(relation, "release")
    users = read_cut(relation.select("cut, user_idx").distinct(), "release", ["user_idx"], [])
    hierarchy = fit_hierarchy(matrix, seed=seed, max_leaves=leaves)
    return hierarchy_table(users["user_idx"], hierarchy)
