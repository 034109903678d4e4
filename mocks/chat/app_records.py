"""Chat records of what programs keep here: calls of other services, and lists with typed columns."""

from ...snapshots.records import Record

CANVAS = "application/vnd.slack-docs"
LIST = "application/vnd.slack-list"
"""The types of the files that canvases and lists are."""


class Participant(Record):
    """Somebody in a call: a user of the workspace, or a person whom only the service of the call knows."""

    user: str = ""
    external: str = ""
    name: str = ""
    picture: str = ""


class VoiceCall(Record):
    """A call that a program has registered: `by` registered it, `creator` called. Times are in ms, `duration` in s."""

    external_id: str
    link: str
    by: str
    creator: str
    started: int
    title: str = ""
    app_link: str = ""
    shown_id: str = ""
    participants: tuple[Participant, ...] = ()
    ended: int = 0
    duration: int = 0


class Column(Record):
    """A column of a list. `options` is canonical JSON text, such as the choices of a select column."""

    id: str
    key: str
    name: str
    type: str
    primary: bool = False
    options: str = ""


class Sheet(Record):
    """A list: its id is that of the file that carries its name, its owner, who may do what, and its text as CSV.

    `description` is canonical JSON text of blocks. `tasks`: its items can be assigned, be due and be completed.
    """

    columns: tuple[Column, ...]
    description: str = ""
    tasks: bool = False


class Cell(Record):
    """What an item has in a column, as canonical JSON text: a list of values of the column's type, or blocks."""

    column: str
    value: str


class Item(Record):
    """A row of a list; with a `parent`, a part of another item."""

    sheet: str
    number: int
    created: int
    creator: str
    updated: int
    updater: str
    parent: str = ""
    cells: tuple[Cell, ...] = ()


class Export(Record):
    """A list that somebody had written as a file to download."""

    sheet: str
    user: str
    at: int
