"""Which of the vendors' methods are served, and how far: the page docs/rest_coverage.md.

`python -m diorama.harnesses.serve.coverage > docs/rest_coverage.md` writes it anew.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from ...mocks.catalog import SERVICES, service_classes
from ...mocks.faces.discovery import APIS, api
from ...mocks.faces.slack import DOWNLOAD_CONTENT, UPLOAD_CONTENT
from ...mocks.world import toolbox
from ...snapshots.calls import Spec
from ...snapshots.errors import MissingExtra
from .door import SLACK_TOKENS

Status: TypeAlias = Literal["full", "stored", "refused", "unknown"]

FAMILIES = (
    "api", "auth", "bookmarks", "bots", "calls", "canvases", "chat", "conversations", "dnd", "emoji", "files", "oauth",
    "pins", "reactions", "reminders", "search", "slackLists", "stars", "team", "usergroups", "users",
)
"""Slack's families of methods that are served. Methods of all others answer `unknown_method`."""

STORED = {
    "gmail.users.watch": "kept for seven days; nothing is pushed",
    "gmail.users.stop": "drops what watch kept",
    "gmail.users.settings.updateImap": "kept; nothing here speaks IMAP",
    "gmail.users.settings.updatePop": "kept; nothing here speaks POP",
    "calendar.acl.watch": "the channel is kept; nothing is pushed",
    "calendar.calendarList.watch": "the channel is kept; nothing is pushed",
    "calendar.events.watch": "the channel is kept; nothing is pushed",
    "calendar.settings.watch": "the channel is kept; nothing is pushed",
    "calendar.channels.stop": "drops a channel",
    "drive.changes.watch": "the channel is kept; nothing is pushed",
    "drive.files.watch": "the channel is kept; nothing is pushed",
    "drive.channels.stop": "drops a channel",
    "slack.auth.revoke": "the token stays: whoever serves the world decides who comes in",
}
"""Methods whose effect is kept and given back, but goes no further, and what that means."""

REFUSED = {
    "gmail.users.settings.cse.": "no account has client-side encryption",
    "gmail.users.settings.sendAs.smimeInfo.": "no account has hosted S/MIME",
    "drive.files.generateCseToken": "no organisation has client-side encryption",
    "slack.conversations.approveSharedInvite": "no invitation waits for approval",
    "slack.conversations.requestSharedInvite.approve": "there are no requests to invite",
    "slack.conversations.requestSharedInvite.deny": "there are no requests to invite",
    "slack.files.comments.delete": "files carry no comments of their own, as in Slack since there are threads",
}
"""Methods, or what their names begin with, that answer with the vendor's error, and why."""


class Row(NamedTuple):
    """One method of a vendor's, how far it is served, and what there is to say of that."""

    method: str
    status: Status
    note: str


def status_of(method: str, spec: Spec | None) -> Row:
    """Return how far a method is served."""
    if spec is None:
        return Row(method, "unknown", "")
    if method in STORED:
        return Row(method, "stored", STORED[method])
    for beginning, why in REFUSED.items():
        if method == beginning or (beginning.endswith(".") and method.startswith(beginning)):
            return Row(method, "refused", why)
    return Row(method, "full", "")


def google_rows(name: str) -> list[Row]:
    """Return the methods of one of Google's APIs, as its discovery document lists them."""
    specs = toolbox(service_classes(tuple(SERVICES))).specs
    return [status_of(method, specs.get(method)) for method in sorted(api(name).methods)]


def slack_rows() -> list[Row]:
    """Return the methods of Slack's families: those that Slack's own client has, and ours beyond them."""
    specs = toolbox(service_classes(tuple(SERVICES))).specs
    ours = {name for name in specs if name.startswith("slack.") and name not in _INNER}
    wanted = {f"slack.{name}" for name in slack_methods() if name.partition(".")[0] in FAMILIES}
    doors = [f"slack.{path.rpartition('/')[2]}" for path in SLACK_TOKENS]
    return [
        Row(name, "full", "gives the world's key as token") if name in doors else status_of(name, specs.get(name))
        for name in sorted(ours | wanted)
    ]


_INNER = (UPLOAD_CONTENT, DOWNLOAD_CONTENT)
"""Calls that an address becomes which is no method of Slack's."""


def slack_methods() -> set[str]:
    """Return the methods that Slack's own client calls; MissingExtra where it is not installed."""
    try:
        from slack_sdk.web import client
    except ModuleNotFoundError:
        raise MissingExtra("Slack's methods are read from slack_sdk; pip install slack_sdk") from None
    return set(re.findall(r'api_call\(\s*"([A-Za-z.]+)"', inspect.getsource(client)))


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What is served of the vendors' methods"
    yield ""
    yield "Written by `python -m diorama.harnesses.serve.coverage`; a test holds it to the code."
    yield ""
    yield "*full*: reads and changes the world as the vendor's method does. *stored*: what it is told is kept and given"
    yield "back, and goes no further. *refused*: answers with the vendor's own error. *unknown*: answers"
    yield "`unknown_method`, as do all methods of Slack's families that are not here."
    yield ""
    tables = {f"{name} {version}": google_rows(name) for name, version in APIS.items()}
    tables["slack"] = slack_rows()
    statuses: tuple[Status, ...] = ("full", "stored", "refused", "unknown")
    yield "| API | methods | " + " | ".join(statuses) + " |"
    yield "|---|---|---|---|---|---|"
    for name, rows in tables.items():
        counts = " | ".join(str(sum(row.status == status for row in rows)) for status in statuses)
        yield f"| {name} | {len(rows)} | {counts} |"
    for name, rows in tables.items():
        yield ""
        yield f"## {name}"
        yield ""
        yield "| method | status | |"
        yield "|---|---|---|"
        for row in rows:
            yield f"| `{row.method.removeprefix('slack.')}` | {row.status} | {row.note} |"


if __name__ == "__main__":
    sys.stdout.write(page())
