"""What goes back and forth between an agent and a model, whatever the protocol."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from pydantic import JsonValue

from ...snapshots.calls import Spec
from ..talk import Usage


class Asked(NamedTuple):
    """A call that a model asks for. `arguments` is text as the model wrote it, which need not be JSON."""

    id: str
    tool: str
    arguments: str


class Answer(NamedTuple):
    """What a model answered. `stop` is one of end, tool_calls, length and refusal.

    `message` is the answer as its protocol has it, to be sent back as it came; None for one that no model gave.
    """

    text: str = ""
    calls: tuple[Asked, ...] = ()
    reasoning: str = ""
    usage: Usage = Usage()
    stop: str = "end"
    model: str = ""
    message: JsonValue = None


class Told(NamedTuple):
    """What the model is told from outside: text, perhaps with a picture (PNG)."""

    text: str
    picture: bytes | None = None


class Result(NamedTuple):
    """What came of a call."""

    id: str
    text: str
    error: bool = False
    picture: bytes | None = None


class Results(NamedTuple):
    """What came of the calls of one answer: all of them together, as the protocols want it."""

    each: tuple[Result, ...]


Message: TypeAlias = Told | Answer | Results
"""A part of a conversation."""


class Question(NamedTuple):
    """All that a model is asked with."""

    system: str
    messages: Sequence[Message]
    specs: Sequence[Spec]


class Endpoint(Protocol):
    """Where a model is asked, by one protocol."""

    def ask(self, question: Question) -> Answer:
        """Make one request. Raises Unanswered, TooLong or Refused."""


class Unanswered(Exception):
    """A request has got no answer that could be used; the text says why. `again`: it may be different next time, after
    `wait` seconds if that was said."""

    def __init__(self, why: str, *, again: bool, wait: float | None = None) -> None:
        super().__init__(why)
        self.again = again
        self.wait = wait


class TooLong(Exception):
    """The conversation does not fit the model."""


class Refused(Exception):
    """The provider refuses the request for what is in it."""
