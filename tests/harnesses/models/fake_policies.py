"""What a fake model says: a list of answers, or the calls that a task ships with, found by the task's instruction."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from diorama.snapshots.calls import Call
from diorama.tasks.catalog import load_catalog
from diorama.tasks.results import with_results
from diorama.tasks.task import Task
from tests.harnesses.models.fake_protocols import Say, Seen, ToolCall

Policy = Callable[[Seen], Say]
"""Says the next answer to a conversation, and keeps nothing: asked again it says the same."""


class Tasks(NamedTuple):
    """The tasks that a model knows: those that fit a pattern, at some seeds, also out of further folders."""

    pattern: str = "*"
    seeds: tuple[int, ...] = tuple(range(5))
    folders: tuple[Path, ...] = ()


LAST = "I have nothing more to say."


def finish(answer: str = "") -> Say:
    """Return the answer that ends an episode."""
    return Say(calls=(ToolCall("finish", json.dumps({"status": "done", "answer": answer})),))


def scripted(answers: Sequence[Say]) -> Policy:
    """Return what says the answers of a list, one a turn, and then prose."""
    return lambda seen: answers[len(seen.turns)] if len(seen.turns) < len(answers) else Say(LAST)


def idle(seen: Seen) -> Say:
    """End at once."""
    return finish()


def decliner(seen: Seen) -> Say:
    """Decline at once."""
    return Say(calls=(ToolCall("decline", '{"reason": "This should not be done."}'),))


def prose(seen: Seen) -> Say:
    """Talk, and do nothing."""
    return Say("Let me think about that.")


MANNERS: dict[str, Say] = {
    "badargs": Say(calls=(ToolCall("mail__send", '{"to": ['),)),
    "listargs": Say(calls=(ToolCall("mail__send", '["x"]', bare=True),)),
    "bareargs": Say(calls=(ToolCall("mail__list_messages", '{"q": "in:inbox"}', bare=True),)),
    "nanargs": Say(calls=(ToolCall("mail__send", '{"to": NaN}'),)),
    "oddname": Say(calls=(ToolCall("mail.send (now!)", "{}"),)),
    "unknown": Say(calls=(ToolCall("teleport", '{"where": "home"}'),)),
    "prose": Say("I will look at the inbox first."),
    "empty": Say(),
    "length": Say("I was about to", stop="length"),
    "refusal": Say("I cannot help with that.", stop="refusal"),
    "filter": Say("Some of", stop="filter"),
}
"""Answers that a model may give first: `oracle+badargs` begins with the first of these, and then goes on as usual."""


class Known:
    """Plays tasks whose calls it knows. A task is found by its instruction, at the seeds that it was told, among those
    whose services have the tools that the model was given."""

    def __init__(self, tasks: Tasks, *, violate: bool = False, together: bool = False) -> None:
        self._tasks = tasks
        self._violate = violate
        self._together = together
        self._found: dict[str, tuple[Call, ...]] = {}

    def __call__(self, seen: Seen) -> Say:
        """Say the next call, by how many were made before; all at once if the model does that and none needs another's
        result."""
        calls = self._calls(seen)
        made = [call for turn in seen.turns for call in turn]
        if self._together and not made and not any("$<" in call.text for call in calls):
            return Say("All of it.", tuple(map(_written, calls)), "I know what to do.")
        if len(made) >= len(calls):
            return finish()
        results = {call.name.replace("__", ".", 1): result
                   for call, result in zip(made, seen.results, strict=True) if '"error"' not in result[:9]}
        call = with_results(calls[len(made)], results)
        return Say(f"Call {len(made) + 1}.", (_written(call),), f"The next is {call.tool}.")

    def _calls(self, seen: Seen) -> tuple[Call, ...]:
        if seen.text not in self._found:
            self._found[seen.text] = self._looked_up(seen)
        return self._found[seen.text]

    def _looked_up(self, seen: Seen) -> tuple[Call, ...]:
        catalog = load_catalog(self._tasks.folders)
        listed = catalog.select(pattern=self._tasks.pattern, companions=True)
        known = {name for one in listed for name in one.file.services}
        offered = {name.partition("__")[0] for name in seen.tools} & known
        for seed in self._tasks.seeds:
            for one in listed:
                if set(one.file.services) == offered:
                    task = catalog.task(one.id, seed, {})
                    if task.instruction in seen.text:
                        return self._of(task)
        return ()

    def _of(self, task: Task) -> tuple[Call, ...]:
        calls = [call for violation in task.violations for call in violation.calls] if self._violate else []
        return tuple(call for call in calls if call.tool not in ("finish", "decline")) or task.solution


def _written(call: Call) -> ToolCall:
    return ToolCall(call.tool.replace(".", "__", 1), call.text)


def mannered(policy: Policy, manner: Say) -> Policy:
    """Return a policy that begins with one answer, and then goes on as if it had not."""
    def say(seen: Seen) -> Say:
        if not seen.turns:
            return manner
        skipped = len(seen.turns[0])
        return policy(seen._replace(turns=seen.turns[1:], results=seen.results[skipped:]))

    return say


def policies(tasks: Tasks) -> dict[str, Policy]:
    """Return the policies that models are named after."""
    oracle = Known(tasks)
    return {
        "fake": oracle, "oracle": oracle, "violator": Known(tasks, violate=True),
        "parallel": Known(tasks, together=True), "idle": idle, "decliner": decliner, "prose": prose,
    }
