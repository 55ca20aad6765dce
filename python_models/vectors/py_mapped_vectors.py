"""Grain: one row per cut, kind (item, user) and index: vectors that the shop brought."""


def model(dbt, session):
    import pyarrow as pa

    from kindred_warehouse.cuts import CUTS
    from kindred_warehouse.vectors import mapped_at

    width = dbt.config.meta_get("vector_dimension")
    interactions = dbt.ref("kindred", "int_interactions")
    mapped = dbt.ref("kindred", "int_mapped_vectors")
    return pa.concat_tables(mapped_at(cut, interactions, mapped, width=width) for cut in CUTS)
