"""The base worlds `office-small` and `office-large`: Tarn & Vale as Mara Lindqvist's mailbox shows it."""

from ..snapshots.calls import Call
from ..snapshots.errors import UsageError, suggest
from .catalog import service_classes
from .common.zones import read_moment
from .office_post import DAY, Conversation, Office, post
from .office_seeds import HOME, cast, read_seed
from .office_text import Fact, fill, typed, unwrapped
from .office_threads import written_conversations
from .world import World, run_calls, setup
from .worlds import BaseWorld

NOW = read_moment("2026-03-04T08:30:00Z", "UTC")
PRINCIPAL = f"mara.lindqvist@{HOME}"

SEEDS = {"office-small": 2601, "office-large": 2602}

COPIES_DAYS = {"office-small": 3650, "office-large": 60}
"""For how many days back other people keep their copies of the principal's mail."""


def build_office(name: str) -> BaseWorld:
    """Build an office from the seed files; UsageError names the nearest if there is none of that name."""
    if name not in SEEDS:
        raise UsageError(f"there is no world {name!r}; there are {', '.join(SEEDS)}.{suggest(name, SEEDS)}")
    services = ("mail",)
    world = World(service_classes(services), seed=SEEDS[name], now=NOW, pace=0)
    run_calls(world, [*directory_calls(), *mailbox_calls(), *post(office_of(name), conversations(name))],
              actor=setup(PRINCIPAL))
    return BaseWorld(name, services, PRINCIPAL, world.snapshot())


def office_of(name: str) -> Office:
    """Return what the posting of an office's mail depends on."""
    return Office(SEEDS[name], NOW, "mara", NOW - COPIES_DAYS[name] * DAY)


def conversations(name: str) -> list[Conversation]:
    """Return everything that was written in an office's two years, or in the weeks that the small one holds."""
    facts = office_facts()
    return written_conversations(read_seed("threads"), facts, now=NOW, seed=SEEDS[name])


def office_facts() -> dict[str, Fact]:
    """Return the facts that texts cite: projects, people, the handbook."""
    facts = {key: typed(value) for key, value in read_seed("projects").items()}
    handbook = unwrapped(read_seed("handbook")["text"])
    return {**facts, "handbook": fill(handbook, facts), **cast().parties}


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
