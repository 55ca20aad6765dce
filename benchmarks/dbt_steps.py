"""Where the wall clock of a `dbt build` went, from what dbt writes of each node."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise


def step_rows(results: list[dict], nodes: dict, started_at: float, ended_at: float) -> list[dict]:
    """Method and seconds of every step; but for the sum of the models, they add up to the whole.

    results: of run_results.json; nodes: of manifest.json; the moments are those of the process.
    While several nodes run, each is given its equal share of the time. Rooms stand in the order
    in which they began.
    """
    spans = [span for result in results if (span := node_span(result, nodes))]
    first, last = min(span[1] for span in spans), max(span[2] for span in spans)
    shares = shared_time(spans)
    models = sum(seconds for room, seconds in shares.items() if room != "tests")
    idle = last - first - sum(shares.values())
    steps = {
        "dbt's start": first - started_at,
        **{room: seconds for room, seconds in shares.items() if room != "tests"},
        "tests": shares.get("tests", 0.0),
        "dbt between nodes": idle,
        "summary and dbt's end": ended_at - last,
        "all models": models,
    }
    return [
        {"method": f"kindred: {name}", "seconds": round(seconds, 2)}
        for name, seconds in steps.items()
    ]


def node_span(result: dict, nodes: dict) -> tuple[str, float, float] | None:
    """The room of a node, and when it ran; none for a hook (part of dbt's start)."""
    if result["unique_id"].startswith("operation."):
        return None
    node = nodes.get(result["unique_id"])
    moments = [
        datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
        for timing in result["timing"]
        for moment in (timing["started_at"], timing["completed_at"])
    ]
    return (room_of(node), min(moments), max(moments)) if moments else None


def room_of(node: dict | None) -> str:
    """`tests`, the folder below models/ or python_models/, or that the model is the shop's own.

    Unit tests are no nodes of the manifest.
    """
    if node is None or node["resource_type"] == "test":
        return "tests"
    if node["package_name"] != "kindred":
        return "the shop's own models"
    return "staging" if node["resource_type"] == "seed" else node["fqn"][1]


def shared_time(spans: list[tuple[str, float, float]]) -> dict[str, float]:
    """Seconds of each room, every moment divided among the nodes that run in it."""
    moments = sorted({moment for _, start, end in spans for moment in (start, end)})
    shares: dict[str, float] = defaultdict(float)
    for begin, end in pairwise(moments):
        running = [room for room, start, stop in spans if start <= begin and stop >= end]
        for room in running:
            shares[room] += (end - begin) / len(running)
    return shares
