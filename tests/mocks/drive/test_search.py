"""Searching Drive: against naive filters, the laws of and, or, not, paging and orders, and what is refused."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.file_records import DOCUMENT, FOLDER, File
from diorama.mocks.common.zones import local_text
from diorama.mocks.drive.query import DRIVE_FIELDS, FILE_FIELDS, AllOf, AnyOf, Node, Not, Term, parse
from diorama.mocks.world import agent
from diorama.snapshots.draw import Draw
from diorama.snapshots.errors import ToolError
from tests.mocks.drive.shelf import ANN, BOB, CLEO, CREW, DAY, MARA, NED, NOW, ROOT, Shelf

WORDS = ("plan", "budget", "harbour", "review", "Q3", "notes", "final")
KINDS = ("text/plain", "text/markdown", "text/csv", "image/png", DOCUMENT)


@lru_cache(maxsize=4)
def library(files: int = 60) -> Shelf:
    """Return a shelf with many files of all sorts, Mara's and others'. Tests only read it."""
    draw, shelf = Draw(5, "library"), Shelf(mail=False)
    team = shelf.drive()
    folders = ["root", team]
    for number in range(files // 10):
        folders.append(shelf.folder(f"{draw.choice(WORDS)} folder {number}", folder=draw.choice(folders),
                                    minutes_ago=draw.below(90) * 1_440, owner=MARA))
    for number in range(files):
        owner = draw.choice((MARA, MARA, BOB, ANN))
        identity = shelf.file(
            f"{draw.choice(WORDS)} {draw.choice(WORDS)}-{number}", " ".join(draw.choice(WORDS) for _ in range(6)),
            owner=owner, type=draw.choice(KINDS), folder=draw.choice(folders) if owner == MARA else "root",
            minutes_ago=draw.below(90) * 1_440, description=draw.choice(("", "about the harbour")),
            trashed=draw.chance(10), id=f"file_{number}",
            properties=[["stage", draw.choice(("draft", "done"))]] if draw.chance(40) else [],
        )
        for who, role in ((MARA, "reader"), (BOB, "writer"), (CREW, "commenter"), ("tarn.test", "reader"),
                          ("anyone", "reader")):
            if draw.chance(25) and who != owner:
                shelf.give(identity, who, role, discoverable=draw.chance(50) and "@" not in who)
        if draw.chance(20):
            shelf.attempt("drive.star", agent(MARA), {"file_id": identity})
        if draw.chance(20):
            shelf.attempt("drive.mark_viewed", agent(MARA), {"file_id": identity})
    return shelf


# --- naive filters ---------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    return re.findall("[0-9a-z_]+", text.lower())


def chain(state: Any, row: File) -> list[tuple[str, File]]:
    files = state.table("files.files")
    out: list[tuple[str, File]] = []
    while row.parent:
        out.append((row.parent, files[row.parent]))
        row = files[row.parent]
    return out


def grants(state: Any, identity: str, row: File) -> list[Any]:
    over = {identity, *(one for one, _ in chain(state, row))}
    return [grant for grant in state.table("files.permissions").rows() if grant.file in over]


def begins_in(wanted: list[str], words: list[str]) -> bool:
    """Tell whether words stand in a row, the last of them only begun."""
    for at in range(len(words) - len(wanted) + 1):
        part = words[at : at + len(wanted)]
        if part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1]):
            return True
    return False


def circle(state: Any, identity: str, row: File) -> str:
    seen = {(one.kind, one.discoverable) for one in grants(state, identity, row)}
    for kind, name in (("anyone", "anyone"), ("domain", "domain")):
        if (kind, True) in seen:
            return f"{name}CanFind"
        if (kind, False) in seen:
            return f"{name}WithLink"
    return "limited"


def has_role(state: Any, identity: str, row: File, who: str, roles: tuple[str, ...]) -> bool:
    owners = [row.owner, *(above.owner for _, above in chain(state, row))]
    return who in owners or any(one.who == who and one.role in roles for one in grants(state, identity, row))


def naive(term: Term, state: Any, identity: str, row: File) -> bool:
    mark = state.table("files.marks").get(f"{identity} {MARA}")
    value: Any = term.value
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
    }
    writers = ("writer", "fileOrganizer", "organizer")
    given: dict[str, Any] = {
        "name": row.name, "mimeType": row.type, "modifiedTime": row.modified, "createdTime": row.created,
        "trashed": row.trashed or any(above.trashed for _, above in chain(state, row)),
        "starred": f"{identity} {MARA}" in state.table("files.stars"), "visibility": circle(state, identity, row),
        "sharedWithMe": bool(mark and mark.shared_at) and row.owner != MARA,
    }
    match term.field, term.operator:
        case "name", "contains":
            return begins_in(tokens(value), tokens(row.name))
        case "fullText", _:
            text = state.blobs[row.blob].decode() if row.blob and row.type != "image/png" else ""
            both = tokens(f"{row.name} {row.description}"), tokens(text)
            if '"' in value:
                phrase = tokens(value)
                return any(words[at : at + len(phrase)] == phrase for words in both for at in range(len(words)))
            return all(word in both[0] or word in both[1] for word in tokens(value))
        case "mimeType", "contains":
            return value.lower() in row.type.lower()
        case "parents", _:
            return row.parent == (ROOT if value == "root" else value)
        case "owners", _:
            return row.owner == (MARA if value == "me" else value)
        case "writers", _:
            return has_role(state, identity, row, MARA if value == "me" else value, writers)
        case "readers", _:
            return has_role(state, identity, row, MARA if value == "me" else value, ("reader", "commenter", *writers))
        case "properties", _:
            return (term.key, value) in row.properties
        case "viewedByMeTime", _:
            seen = mark.viewed_at if mark else 0
            return compare[term.operator](seen, value) if seen else term.operator == "!="
    return compare[term.operator](given[term.field], value)


def evaluate(node: Node, state: Any, identity: str, row: File) -> bool:
    match node:
        case Term():
            return naive(node, state, identity, row)
        case Not(inside=inside):
            return not evaluate(inside, state, identity, row)
        case AllOf(parts=parts):
            return all(evaluate(part, state, identity, row) for part in parts)
        case AnyOf(parts=parts):
            return any(evaluate(part, state, identity, row) for part in parts)


def visible(state: Any, identity: str, row: File) -> bool:
    """Tell whether Mara finds a file: owned, shared by name or group or folder, or open to be found, or opened once."""
    if MARA in (row.owner, *(above.owner for _, above in chain(state, row))):
        return True
    mark = state.table("files.marks").get(f"{identity} {MARA}")
    ways = [one for one in grants(state, identity, row) if one.who in (MARA, "tarn.test", "")]
    return any(one.kind == "user" or one.discoverable for one in ways) or bool(ways and mark and mark.viewed_at)


def everything(q: str, **arguments: Any) -> list[str]:
    """Return the ids that a search finds, over all its pages."""
    out: list[str] = []
    token = ""
    for _ in range(200):
        page = library().do("search_files", q=q, page_token=token, **arguments)
        out.extend(one["id"] for one in page["files"])
        token = page.get("next_page_token", "")
        if not token:
            return out
    raise AssertionError("the pages have no end")


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_TIMES = st.integers(0, 90).map(lambda days: f"'{local_text(NOW - days * DAY, 'UTC')}'")


_COMPARISONS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_EQUAL = st.sampled_from(["=", "!="])
_BOOL = st.sampled_from(["true", "false"])
_PEOPLE = st.sampled_from([MARA, BOB, CLEO, NED, ANN, CREW, "me", "nobody@x.test"]).map(quoted)
TERMS: st.SearchStrategy[str] = st.one_of(
    st.builds("name contains {}".format, st.sampled_from([*WORDS, "pl", "an", "plan bud", "plan-1", "budget review"]
                                                         ).map(quoted)),
    st.builds("fullText contains {}".format, st.sampled_from([*WORDS, "plan harbour", '"plan budget"', "pla", "about"]
                                                             ).map(quoted)),
    st.builds("mimeType {} {}".format, st.sampled_from(["=", "!=", "contains"]), st.sampled_from(KINDS).map(quoted)),
    st.builds("{} {} {}".format, st.sampled_from(["modifiedTime", "createdTime", "viewedByMeTime"]), _COMPARISONS,
              _TIMES),
    st.builds("{} {} {}".format, st.sampled_from(["trashed", "starred", "sharedWithMe"]), _EQUAL, _BOOL),
    st.just("sharedWithMe"),
    st.builds("{} in {}".format, _PEOPLE, st.sampled_from(["owners", "writers", "readers"])),
    st.sampled_from(["'root' in parents", "'drive_team' in parents", "'nowhere' in parents"]),
    st.builds("visibility {} {}".format, _EQUAL, st.sampled_from(
        ["anyoneCanFind", "anyoneWithLink", "domainCanFind", "domainWithLink", "limited"]).map(quoted)),
    st.builds("properties has {{ key='stage' and value={} }}".format, st.sampled_from(["draft", "done", "x"]
                                                                                      ).map(quoted)),
)
QUERIES: st.SearchStrategy[str] = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds("{} and {}".format, inner, inner), st.builds("{} or {}".format, inner, inner),
        st.builds("not {}".format, inner), st.builds("({})".format, inner),
    ),
    max_leaves=6,
)


@given(q=QUERIES)
def test_a_search_finds_what_a_naive_filter_finds(q: str) -> None:
    state = library().world.state
    node = parse(q)
    files = state.table("files.files")
    expected = {
        one for one in files.ids()
        if not one.startswith(("root", "drive")) and visible(state, one, files[one])
        and evaluate(node, state, one, files[one])
    }
    found = everything(q, max_results=17)
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert found == sorted(found, key=lambda one: (files[one].modified, one), reverse=True)


@given(a=TERMS, b=TERMS, c=TERMS)
def test_and_binds_tighter_than_or_and_not_tighter_than_both(a: str, b: str, c: str) -> None:
    assert parse(f"{a} or {b} and {c}") == parse(f"{a} or ({b} and {c})") == AnyOf((parse(a), parse(f"{b} and {c}")))
    assert parse(f"{a} and {b} or {c}") == parse(f"({a} and {b}) or {c}")
    assert parse(f"not {a} and {b}") == parse(f"(not {a}) and {b}") == AllOf((Not(parse(a)), parse(b)))
    assert parse(f"not {a} or {b}") == parse(f"(not {a}) or {b}")
    assert parse(f"not ({a} or {b})") == Not(parse(f"{a} or {b}"))
    assert parse(f"{a} AND {b} Or NOT {c}") == parse(f"{a} and {b} or not {c}")
    if parse(f"({a} or {b}) and {c}") != parse(f"{a} or {b} and {c}"):
        assert isinstance(parse(f"({a} or {b}) and {c}"), AllOf)


@given(a=TERMS, b=TERMS)
def test_the_laws_of_de_morgan_hold(a: str, b: str) -> None:
    assert everything(f"not ({a} and {b})", max_results=100) == everything(f"not {a} or not {b}", max_results=100)
    assert everything(f"not ({a} or {b})", max_results=100) == everything(f"not {a} and not {b}", max_results=100)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_can_be_a_value(text: str) -> None:
    assert parse(f"name = {quoted(text)}") == Term("name", "=", text)


@given(text=st.text(st.sampled_from("'\\ ()ao nd=<>!truefals.e/{}ihkyv\"1"), max_size=40))
def test_any_text_parses_or_says_why_not(text: str) -> None:
    outcome = library().attempt("drive.search_files", agent(MARA), {"q": text})
    assert outcome.ok or outcome.code == "invalid_query"
    assert len(outcome.message) < 1_000


@pytest.mark.parametrize(("q", "why"), [
    ("nam = 'x'", "there is no field 'nam'. Did you mean 'name'? The fields are name, fullText,"),
    ("name < 'x'", "name does not take '<'; it takes contains, =, !="),
    ("fullText = 'x'", "fullText does not take '='; it takes contains"),
    ("trashed = 'true'", "trashed is true or false, without quotes, and not 'true'"),
    ("trashed", "trashed needs an operator and a value"),
    ("modifiedTime > 'soon'", "modifiedTime is a time such as '2026-03-04T12:00:00'"),
    ("modifiedTime > 5", "the value of modifiedTime stands in single quotes; 5 does not"),
    ("visibility = 'public'", "there is no visibility 'public'. There are anyoneCanFind"),
    ('name = "x"', "values stand in single quotes"),
    ("name = 'x", "a single quote is not closed"),
    ("(name = 'x'", "a bracket is not closed"),
    ("name = 'x' name = 'y'", "cannot stand there"),
    ("name = 'x' and", "something is missing at its end"),
    ("parents = 'x'", "parents does not take '='; it takes in"),
    ("'x' in name", "name does not take 'in'"),
    ("properties has { key='a' and key='b' }", "properties has takes a pair"),
    ("name contains '...'", "holds no word to look for"),
    ("memberCount > 2", "there is no field 'memberCount'"),
    ("'labels/x' in labels", "there is no label 'x'. There are none"),
    ("labels/x = 'y'", "names no field of a label"),
    ("(" * 40 + "name = 'x'" + ")" * 40, "nested 40 levels deep"),
], ids=lambda value: value[:25])
def test_what_cannot_be_done_is_refused_with_what_can(q: str, why: str) -> None:
    code, message = library().refused("search_files", q=q)
    assert code == "invalid_query"
    assert why in message


@pytest.mark.parametrize("field", sorted(FILE_FIELDS))
def test_each_field_takes_its_operators_and_no_other(field: str) -> None:
    kind, operators = FILE_FIELDS[field]
    value = {"truth": "true", "moment": "'2026-03-04'", "choice": "'limited'"}.get(kind, "'word'")
    forms = {op: f"{field} {op} {value}" for op in ("=", "!=", "<", "<=", ">", ">=", "contains", "starts with")}
    forms |= {"in": f"{value} in {field}", "has": f"{field} has {{ key='k' and value='v' }}",
              "is null": f"{field} is null", "is not null": f"{field} is not null"}
    for operator, q in forms.items():
        if operator in operators:
            assert isinstance(parse(q), Term)
        else:
            with pytest.raises(ToolError, match=f"{field} does not take '{operator}'; it takes {operators[0]}"):
                parse(q)


# --- labels ----------------------------------------------------------------------------------------------------------


def test_labels_and_their_fields_are_searched() -> None:
    shelf = Shelf(mail=False)
    shelf.put("drive.put_label", id="class", title="Classification", fields=[
        ["level", "Level", "selection", ["open", "secret"]], ["count", "Count", "integer", []],
        ["due", "Due", "dateString", []], ["note", "Note", "text", []],
    ])
    for name, level, count, due in (("one", "open", "5", "2026-01-01"), ("two", "secret", "12", "2026-06-01")):
        shelf.do("set_label", file_id=shelf.file(name), label="Classification", fields=[
            {"field": "level", "values": [level]}, {"field": "count", "values": [count]},
            {"field": "due", "values": [due]}, {"field": "note", "values": [f"the {name} note"]},
        ])
    shelf.file("bare")
    for q, names in (
        ("'labels/class' in labels", ["one", "two"]), ("not 'labels/class' in labels", ["bare"]),
        ("labels/class.level = 'secret'", ["two"]), ("labels/class.level != 'secret'", ["one"]),
        ("labels/class.count < 12", ["one"]), ("labels/class.count >= 5", ["one", "two"]),
        ("labels/class.due > '2026-03-01'", ["two"]), ("labels/class.note IS NULL", ["bare"]),
        ("labels/class.note is not null", ["one", "two"]), ("labels/class.note starts with 'the o'", ["one"]),
        ("labels/class.note contains 'two no'", ["two"]),
    ):
        assert sorted(shelf.found(q)) == sorted(names), q
    for q, why in (("labels/class.lvl = 'x'", "has no field 'lvl'. Did you mean 'level'?"),
                   ("labels/class.level < 'x'", "does not take '<'; it takes is null, is not null, =, !="),
                   ("labels/class.count = 'x'", "is a whole number"), ("labels/klass.x = 'y'", "no label 'klass'"),
                   ("labels/class.due = 'soon'", "is a date such as")):
        assert why in shelf.refused("search_files", q=q)[1]


# --- orders, pages, drives -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("order", "key"), [
    ("name", lambda row, mark: row.name.lower()), ("name desc", lambda row, mark: row.name.lower()),
    ("modifiedTime", lambda row, mark: row.modified), ("createdTime desc", lambda row, mark: row.created),
    ("folder", lambda row, mark: row.type != FOLDER), ("quotaBytesUsed desc", lambda row, mark: row.size),
    ("viewedByMeTime", lambda row, mark: mark.viewed_at if mark else 0),
    ("sharedWithMeTime", lambda row, mark: mark.shared_at if mark else 0),
    ("recency", lambda row, mark: max(row.modified, *((mark.viewed_at, mark.shared_at) if mark else (0,)))),
])
def test_files_come_in_the_order_asked_for(order: str, key: Callable[..., Any]) -> None:
    state = library().world.state
    found = everything("trashed = false", order_by=order, max_results=7)
    keys = [key(state.table("files.files")[one], state.table("files.marks").get(f"{one} {MARA}")) for one in found]
    assert keys == sorted(keys, reverse=order.endswith("desc"))
    assert sorted(found) == sorted(everything("trashed = false"))


def test_starred_files_come_first_or_last() -> None:
    stars = library().world.state.table("files.stars")
    found = [f"{one} {MARA}" in stars for one in everything("", order_by="starred desc", max_results=9)]
    assert found == sorted(found, reverse=True)
    assert True in found


def test_natural_order_counts_numbers_and_orders_combine() -> None:
    shelf = Shelf(mail=False)
    for name in ("part 10", "part 2", "part 1", "b2"):
        shelf.file(name)
    shelf.folder("part 3")
    assert shelf.found("", order_by="name_natural") == ["b2", "part 1", "part 2", "part 3", "part 10"]
    assert shelf.found("", order_by="folder,name desc") == ["part 3", "part 2", "part 10", "part 1", "b2"]
    assert "'size' is no order. Keys" in shelf.refused("search_files", order_by="size")[1]
    assert shelf.refused("search_files", page_token="nonsense")[0] == "invalid_page_token"
    assert shelf.refused("search_files", order_by="name", page_token="nonsense")[0] == "invalid_page_token"


def test_shared_drives_are_searched_by_their_own_fields() -> None:
    shelf = Shelf(mail=False)
    shelf.drive("drive_a")
    shelf.do("create_shared_drive", name="Sales north")
    names = {q: [one["name"] for one in shelf.do("list_shared_drives", q=q)["drives"]] for q in (
        "", "memberCount > 1", "name contains 'sal'", "organizerCount = 1 and hidden = false", "not name = 'Team'")}
    assert list(names.values()) == [["Sales north", "Team"], ["Team"], ["Sales north"], ["Sales north", "Team"],
                                    ["Sales north"]]
    assert "orgUnitId" not in DRIVE_FIELDS
    assert "there is no field 'trashed'" in shelf.refused("list_shared_drives", q="trashed = true")[1]


def test_where_a_file_lies_is_found_by_those_alone_who_see_the_folder() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder("Negotiation", owner=MARA)
    file = shelf.file("plan", "x", owner=MARA, folder=folder)
    shelf.give(file, ANN, "reader")
    query = f"'{folder}' in parents"
    assert [one["id"] for one in shelf.do("search_files", q=query)["files"]] == [file]
    assert shelf.do("search_files", by=ANN, q=query)["files"] == []
    shelf.give(folder, ANN, "reader")
    assert [one["id"] for one in shelf.do("search_files", by=ANN, q=query)["files"]] == [file]
