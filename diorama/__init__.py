"""Diorama: small, complete, deterministic worlds for agents.

Importing this registers the environment ids with gymnasium. The names below load when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .envs import register_all

if TYPE_CHECKING:
    from .envs.env import DioramaEnv, Snapshot
    from .harnesses.agents import Agent
    from .mocks.world import World
    from .snapshots.calls import Actor, Call, Outcome
    from .snapshots.diff import diff
    from .snapshots.errors import DioramaError, ToolError
    from .snapshots.state import State
    from .snapshots.trace import read_trace
    from .tasks.verdict import Verdict

__version__ = "0.1.0"

_WHERE = {
    "Actor": ".snapshots.calls",
    "Agent": ".harnesses.agents",
    "Call": ".snapshots.calls",
    "DioramaEnv": ".envs.env",
    "DioramaError": ".snapshots.errors",
    "Outcome": ".snapshots.calls",
    "Snapshot": ".envs.env",
    "State": ".snapshots.state",
    "ToolError": ".snapshots.errors",
    "Verdict": ".tasks.verdict",
    "World": ".mocks.world",
    "diff": ".snapshots.diff",
    "read_trace": ".snapshots.trace",
}

__all__ = [
    "Actor", "Agent", "Call", "DioramaEnv", "DioramaError", "Outcome", "Snapshot", "State", "ToolError", "Verdict",
    "World", "__version__", "diff", "read_trace",
]


def __getattr__(name: str) -> Any:
    """Load a public name on first use: `import diorama` costs little beyond gymnasium."""
    if name not in _WHERE:
        raise AttributeError(f"module 'diorama' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name], __name__), name)


register_all()
