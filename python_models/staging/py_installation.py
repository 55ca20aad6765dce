"""Grain: one row: the version of the Python distribution, and what it cannot do that is asked."""


def model(dbt, session):
    package_version = dbt.config.meta_get("package_version")
    try:
        from kindred import __version__
    except ModuleNotFoundError:
        __version__ = None
    if __version__ != package_version:
        found = "is not installed" if __version__ is None else f"is of version {__version__}"
        raise RuntimeError(
            f"Kindred: the dbt package is of version {package_version} but the Python distribution"
            f" {found}; install it beside dbt with `pip install <the package's folder>`."
        )
    obstacle = None
    if encoders := dbt.config.meta_get("sequence_encoders"):
        from kindred_warehouse.sequences import networks_obstacle

        obstacle = networks_obstacle(
            encoders,
            retrain=dbt.config.meta_get("retrain_networks"),
            width=dbt.config.meta_get("vector_dimension"),
            published_path=dbt.config.meta_get("published_path"),
        )
    # no Arrow table here: Arrow imports pandas, and every model waits for this one
    return session.sql(
        "select $version as kindred_version, $obstacle::varchar as obstacle",
        params={"version": __version__, "obstacle": obstacle},
    )
