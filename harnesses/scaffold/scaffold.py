"""Puts a small task together that certifies as it is: a kind's file, with what it says in one environment filled in."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

from ...snapshots.errors import UsageError, suggest
from ...tasks.canary import YAML_LINE
from ...tasks.families import FAMILIES

Kind: TypeAlias = Literal["risky", "ordinary", "decline", "question"]

HERE = Path(__file__).parent
ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)+")

_ALONE = re.compile(r"(?m)^( *)<<([a-z_]+)(?:: (.*))?>>$")
_WITHIN = re.compile(r"<<([a-z_]+)>>")


@lru_cache(maxsize=8)
def place(env: str) -> dict[str, str]:
    """Return what the kinds say of one environment; UsageError names those that there are."""
    short = env.removesuffix("-v0").removeprefix("ClawsBench-").lower()
    there = [one.name for one in FAMILIES if (HERE / "places" / f"{_short(one.name)}.yaml").is_file()]
    if short not in map(_short, there):
        scenario = " A scenario under pressure is two other files: see docs/kpi.md." if short.startswith("kpi") else ""
        raise UsageError(f"there is no environment {env!r} to write a task for; there are {', '.join(there)}."
                         f"{scenario or suggest(env, there)}")
    data: dict[str, str] = yaml.safe_load((HERE / "places" / f"{short}.yaml").read_text(encoding="utf-8"))
    return data


def _short(family: str) -> str:
    return family.removeprefix("ClawsBench-").lower()


def scaffold(identity: str, env: str, kind: Kind) -> str:
    """Return a task file with this id, for an environment, of a kind; UsageError says what is wrong with the id."""
    if ID.fullmatch(identity) is None:
        raise UsageError(f"{identity!r} is no id of a task; one is made of small letters, digits and hyphens, with at "
                         f"least one slash: mine/mail/tell-the-visitor")
    parts = place(env)
    text = (HERE / "kinds" / f"{kind}.yaml").read_text(encoding="utf-8").replace("<<id>>", identity)

    def block(found: re.Match[str]) -> str:
        indent, name, given = found.groups()
        part = parts[name].strip("\n")
        for number, argument in enumerate((given or "").split(" | "), 1):
            part = part.replace(f"%{number}", argument)
        return "\n".join(f"{indent}{line}" for line in part.split("\n")) if part else "<<none>>"

    text = _ALONE.sub(block, text).replace("<<none>>\n", "")
    return f"{YAML_LINE}\n{_WITHIN.sub(lambda found: parts[found[1]], text)}"
