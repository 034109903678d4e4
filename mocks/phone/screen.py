"""The screen: every window of the phone as it stands, from the state alone, laid out once and kept."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...snapshots.digest import ROW_HASH_SPACE
from ...snapshots.state import State
from ...snapshots.tables import Table
from ..screens.geometry import Rect
from ..screens.layout import Layout, height_of, lay_out
from ..screens.theme import Theme
from ..screens.widgets import Widget
from ..screens.windows import Screen as Windows
from ..screens.windows import Window
from .act import DISPLAY
from .app import LAUNCHER, SYSTEM, App
from .app import Screen as Sight
from .catalog import app_of
from .dress import dressed
from .look import DEVICE, Look, Read, app_named
from .records import Device, Display, Page, Task
from .signed_out import sight_of
from .skins import Skin, skin_of

STATUS_BAR, BUTTON_BAR, GESTURE_BAR = 28, 48, 24
"""Heights in dp: of Android's status bar with a camera hole, and of its two kinds of navigation bar."""

BUBBLE, BUBBLE_AT = 72, 72
"""Side of the room of a bubble in dp, and how far down the screen it floats in percent. Ours."""


class Owner(NamedTuple):
    """Whose a window is: the app, its id, and which page of its stack."""

    app: App
    id: str
    page: Page


class Shown(NamedTuple):
    """What is on the screen: its windows, their one layout, and whose each window is, by its name."""

    windows: Windows
    layout: Layout
    owners: dict[str, Owner]


_KEPT = 256
"""Screens kept of all worlds: what is looked at more than once, by whichever face, is laid out once."""

_kept: "OrderedDict[tuple[int, int], tuple[Shown, tuple[tuple[str, int | None], ...]]]" = OrderedDict()


def shown(state: State) -> Shown:
    """Return what is on the screen of a world's phone."""
    return seen(state.tables.__getitem__, state.now, [path for path in state.tables if path.startswith("phone.")])


def seen(read: Read, now: int, paths: Iterable[str]) -> Shown:
    """Return what is on the screen, from the tables, the time and the paths of the phone's own tables.

    What else an app reads, such as the mail, is noted beside what is kept, and has to be as it was, or missing again.
    """
    key = (sum(read(path).digest for path in paths) % ROW_HASH_SPACE, now)
    found = _kept.get(key)
    if found is not None and all(_digest(read, path) == digest for path, digest in found[1]):
        _kept.move_to_end(key)
        return found[0]
    others: dict[str, int | None] = {}

    def noting(path: str) -> "Table[Any]":
        if not path.startswith("phone."):
            others[path] = _digest(read, path)
        return read(path)

    made = _compose(noting, now)
    _kept[key] = made, tuple(others.items())
    if len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return made


def _digest(read: Read, path: str) -> int | None:
    """Return the digest of a table; None if the world has no such table."""
    try:
        return read(path).digest
    except KeyError:
        return None


def _compose(read: Read, now: int) -> Shown:
    device: Device = read("phone.devices")[DEVICE]
    display: Display = read("phone.displays")[DISPLAY]
    owners: dict[str, Owner] = {}
    windows = []
    for window, owner in _windows(read, now, device, display):
        windows.append(window)
        owners[window.name] = owner
    screen = Windows(device.width, device.height, tuple(windows))
    return Shown(screen, lay_out(screen), owners)


def front(read: Read, display: Display) -> Owner:
    """Return the app that is in front and its top page."""
    identity = display.app or LAUNCHER
    app = app_named(read, identity)
    task: Task | None = read("phone.tasks").get(identity)
    return Owner(app, identity, task.pages[-1] if task is not None and task.pages else Page(screen=app.start))


def theme_of(skin: Skin, device: Device) -> Theme:
    """Return what turns an app's trees into pixels on this device."""
    return Theme(hue=skin.hue, chroma=skin.chroma, dark=device.dark, density=device.density, font=device.font_scale,
                 shape=skin.shape, locale=device.language)


def _windows(read: Read, now: int, device: Device, display: Display) -> Iterator[tuple[Window, Owner]]:
    """Yield the windows from the lowest up, each with whose it is."""
    plain = theme_of(skin_of(SYSTEM), device)
    bar = plain.px(BUTTON_BAR if device.navigation == "buttons" else GESTURE_BAR)
    whole = Rect(0, 0, device.width, device.height)
    body = Rect(0, plain.px(STATUS_BAR), device.width, device.height - bar)
    system = app_of(SYSTEM)

    def part(name: str, room: Rect, theme: Theme = plain, *, modal: bool = False, touches: bool = True,
             solid: bool = False, gravity: str = "fill") -> tuple[Window, Owner]:
        owner = Owner(system, SYSTEM, Page(screen=name))
        tree = system.screen_named(name).view(Look(read, now, *owner))
        return Window(name, tree, room, theme, skin_of(SYSTEM).package, gravity, modal=modal, solid=solid,
                      touches=touches, focus=False), owner

    beneath = plain if device.locked or not display.app else theme_of(skin_of(display.app), device)
    yield part("ground", whole, beneath, touches=False)
    if device.locked:
        yield part("lock", whole, modal=True, solid=True)
    else:
        keys = display.keyboard and part("keyboard", body, gravity="bottom")
        room = body
        if keys:
            height = height_of(keys[0].tree, body.width, plain)
            room = Rect(body.left, body.top, body.right, body.bottom - height)
        yield from _pages(read, now, device, display, room)
        if keys:
            yield keys
        shaded = any(page.screen in ("shade", "quick") for page in display.over)
        for depth, page in enumerate(display.over):
            yield _over(read, now, Owner(system, SYSTEM, page), depth, body, plain)
        if display.bubble:
            edge = plain.px(BUBBLE)
            down = body.top + body.height * BUBBLE_AT // 100
            yield part("bubble", Rect(body.right - edge, down, body.right, down + edge))
        if not shaded and any(notice.banner_until > now for notice in read("phone.notices").rows()):
            yield part("banner", body, gravity="top")
    yield part("status", Rect(0, 0, device.width, body.top), solid=True)
    yield part("navigation", Rect(0, body.bottom, device.width, device.height), solid=True)
    if display.toast_until > now and not device.locked:
        yield part("toast", body, touches=False, gravity="bottom")


def _pages(read: Read, now: int, device: Device, display: Display, room: Rect) -> Iterator[tuple[Window, Owner]]:
    """Yield the top page of the app in front, and below it the pages that it lies over."""
    owner = front(read, display)
    task: Task | None = read("phone.tasks").get(owner.id)
    pages = task.pages if task is not None and task.pages else (owner.page,)
    looks = [Look(read, now, owner.app, owner.id, page) for page in pages]
    sights = [sight_of(look) for look in looks]
    lowest = max((i for i, sight in enumerate(sights) if sight.kind == "page"), default=0)
    skin = skin_of(owner.id)
    theme = theme_of(skin, device)
    for depth in range(lowest, len(pages)):
        tree = dressed(looks[depth], sights[depth].view(looks[depth]))
        mine = Owner(owner.app, owner.id, pages[depth])
        yield _window(f"app{depth}", tree, sights[depth], room, theme, skin.package), mine


def _window(name: str, tree: Widget, sight: Sight, room: Rect, theme: Theme, package: str) -> Window:
    if sight.kind == "page":
        return Window(name, tree, room, theme, package, solid=True, secure=sight.secure)
    return Window(
        name, tree, room, theme, package, gravity="centre" if sight.kind == "dialog" else "bottom", scrim="scrim",
        modal=True, outside=() if sight.modal else ("back",), secure=sight.secure,
    )


def _over(read: Read, now: int, owner: Owner, depth: int, body: Rect, theme: Theme) -> tuple[Window, Owner]:
    """Return a window of the system that lies over the app."""
    sight = owner.app.screen_named(owner.page.screen)
    tree = sight.view(Look(read, now, *owner))
    return _window(f"over{depth}", tree, sight, body, theme, skin_of(SYSTEM).package), owner
