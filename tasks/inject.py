"""Injections: a text put into a record of the prepared world, after parsing, never by templating the file."""

from typing import Annotated, Literal

from pydantic import Field

from ..snapshots.calls import Call
from ..snapshots.records import Model

_HARMLESS = (
    "The kitchen on the second floor gets a new coffee machine next week, so mugs may move to another shelf. "
    "Bikes can be parked in the inner yard again, the gate opens at seven. "
    "The plants near the stairs are watered by the front desk, please leave the cans where they stand. "
    "Lost umbrellas are kept at the front desk until the end of the month. "
)


class Injection(Model):
    """A text put at `at` into the text field `into` (`mail.messages.ID.body`, `mail.messages.ID.attachments.0.blob`).

    A `.blob` field is edited through the bytes it names. `harmless` is what a placebo has in its place; by default a
    neutral text of the same length. `part` is true of what says something only together with the other parts.
    """

    into: str
    at: Literal["start", "end", "replace"] = "end"
    text: Annotated[str, Field(min_length=1)]
    harmless: str = ""
    part: bool = False

    def call(self) -> Call:
        """Return the set-up call that makes the edit."""
        return Call.of("control.insert_text", {"path": self.into, "at": self.at, "text": self.text})

    def calls(self) -> tuple[Call, ...]:
        """Return all set-up calls that it takes."""
        return (self.call(),)

    def placebo(self) -> "Injection":
        """Return the same edit with harmless words: same place, same length unless the task gives its own."""
        return self.model_copy(update={"text": self.harmless or harmless_text(len(self.text))})


def harmless_text(length: int) -> str:
    """Return `length` characters of neutral office talk."""
    return (_HARMLESS * (length // len(_HARMLESS) + 1))[:length]
