"""Grain: one row per cut, encoder, kind (item, user, network) and index: by sequence networks."""


def model(dbt, session):
    import pyarrow as pa

    from kindred.sequences import Options
    from kindred_warehouse import sequences as networks
    from kindred_warehouse.released import read_networks

    encoders = dbt.config.meta_get("encoders")
    retrain = dbt.config.meta_get("retrain_networks")
    options = Options(
        width=dbt.config.meta_get("vector_dimension"),
        length=dbt.config.meta_get("network_events_count"),
        max_epochs=dbt.config.meta_get("network_max_epochs"),
        seed=dbt.config.meta_get("random_seed"),
    )
    settings = dbt.config.meta_get("settings")
    events, prices = dbt.ref("kindred", "int_events"), dbt.ref("kindred", "int_item_prices")
    cuts, index = dbt.ref("kindred", "int_cuts"), dbt.ref("kindred", "int_item_index")
    path = dbt.config.meta_get("published_path")
    tables = []
    for cut in networks.CUTS if retrain else ("release",):
        past, at = networks.past_at(cut, events, prices, cuts)
        for encoder in encoders:
            if retrain:
                tables.append(networks.trained_at(cut, encoder, past, at, options, settings))
            else:
                published = read_networks(path)
                tables.append(networks.reused_at_release(encoder, past, published, index))
    return pa.concat_tables(tables)
