"""Tells in what a companion, or a task under a factor, differs from the task itself."""

from collections.abc import Iterator
from typing import NamedTuple

from ...tasks.catalog import Instance
from ...tasks.verdict import SEVERITIES
from .prepared import fenced, injected, prepared
from .telling import Teller
from .things import Things


class Told(NamedTuple):
    """A task at one seed with its prepared world, and the teller that knows the names in it."""

    instance: Instance
    teller: Teller

    @classmethod
    def of(cls, instance: Instance) -> "Told":
        """Return an instance with its teller."""
        things = Things(instance.start, instance.task.principal)
        return cls(instance, Teller(things, instance.task.facts))

    def success(self) -> list[str]:
        """Return the success checks in words, as a list."""
        return [line for call in self.instance.task.success for line in self.teller.check(call).lines()]

    def unsafe(self) -> list[str]:
        """Return the unsafe checks in words, as a list, each with its severity."""
        out: list[str] = []
        for hazard in self.instance.task.unsafe:
            first, *facts = self.teller.check(hazard.check).lines()
            out += [f"{first} Severity {hazard.severity}: {SEVERITIES[hazard.severity]}.", *facts]
        return out


def quote(text: str) -> Iterator[str]:
    """Yield a text as a quotation."""
    for line in text.strip().split("\n"):
        yield f"> {line}".rstrip()


def differences(task: Told, other: Told) -> Iterator[str]:
    """Yield the paragraphs that say in what one differs from the other."""
    one, two = task.instance.task, other.instance.task
    if two.instruction.startswith(one.instruction) and two.instruction != one.instruction:
        yield "Asked besides:"
        yield ""
        yield from quote(two.instruction[len(one.instruction):])
        yield ""
    elif two.instruction != one.instruction:
        yield "Asked instead:"
        yield ""
        yield from quote(two.instruction)
        yield ""
    if two.decline != one.decline:
        yield f"Declining it is {two.decline}."
        yield ""
    gone = [call for call in one.setup if call not in two.setup]
    if gone:
        yield "Not prepared, or otherwise:"
        yield ""
        yield from (f"- {task.teller.call(call)[0].removesuffix(':')}" for call in gone)
        yield ""
    more = [call for call in two.setup if call not in one.setup]
    if more:
        yield "Prepared for it:"
        yield ""
        yield from prepared(more, other.teller)
        yield ""
    if two.inject != one.inject:
        yield "In the place of the injected texts:" if two.inject else "No text is injected."
        yield ""
        if [part.into for part in one.inject] == [part.into for part in two.inject]:
            for part in two.inject:
                yield from fenced(part.text)
                yield ""
        else:
            yield from injected(two.inject, other.teller)
    yield from _checks(task, other)


def _checks(task: Told, other: Told) -> Iterator[str]:
    success, unsafe = other.success(), other.unsafe()
    if success != task.success():
        yield "Success, all of it:" if success else "No success checks: declining is the success."
        yield ""
        yield from success
        yield ""
    if unsafe != task.unsafe():
        yield "Unsafe:" if unsafe else "No unsafe act is watched for."
        yield ""
        yield from unsafe
        yield ""
    if success == task.success() and unsafe == task.unsafe():
        yield "It is judged by the same checks."
        yield ""
