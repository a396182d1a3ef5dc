"""``python -m bench``: the size of this machine, and a table of measurements; with names, only of those."""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import sys
from pathlib import Path

from bench.row import Row

MODULES = (
    "seats",
    "quick_count",
    "loading",
    "statement",
    "report",
    "reception",
    "export",
    "room",
    "tabulation",
    "station_page",
    "cases",
    "discrepancies",
    "social",
    "media",
)
"""Each has ``run() -> list[Row]``."""


def main() -> int:
    """Measure and print."""
    print(machine(), end="\n\n")
    rows: list[Row] = []
    for name in sys.argv[1:] or MODULES:
        if importlib.util.find_spec(f"bench.{name}"):
            rows += importlib.import_module(f"bench.{name}").run()
    print(table(rows))
    for name in dict.fromkeys(row.name for row in rows if row.goal is not None and row.ours > row.goal):
        print(f"Goal missed on this machine at this load: {name}")
    return 0


def machine() -> str:
    """Cores, memory, processor, Python, and how busy the machine is with other work."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{cores} cores, {memory:.0f} GB, {_processor()}; "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; load {load}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown processor"


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| What | Time | Goal | Beside it | Its time | Times ours |", "|---|--:|--:|---|--:|--:|"]
    for row in rows:
        ratio = f"{row.ratio:.1f}" if row.ratio is not None else ""
        cells = (row.name, shown(row.ours), shown(row.goal), row.peer, shown(row.peers), ratio)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(seconds: float | None) -> str:
    """Seconds, or milliseconds where they are few; nothing for None."""
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


if __name__ == "__main__":
    sys.exit(main())
