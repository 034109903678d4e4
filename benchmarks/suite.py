"""The suite: budgets, peers and growth in one run, as plain data."""

import platform
from collections.abc import Callable
from typing import Any

from .ours import Budget, budgets, growth
from .peers import Comparison, comparisons
from .services import service_budgets
from .shells import shell_budgets
from .timing import Timing, calibration

SIZES = (100, 1_000, 10_000)
SIZE = 2_500


def measure(*, quick: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything and return it as JSON-like data. `quick` repeats less and leaves out what is large."""
    repeats = 20 if quick else 300
    before = calibration()
    tell("budgets")
    kept = [*budgets(repeats, memory=not quick), *service_budgets(repeats)]
    if not quick:
        tell("shells")
        kept += shell_budgets(repeats, tell)
    tell("peers")
    against = comparisons(200 if quick else SIZE, repeats)
    tell("growth")
    grown = growth(SIZES[:2] if quick else SIZES, repeats)
    return {
        "machine": {
            "python": platform.python_version(), "system": platform.system(), "processor": platform.machine(),
            "calibration_ms": [round(before, 2), round(calibration(), 2)], "quick": quick,
        },
        "budgets": [_budget(row) for row in kept],
        "peers": [_comparison(row) for row in against],
        "growth": {
            str(size): {name: _timing(timing) for name, timing in rows.items()} for size, rows in grown.items()
        },
    }


def _timing(timing: Timing) -> dict[str, float]:
    return {"least_us": round(timing.least, 2), "median_us": round(timing.median, 2)}


def _budget(row: Budget) -> dict[str, Any]:
    return {
        "what": row.what, "unit": row.unit, "least": round(row.least, 2), "median": round(row.median, 2),
        "budget": row.most, "holds": row.holds, "note": row.note,
    }


def _comparison(row: Comparison) -> dict[str, Any]:
    if row.ours is None or row.theirs is None or row.ratio is None:
        return {"what": row.what, "peer": row.peer, "skipped": row.skipped}
    return {
        "what": row.what, "peer": row.peer, "ours_us": round(row.ours.least, 2),
        "theirs_us": round(row.theirs.least, 2), "ratio": round(row.ratio, 2),
    }
