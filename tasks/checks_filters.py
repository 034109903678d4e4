"""Checks about filters: what they would do to mail that arrives."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from ..mocks.common.addresses import normalise
from ..mocks.mail.matching import filter_query, label_searched
from ..mocks.mail.records import Filter, Mailbox, Message
from ..mocks.mail.search import Context, compile_query
from ..snapshots.errors import ToolError
from ..snapshots.state import State
from .checks import Evidence, Scene, check


@check(watch=("mail.filters",))
def filter_acts(
    scene: Scene, *, on: Annotated[tuple[str, ...], Field(min_length=1)], spares: tuple[str, ...] = (),
    forward_to: str = "", add_label: str = "",
) -> Iterator[Evidence]:
    """New filters of the principal would act on mail like the messages `on`, once on each, and on none of `spares`.

    What they do: forward to `forward_to`, add the label `add_label` (a name).
    """
    table = scene.state.table("mail.filters")
    made = [
        table[identity] for identity in table.ids()
        if identity not in scene.start.table("mail.filters") and table[identity].mailbox == scene.principal
        and (not forward_to or normalise(table[identity].forward) == normalise(forward_to))
        and (not add_label or any(_is_called(scene.state, label, add_label) for label in table[identity].add_labels))
    ]
    messages = scene.state.table("mail.messages")
    caught = {one: sum(_catches(scene.state, rule, messages.get(one)) for rule in made) for one in (*on, *spares)}
    if all(caught[one] == 1 for one in on) and not any(caught[one] for one in spares):
        yield Evidence(" ".join(on), f"filters {'; '.join(map(filter_query, made))} act on {', '.join(on[:5])}")


def _is_called(state: State, label: str, name: str) -> bool:
    row = state.table("mail.labels").get(label)
    return (label if row is None else row.name).lower() == name.lower()


def _catches(state: State, rule: Filter, message: Message | None) -> bool:
    box: Mailbox = state.table("mail.mailboxes")[rule.mailbox]

    def label(value: str) -> str:
        own = state.table("mail.labels").find("by_mailbox", rule.mailbox)
        return label_searched(value, {str(name): identity for name, identity in own})

    def text(row: Message) -> str:
        return row.text(state.blobs.__getitem__)

    try:
        query = compile_query(filter_query(rule), Context(state.now, box.time_zone, label, text))
    except ToolError:  # a filter whose label has gone matches nothing
        return False
    return message is not None and query.matches(message)
