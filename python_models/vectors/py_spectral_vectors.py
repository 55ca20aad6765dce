"""Grain: one row per cut, kind (item, user) and index: from the strengths."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.vectors import spectral_at

    width = dbt.config.meta_get("vector_dimension")
    seed = dbt.config.meta_get("random_seed")
    interactions = dbt.ref("kindred", "int_interactions")
    return pa.concat_tables(spectral_at(cut, interactions, width=width, seed=seed) for cut in CUTS)
