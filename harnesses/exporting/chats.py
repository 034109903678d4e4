"""Chats: episodes as conversations with tool calls, in the form in which models are trained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ...envs.actions import asked_for
from ...envs.levers import classes_for
from ...mocks.faces.schemas import tool_list
from ...mocks.world import toolbox
from ...snapshots.calls import UNPARSED
from ...snapshots.digest import canonical
from ...snapshots.trace import TraceStep
from ...tasks.judge import raw_action
from ...tasks.task import Task
from ..talk import Turn

Message = dict[str, Any]


@lru_cache(maxsize=64)
def _tools(services: tuple[str, ...], factors: tuple[tuple[str, str], ...]) -> str:
    return canonical(tool_list(toolbox(classes_for(services, factors)).offered("agent"), "openai"))


def tools_of(task: Task) -> str:
    """Return the tools of a task's agent, JSON in the form of OpenAI's chat completions.

    It is one text since the schemas of tools have no columns in common.
    """
    return _tools(task.services, task.factors)


def messages_of(task: Task, steps: Sequence[TraceStep], turns: Mapping[int, Turn]) -> list[Message]:
    """Return an episode as messages: the instruction, then what the agent said and called, and what came back."""
    return [opening(task), *exchanges(steps, turns), *closing(len(steps), turns)]


def opening(task: Task) -> Message:
    """Return the message with the instruction."""
    return _message("user", task.instruction)


def closing(steps: int, turns: Mapping[int, Turn]) -> Iterator[Message]:
    """Yield the words that ended the episode after its last step, if there are any."""
    turn = turns.get(steps + 1)
    if turn is not None and turn.text:
        yield _message("assistant", turn.text, reasoning_content=turn.reasoning or None)


def exchanges(steps: Iterable[TraceStep], turns: Mapping[int, Turn], *, one_by_one: bool = False) -> Iterator[Message]:
    """Yield the messages of some steps. Calls of one answer stand in one message, unless they are wanted one by one."""
    group: list[TraceStep] = []
    left = 0
    for step in steps:
        turn = turns.get(step.number)
        if left <= 0 or turn is not None or one_by_one:
            yield from _group(group, turns)
            group, left = [], 1 if turn is None else turn.calls
        group.append(step)
        left -= 1
    yield from _group(group, turns)


def _group(steps: Sequence[TraceStep], turns: Mapping[int, Turn]) -> Iterator[Message]:
    """Yield the answer that some steps came of, and what came of each."""
    if not steps:
        return
    turn = turns.get(steps[0].number)
    said, thought = ("", "") if turn is None else (turn.text, turn.reasoning)
    if steps[0].step.call.tool == UNPARSED:
        yield _message("assistant", said or raw_action(steps[0].step.call), reasoning_content=thought or None)
        yield _message("user", steps[0].step.outcome.observation)
        return
    yield _message("assistant", said, reasoning_content=thought or None, tool_calls=[
        {"id": _id(step), "type": "function", "function": {
            "name": call.tool.replace(".", "__", 1), "arguments": call.text,
        }}
        for step in steps for call in [asked_for(step.step.call)]
    ])
    for step in steps:
        yield _message("tool", step.step.outcome.observation, tool_call_id=_id(step))


def _id(step: TraceStep) -> str:
    return f"call_{step.number}"


def _message(role: str, content: str, **rest: Any) -> Message:
    """Return a message with every key: tables want each row alike."""
    return {"role": role, "content": content, "reasoning_content": None, "tool_calls": None, "tool_call_id": None,
            **rest}
