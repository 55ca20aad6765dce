"""CPU seconds of every node of one `dbt build`, most first: where to look before making it faster.

One node at a time, so that what the process works is the node's own; DuckDB keeps its threads. The
words after the script's name go to dbt: `build --vars '{events: …}'`.
"""

from __future__ import annotations

import resource
import sys
import time


def cpu_seconds() -> float:
    """What this process and its threads have worked so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def line(cost: tuple[float, float, float, str]) -> str:
    """One node in the table."""
    return "{:8.2f} {:8.2f} {:9.2f} {}".format(*cost)


def main() -> None:
    """Builds, then prints seconds, CPU seconds and the peak of memory so far."""
    from dbt.cli.main import dbtRunner

    began, costs = {}, []

    def note(event) -> None:
        """Clocks at the two ends of a node."""
        if event.info.name == "NodeStart":
            began[event.data.node_info.unique_id] = time.time(), cpu_seconds()
        elif event.info.name == "NodeFinished":
            node = event.data.node_info.unique_id
            started, worked = began[node]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            costs.append((cpu_seconds() - worked, time.time() - started, peak, node))
            print(line(costs[-1]), file=sys.stderr, flush=True)

    result = dbtRunner(callbacks=[note]).invoke([*sys.argv[1:], "--threads", "1"])
    print(f"{'cpu':>8} {'wall':>8} {'peak GiB':>9}")
    for cost in sorted(costs, reverse=True):
        print(line(cost))
    nodes_cpu = sum(cost[0] for cost in costs)
    print(f"{nodes_cpu:8.2f} all nodes; {cpu_seconds():.2f} with dbt's start and end")
    sys.exit(0 if result.success else 1)


if __name__ == "__main__":
    main()
