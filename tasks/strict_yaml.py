"""Strict YAML: task files as JSON-like data, without the surprises of YAML 1.1.

Keys are texts, and none stands twice in a mapping; dates, times (12:15), fractions, yes/no and 0x10 stay text.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from ..snapshots.errors import TaskError, shown

MAX_NODES = 100_000
"""Values of a file. A few aliases of aliases can stand for more than fits into memory."""

_UNWANTED = (":timestamp", ":bool", ":float", ":int")


def strict_loader(base: Any) -> Any:
    """Return a strict loader on one of PyYAML's two safe ones: the one in C, or the one in Python."""
    resolvers = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith(_UNWANTED)]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    loader: Any = type("StrictLoader", (base,), {"yaml_implicit_resolvers": resolvers})
    loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
    integer = re.compile("^-?(?:0|[1-9][0-9]*)$", re.ASCII)
    loader.add_implicit_resolver("tag:yaml.org,2002:int", integer, list("-0123456789"))
    return loader


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise TaskError(f"line {line}: a key is a text, not {shown(key)}")
        if key in out:
            raise TaskError(f"line {line}: the key {key!r} is there twice")
        out[key] = loader.construct_object(value_node, deep=True)
    return out


# The one in C is five times as fast, and not built everywhere.
_LOADER = strict_loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _count(data: Any, left: int) -> int:
    """Return how many more values there may be after those of `data`, aliases written out; TaskError if too many."""
    if left <= 0:
        raise TaskError(f"it holds over {MAX_NODES} values once its aliases are written out")
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for item in inside:
        left = _count(item, left)
    return left - 1


def read_yaml(path: Path) -> Any:
    """Read a YAML file as JSON-like data; TaskError names the file and the line."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
        _count(data, MAX_NODES)
        return data
    except (yaml.YAMLError, UnicodeDecodeError, TaskError) as error:
        raise TaskError(f"{path}: {error}") from None
    except RecursionError:
        raise TaskError(f"{path}: it is nested too deep, or holds itself") from None
