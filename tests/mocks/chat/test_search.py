"""Search: what a query finds, against a plain filter over all messages; and what it refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.world import agent
from diorama.snapshots.draw import Draw
from tests.mocks.chat.room import ANN, BOB, CLEO, GUS, MARA, Room

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = {"@mara": MARA, "@bob": BOB, "@cleo": CLEO, "@ann": ANN}
PLACES = {"#plans": "Cplans", "#secret": "Csecret", "#general": "Cgeneral", "#outside-work": "Cshared", "dm": "Dbob"}
READERS = {
    MARA: {"Cplans", "Csecret", "Cgeneral", "Cshared", "Dbob"},
    BOB: {"Cplans", "Csecret", "Cgeneral", "Cshared", "Dbob"},
    CLEO: {"Cplans", "Cgeneral", "Cshared"}, GUS: {"Cplans"}, ANN: {"Cshared"},
}
"""Who reads what, written out: Cleo reads public channels without being in them, guests do not."""
INSIDE = {"Cplans": {MARA, BOB, GUS}, "Csecret": {MARA, BOB}, "Cgeneral": {MARA, BOB, CLEO},
          "Cshared": {MARA, BOB, ANN}, "Dbob": {MARA, BOB}}
VOCABULARY = ("plan", "planning", "budget", "week", "review", "lunch", "@bob", "@cleo", "https://plans.test/x")


class Said(NamedTuple):
    """A message as a test knows it."""

    place: str
    by: str
    vocabulary: tuple[str, ...]
    at: datetime
    answers: bool = False
    pinned: bool = False
    emoji: str = ""


_MESSAGES = st.lists(
    st.builds(
        Said, st.sampled_from(sorted(PLACES)), st.sampled_from([MARA, BOB]),
        st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4).map(tuple),
        st.integers(0, 24 * 70).map(lambda h: datetime(2026, 3, 4, 8, tzinfo=BERLIN) - timedelta(hours=h)),
        st.booleans(), st.booleans(), st.sampled_from(["", "eyes"]),
    ), min_size=1, max_size=14,
)
Naive = Callable[[str, Said, bool], bool]


def _term(text: str, holds: Naive) -> tuple[str, Naive]:
    return text, holds


def _spoken(said: Said) -> str:
    return f" {' '.join(said.vocabulary).replace('@', '').replace('://', ' ').replace('.', ' ').replace('/', ' ')} "


def _begins(word: str) -> Naive:
    return lambda me, said, thread: f" {word}" in _spoken(said)


def _whole(word: str) -> Naive:
    return lambda me, said, thread: f" {word} " in _spoken(said)


def _addressed(who: str) -> Naive:
    def holds(me: str, said: Said, thread: bool) -> bool:
        person = me if who == "me" else PEOPLE[who]
        place = PLACES[said.place]
        mentioned = f"@{person.partition('@')[0]}" in said.vocabulary and person in INSIDE[place]
        return said.by != person and (mentioned or (place == "Dbob" and person in INSIDE[place]))

    return holds


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def _before(text: str) -> Naive:
    return lambda me, said, thread: said.at < _day(text)


def _after(text: str) -> Naive:
    return lambda me, said, thread: said.at >= _day(text) + timedelta(days=1)


_NAIVE: list[tuple[str, Naive]] = [
    *[_term(word, _whole(word)) for word in ("plan", "budget", "review", "bob")],
    _term("plan*", _begins("plan")), _term('"budget week"', _whole("budget week")),
    _term("plans.test/x", _whole("plans test x")),
    _term("from:@bob", lambda me, said, thread: said.by == BOB),
    _term("from:me", lambda me, said, thread: said.by == me),
    _term(f"from:{MARA}", lambda me, said, thread: said.by == MARA),
    _term("in:#plans", lambda me, said, thread: said.place == "#plans"),
    _term("in:plans", lambda me, said, thread: said.place == "#plans"),
    _term("to:me", _addressed("me")),
    _term("before:2026-03-01", _before("2026-03-01")), _term("after:2026-02-10", _after("2026-02-10")),
    _term("after:january", lambda me, said, thread: said.at >= _day("2026-02-01")),
    _term("on:2026-03-03", lambda me, said, thread: said.at.date() == _day("2026-03-03").date()),
    _term("on:today", lambda me, said, thread: said.at.date() == _day("2026-03-04").date()),
    _term("during:february", lambda me, said, thread: (said.at.year, said.at.month) == (2026, 2)),
    _term("during:2026-01", lambda me, said, thread: (said.at.year, said.at.month) == (2026, 1)),
    _term("during:week", lambda me, said, thread: said.at >= _day("2026-03-02")),
    _term("has:link", lambda me, said, thread: "https://plans.test/x" in said.vocabulary),
    _term("has:pin", lambda me, said, thread: said.pinned), _term("is:pinned", lambda me, said, thread: said.pinned),
    _term("has:reaction", lambda me, said, thread: bool(said.emoji)),
    _term("has::eyes:", lambda me, said, thread: said.emoji == "eyes"),
    _term("is:thread", lambda me, said, thread: thread),
    _term("is:dm", lambda me, said, thread: said.place == "dm" and me in (MARA, BOB)),
]
_QUERY = st.lists(st.tuples(st.sampled_from(_NAIVE), st.booleans()), min_size=1, max_size=3)


def _filled(messages: list[Said]) -> tuple[Room, list[tuple[str, Said, bool]]]:
    """Return a room with messages, and of each its id and whether it is in a thread."""
    room, first, out = Room(), dict[str, tuple[int, str]](), list[tuple[str, Said, bool]]()
    for said in sorted(messages, key=lambda one: one.at):
        place = PLACES[said.place]
        root = first.get(place) if said.answers else None
        if root and out[root[0]][1].at == said.at:
            root = None
        ts = room.put(
            "chat.put_message", channel=place, sender=said.by, text=" ".join(said.vocabulary), pinned=said.pinned,
            date=said.at.isoformat(), thread_ts=root[1] if root else "",
            reactions=[[said.emoji, ["mara"]]] if said.emoji else [],
        )["ts"]
        if root:
            out[root[0]] = (*out[root[0]][:2], True)
        elif place not in first:
            first[place] = (len(out), ts)
        out.append((f"{place}:{ts}", said, root is not None))
    return room, out


def _many() -> list[Said]:
    """Return 150 drawn messages, and some at the edges of the days that queries name."""
    draw = Draw(5, "messages")
    out = [
        Said(draw.choice(sorted(PLACES)), draw.choice([MARA, BOB]),
             tuple(draw.sample(VOCABULARY, draw.between(1, 4))),
             datetime(2026, 3, 4, 8, tzinfo=BERLIN) - timedelta(hours=draw.below(24 * 70)), draw.chance(30),
             draw.chance(20), "eyes" if draw.chance(20) else "")
        for _ in range(150)
    ]
    for day in ("2026-03-01", "2026-02-11", "2026-02-01", "2026-03-03", "2026-03-04", "2026-01-01", "2026-03-02"):
        for seconds in (-1, 0, 3_600):
            out.append(Said("#general", BOB, ("edge",), _day(day) + timedelta(seconds=seconds)))
    return out


_MANY, _KNOWN = _filled(_many())


@pytest.mark.parametrize(("term", "holds"), _NAIVE, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("me", [MARA, BOB, CLEO])
def test_each_modifier_finds_what_a_plain_filter_finds(me: str, term: str, holds: Naive) -> None:
    for negated in (False, True):
        wanted = {identity for identity, said, thread in _KNOWN
                  if PLACES[said.place] in READERS[me] and holds(me, said, thread) != negated}
        assert wanted or me == CLEO, "a test that finds nothing says nothing"
        found: list[str] = []
        token = ""
        while token or not found:
            page = _MANY.do("search", by=me, query=f"-{term}" if negated else term, limit=100, page_token=token)
            found += [f"{one['channel']}:{one['ts']}" for one in page["messages"]]
            token = page.get("next_page_token", "")
            if not token:
                break
        assert sorted(found) == sorted(wanted)


@settings(max_examples=60)
@given(messages=_MESSAGES, query=_QUERY, me=st.sampled_from([MARA, MARA, BOB, CLEO, GUS]), size=st.integers(1, 5),
       oldest=st.booleans())
def test_a_search_finds_what_a_plain_filter_finds(
    messages: list[Said], query: list[tuple[tuple[str, Naive], bool]], me: str, size: int, oldest: bool
) -> None:
    if me == GUS:  # a guest cannot name whom he does not know: those he shares no room with
        query = [one for one in query if "cleo" not in one[0][0]] or query[:1]
    room, known = _filled(messages)
    wanted = {
        identity for identity, said, thread in known
        if PLACES[said.place] in READERS[me]
        and all(holds(me, said, thread) != negated for (_, holds), negated in query)
    }
    text = " ".join(f"-{term}" if negated else term for (term, _), negated in query)
    found: list[tuple[int, str]] = []
    token = ""
    while True:
        page = room.do("search", by=me, query=text, limit=size, oldest_first=oldest, page_token=token)
        assert len(page["messages"]) <= size
        found += [(int(one["ts"].replace(".", "")), f"{one['channel']}:{one['ts']}") for one in page["messages"]]
        token = page.get("next_page_token", "")
        if not token:
            break
        assert len(page["messages"]) == size
    assert {identity for _, identity in found} == wanted, text
    assert found == sorted(found, reverse=not oldest)
    assert len(found) == len(wanted)


@pytest.mark.parametrize(("query", "says"), [
    ("from:", "a modifier at its end has no value"), ('"plan', "a quote is not closed"),
    ("frm:@bob", "Did you mean 'from'?"), ("has:poll", "has: takes link, file, pin"), ("is:lost", "is: takes thread"),
    ("before:soon", "before: takes a day such as 2026-03-04"), ("on:2026-02-30", "on: takes a day"),
    ("from:@cloe", "There is no user '@cloe' here. Did you mean '@cleo'?"),
    ("in:#plas", "Did you mean '#plans'?"), ("plan OR week", "there is no OR here"), ("pl*", "needs 3 letters"),
    ("!!!", "holds no letter or digit"), ("   ", "it holds nothing to look for"),
])
def test_what_cannot_be_searched_is_refused_with_what_can(query: str, says: str) -> None:
    code, message = Room().refused("search", query=query)
    assert code == "invalid_query"
    assert says in message


def test_what_is_to_somebody_is_for_him_and_by_others() -> None:
    room = Room()
    room.old("Dbob", "from mara", by=MARA, minutes_ago=90)
    room.old("Dbob", "from bob", by=BOB, minutes_ago=80)
    room.old("#plans", "named @bob", by=MARA)
    room.old("#plans", "for nobody", by=MARA)
    assert room.found("to:me", by=BOB, oldest_first=True) == ["from mara", "named @bob"]
    assert room.found("to:@bob") == ["named @bob", "from mara"]
    assert room.found("to:me") == ["from bob"]
    assert room.found("in:@bob mara") == ["from mara"]


@given(query=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
       | st.lists(st.sampled_from(["from:", "in:", "-", '"', "has:", ":", "*", "plan", " ", "@bob", "OR", "during:"]),
                  min_size=1, max_size=8).map("".join))
@settings(max_examples=150)
def test_any_text_is_searched_or_refused(query: str) -> None:
    outcome = _ROOM.attempt("chat.search", agent(MARA), {"query": query})
    assert outcome.ok or outcome.code == "invalid_query"


_ROOM = Room()


@pytest.mark.parametrize("put", ["+1", "thumbsup"])
def test_an_emoji_is_found_by_either_of_its_names(put: str) -> None:
    room = Room()
    ts = room.do("post_message", channel="#plans", text="Shall we?")["ts"]
    room.do("react", channel="#plans", ts=ts, emoji=put)
    for name in ("+1", "thumbsup"):
        assert [one["ts"] for one in room.do("search", query=f"has::{name}:")["messages"]] == [ts]
    assert room.do("search", query="has::-1:")["messages"] == []
