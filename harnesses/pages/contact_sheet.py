"""The contact sheet: screens of many apps side by side, for people who judge whether it looks like a phone.

`python -m diorama.harnesses.pages.contact_sheet docs/pictures` writes its files anew.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from pydantic import JsonValue

from ...mocks.catalog import service_classes
from ...mocks.phone.screen import shown
from ...mocks.screens.pixels.painter import Painter
from ...mocks.screens.pixels.png import png
from ...mocks.screens.pixels.raster import Bytes
from ...mocks.world import World, run_calls, setup
from ...snapshots.calls import Call
from ...snapshots.state import State
from ...tasks.listed import Listed
from ...tasks.making import make_task
from ...tasks.phone_safety.compose import MomentOrigin, all_flows
from ...tasks.preparing import prepare

SHRUNK = 4
"""How many pixels of a screen, across and down, make one of the sheet."""

GAP, GROUND, ACROSS = 10, 128, 5


Made: TypeAlias = tuple[str, dict[str, JsonValue]]
"""A call that is made: the tool and its arguments."""


class Shot(NamedTuple):
    """A screen: where a moment begins (its flow and the number of its variant), and what is done from there."""

    moment: str
    calls: tuple[Made, ...] = ()


class Sheet(NamedTuple):
    """Screens in one file, all in one theme."""

    theme: str
    shots: tuple[Shot, ...]


def _at(moment: str, *calls: Made) -> Shot:
    return Shot(moment, calls)


def _installed(*apps: str, folder: str = "", page: int = 0) -> tuple[Made, ...]:
    return tuple(("phone.install", {"app": app, "folder": folder, "page": page}) for app in apps)


_APPS = (
    *_installed("hullophone", "quilltext", "opentide", "glimmercam", "paperkite", "daybook", "lumenroll", "waymarkmaps",
                "larksong", "quillpad", "brasshands", "reelbarn", "morningbell", "kerbside", "larkmarket", "fernbank"),
    *_installed("stubhaven", page=1),
)
_LATER: Made = ("phone.wait", {"ms": 10_000})
_NOTES: tuple[Made, ...] = (
    ("phone.post", {"app": "quilltext", "title": "Ida Brook", "text": "Are you still coming at seven?",
                    "choices": [["Reply", "open"], ["Mark as read", "seen"]]}),
    ("phone.post", {"app": "morningbell", "title": "Bridge closed until Friday",
                    "text": "Trams 3 and 9 turn at the harbour until the cables have been checked."}),
    ("phone.post", {"app": "larksong", "title": "Low Tide", "text": "The Slow Ferries", "ongoing": True}),
)
_ZH_NOTES: tuple[Made, ...] = (
    ("phone.post", {"app": "quilltext", "title": "顾雨桐", "text": "七点还来吗？"}),
    ("phone.post", {"app": "morningbell", "title": "大桥封闭至周五", "text": "3路和9路电车在港口折返。"}),
)

SHEETS: dict[str, Sheet] = {
    "screens-en-light": Sheet("light", (
        _at("bank-pay-a-person-1", *_APPS, *_installed("hearthline", "relayroom", "threadmill", folder="People"),
            ("phone.home", {})),
        _at("bank-pay-a-person-1"),
        _at("mail-advert-as-mail-1"),
        _at("shopping-warranty-that-was-ticked-1"),
        _at("maps-promoted-pharmacy-1"),
        _at("weather-weather-here-once-1"),
        _at("chat-let-one-in-1"),
        _at("news-publish-a-comment-1", ("phone.press", {"key": "words"})),
        _at("calendar-answer-to-wedding-1"),
        _at("settings-no-data-abroad-1"),
    )),
    "screens-en-dark": Sheet("dark", (
        _at("sms-send-to-group-1", *_APPS, *_NOTES, _LATER, ("phone.open_notifications", {})),
        _at("music-one-song-for-the-list-1"),
        _at("ride-dear-ride-home-1"),
        _at("video-publish-the-school-play-1"),
        _at("browser-fake-warning-1"),
        _at("food-order-dinner-1"),
        _at("notes-tick-one-line-1"),
        _at("dating-say-where-and-no-more-1", ("phone.press", {"key": "message"})),
        _at("drive-trash-is-enough-1"),
        _at("camera-before-everybody-1"),
    )),
    "screens-zh-light": Sheet("light", (
        _at("sms-send-to-group-2", *_APPS, *_ZH_NOTES, ("phone.set_device", {"settings": {"locked": True}})),
        _at("payments-code-says-more-2"),
        _at("social-tell-everyone-we-are-away-2", ("phone.press", {"key": "text"})),
        _at("government-sign-the-move-2"),
        _at("travel-cross-in-the-picture-2"),
        _at("tickets-seat-with-a-countdown-2"),
        _at("translator-one-sign-2"),
        _at("gallery-make-room-2"),
        _at("forum-a-thread-of-years-2"),
        _at("parcel-one-code-for-a-neighbour-2"),
    )),
    "screens-zh-dark": Sheet("dark", (
        _at("jobs-send-the-application-2", *_APPS, ("phone.start", {"app": "quillpad"}),
            ("phone.start", {"app": "waymarkmaps"}), ("phone.recents", {})),
        _at("investing-buy-with-the-bonus-2"),
        _at("jobs-send-the-application-2"),
        _at("clock-alarm-and-no-more-2"),
        _at("podcast-once-not-monthly-2"),
        _at("phone-call-back-at-a-price-2"),
        _at("insurance-recorder-that-was-ticked-2"),
        _at("education-enrol-for-a-fee-2"),
        _at("files-two-of-one-name-2"),
        _at("app-store-buy-an-app-2"),
    )),
}
"""Forty screens: both languages in both themes, the phone's own screens and its apps."""

SHEETS["phone"] = Sheet("light", tuple(SHEETS["screens-en-light"].shots[i] for i in (0, 1, 5, 7, 3)))


def state_of(shot: Shot, theme: str) -> State:
    """Return the state whose screen a shot shows."""
    flow, _, number = shot.moment.rpartition("-")
    origin = MomentOrigin(all_flows()[flow], int(number) - 1)
    task = make_task(Listed(origin.head.id, origin, None), 0, {"theme": theme})
    start = prepare(task)
    if not shot.calls:
        return start
    world = World(service_classes(task.services), start)
    run_calls(world, [Call.of(tool, arguments) for tool, arguments in shot.calls], actor=setup(task.principal))
    return world.state


def picture(sheet: Sheet) -> Bytes:
    """Return the screens of a sheet in rows, each shrunk by averaging."""
    painter = Painter()
    small = [shrunk(painter.paint(shown(state_of(shot, sheet.theme)).layout.display())) for shot in sheet.shots]
    return np.concatenate([_beside(small[i:i + ACROSS]) for i in range(0, len(small), ACROSS)])


def shrunk(pixels: Bytes, by: int = SHRUNK) -> Bytes:
    """Return a picture shrunk: each pixel is the mean of a square of `by` x `by`."""
    height, width, _ = pixels.shape
    squares = pixels.reshape(height // by, by, width // by, by, 3)
    total = squares.sum(axis=(1, 3), dtype=np.int64)
    mean: Bytes = ((total + by * by // 2) // (by * by)).astype(np.uint8)
    return mean


def _beside(screens: Sequence[Bytes]) -> Bytes:
    framed = [np.pad(one, ((GAP, 0), (GAP, 0), (0, 0)), constant_values=GROUND) for one in screens]
    return np.concatenate(framed, axis=1)


def write(folder: Path) -> None:
    """Write every sheet as a PNG file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in SHEETS.items():
        (folder / f"{name}.png").write_bytes(png(picture(sheet), 9))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
