"""Search: Gmail's language against a naive reading of it, operator by operator and law by law."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diorama.mocks.catalog import service_classes
from diorama.mocks.common.addresses import Address
from diorama.mocks.mail import reading
from diorama.mocks.mail.query import MAX_LENGTH, MAX_NESTING, OPERATORS, parse
from diorama.mocks.mail.records import Attachment, Label, Mailbox, Message
from diorama.mocks.mail.search import Context, Query, compile_query, spoken_of
from diorama.mocks.world import World, agent
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import sha256_hex
from diorama.snapshots.errors import ToolError, suggest

ME = "nora@home.test"
ZONE = "Europe/Berlin"


def at(text: str) -> int:
    """Return a UTC time as milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


NOW = at("2026-03-30T10:00")


def labels(value: str) -> str:
    known = {"inbox": "INBOX", "spam": "SPAM", "trash": "TRASH", "starred": "STARRED", "work": "lbl_1",
             "projects-harbour": "lbl_2", "my label": "lbl_3", "my-label": "lbl_3"}
    if value not in known:
        raise ToolError("invalid_query", f"There is no label {value!r}.{suggest(value, known)}")
    return known[value]


CONTEXT = Context(NOW, ZONE, labels, lambda row: row.body)


def query(text: str) -> Query:
    return compile_query(text, CONTEXT)


def address(text: str) -> Address:
    name, _, email = text.rpartition(" ")
    return Address(name=name, email=email)


def mail(**fields: Any) -> Message:
    """Return a message: addresses written as `Name x@y.test`, the date as ISO text."""
    for name in ("to", "cc", "bcc"):
        fields[name] = tuple(map(address, fields.get(name, ())))
    fields["date"] = at(fields.get("date", "2026-03-20T12:00"))
    files = tuple(Attachment(name=name, type="x/y", size=1, blob="0" * 64) for name in fields.pop("files", ()))
    sender = address(fields.pop("sender", "Amy Lee amy@acme.test"))
    return Message(**{"mailbox": ME, "thread": "t", **fields}, sender=sender, attachments=files)


def finds(text: str, **fields: Any) -> bool:
    return query(text).matches(mail(**fields))


# --- each operator, as Google's help describes it -------------------------------------------------------------------


class Case(NamedTuple):
    query: str
    fields: dict[str, Any]
    found: bool = True


CASES = [
    Case("from:me", {"sender": f"Nora {ME}"}),
    Case("from:me", {}, False),
    Case("from:amy@acme.test", {}),
    Case("from:AMY@Acme.Test", {}),
    Case("from:my@acme.test", {}, False),
    Case("from:amy", {}),
    Case("from:lee", {}),
    Case("from:am", {}, False),
    Case('from:"amy lee"', {}),
    Case("from:acme.test", {}),
    Case("from:@acme.test", {}),
    Case("from:*@acme.test", {}),
    Case("from:*@acme.test", {"sender": "amy@acme.test.evil.example"}),  # the words of the domain occur; see the next
    Case("from:amy@acme.test", {"sender": "amy@acme.test.evil.example"}, False),
    Case("to:me", {"to": [ME]}),
    Case("to:bob", {"cc": ["Bob b@x.test"]}),
    Case("to:bob", {"bcc": ["Bob b@x.test"]}),
    Case("to:amy", {"to": ["Bob b@x.test"]}, False),
    Case("cc:bob", {"cc": ["Bob b@x.test"]}),
    Case("cc:bob", {"to": ["Bob b@x.test"]}, False),
    Case("bcc:bob", {"bcc": ["Bob b@x.test"]}),
    Case("bcc:bob", {"cc": ["Bob b@x.test"]}, False),
    Case("deliveredto:nora@home.test", {}),
    Case("deliveredto:me", {}),
    Case("deliveredto:amy@acme.test", {}, False),
    Case("subject:dinner", {"subject": "Dinner on Friday"}),
    Case("subject:dinner", {"body": "dinner"}, False),
    Case('subject:"on friday"', {"subject": "Dinner on Friday"}),
    Case('subject:"friday on"', {"subject": "Dinner on Friday"}, False),
    Case("subject:(friday dinner)", {"subject": "Dinner on Friday"}),
    Case("subject:(friday lunch)", {"subject": "Dinner on Friday"}, False),
    Case("subject:{friday lunch}", {"subject": "Dinner on Friday"}),
    Case("subject:(dinner -friday)", {"subject": "Dinner on Friday"}, False),
    Case('subject:("on friday" OR lunch)', {"subject": "Dinner on Friday"}),
    Case("label:work", {"labels": ("lbl_1",)}),
    Case("label:Projects-Harbour", {"labels": ("lbl_2",)}),
    Case('label:"my label"', {"labels": ("lbl_3",)}),
    Case("label:work", {"labels": ("lbl_2",)}, False),
    Case("label:(work OR projects-harbour)", {"labels": ("lbl_2",)}),
    Case("in:inbox", {"labels": ("INBOX",)}),
    Case("in:inbox", {"labels": ("SENT",)}, False),
    Case("in:anywhere", {"labels": ("TRASH",)}),
    Case("in:bin", {"labels": ("TRASH",)}),
    Case("in:junk", {"labels": ("SPAM",)}),
    Case("in:drafts", {"labels": ("DRAFT",)}),
    Case("is:unread", {"labels": ("UNREAD",)}),
    Case("is:read", {"labels": ("UNREAD",)}, False),
    Case("is:read", {}),
    Case("is:starred", {"labels": ("STARRED",)}),
    Case("is:unstarred", {"labels": ("STARRED",)}, False),
    Case("is:important", {"labels": ("IMPORTANT",)}),
    Case("is:snoozed", {"labels": ("SNOOZED",)}),
    Case("is:muted", {"labels": ("MUTED",)}),
    Case("IS:UNREAD", {"labels": ("UNREAD",)}),
    Case("has:attachment", {"files": ["a.pdf"]}),
    Case("has:attachment", {}, False),
    Case("has:userlabels", {"labels": ("INBOX", "lbl_1")}),
    Case("has:userlabels", {"labels": ("INBOX",)}, False),
    Case("has:nouserlabels", {"labels": ("INBOX",)}),
    Case("has:yellow-star", {"labels": ("STARRED",)}),
    Case("has:drive", {"body": "see https://drive.google.com/x"}),
    Case("has:document", {"body": "see https://docs.google.com/document/d/1"}),
    Case("has:spreadsheet", {"body": "see https://docs.google.com/document/d/1"}, False),
    Case("has:youtube", {"body": "https://youtu.be/1"}),
    Case("filename:pdf", {"files": ["Plan.PDF"]}),
    Case("filename:plan.pdf", {"files": ["Plan.PDF"]}),
    Case("filename:plan", {"files": ["Plan.PDF"]}),
    Case("filename:df", {"files": ["Plan.PDF"]}, False),
    Case("filename:pdf", {"subject": "pdf"}, False),
    Case("larger:10", {"size": 11}),
    Case("larger:10", {"size": 10}, False),
    Case("larger:1M", {"size": 1024 * 1024 + 1}),
    Case("larger:2k", {"size": 2048}, False),
    Case("size:10", {"size": 11}),
    Case("smaller:10K", {"size": 10 * 1024 - 1}),
    Case("smaller:10K", {"size": 10 * 1024}, False),
    Case("after:2026/03/20", {"date": "2026-03-19T23:00"}),  # midnight in Berlin, an hour east of Greenwich
    Case("after:2026/03/20", {"date": "2026-03-19T22:59"}, False),
    Case("before:2026/03/20", {"date": "2026-03-19T22:59"}),
    Case("before:2026/03/20", {"date": "2026-03-19T23:00"}, False),
    Case("after:2026/03/29", {"date": "2026-03-28T23:00"}),
    Case("after:2026/03/30", {"date": "2026-03-29T22:00"}),  # the clocks went forward in between
    Case("after:2026/03/30", {"date": "2026-03-29T21:59"}, False),
    Case("after:2025/10/26", {"date": "2025-10-25T22:00"}),
    Case("before:2025/10/27", {"date": "2025-10-26T22:59"}),
    Case("before:2025/10/27", {"date": "2025-10-26T23:00"}, False),
    Case("newer:2026-3-20", {"date": "2026-03-19T23:00"}),
    Case("older:03/20/2026", {"date": "2026-03-19T22:59"}),
    Case("after:1774000000", {"date": "2026-03-20T09:46:40"}),
    Case("after:1774000001", {"date": "2026-03-20T09:46:40"}, False),
    Case("older_than:2d", {"date": "2026-03-28T09:59"}),
    Case("older_than:2d", {"date": "2026-03-28T10:00"}, False),
    Case("newer_than:2d", {"date": "2026-03-28T10:00"}),
    Case("newer_than:3h", {"date": "2026-03-30T06:59"}, False),
    Case("newer_than:1w", {"date": "2026-03-23T10:00"}),
    Case("older_than:1m", {"date": "2026-02-28T10:59"}),  # there is no 30 February; noon in Berlin is 11 in winter
    Case("older_than:1m", {"date": "2026-02-28T11:00"}, False),
    Case("newer_than:1y", {"date": "2025-03-30T10:00"}),
    Case("newer_than:1y", {"date": "2025-03-30T09:59"}, False),
    Case("category:primary", {"labels": ("CATEGORY_PERSONAL",)}),
    Case("category:social", {"labels": ("CATEGORY_SOCIAL",)}),
    Case("category:promotions", {"labels": ("CATEGORY_SOCIAL",)}, False),
    Case("list:info.acme.test", {"list_id": "News <info.acme.test>"}),
    Case("list:info.acme.test", {}, False),
    Case("rfc822msgid:a.1@acme.test", {"message_id": "<a.1@acme.test>"}),
    Case("rfc822msgid:<a.1@acme.test>", {"message_id": "<a.1@acme.test>"}),
    Case("rfc822msgid:a.1@acme.test", {"message_id": "<a.12@acme.test>"}, False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.query} {case.found}")
def test_operators(case: Case) -> None:
    assert finds(case.query, **case.fields) == case.found
    assert finds(f"-{case.query}", **case.fields) != case.found


def test_every_operator_has_a_case_that_finds_and_most_have_one_that_does_not() -> None:
    named = {case.query.partition(":")[0].lower() for case in CASES}
    assert named == set(OPERATORS)
    assert {case.query.partition(":")[0].lower() for case in CASES if not case.found} >= set(OPERATORS) - {
        "size", "older", "newer"
    }


WORDS = [
    Case("budget", {"subject": "The budget"}),
    Case("BUDGET", {"body": "the Budget."}),
    Case("budget", {"body": "budgets"}, False),
    Case("budget", {"sender": "Budget b@x.test"}),
    Case("acme", {}),
    Case("bob", {"cc": ["Bob b@x.test"]}),
    Case("plan", {"files": ["plan.pdf"]}),
    Case("grüße", {"body": "Viele GRÜSSE, GRÜßE"}),
    Case("会議", {"body": "明日の会議です"}),
    Case("+budget", {"body": "budget"}),
    Case("budget plan", {"subject": "budget", "body": "plan"}),
    Case('"budget plan"', {"subject": "budget", "body": "plan"}, False),
    Case('"budget plan"', {"body": "Budget, plan"}),
    Case('"plan budget"', {"body": "Budget, plan"}, False),
    Case("budget-plan", {"body": "budget plan"}),
    Case("10:30", {"body": "at 10:30"}),
    Case("https://acme.test/x", {"body": "see https://acme.test/x"}),
    Case("alice OR budget", {"body": "budget"}),
    Case("budget alice OR plan", {"body": "budget plan"}),
    Case("budget alice OR plan", {"body": "plan"}, False),
    Case("budget AND plan", {"body": "plan budget"}),
    Case("budget AND plan", {"body": "budget and"}, False),
    Case("{alice budget}", {"body": "budget"}),
    Case("{alice OR budget bob}", {"body": "bob"}),
    Case("-{alice budget}", {"body": "budget"}, False),
    Case("-(alice budget)", {"body": "budget"}),
    Case("((budget (plan)))", {"body": "budget plan"}),
    Case("budget - plan", {"body": "budget plan"}),
    Case("budget -plan", {"body": "budget plan"}, False),
    Case('-"budget plan"', {"body": "plan budget"}),
    Case('"OR"', {"body": "this or that"}),
    Case("or", {"body": "this that"}, False),
    Case("holiday AROUND 2 vacation", {"body": "holiday one two vacation"}),
    Case("holiday AROUND 1 vacation", {"body": "holiday one two vacation"}, False),
    Case("vacation AROUND 2 holiday", {"body": "holiday one two vacation"}),
    Case("holiday AROUND vacation", {"body": "holiday 1 2 3 4 5 vacation"}),
    Case("holiday AROUND vacation", {"body": "holiday 1 2 3 4 5 6 vacation"}, False),
    Case('"secret birthday" AROUND(1) party', {"body": "secret birthday a party"}),
    Case('"secret birthday" AROUND 0 party', {"body": "secret birthday a party"}, False),
    Case("holiday AROUND 5 vacation", {"subject": "holiday", "body": "vacation"}, False),
    Case("from:amy subject:(plan -draft) is:unread", {"subject": "plan", "labels": ("UNREAD",)}),
    Case("(from:amy OR from:bob) {subject:plan has:attachment}", {"sender": "b@x.test", "files": ["a"]}, False),
]


@pytest.mark.parametrize("case", WORDS, ids=lambda case: f"{case.query} {case.found}")
def test_words_phrases_and_brackets(case: Case) -> None:
    assert finds(case.query, **case.fields) == case.found


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "why"), [
    ("form:amy", r"no operator 'form'\. Did you mean 'from'\? The operators are from, to, .*rfc822msgid; put a text"),
    ("re:plan", "no operator 're'.*put a text with a colon in quotes"),
    ("is:red", r"is: takes unread, read, .*not 'red'"),
    ("has:atachment", "has: takes attachment, .*youtube, not 'atachment'"),
    ("category:work", "category: takes primary, .*not 'work'"),
    ("in:nowhere", "no label 'nowhere'"),
    ("label:wrok", r"no label 'wrok'"),
    ("larger:big", "larger: takes bytes such as 5000, 200K or 10M, not 'big'"),
    ("smaller:-5", "smaller: takes bytes"),
    ("size:5G", "size: takes bytes"),
    ("after:yesterday", "after: takes a date such as 2026/03/31 or epoch seconds, not 'yesterday'"),
    ("after:20260331", "after: takes a date"),
    ("before:2026/02/30", "before: takes a date"),
    ("before:2026/13/01", "before: takes a date"),
    ("older:0000/01/01", "older: takes a date"),
    ("older_than:2x", "older_than: takes a number with h, d, w, m or y"),
    ("newer_than:d", "newer_than: takes a number"),
    ("newer_than:2026/03/01", "newer_than: takes a number"),
    ("from:", "something is missing beside 'from:'"),
    ('from:""', "from: takes a value"),
    ("rfc822msgid:<>", "rfc822msgid: takes a value"),
    ("from:!!", "holds no letter or digit"),
    ("from:(a AROUND 3 b)", r"inside from:\( \) stand words and phrases only"),
    ("from:(subject:x)", r"inside from:\( \) stand words and phrases only"),
    ('"open', "a quote is not closed"),
    ("(a", "a bracket is not closed"),
    ("a}", "a bracket is not closed"),
    ("()", "cannot stand there"),
    ("{}", "cannot stand there"),
    ("OR", "OR stands between two terms"),
    ("OR a", "OR stands between two terms"),
    ("a OR", "something is missing beside 'OR'"),
    ("a AND", "something is missing beside 'AND'"),
    ("a OR OR b", "OR stands between two terms"),
    ("NOT a", "there is no NOT; write -term"),
    ("AROUND 5 b", "AROUND stands between two words"),
    ("a AROUND", "something is missing"),
    ("a AROUND 5 b AROUND 5 c", "cannot stand there"),
    ("proj*", r"no wildcards such as 'proj\*'"),
    ("*", "no wildcards"),
    ("!!!", "'!!!' holds no letter or digit to look for"),
    ('""', "holds no letter or digit to look for"),
    ("-", "holds nothing to look for"),
    (" -- ", "holds nothing to look for"),
    ("+", "holds no letter or digit"),
    ("a" * (MAX_LENGTH + 1), f"has {MAX_LENGTH + 1} characters and {MAX_LENGTH} is the limit"),
    ("(" * 31 + "a" + ")" * 31, f"is nested 31 levels deep and {MAX_NESTING} is the limit"),
])
def test_what_cannot_be_searched_is_refused_with_what_there_is(text: str, why: str) -> None:
    with pytest.raises(ToolError, match=why) as caught:
        query(text)
    assert caught.value.code == "invalid_query"
    assert caught.value.message.endswith((".", "?"))


FRAGMENTS = st.sampled_from([
    "a", "OR", "AND", "NOT", "AROUND", "AROUND 3", "(", ")", "{", "}", '"', "-", "+", "from:", "is:unread", "in:",
    ":", "after:", "2026/03/01", "label:work", "*", " ", "\t", "\u00a0", "ü", "会", "\U0001f600", "\ud800", "\x00",
    "//", "5",
])


@given(st.text(max_size=60) | st.lists(FRAGMENTS, max_size=15).map("".join) | st.lists(FRAGMENTS).map(" ".join))
@example("\ud800")
@example("a AROUND 999999999999999999999999 b")
@example("x:" * 1000)
@example("-" * 2000)
@example("((" * 15)
def test_any_text_is_a_query_or_an_invalid_query(text: str) -> None:
    """No other error, and no text but a blank one that silently matches everything."""
    try:
        compiled = query(text)
    except ToolError as error:
        assert error.code == "invalid_query"  # noqa: PT017 - both ways are right
        return
    if compiled.matches(mail(body="nothing in particular", labels=("X",), size=50_000)) and text.strip():
        assert "-" in text or re.search(r"in\s*:|:", text), f"{text!r} matched a message that it does not describe"


def test_a_blank_query_is_everything() -> None:
    for text in ("", " ", "\n\t"):
        assert query(text).matches(mail())
        assert query(text)[1:] == Query(lambda row: True)[1:]


# --- laws, against a naive reading -----------------------------------------------------------------------------------

VOCABULARY = ("ash", "birch", "cedar", "dogwood")
texts = st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join)
people = st.sampled_from(["Amy Ash amy@acme.test", "Bob Birch bob@home.test", f"Nora Cedar {ME}"])
messages = st.builds(
    lambda **fields: mail(**fields),
    sender=people, to=st.lists(people, max_size=2), cc=st.lists(people, max_size=1), subject=texts, body=texts,
    labels=st.lists(st.sampled_from(["INBOX", "UNREAD", "STARRED", "lbl_1", "TRASH", "SPAM"]), unique=True).map(
        lambda names: tuple(sorted(names))),
    files=st.lists(st.sampled_from(["ash.pdf", "birch.txt"]), max_size=1), size=st.integers(0, 20),
    date=st.sampled_from(["2026-03-27T08:00", "2026-03-28T23:30", "2026-03-29T22:30", "2026-03-30T09:59"]),
)


class Said(NamedTuple):
    """A query as text, and what it means."""

    text: str
    means: Callable[[Message], bool]


def tokens(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())


def holds(text: str, phrase: str) -> bool:
    have, want = tokens(text), tokens(phrase)
    return any(have[i : i + len(want)] == want for i in range(len(have)))


def everything(row: Message) -> list[str]:
    whole = [row.sender, *row.to, *row.cc, *row.bcc]
    return [row.subject, row.body, *(one.name for one in whole), *(one.email for one in whole),
            *(one.name for one in row.attachments)]


def word(text: str) -> Said:
    return Said(text, lambda row: any(holds(part, text) for part in everything(row)))


def labelled(text: str, label: str) -> Said:
    return Said(text, lambda row: label in row.labels)


leaves = st.one_of(
    st.sampled_from(VOCABULARY).map(word),
    st.tuples(st.sampled_from(VOCABULARY), st.sampled_from(VOCABULARY)).map(
        lambda two: Said(f'"{two[0]} {two[1]}"', word(" ".join(two)).means)),
    st.sampled_from(VOCABULARY).map(lambda text: Said(f"subject:{text}", lambda row: holds(row.subject, text))),
    st.sampled_from(["amy", "cedar", "home.test"]).map(lambda text: Said(
        f"from:{text}", lambda row: holds(row.sender.name, text) or holds(row.sender.email, text))),
    st.sampled_from(["to:me", "TO:nora@home.test"]).map(lambda text: Said(
        text, lambda row: any(one.email == ME for one in (*row.to, *row.cc, *row.bcc)))),
    st.sampled_from([("is:unread", "UNREAD"), ("in:inbox", "INBOX"), ("label:work", "lbl_1"), ("is:starred", "STARRED"),
                     ("in:trash", "TRASH")]).map(lambda two: labelled(*two)),
    st.integers(0, 20).map(lambda size: Said(f"larger:{size}", lambda row: row.size > size)),
    st.just(Said("has:attachment", lambda row: bool(row.attachments))),
    st.sampled_from([("2026/03/29", "2026-03-28T23:00"), ("2026/03/30", "2026-03-29T22:00")]).flatmap(
        lambda day: st.sampled_from([
            Said(f"after:{day[0]}", lambda row: row.date >= at(day[1])),
            Said(f"before:{day[0]}", lambda row: row.date < at(day[1])),
        ])),
    st.sampled_from([("newer_than:1d", True), ("older_than:1d", False)]).map(lambda two: Said(
        two[0], lambda row: (row.date >= NOW - 86_400_000) == two[1])),
)


def combined(inner: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        inner.map(lambda one: Said(f"-({one.text})", lambda row: not one.means(row))),
        several.map(lambda parts: Said(
            "(" + " ".join(part.text for part in parts) + ")", lambda row: all(part.means(row) for part in parts))),
        several.map(lambda parts: Said(
            "(" + " AND ".join(part.text for part in parts) + ")", lambda row: all(part.means(row) for part in parts))),
        several.map(lambda parts: Said(
            "(" + " OR ".join(part.text for part in parts) + ")", lambda row: any(part.means(row) for part in parts))),
        several.map(lambda parts: Said(
            "{" + " ".join(part.text for part in parts) + "}", lambda row: any(part.means(row) for part in parts))),
    )


said = st.recursive(leaves, combined, max_leaves=8)
top = st.lists(said, min_size=1, max_size=3).map(lambda parts: Said(
    " ".join(part.text for part in parts), lambda row: all(part.means(row) for part in parts)))


@given(top, st.lists(messages, min_size=1, max_size=6))
def test_a_query_means_what_its_parts_mean(one: Said, rows: list[Message]) -> None:
    compiled = query(one.text)
    for row in rows:
        assert compiled.matches(row) == one.means(row), one.text
        if compiled.matches(row):
            assert set(compiled.labels) <= set(row.labels)
            assert compiled.since <= row.date < compiled.until
            assert set(compiled.words) <= {word for part in everything(row) for word in tokens(part)}


@given(said, said, said, messages)
def test_or_binds_its_neighbours_alone(a: Said, b: Said, c: Said, row: Message) -> None:
    found = query(f"{a.text} {b.text} OR {c.text}").matches(row)
    assert found == (a.means(row) and (b.means(row) or c.means(row)))
    assert found == query(f"({b.text} OR {c.text}) {a.text}").matches(row)


@pytest.mark.parametrize("few", [0, reading.FEW])
@given(st.lists(st.tuples(messages, st.booleans(), st.booleans()), max_size=12), top)
def test_a_listing_gives_exactly_what_matches_newest_first_in_pages(
    few: int, drawn: list[tuple[Message, bool, bool]], one: Said
) -> None:
    """The indexes that narrow a listing, and the pages, lose nothing and add nothing.

    Some messages are somebody else's, and of some the body is a blob, as that of a long message.
    """
    world = World(service_classes(("mail",)), now=NOW)
    state = world.state
    tables = state.tables
    for mailbox in (ME, "bob@home.test"):
        tables = tables.set("mail.mailboxes", tables["mail.mailboxes"].put(mailbox, Mailbox(time_zone=ZONE)))
    tables = tables.set("mail.labels", tables["mail.labels"].put("lbl_1", Label(mailbox=ME, name="work")))
    rows = [row if mine else row.replace(mailbox="bob@home.test") for row, mine, _ in drawn]
    for i, row in enumerate(rows):
        if drawn[i][2] and row.body:
            name = sha256_hex(row.body.encode())
            state = state._replace(blobs=state.blobs.set(name, row.body.encode()))
            row = row.replace(body="", body_blob=name)
        tables = tables.set("mail.messages", tables["mail.messages"].put(f"m{i:02}", row))
        tables["mail.messages"].find("by_word", "ash")
    world.state = state._replace(tables=tables)
    shown = query(one.text).everywhere
    expected = [f"m{i:02}" for i, row in enumerate(rows) if row.mailbox == ME and one.means(row)
                and (shown or not {"TRASH", "SPAM"} & set(row.labels))]
    expected.sort(key=lambda identity: (rows[int(identity[1:])].date, identity), reverse=True)
    got: list[str] = []
    token = ""
    for _ in range(len(rows) + 1):
        arguments: dict[str, Any] = {"q": one.text, "max_results": 3, "page_token": token}
        with patch.object(reading, "FEW", few):
            value: Any = world.call(Call.of("mail.list_messages", arguments), actor=agent(ME)).value
        got += [line["id"] for line in value["messages"]]
        token = value.get("next_page_token", "")
        if not token:
            break
    assert got == expected


@pytest.mark.parametrize(("text", "everywhere"), [
    ("plan", False), ("in:inbox", False), ("in:trash", True), ("in:anywhere plan", True), ("label:spam", True),
    ("plan OR in:trash", True), ("-in:trash", False), ("in:(inbox OR spam)", True), ("subject:trash", False),
])
def test_spam_and_trash_are_left_out_unless_asked_for(text: str, everywhere: bool) -> None:
    assert query(text).everywhere == everywhere


@given(messages)
def test_words_kept_beside_a_row_are_those_of_that_row(row: Message) -> None:
    """Also after the row is gone and its place in memory has been taken by another."""
    def text_of(one: Message) -> str:
        return one.body

    assert spoken_of(row, text_of) == spoken_of(row, text_of)
    for body in VOCABULARY:
        passing = row.replace(body=f"only {body}")
        assert f"only {body}" in spoken_of(passing, text_of)


def test_parsing_is_kept_and_does_not_grow_with_nesting() -> None:
    assert parse("a OR b") is parse("a OR b")
    deep = "(" * MAX_NESTING + "a" + ")" * MAX_NESTING
    assert parse(deep) == parse("a")
    wide = " ".join(f"w{i}" for i in range(300))
    assert len(parse(wide)[0]) == 300
