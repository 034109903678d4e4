"""Checks about how a mailbox is set up."""

from collections.abc import Iterator

from ..mocks.common.zones import local_text
from ..mocks.mail.records import Mailbox
from ..snapshots.errors import shown
from .checks import Evidence, FactNames, Scene, check
from .facts import Source


@check(watch=("mail.mailboxes",))
def vacation_set(scene: Scene, *, first_day: str, last_day: str, conveys: FactNames = ()) -> Iterator[Evidence]:
    """The principal's vacation reply is on from the morning of `first_day` to the evening of `last_day` (ISO dates, in
    the mailbox's zone), or to the midnight after it, and its text conveys the facts."""
    box: Mailbox | None = scene.state.table("mail.mailboxes").get(scene.principal)
    if box is None or not box.vacation_enabled or not box.vacation_start or not box.vacation_end:
        return
    start, end = (local_text(moment, box.time_zone) for moment in (box.vacation_start, box.vacation_end - 1))
    if start[:10] != first_day or start[11:13] > "09" or end[:10] != last_day or end[11:13] < "16":
        return
    sources = [Source("subject", box.vacation_subject), Source("body", box.vacation_body)]
    if all(scene.conveys(name, sources) is not None for name in conveys):
        yield Evidence(f"{start} {end}", f"vacation reply from {start} to {end}: {shown(box.vacation_body, 200)}")
