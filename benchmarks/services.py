"""What a step costs in chat, calendar, docs and drive, and what the office's own budgets ask."""

import json
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from diorama.mocks.calendar.recurrence import _offset, days, starts, within
from diorama.mocks.catalog import service_classes
from diorama.mocks.common.access import access
from diorama.mocks.common.moments import DAY
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State
from diorama.snapshots.tables import Table
from diorama.snapshots.trace import Header, Setting, TraceStep, TraceWriter

from .ours import LARGE, SEARCH, STEP, Budget
from .timing import Timing, timed

PRINCIPAL = "mara.lindqvist@tarnvale.test"
OUTSIDE = "ines@far.example"
DEPUTY, ENGINEER, FITTER = (f"{name}@tarnvale.test" for name in ("daniel.okafor", "priya.raman", "jonas.weber"))

MAILS = {"calendar: invite three": 3, "calendar: change for a guest": 1, "calendar: delete for a guest": 1,
         "drive: share inside": 1}
"""Calls that also bring so many mails into mailboxes: each may cost what sending one may."""

Act: TypeAlias = tuple[str, dict[str, Any]]


def large_world() -> World:
    """Return the large office with all its services, and no task."""
    base = base_world(LARGE)
    return World(service_classes(base.services), base.state)


def acts(world: World) -> dict[str, Act]:
    """Return the calls that steps are measured with: the ten that agents make most of each service, and searches."""
    here, document, file = {"channel": "#ops-floor"}, {"file_id": "doc_harbour_minutes"}, {"file_id": "file_week_7"}
    ts, root = _newest(world, here)
    series = {"event_id": "evt_okafor_1on1"}
    everyone = [row.emails[0] for row in world.state.table("people.persons").rows() if not row.external]
    return {
        "chat: read a channel": ("chat.read_channel", here),
        "chat: read a thread": ("chat.read_thread", {**here, "ts": root}),
        "chat: read a message": ("chat.get_message", {**here, "ts": ts}),
        "chat: post": ("chat.post_message", {**here, "text": "As discussed, @jonas.weber."}),
        "chat: post where outsiders read": ("chat.post_message", {"channel": "#ext-ostrava", "text": "As discussed."}),
        "chat: answer in a thread": ("chat.post_message", {**here, "text": "Agreed.", "thread_ts": root}),
        "chat: react": ("chat.react", {**here, "ts": ts, "emoji": "eyes"}),
        "chat: list unread": ("chat.list_unread", {}),
        "chat: list channels": ("chat.list_channels", {}),
        "chat: list users": ("chat.list_users", {"query": "operations"}),
        "chat: list activity": ("chat.list_activity", {}),
        "chat: mark read": ("chat.mark_read", here),
        "chat: search a rare word": ("chat.search", {"query": "tablets"}),
        "chat: search two words": ("chat.search", {"query": "harbour crane"}),
        "chat: search by person": ("chat.search", {"query": "from:@jonas.weber in:#ops-floor"}),
        "calendar: list a week": ("calendar.list_events", {"time_min": "2026-03-02", "time_max": "2026-03-09"}),
        "calendar: list from now on": ("calendar.list_events", {}),
        "calendar: read an event": ("calendar.get_event", series),
        "calendar: list instances": ("calendar.list_instances", series),
        "calendar: create": ("calendar.create_event", {"summary": "Talk", "start": "2026-03-06T10:00"}),
        "calendar: invite three": ("calendar.create_event", {
            "summary": "Talk", "start": "2026-03-06T10:00", "guests": [DEPUTY, ENGINEER, OUTSIDE]}),
        "calendar: change for a guest": ("calendar.update_event", {**series, "summary": "Other", "scope": "all"}),
        "calendar: delete for a guest": ("calendar.delete_event", {**series, "scope": "all"}),
        "calendar: free/busy of ten": ("calendar.freebusy", {
            "people": everyone[:10], "time_min": "2026-03-04", "time_max": "2026-03-05"}),
        "calendar: find free time": ("calendar.find_free_time", {"people": [DEPUTY, ENGINEER]}),
        "calendar: list calendars": ("calendar.list_calendars", {}),
        "calendar: search two words": ("calendar.list_events", {
            "q": "site visit", "time_min": "2024-03-04", "time_max": "2026-03-04"}),
        "docs: read": ("docs.read", document),
        "docs: read a long one": ("docs.read", {"file_id": "doc_shift_log"}),
        "docs: outline": ("docs.outline", document),
        "docs: find": ("docs.find", {**document, "text": "gauges"}),
        "docs: export": ("docs.export", document),
        "docs: create": ("docs.create", {"name": "Notes", "text": "# Notes\n\nAs discussed."}),
        "docs: append": ("docs.append", {**document, "text": "As discussed."}),
        "docs: insert": ("docs.insert_text", {**document, "index": 1, "text": "New "}),
        "docs: replace": ("docs.replace_text", {**document, "find": "gauges", "replace_with": "sensors"}),
        "docs: delete": ("docs.delete_range", {**document, "start_index": 2, "end_index": 8}),
        "docs: suggest": ("docs.suggest", {**document, "find": "gauges", "replace_with": "sensors"}),
        "docs: format": ("docs.format", {**document, "start_index": 2, "end_index": 8, "bold": True}),
        "drive: newest files": ("drive.search_files", {}),
        "drive: files by name": ("drive.search_files", {"order_by": "folder,name"}),
        "drive: search names for a word": ("drive.search_files", {"q": "name contains 'meridian'"}),
        "drive: search two words": ("drive.search_files", {"q": "fullText contains 'harbour crane'"}),
        "drive: list a folder": ("drive.list_folder", {"folder": "folder_mara_one_to_one"}),
        "drive: list my drive": ("drive.list_folder", {}),
        "drive: read a file's facts": ("drive.get_file", file),
        "drive: read a file": ("drive.read_content", file),
        "drive: who has access": ("drive.who_has_access", document),
        "drive: share inside": ("drive.share", {**file, "to": [FITTER]}),
        "drive: share outside": ("drive.share", {**file, "to": [OUTSIDE]}),
        "drive: create a file": ("drive.create_file", {"name": "plan.txt", "text": "As discussed."}),
        "drive: move": ("drive.move", {**file, "folder": "folder_mara_travel"}),
        "drive: comment": ("drive.comment", {**file, "text": "Is this right?"}),
        "drive: trash": ("drive.trash", file),
    }


def _newest(world: World, where: dict[str, str]) -> tuple[str, str]:
    """Return the ts of a channel's newest message, and of the newest that has answers."""
    read: Any = world.call(Call.of("chat.read_channel", {**where, "limit": 100}), actor=agent(PRINCIPAL)).value
    return read["messages"][0]["ts"], next(one["ts"] for one in read["messages"] if one.get("replies"))


def step_timings(world: World, made: dict[str, Act], repeats: int) -> dict[str, Timing]:
    """Time calls as a step of an environment makes them: reading the action, the call, the digest, the trace's line.

    There is no task yet over these services: its checks are left out, and what only an environment adds.
    """
    start, actor, out = _starter(world), agent(PRINCIPAL), dict[str, Timing]()
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, (tool, arguments)) in enumerate(made.items()):
            text = json.dumps({"tool": tool, "arguments": arguments})
            writer = TraceWriter(Path(folder) / f"{number}.jsonl", _header())

            def step(text: str = text, writer: TraceWriter = writer) -> None:
                action = json.loads(text)
                outcome = world.call(Call.of(action["tool"], action["arguments"]), actor=actor, face="agent")
                entry = world.log[-1]
                writer.step(TraceStep(entry.number, entry.step, entry.after.now, 0, (), entry.after.digest()))
                assert outcome.ok, outcome.message

            out[name] = timed(step, before=start, repeats=repeats)
            writer.close()
    start()
    return out


def _header() -> Header:
    setting = Setting(family="", max_steps=None, pace=1000, reward="")
    return Header(package="", task="", version=1, seed=1, factors={}, base="", env=setting)


def _starter(world: World) -> Callable[[], None]:
    """Return what brings a world, with its log, back to where it is now."""
    state, log = world.state, world.log

    def start() -> None:
        world.restore(state)
        world.log = log

    return start


def service_budgets(repeats: int) -> list[Budget]:
    """Measure a step with each of the usual calls, by service, and what the office's own budgets ask."""
    world = large_world()
    size = {name: len(world.state.table(path)) for name, path in (
        ("messages", "chat.messages"), ("files", "files.files"), ("events", "calendar.events"))}
    here = ", ".join(f"{count} {name}" for name, count in size.items())
    steps = step_timings(world, acts(world), repeats)
    out: list[Budget] = []
    for service in dict.fromkeys(name.partition(":")[0] for name in steps):
        own = sorted(((timing, name) for name, timing in steps.items() if name.startswith(f"{service}:")),
                     key=lambda one: one[0].median)
        timing, middle = own[len(own) // 2]
        note = f"{here}; a call, its digest and line in the trace, without a task; the middle of {len(own)}: {middle}"
        out.append(_row(f"step with a {service} tool", "us", STEP, timing, note))
    for name, timing in steps.items():
        mails = MAILS.get(name, 0)
        most = SEARCH if name.endswith(("word", "words")) else STEP * (1 + mails)
        note = f"{here}; with mails: {mails}, {STEP:.0f} us more for each" if mails else here
        out.append(_row(f"step: {name}", "us", most, timing, note))
    few = max(5, repeats // 10)
    return [
        *out,
        _row("100 requests in one batch on 100 pages", "ms", 20, batch(few), PAGES_NOTE),
        _row("a year of 300 series, expanded anew", "ms", 50, series(few), "daily to monthly, with nothing remembered"),
        _row("a year of 300 series, listed", "ms", 50, listing(few), "the first 100 lines, by one call"),
        _row("who may do what at folder depth 10", "us", 100, permission(world, repeats), "with nothing remembered"),
    ]


# --- documents -------------------------------------------------------------------------------------------------------

PAGES, PARAGRAPHS, LETTERS = 100, 8, 350
PAGES_NOTE = f"{PAGES * PARAGRAPHS} paragraphs of {LETTERS} characters: insert, delete, style, replace"


def batch(repeats: int) -> Timing:
    """Time a batch of 100 requests of several kinds all over a document of 100 pages, as one call."""
    world = large_world()
    text = "\n\n".join(("word " * (LETTERS // 5)).strip() for _ in range(PAGES * PARAGRAPHS))
    long = {"id": "doc_long", "name": "Long", "owner": PRINCIPAL, "text": text}
    run_calls(world, [Call.of("docs.put_document", long)], actor=setup(PRINCIPAL))
    requests: list[Json] = [_request(number) for number in range(99)]
    requests.append({"replaceAllText": {"containsText": {"text": "discussed", "matchCase": True},
                                        "replaceText": "agreed"}})
    call = Call.of("docs.batch_update", {"file_id": "doc_long", "requests": requests})
    return _thousand(timed(partial(_made, world, call), before=_starter(world), repeats=repeats))


def _request(number: int) -> Json:
    at = 10 + number * LETTERS * 8
    place: Json = {"startIndex": at, "endIndex": at + 12}
    kinds: tuple[Json, ...] = (
        {"insertText": {"location": {"index": at}, "text": "As discussed. "}},
        {"deleteContentRange": {"range": place}},
        {"updateTextStyle": {"range": place, "textStyle": {"bold": True}, "fields": "bold"}},
        {"updateParagraphStyle": {"range": place, "paragraphStyle": {"alignment": "CENTER"}, "fields": "alignment"}},
    )
    return kinds[number % 4]


# --- diaries ---------------------------------------------------------------------------------------------------------

SERIES = 300
RULES = ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;INTERVAL=2",
         "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY;BYMONTHDAY=15")


def series(repeats: int) -> Timing:
    """Time finding the starts of 300 series within a year, with nothing known from before."""
    now = base_world(LARGE).state.now
    first = now - now % DAY - 90 * DAY
    made = [(f"RRULE:{RULES[number % len(RULES)]}", first + (number % 80) * DAY + number * 60_000)
            for number in range(SERIES)]

    def forget() -> None:
        for memo in (starts, days, _offset):
            memo.cache_clear()

    def expand() -> None:
        for rule, start in made:
            within(starts((rule,), start, "Europe/Berlin", False, 2026), now, now + 365 * DAY)

    return _thousand(timed(expand, before=forget, repeats=repeats))


def listing(repeats: int) -> Timing:
    """Time one call that looks through a year of a calendar with 300 series: more than anybody in the office has."""
    world = large_world()
    run_calls(world, [
        Call.of("calendar.put_event", {
            "calendar": FITTER, "summary": f"Talk {number}", "start": f"2026-01-{1 + number % 28:02}T09:00",
            "minutes": 30, "recurrence": [f"RRULE:{RULES[number % len(RULES)]}"],
        }) for number in range(SERIES)
    ], actor=setup(PRINCIPAL))
    call = Call.of("calendar.list_events", {"time_min": "2026-03-04", "time_max": "2027-03-04", "max_results": 100})
    return _thousand(timed(partial(_made, world, call, FITTER), before=_starter(world),
                           repeats=repeats))


# --- permissions -----------------------------------------------------------------------------------------------------


class _Source:
    """A state, read as a running call reads it."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.now

    def read(self, path: str) -> Table[Any]:
        return self.state.table(path)


def permission(world: World, repeats: int) -> Timing:
    """Time the question what somebody may do with a file at folder depth 10, whose right is on the shared drive."""
    folders = ["drive_operations", *(f"folder_deep_{number}" for number in range(10))]
    run_calls(world, [
        *(Call.of("drive.put_folder", {"id": inner, "name": inner, "owner": PRINCIPAL, "folder": outer})
          for outer, inner in pairwise(folders)),
        Call.of("drive.put_file", {"id": "file_deep", "name": "deep.txt", "owner": PRINCIPAL, "text": "x",
                                   "folder": folders[-1]}),
    ], actor=setup(PRINCIPAL))
    source = _Source(world.state)

    def ask() -> None:
        assert access(source, "file_deep", FITTER) is not None

    return timed(ask, repeats=repeats, inner=10)


def _row(what: str, unit: str, most: float, timing: Timing, note: str) -> Budget:
    return Budget(what, unit, most, timing.least, timing.median, note)


def _made(world: World, call: Call, principal: str = PRINCIPAL) -> None:
    outcome = world.call(call, actor=agent(principal))
    assert outcome.ok, outcome.message


def _thousand(timing: Timing) -> Timing:
    return Timing(timing.least / 1000, timing.median / 1000)
