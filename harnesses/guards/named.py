"""Names of guards: those that ship, with an option after a colon, and a user's own code."""

import importlib
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from ...snapshots.calls import Effect
from ...snapshots.errors import UsageError, suggest
from ...tasks.task import Task
from ..agent_names import described
from ..agents import Agent, observation_of
from .detectors import THRESHOLD, Detector, keywords
from .guarded import Guarded
from .protocol import After, AtBrief, AtFinish, Before, Guard, OnScreen
from .shipped import OUTSIDE, Always, AskFirst, Never, RepeatBrief, ToolFilter
from .tainted import Delimit

SHIPPED = ("never", "always", "delimit", "repeat-brief", "tool-filter", "keywords", "ask-first")

_FORMS = (
    r"never|always|repeat-brief|delimit(:all)?|keywords(:\d{1,3})?|ask-first(:[a-z]+)*|tool-filter(:[\w.*]+)*"
    r"|detector:python:[\w.]+:\w+(:\d{1,3})?|python:[\w.]+:\w+"
)


def read_guards(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the stacks of guards that an option names: alternatives with commas, guards of one stack with `+`."""
    stacks = [tuple(stack.split("+")) for stack in text.split(",") if stack]
    for stack in stacks:
        for name in stack:
            check_guard(name)
    return tuple(dict.fromkeys(stacks))


def check_guard(name: str) -> None:
    """Refuse a name that is no guard's."""
    if not re.fullmatch(_FORMS, name):
        raise UsageError(f"there is no guard {name!r}; there are {', '.join(SHIPPED)}, detector:python:module:function "
                         f"and python:module:attribute.{suggest(name.partition(':')[0], SHIPPED)}")
    words = name.split(":")
    if words[0] == "ask-first":
        for effect in words[1:]:
            if effect not in get_args(Effect):
                raise UsageError(f"{name}: there is no effect {effect!r}; there are {', '.join(get_args(Effect))}")
    if words[0] in ("keywords", "detector") and words[-1].isdecimal() and int(words[-1]) > 100:
        raise UsageError(f"{name}: a threshold is from 0 to 100, not {words[-1]}")


def make_guard(name: str, task: Task) -> Guard:
    """Return a guard by its name. Whatever goes wrong in a user's code is a UsageError that says where."""
    check_guard(name)
    kind, _, option = name.partition(":")
    options = option.split(":") if option else []
    match kind:
        case "never":
            return Never()
        case "always":
            return Always()
        case "repeat-brief":
            return RepeatBrief()
        case "delimit":
            return Delimit(everything=bool(option))
        case "ask-first":
            return AskFirst(options or OUTSIDE)
        case "tool-filter" if options == ["needed"]:
            # What its author knew to be needed: the best that any such filter could find out from the request.
            return ToolFilter(tools={call.tool for call in task.solution}, name=name)
        case "tool-filter":
            return ToolFilter(options, name=name)
        case "keywords":
            return Detector(name, keywords, int(option or THRESHOLD))
        case "detector":
            threshold = int(options[3]) if len(options) > 3 else THRESHOLD
            return Detector(name, _attribute(name, *options[1:3]), threshold)
    return _own(name, _attribute(name, *options))


def check_sight(agent: Agent, guards: Sequence[Guard]) -> None:
    """Refuse a guard that reads screens before an agent that is shown pictures: it would seem to be of no use."""
    blind = next((guard.name for guard in guards if isinstance(guard, OnScreen)), None)
    if blind is not None and observation_of(agent) == "pixels":
        raise UsageError(f"the guard {blind} reads the text of screens, and {agent.name} is shown pictures of them: "
                         "give the agent a screen as text, or leave that guard out")


def guarded(agent: Agent, names: Sequence[str], task: Task) -> Agent:
    """Return an agent behind the guards of some names; without any, the agent itself."""
    return Guarded(agent, [make_guard(name, task) for name in names], task.principal) if names else agent


def _own(name: str, maker: Callable[[], Any]) -> Guard:
    try:
        guard: Guard = maker()
    except Exception as error:  # a user's code may raise anything, and hears of it
        raise UsageError(f"guard {name!r} cannot be made: {described(error)}") from error
    if not isinstance(getattr(guard, "name", None), str) or not isinstance(
        guard, AtBrief | Before | After | OnScreen | AtFinish
    ):
        raise UsageError(f"guard {name!r} is a {type(guard).__name__}; a guard has a name and at least one of "
                         "brief(seen), before(seen, call), after(seen), screen(seen, text) and finish(seen, call)")
    return guard


def _attribute(name: str, module: str, attribute: str) -> Any:
    """Return what a user's module has under a name; the current folder is on the import path."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return getattr(importlib.import_module(module), attribute)
    except Exception as error:  # as above
        raise UsageError(f"guard {name!r} cannot be made: {described(error)}") from error
