"""No model joins all rows with all rows: quick on the demo shop, without end on a large one."""

import json

import duckdb

# one side has a row or a handful: the last busy day, patterns of robots, the test cut
SMALL_SIDES = {"int_as_of", "int_bot_events", "int_event_duplicates", "int_holdout_items"}


def nested_loops(shop) -> set[str]:
    """Names of the models whose plan holds a nested loop with a condition of any kind."""
    nodes = json.loads((shop.folder / "target" / "manifest.json").read_text())["nodes"].values()
    models = {
        node["name"]: node["compiled_code"]
        for node in nodes
        if node["resource_type"] == "model" and node["language"] == "sql"
    }
    found = set()
    with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
        for name, code in models.items():
            ((_, plan),) = connection.execute(f"explain {code}").fetchall()
            if "BLOCKWISE_NL_JOIN" in plan:
                found.add(name)
    return found


def test_joins_have_keys(small_shop):
    assert nested_loops(small_shop) <= SMALL_SIDES
