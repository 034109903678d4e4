"""Tool lists in the forms that model vendors and MCP take, each derived from the one Spec."""

import json
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from ...snapshots.calls import Spec
from ...snapshots.digest import Json
from ...snapshots.errors import UsageError

Dialect: TypeAlias = Literal["openai", "anthropic", "mcp"]


def openai(spec: Spec) -> dict[str, Json]:
    """Return a tool of OpenAI's chat completions API."""
    return {
        "type": "function",
        "function": {"name": spec.wire, "description": spec.doc, "parameters": _copied(spec)},
    }


def anthropic(spec: Spec) -> dict[str, Json]:
    """Return a tool of Anthropic's messages API."""
    return {"name": spec.wire, "description": spec.doc, "input_schema": _copied(spec)}


def mcp(spec: Spec) -> dict[str, Json]:
    """Return a tool of the Model Context Protocol, with its annotations."""
    return {
        "name": spec.wire,
        "description": spec.doc,
        "inputSchema": _copied(spec),
        "annotations": {
            "readOnlyHint": spec.effect == "read",
            "destructiveHint": spec.effect == "destroy",
            "openWorldHint": spec.effect == "send",
        },
    }


def _copied(spec: Spec) -> Json:
    """Specs are shared by all worlds; what is handed out may be changed by whoever gets it."""
    copied: Json = json.loads(json.dumps(spec.schema))
    return copied


_DIALECTS: dict[str, Callable[[Spec], dict[str, Json]]] = {"openai": openai, "anthropic": anthropic, "mcp": mcp}


def tool_list(specs: Sequence[Spec], dialect: str) -> list[dict[str, Json]]:
    """Return the tools in one dialect; UsageError names the dialects there are."""
    if dialect not in _DIALECTS:
        raise UsageError(f"there is no tool dialect {dialect!r}; there are {', '.join(_DIALECTS)}")
    return [_DIALECTS[dialect](spec) for spec in specs]
