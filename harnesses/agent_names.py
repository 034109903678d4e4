"""Names of agents: those of the reference agents, of traces to be replayed, and of a user's own code."""

import importlib
import re
import sys
import traceback
from pathlib import Path

from ..snapshots.errors import UsageError, suggest
from ..tasks.task import Task
from .agents import Agent, Replay
from .models import KINDS, is_model_name, read_name
from .reference import REFERENCE


def check_name(name: str) -> None:
    """Refuse a name that is neither a reference agent, nor a model's, nor `replay:PATH`, nor
    `python:module:attribute`."""
    if is_model_name(name):
        read_name(name)
    elif name not in REFERENCE and not re.fullmatch(r"python:[\w.]+:\w+|replay:.+", name):
        models = ", ".join(f"{kind}:MODEL" for kind in KINDS)
        raise UsageError(f"there is no agent {name!r}; there are {', '.join(REFERENCE)}, models as {models}, "
                         f"replay:TRACE and python:module:attribute.{suggest(name, REFERENCE)}")


def make_agent(name: str, task: Task) -> Agent:
    """Return an agent by name: a reference agent, `openai:MODEL` and the like for a model, `replay:PATH` for one that
    makes the calls of a trace, or `python:module:attribute` for one's own.

    The attribute is an Agent class or a function that returns an Agent, called without arguments; the current folder
    is on the import path. Whatever goes wrong in that code is a UsageError that says where.
    """
    check_name(name)
    if name in REFERENCE:
        return REFERENCE[name](task)
    if is_model_name(name):
        from .models.making import model_agent

        return model_agent(name, task)
    if name.startswith("replay:"):
        return Replay(Path(name.removeprefix("replay:")))
    _, module, attribute = name.split(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        agent: Agent = getattr(importlib.import_module(module), attribute)()
    except Exception as error:  # a user's code may raise anything, and hears of it
        raise UsageError(f"agent {name!r} cannot be made: {described(error)}") from error
    missing = [method for method in ("reset", "act") if not callable(getattr(agent, method, None))]
    if not isinstance(getattr(agent, "name", None), str):
        missing.insert(0, "name")
    if missing:
        raise UsageError(f"agent {name!r} is a {type(agent).__name__} without {' and '.join(missing)}; an agent has "
                         "a name, reset(brief) and act(observation)")
    return agent


def described(error: Exception) -> str:
    """Return an error with the place in the user's code that it comes from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "importlib" not in frame.filename]
    place = f" ({frames[-1].filename}, line {frames[-1].lineno})" if len(frames) > 1 else ""
    return f"{type(error).__name__}: {error}{place}"
