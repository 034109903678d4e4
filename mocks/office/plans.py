"""The base worlds `office-small` and `office-large`: Tarn & Vale as Mara Lindqvist's mailbox shows it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import UsageError, suggest
from ..catalog import service_classes
from ..common.moments import DAY
from ..common.zones import local
from ..world import World, run_calls, setup
from ..worlds import BaseWorld
from .cast import HOME, cast, read_seed
from .diary import diary_of
from .facts import NOW, PRINCIPAL, SEED, office_facts
from .papers import papers_of
from .post import LISTS, Conversation, Office, post
from .series import series_conversations
from .talk import talk_of
from .threads import ZONE, written_conversations

SERVICES = ("mail", "chat", "calendar", "docs", "drive")

DEPARTMENTS = ("Engineering", "Finance")
"""Departments that are groups too. Operations is the list ops-team."""

SERIES = ("series_reports", "series_machines", "series_people")

FILTERS = (
    ("builds@tarnvale.test", "Engineering/Builds", True),
    ("lantern@tarnvale.test", "Operations/Lantern", False),
    ("no-reply@expenses.tarnvale.test", "Finance/Expenses", False),
)
"""The principal's own filters: sender, label, whether it skips the inbox."""


class Plan(NamedTuple):
    """What an office holds: seed files of written threads, how many days of series, how many mails of the principal.

    Other people keep copies of the principal's mail for `copies` days back.
    """

    threads: tuple[str, ...]
    days: int
    mails: int
    copies: int


_WRITTEN = ("threads", "threads_harbour", "threads_meridian")
PLANS = {
    "office-small": Plan(_WRITTEN, days=13, mails=150, copies=3650),
    "office-large": Plan((*_WRITTEN, "threads_past"), days=730, mails=2500, copies=60),
}


def build_office(name: str, services: tuple[str, ...] = ()) -> BaseWorld:
    """Build an office from the seed files, whole or of some services only; UsageError names the nearest if there is
    none of that name."""
    if name not in PLANS:
        raise UsageError(f"there is no world {name!r}; there are {', '.join(PLANS)}.{suggest(name, PLANS)}")
    world = World(service_classes(SERVICES), seed=SEED, now=NOW, pace=0)
    with _uncollected():
        for calls, needed_by in PARTS:
            if not needed_by.isdisjoint(services or SERVICES):
                run_calls(world, calls(name), actor=setup(PRINCIPAL))
    return BaseWorld(name, SERVICES, PRINCIPAL, world.snapshot()).narrowed(services or SERVICES)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the search for cycles from the rows that are made: they stay, hold none, and are a fourth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def group_calls() -> list[Call]:
    """Return the calls that make the mailing lists, and the departments that files are shared with, into groups.

    A list's mailbox keeps what was written to it.
    """
    crew = cast()
    groups = [(crew.party(key).email, crew.party(key).name, crew.members[key]) for key in LISTS]
    for department in DEPARTMENTS:
        members = tuple(party.key for party in crew.of("home") if party.details["department"] == department)
        groups.append((f"{department.lower()}@{HOME}", department, members))
    return [
        Call.of("groups.add_group", {
            "address": address, "name": name, "members": [crew.party(key).email for key in members],
        })
        for address, name, members in groups
    ]


def settings_calls() -> list[Call]:
    """Return the calls that set what people have set in their mailboxes: filters, and an absence."""
    calls: list[Call] = []
    for sender, label, archive in FILTERS:
        calls.append(Call.of("mail.create_label", {"name": label}))
        rule: dict[str, Json] = {"from_address": sender, "add_labels": [label], "archive": archive}
        calls.append(Call.of("mail.create_filter", rule))
    away = cast().party("lambert").email
    return [*calls, Call.of("mail.set_vacation", {
        "enabled": True, "mailbox": away, "subject": "Away until 9 March", "end": "2026-03-09T08:00",
        "body": "I am away until Monday 9 March and do not read mail. Sofia Marchetti has my files.",
    })]


def office_of(name: str) -> Office:
    """Return what the posting of an office's mail depends on."""
    return Office(NOW, "mara", NOW - PLANS[name].copies * DAY)


def conversations(name: str) -> list[Conversation]:
    """Return everything that was written in an office's two years, or in the weeks that the small one holds."""
    plan, facts = PLANS[name], office_facts()
    written = [
        conversation
        for file in plan.threads
        for conversation in written_conversations(read_seed(file), facts, now=NOW, seed=SEED, world=name)
    ]
    last = local(NOW, ZONE).date()
    repeated = [
        conversation
        for file in SERIES
        for conversation in series_conversations(
            read_seed(file), facts, first=last - timedelta(plan.days), last=last, now=NOW, seed=SEED
        )
    ]
    return [*written, *_newest(repeated, plan.mails - sum(map(_mine, written)))]


def _mine(conversation: Conversation) -> int:
    """Return how many mails of a conversation the principal has."""
    crew = cast()
    lists = {key for key, members in crew.members.items() if "mara" in members}
    return sum(
        mail.sender == "mara" or bool({"mara", *lists} & {*mail.to, *mail.cc}) for mail in conversation.mails
    )


def _newest(conversations: list[Conversation], count: int) -> list[Conversation]:
    """Return the newest conversations that together have `count` of the principal's mails, or all if they have fewer.

    A conversation that does not fit into what is left is passed over.
    """
    out: list[Conversation] = []
    for conversation in sorted(conversations, key=lambda one: (-one.mails[0].at, one.name)):
        size = _mine(conversation)
        if size <= count:
            out.append(conversation)
            count -= size
    return out


def directory_calls() -> list[Call]:
    """Return the calls that fill the directory of people and organisations."""
    crew = cast()
    calls = [
        Call.of("people.add_organisation", {"id": key, **entry}) for key, entry in crew.organisations.items()
    ]
    for party in crew.of("home", "external"):
        entry = party.details
        manager = entry.get("manager", "")
        calls.append(Call.of("people.add_person", {
            "id": party.id, "name": party.name, "emails": [party.email],
            "organisation": crew.organisations[entry.get("organisation", "tarnvale")]["name"],
            "title": entry["title"], "department": entry.get("department", ""),
            "manager": crew.party(manager).id if manager else "", "time_zone": entry["zone"],
            "phone": entry.get("phone", ""), "location": entry.get("location", ""),
            "external": party.kind == "external",
        }))
    return calls


def mailbox_calls() -> list[Call]:
    """Return the calls that give everybody of the home organisation a mailbox, and the shared ones."""
    calls: list[Call] = []
    for party in cast().of("home", "shared"):
        person = party.id if party.kind == "home" else ""
        signature = f"{party.name}\n{party.details['title']}, Tarn & Vale" if person else ""
        calls.append(Call.of("mail.add_mailbox", {
            "address": party.email, "name": party.name, "person": person, "signature": signature,
            "time_zone": party.details.get("zone", "Europe/Berlin"),
        }))
    return calls


PARTS: tuple[tuple[Callable[[str], list[Call]], frozenset[str]], ...] = (
    (lambda name: [*directory_calls(), *group_calls()], frozenset(SERVICES)),
    (lambda name: [*mailbox_calls(), *settings_calls(), *post(office_of(name), conversations(name))],
     frozenset({"mail"})),
    (papers_of, frozenset({"chat", "calendar", "docs", "drive"})),
    (diary_of, frozenset({"calendar"})),
    (talk_of, frozenset({"chat"})),
)
"""The parts of an office, and the services that need each: what chat and calendars link to are files."""
