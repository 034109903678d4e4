"""What is kept of an imported Slack export beside the rows that it became: every byte, and where each row came from."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

FileKind: TypeAlias = Literal["users", "channels", "messages", "other"]
ItemKind: TypeAlias = Literal["user", "channel", "message"]


class ExportFile(Record):
    """A file of an imported export as it came; `raw` names its bytes. The row's id is `SOURCE NUMBER`.

    `channel` is the conversation that a file of messages is of.
    """

    source: str
    number: int
    path: str
    kind: FileKind
    raw: str
    channel: str = ""


class ExportItem(Record):
    """An object in the list that a file of an export is. The row's id is that of the file, then `NUMBER`.

    It is the text from `start` to `end`. `name` is what the export calls it by: a user's id, a channel's folder, a
    message's ts. `row` is the id of what it became, empty where that could not be. `seals` are digests of what would
    be written of that row, field by field: where they still hold, the object is written as it came.
    """

    file: str
    number: int
    start: int
    end: int
    kind: ItemKind
    name: str = ""
    row: str = ""
    seals: tuple[tuple[str, str], ...] = ()


def item_key(source: str, kind: str, name: str) -> str:
    """Return the key by which an item is found again."""
    return f"{source}\n{kind}\n{name}"
