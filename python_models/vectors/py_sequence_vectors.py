"""Grain: one row per cut, encoder, kind (item, user, network) and index: by sequence networks."""


def model(dbt, session):
    import pyarrow as pa

    from kindred.sequences import Options
    from kindred_warehouse import sequences as networks
    from kindred_warehouse.released import read_item_vectors, read_networks

    width = dbt.config.meta_get("vector_dimension")
    options = Options(
        width=width,
        length=dbt.config.meta_get("network_events_count"),
        max_epochs=dbt.config.meta_get("network_max_epochs"),
        seed=dbt.config.meta_get("random_seed"),
    )
    settings = dbt.config.meta_get("settings")
    events, prices = dbt.ref("kindred", "int_events"), dbt.ref("kindred", "int_item_prices")
    cuts, index = dbt.ref("kindred", "int_cuts"), dbt.ref("kindred", "int_item_index")
    path = dbt.config.meta_get("published_path")
    retrain = dbt.config.meta_get("retrain_networks")
    published = None if retrain else (read_networks(path), read_item_vectors(path))
    tables = []
    for encoder in dbt.config.meta_get("encoders"):
        for cut in networks.cuts_of(encoder, dbt.config.meta_get("recommenders")):
            past, at = networks.past_at(cut, events, prices, cuts)
            if retrain:
                rows = networks.trained_at(cut, encoder, past, at, options, settings)
            else:
                rows = networks.reused_at_release(encoder, past, published, index, width=width)
            tables.append(rows)
    return pa.concat_tables(tables)
