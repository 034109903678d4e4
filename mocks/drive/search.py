"""Search: what a query means, as a test of one file, and the orders in which files are listed."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from ...snapshots.errors import ToolError, shown, suggest
from ..common.access import Access, Looker
from ..common.addresses import normalise
from ..common.file_records import DOCUMENT, FOLDER, PRESENTATION, RANK, SPREADSHEET, File, Mark, root_of
from ..common.html_text import html_text
from ..common.words import words
from .base import DriveBase
from .query import AllOf, AnyOf, Node, Not, Term, Value, invalid
from .records import LabelField

Test = Callable[[str, File], bool]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
NEVER = Mark(file="", user="")


class Context:
    """What the meaning of a query depends on: who asks, and the tables as they are during one call."""

    def __init__(self, service: DriveBase, text: str) -> None:
        self.service = service
        self.text = text
        self.me = service.principal
        self._unbound = service.unbound
        self.mine = service.look()
        self._trash: dict[str, bool] = {}
        self._marks = service.marks.table
        self._stars = service.stars.table
        self._files = service.files.table

    def mark(self, file: str) -> Mark:
        """Return when a file was viewed, edited or shared with the one who asks."""
        return self._marks.get(f"{file} {self.me}") or NEVER

    def starred(self, file: str) -> bool:
        """Tell whether the one who asks has starred a file."""
        return f"{file} {self.me}" in self._stars

    def trashed(self, row: File) -> bool:
        """Tell whether a file is in the trash, with a folder above it or by itself."""
        return row.trashed or (bool(row.parent) and self._folder_trashed(row.parent))

    def _folder_trashed(self, folder: str) -> bool:
        known = self._trash.get(folder)
        if known is None:
            row = self._files.get(folder)
            known = self._trash[folder] = row is not None and self.trashed(row)
        return known

    @cached_property
    def _everybody(self) -> Looker:
        """Answers for everybody at once: few queries ask."""
        return Looker(self.service.tx, None)

    def granted(self, file: str) -> tuple[Access, ...]:
        """Return everything that is granted on a file to anybody."""
        return self._everybody.ways(file)

    def sees(self, folder: str) -> bool:
        """Tell whether the one who asks can open a folder: where a file lies says nothing to others."""
        return self._unbound or folder == root_of(self.me) or bool(self.mine.ways(folder))

    def found(self, file: str, row: File) -> bool:
        """Tell whether a file turns up for the one who asks.

        What is open by a link alone does only after it has been opened.
        """
        if self._unbound or row.owner == self.me:
            return True
        ways = self.mine.ways(file)
        return any(way.kind not in ("anyone", "domain") or way.discoverable for way in ways) or (
            bool(ways) and self.mark(file).viewed_at > 0
        )


def compile_query(node: Node, context: Context) -> Test:
    """Return the test that says whether a file matches."""
    match node:
        case AllOf(parts=()):
            return lambda identity, row: True
        case AllOf(parts=parts):
            tests = [compile_query(part, context) for part in parts]
            return lambda identity, row: all(test(identity, row) for test in tests)
        case AnyOf(parts=parts):
            tests = [compile_query(part, context) for part in parts]
            return lambda identity, row: any(test(identity, row) for test in tests)
        case Not(inside=inside):
            test = compile_query(inside, context)
            return lambda identity, row: not test(identity, row)
        case Term():
            return _term(node, context)


def _term(term: Term, context: Context) -> Test:
    value = term.value
    compare = COMPARE.get(term.operator, COMPARE["="])
    if term.field.startswith("labels/"):
        return _label_field(term, context)
    match term.field:
        case "name" if term.operator == "contains":
            beginning = words(str(value)).rstrip()
            return lambda identity, row: beginning in words(row.name)
        case "name":
            return lambda identity, row: compare(row.name, value)
        case "fullText":
            return _full_text(str(value), context)
        case "mimeType" if term.operator == "contains":
            part = str(value).lower()
            return lambda identity, row: part in row.type.lower()
        case "mimeType":
            return lambda identity, row: compare(row.type, value)
        case "modifiedTime":
            return lambda identity, row: compare(row.modified, value)
        case "createdTime":
            return lambda identity, row: compare(row.created, value)
        case "viewedByMeTime":
            never = term.operator == "!="
            return lambda identity, row: compare(at, value) if (at := context.mark(identity).viewed_at) else never
        case "trashed":
            return lambda identity, row: compare(context.trashed(row), value)
        case "starred":
            return lambda identity, row: compare(context.starred(identity), value)
        case "sharedWithMe":
            return lambda identity, row: compare(shared_with(row, context.mark(identity), context.me), value)
        case "parents":
            folder = root_of(context.me) if value == "root" else str(value)
            return lambda identity, row: row.parent == folder and context.sees(folder)
        case "labels":
            name = _label(str(value).removeprefix("labels/"), context)
            applied = context.service.applied.table
            return lambda identity, row: f"{identity} {name}" in applied
        case "properties":
            return lambda identity, row: (term.key, value) in row.properties
        case "appProperties":
            return lambda identity, row: (term.key, value) in row.app_properties
        case "visibility":
            return lambda identity, row: compare(visibility(context.granted(identity)), value)
        case "shortcutDetails.targetId":
            return lambda identity, row: compare(row.target, value)
    return _people(term.field, str(value), context)


def words_found(wanted: str, text: str) -> bool:
    """Tell whether words stand in a row in a text, the last at least begun: how `name contains` matches."""
    return words(wanted).rstrip() in words(text)


def _people(field: str, value: str, context: Context) -> Test:
    """Return the test of `'address' in owners | writers | readers`: whom the permissions name, and not who is reached
    through a group."""
    who = context.me if value == "me" else normalise(value)
    if field == "owners":
        return lambda identity, row: row.owner == who
    least = RANK["writer" if field == "writers" else "reader"]
    return lambda identity, row: any(way.who == who and RANK[way.role] >= least for way in context.granted(identity))


def shared_with(row: File, mark: Mark, address: str) -> bool:
    """Tell whether a file is among what is shared with somebody: somebody else's, and given to him by name."""
    return mark.shared_at > 0 and row.owner != address


def visibility(ways: tuple[Access, ...]) -> str:
    """Return the widest circle that a file is open to, in Drive's words."""
    kinds = {(way.kind, way.discoverable) for way in ways}
    for kind, found, name in (("anyone", True, "anyoneCanFind"), ("anyone", False, "anyoneWithLink"),
                              ("domain", True, "domainCanFind"), ("domain", False, "domainWithLink")):
        if (kind, found) in kinds:
            return name
    return "limited"


def _full_text(value: str, context: Context) -> Test:
    """Return the test of `fullText contains`: all words occur, or the phrase where it stands in double quotes."""
    phrases = re.findall(r'"([^"]*)"', value)
    loose = words(re.sub(r'"[^"]*"', " ", value)).split()
    wanted = [*filter(str.strip, map(words, phrases)), *(f" {word} " for word in loose)]
    blob = context.service.tx.blob

    def test(identity: str, row: File) -> bool:
        head = words(f"{row.name} {row.description}")
        body = _indexed(row.type, blob(row.blob)) if row.blob and is_text(row.type) else ""
        return all(phrase in head or phrase in body for phrase in wanted)

    return test


_TEXT_TYPES = ("application/json", "application/xml", "application/javascript", "application/x-yaml",
               "application/sql", "message/rfc822", DOCUMENT, SPREADSHEET, PRESENTATION)


def is_text(type: str) -> bool:
    """Tell whether the content of a type is text."""
    return type.startswith("text/") or type in _TEXT_TYPES


@lru_cache(maxsize=8192)
def _indexed(type: str, content: bytes) -> str:
    text = content.decode(errors="replace")
    return words(html_text(text) if type == "text/html" else text)


def _label(name: str, context: Context) -> str:
    """Return the id of a label that a query names."""
    if name not in context.service.labels:
        known = context.service.labels.table.ids()
        raise invalid(context.text, f"there is no label {shown(name)}.{suggest(name, known)} There are "
                                    f"{', '.join(known) or 'none'}; list them with drive.list_labels")
    return name


def _label_field(term: Term, context: Context) -> Test:
    name, _, wanted = term.field.removeprefix("labels/").rpartition(".")
    label = _label(name, context)
    fields = {field.id: field for field in context.service.labels[label].fields}
    field = fields.get(wanted)
    if field is None:
        raise invalid(context.text, f"the label {shown(label)} has no field {shown(wanted)}."
                                    f"{suggest(wanted, fields)} It has {', '.join(sorted(fields)) or 'none'}")
    _check_operator(term, field, context)
    applied = context.service.applied.table

    def values(identity: str) -> tuple[str, ...]:
        row = applied.get(f"{identity} {label}")
        return () if row is None else next((one.values for one in row.values if one.field == wanted), ())

    value = _field_value(term, field, context)
    match term.operator:
        case "is null":
            return lambda identity, row: not values(identity)
        case "is not null":
            return lambda identity, row: bool(values(identity))
        case "in":
            return lambda identity, row: value in values(identity)
        case "not in":
            return lambda identity, row: value not in values(identity)
        case "contains":
            return lambda identity, row: any(words_found(str(value), one) for one in values(identity))
        case "starts with":
            return lambda identity, row: any(one.startswith(str(value)) for one in values(identity))
    compare = COMPARE[term.operator]
    if field.type == "integer":
        return lambda identity, row: any(compare(int(one), value) for one in values(identity))
    return lambda identity, row: any(compare(one, value) for one in values(identity))


_OPERATORS: dict[str, tuple[str, ...]] = {
    "text": ("=", "contains", "starts with"), "longText": ("contains",), "selection": ("=", "!="), "user": ("=", "!="),
    "integer": ("=", "!=", "<", ">", "<=", ">="), "dateString": ("=", "!=", "<", ">", "<=", ">="),
}


def _check_operator(term: Term, field: LabelField, context: Context) -> None:
    taken = ("is null", "is not null", *(("in", "not in") if field.many else _OPERATORS[field.type]))
    if term.operator not in taken:
        raise invalid(context.text, f"{term.field} does not take {shown(term.operator)}; it takes {', '.join(taken)}")


def _field_value(term: Term, field: LabelField, context: Context) -> Value:
    value = term.value
    if term.operator in ("is null", "is not null"):
        return value
    if (field.type == "integer") != isinstance(value, int):
        kind = "a whole number" if field.type == "integer" else "a text in single quotes"
        raise invalid(context.text, f"{term.field} is {kind}, and not {shown(value)}")
    if field.type == "dateString" and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
        raise invalid(context.text, f"{term.field} is a date such as '2026-03-04', and not {shown(value)}")
    if term.operator == "contains" and not words(str(value)).strip():
        raise invalid(context.text, f"{term.field} contains {shown(value)} holds no word to look for")
    return normalise(str(value)) if field.type == "user" else value


ORDERS = (
    "createdTime", "folder", "modifiedByMeTime", "modifiedTime", "name", "name_natural", "quotaBytesUsed", "recency",
    "sharedWithMeTime", "starred", "viewedByMeTime",
)
_DIGITS = re.compile("([0-9]+)")


def read_order(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the (key, descending) pairs of an orderBy text; ToolError names the keys that there are."""
    out: list[tuple[str, bool]] = []
    for part in filter(str.strip, text.split(",")):
        key, *rest = part.split()
        if key not in ORDERS or rest not in ([], ["desc"]):
            raise ToolError("invalid_order", f"{shown(part.strip())} is no order.{suggest(key, ORDERS)} Keys, each "
                                             f"with or without desc, are {', '.join(ORDERS)}.")
        out.append((key, bool(rest)))
    return tuple(out)


def order_key(key: str, context: Context) -> Callable[[tuple[str, File]], Any]:
    """Return what files are sorted by under an orderBy key. `folder` puts folders first."""
    mark = context.mark
    keys: dict[str, Callable[[tuple[str, File]], Any]] = {
        "createdTime": lambda item: item[1].created,
        "folder": lambda item: item[1].type != FOLDER,
        "modifiedByMeTime": lambda item: mark(item[0]).modified_at,
        "modifiedTime": lambda item: item[1].modified,
        "name": lambda item: item[1].name.lower(),
        "name_natural": lambda item: _natural(item[1].name),
        "quotaBytesUsed": lambda item: item[1].size,
        "recency": lambda item: max(item[1].modified, mark(item[0]).viewed_at, mark(item[0]).shared_at),
        "sharedWithMeTime": lambda item: mark(item[0]).shared_at,
        "starred": lambda item: context.starred(item[0]),
        "viewedByMeTime": lambda item: mark(item[0]).viewed_at,
    }
    return keys[key]


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a name's sort key in which runs of digits count as numbers."""
    return tuple((0, int(part[:18]), part) if part[:1].isdecimal() and part.isascii() else (1, 0, part)
                 for part in _DIGITS.split(name.lower()) if part)
