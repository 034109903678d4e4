"""An office of the size of the large one, for measurements: people, channels, files, documents and diaries."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.world import World, run_calls, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.draw import Draw

from .mailbox import NOW, WORDS

PEOPLE, CHANNELS, MESSAGES, FOLDERS, FILES, DOCUMENTS, EVENTS = 60, 24, 5_000, 40, 400, 40, 1_200
OWNER = "p00@bench.test"
GUEST = "ines@far.example"
GROUP = "crew@bench.test"


def address(number: int) -> str:
    """Return the address of one of the people."""
    return f"p{number % PEOPLE:02}@bench.test"


def office_world(*, messages: int = MESSAGES) -> World:
    """Return a world with all services, in which OWNER is a member of everything that the measurements touch."""
    world = World(service_classes(tuple(SERVICES)), seed=1, now=NOW)
    for calls in (_people(), _talk(messages), _papers(), _diary()):
        run_calls(world, list(calls), actor=setup(OWNER))
    return world


def _call(tool: str, **arguments: Json) -> Call:
    return Call.of(tool, arguments)


def _sentence(draw: Draw, count: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(count))


def _people() -> Iterator[Call]:
    yield _call("people.add_organisation", id="bench", name="Bench", domain="bench.test", relation="home")
    for number in range(PEOPLE):
        one = address(number)
        yield _call("people.add_person", id=one[:3], name=f"Person {one[1:3]}", emails=[one], organisation="bench")
        yield _call("mail.add_mailbox", address=one, name=f"Person {one[1:3]}", person=one[:3])
    yield _call("groups.add_group", address=GROUP, name="Crew", members=[address(number) for number in range(20)])


def _talk(messages: int) -> Iterator[Call]:
    draw = Draw(messages, "benchmark talk")
    yield _call("chat.put_workspace", name="Bench", domain="bench.chat.test")
    for number in range(PEOPLE):
        yield _call("chat.put_user", id=f"user_{number:02}", address=address(number), name=f"Person {number:02}")
    yield _call("chat.put_user", id="user_far", address=GUEST, name="Ines", role="external")
    for number in range(CHANNELS):
        who: list[Json] = [f"user_{(number * 5 + step) % PEOPLE:02}" for step in range(12 + number)]
        yield _call("chat.put_channel", id=f"chan_{number:02}", name=f"room-{number:02}",
                    members=list(dict.fromkeys(["user_00", *who, *(["user_far"] if number == 1 else [])])),
                    minutes_ago=2 * messages * 10)
    last: dict[int, str] = {}
    for number in range(messages):
        room = draw.below(CHANNELS) if number % 4 else 0
        answers = {"thread_ts": last[room]} if room in last and draw.chance(25) else {}
        moment = NOW - (messages - number) * 10 * 60_000
        text = _sentence(draw, 8 + draw.below(24)) + (" zephyr" if number % 100 == 50 else "")
        reactions: list[Json] = [["thumbsup", ["user_00"]]] if number % 10 == 0 else []
        yield _call("chat.put_message", channel=f"chan_{room:02}", sender=f"user_{(room * 5 + draw.below(12)) % 60:02}",
                    text=text, date=_iso(moment), reactions=reactions, **answers)
        if not answers:
            last[room] = f"{moment // 1000}.{moment % 1000 * 1000:06}"
    yield _call("chat.put_read_mark", channel="chan_00", minutes_ago=600)


def _papers() -> Iterator[Call]:
    draw = Draw(FILES, "benchmark papers")
    for number in range(4):
        yield _call("drive.put_shared_drive", id=f"drive_{number}", name=f"Drive {number}",
                    members=[[OWNER, "organizer"], [GROUP, "writer"]])
    for number in range(FOLDERS):
        above = f"folder_{number - 1:02}" if number % 10 else f"drive_{number // 10}"
        yield _call("drive.put_folder", id=f"folder_{number:02}", name=_sentence(draw, 2), owner=OWNER, folder=above)
    for number in range(FILES - DOCUMENTS):
        mine = number % 3 == 0
        yield _call("drive.put_file", id=f"file_{number:03}", name=f"{_sentence(draw, 2)}.txt",
                    owner=OWNER if mine else address(draw.below(PEOPLE)), text=_sentence(draw, 300),
                    folder="root" if number % 2 else f"folder_{draw.below(FOLDERS):02}", minutes_ago=number * 60)
        for _ in range(number % 3):
            yield _call("drive.put_permission", file=f"file_{number:03}", who=address(draw.below(PEOPLE)))
    for number in range(DOCUMENTS):
        body = "\n\n".join(_sentence(draw, 60) for _ in range(12))
        yield _call("docs.put_document", id=f"doc_{number:02}", name=_sentence(draw, 3), owner=OWNER,
                    text=f"# Notes\n\n{body}", folder="root" if number % 2 else f"folder_{number:02}")
    yield _call("drive.put_comment", id="comment_0", file="file_000", author=address(1), text="Is this right?")


def _diary() -> Iterator[Call]:
    draw = Draw(EVENTS, "benchmark diary")
    for number in range(PEOPLE):
        yield _call("calendar.add_calendar", owner=address(number))
    for number in range(EVENTS):
        owner = address(number % 12)
        start = NOW - NOW % 86_400_000 + (draw.below(730) - 700) * 86_400_000 + (8 + draw.below(9)) * 3_600_000
        weekly: list[Json] = ["RRULE:FREQ=WEEKLY"] if number % 40 == 0 else []
        guests: list[Json] = [] if number % 2 else [one for one in {
            address(draw.below(PEOPLE)): None, OWNER: None, address(draw.below(PEOPLE)): None,
        } if one != owner]
        yield _call("calendar.put_event", id=f"evt_{number:04}", calendar=owner, summary=_sentence(draw, 3),
                    start=_iso(start), minutes=30, guests=guests, recurrence=weekly)


def _iso(moment: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).isoformat()
