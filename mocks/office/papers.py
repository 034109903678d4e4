"""Drive and Docs of the offices: folders, shared drives, files, documents, who may read them, what is said of them."""

import re
from datetime import timedelta
from typing import NamedTuple

from ...snapshots.calls import Call
from ..common.zones import local
from .facts import NOW, SEED, office_facts
from .filing import folder_calls, label_calls, sheet_calls, shortcut_calls
from .logbook import shift_log
from .paper_series import series_sheets
from .sheets import Sheet, written_sheets
from .texts import Fact
from .threads import ZONE

WRITTEN = ("documents", "documents_harbour", "documents_meridian", "files")


class Shelf(NamedTuple):
    """What an office's drives hold: seed files, how many days of series, and whether there is the shift log."""

    written: tuple[str, ...]
    days: int
    log: bool


SHELVES = {
    "office-small": Shelf(WRITTEN, days=13, log=False),
    "office-large": Shelf((*WRITTEN, "papers_past"), days=730, log=True),
}


def papers_of(office: str) -> list[Call]:
    """Return the set-up calls of an office, in the order in which they are made: folders, files, shortcuts."""
    return [
        *label_calls(), *folder_calls(office), *sheet_calls(sheets_of(office)), *shortcut_calls(office),
    ]


def sheets_of(office: str) -> list[Sheet]:
    """Return all files and documents of an office, by the time of their last change."""
    shelf, known = SHELVES[office], office_facts()
    facts: dict[str, Fact] = {**known, "handbook_markdown": as_markdown(str(known["handbook"]))}
    last = local(NOW, ZONE).date()
    sheets = [one for file in shelf.written for one in written_sheets(file, facts, seed=SEED, world=office)]
    first = last - timedelta(shelf.days)
    sheets.extend(series_sheets(facts, first=first, last=last, now=NOW, seed=SEED))
    if shelf.log:
        sheets.append(shift_log(SEED))
    return sorted(sheets, key=lambda sheet: (sheet.at, sheet.id))


def as_markdown(handbook: str) -> str:
    """Return the handbook as Markdown: its title, chapters and rules as headings and paragraphs of their own."""
    title, _, rest = handbook.partition("\n")
    chapters = re.sub(r"(?m)^(\d+\. .+)$", r"## \1\n", rest)
    return f"# {title.capitalize()}\n" + re.sub(r"(?m)^(\d+\.\d )", r"\n\1", chapters)
