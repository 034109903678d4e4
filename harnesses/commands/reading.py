"""Reading: seeds and factor levels as the command line writes them."""

import re

from ...snapshots.errors import UsageError


def read_seeds(text: str) -> tuple[int, ...]:
    """Return the seeds that `0-4` or `1,3,7-9` names, in order, each once."""
    out: dict[int, None] = {}
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part, re.ASCII)
        if found is None:
            raise UsageError(f"seeds are numbers and ranges such as 0-4 or 1,3,7-9, not {text!r}")
        low, high = int(found[1]), int(found[2] or found[1])
        if high < low:
            raise UsageError(f"the range of seeds {part.strip()!r} ends before it starts")
        if high - low >= 100_000:
            raise UsageError(f"the range of seeds {part.strip()!r} has over 100000 seeds")
        out.update(dict.fromkeys(range(low, high + 1)))
    return tuple(out)


def read_factors(text: str) -> tuple[tuple[str, str], ...]:
    """Return the factor levels that `name=level,...` names, in the order of the names."""
    out: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, level = part.partition("=")
        if not sign or not name or not level:
            raise UsageError(f"factors are given as name=level, not {part!r}")
        if name in out:
            raise UsageError(f"the factor {name!r} is given twice")
        out[name] = level
    return tuple(sorted(out.items()))
