"""Grain: one row: the version of the Python distribution, known to fit the dbt package."""


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
    # no Arrow table here: Arrow imports pandas, and every model waits for this one
    return session.sql(f"select '{__version__}' as kindred_version")
