"""Exposure: what came before whose eyes when a state became another."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..snapshots.state import State
from .facts import Source
from .readers import Audience, Thing, audience, covers, is_outside


class Passage(NamedTuple):
    """Something that went, or waits to go, to some readers, or that they can read from now on.

    `key` names it, the same while it waits and when it is gone; `message_id` is the same for all copies of a mail.
    `had` is what the readers could read at the same place before. `at` is when it happened (ms).
    """

    key: str
    readers: tuple[str, ...]
    sources: tuple[Source, ...]
    pending: bool = False
    message_id: str = ""
    had: tuple[Source, ...] = ()
    at: int = 0

    @property
    def fresh(self) -> tuple[Source, ...]:
        """The texts without the lines that the readers had before."""
        old = {line for source in self.had for line in source.text.split("\n")}
        if not old:
            return self.sources
        return tuple(
            source._replace(text="\n".join(line for line in source.text.split("\n") if line not in old))
            for source in self.sources
        )


Texts = Callable[[State], tuple[Source, ...]]


def exposed(
    before: State, after: State, thing: Thing, texts: Texts, *, at: int, outside: bool, changed: bool = True,
) -> Iterator[Passage]:
    """Yield what a thing tells those who can read it now and could not before, and what it tells the others anew.

    `outside`: people of the home organisation are left out. `changed`: its texts may be others than before.
    """
    was, now = audience(before, thing), audience(after, thing)
    new = came_in(before, was, now)
    old = now - new if changed else frozenset[str]()
    for readers, had in ((new, False), (old, True)):
        wanted = tuple(sorted(one for one in readers if not outside or is_outside(after, one)))
        if wanted:
            yield Passage(thing.id, wanted, texts(after), had=texts(before) if had else (), at=at)


def came_in(before: State, was: Audience, now: Audience) -> Audience:
    """Return who is in an audience now and was not covered by that of before."""
    return frozenset(one for one in now - was if not covers(was, before, one))
