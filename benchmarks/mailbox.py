"""A mailbox of any size for measurements: the same messages for Diorama, for AgentDojo's classes and for SQLite."""

from collections.abc import Iterator
from typing import NamedTuple

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw

OWNER = "nora.feld@bench.test"
NOW = 1_772_600_000_000

_NAMES = ("Ada Brook", "Ben Carrow", "Cleo Dahl", "Dora Ekman", "Emil Foss", "Finn Gruber", "Gina Holt", "Hugo Ives")
WORDS = tuple(
    f"{first}{second}" for first in ("bar", "del", "fin", "gor", "hul", "kem", "lor", "mav", "nib", "pol", "rus", "tam")
    for second in ("a", "ed", "ik", "on", "ure", "ast", "ell", "im", "ova", "ers", "ite", "un")
)


class Mail(NamedTuple):
    """One message as plain values."""

    number: int
    sender: str
    subject: str
    body: str
    minutes_ago: int
    unread: bool


def mails(count: int) -> Iterator[Mail]:
    """Yield `count` messages of about 600 characters, oldest first; one in a hundred holds the word `zephyr`."""
    draw = Draw(count, "benchmark mailbox")
    for number in range(count):
        words = [draw.choice(WORDS) for _ in range(90)]
        if number % 100 == 50:
            words[draw.below(90)] = "zephyr"
        name = draw.choice(_NAMES)
        sender = f"{name} <{name.lower().replace(' ', '.')}@bench.test>"
        yield Mail(
            number, sender, " ".join(draw.choice(WORDS) for _ in range(5)), " ".join(words), (count - number) * 30,
            draw.chance(30),
        )


def mail_world(count: int) -> World:
    """Return a world with one mailbox of `count` messages."""
    world = World(service_classes(("mail",)), seed=1, now=NOW)
    run_calls(world, [
        Call.of("people.add_organisation", {
            "id": "bench", "name": "Bench", "domain": "bench.test", "relation": "home",
        }),
        Call.of("mail.add_mailbox", {"address": OWNER, "name": "Nora Feld", "time_zone": "Europe/Berlin"}),
        *(
            Call.of("mail.put_message", {
                "id": f"m_{mail.number:06}", "sender": mail.sender, "to": [OWNER], "subject": mail.subject,
                "body": mail.body, "minutes_ago": mail.minutes_ago,
                "labels": ["INBOX", "UNREAD"] if mail.unread else ["INBOX"],
            })
            for mail in mails(count)
        ),
    ], actor=setup(OWNER))
    return world
