"""The launcher: pages of icons, folders, the row of favourites, and the drawer with all apps."""

from ...screens.widgets import (
    FILL,
    Style,
    Widget,
    column,
    flagged,
    grid,
    icon,
    placed,
    row,
    scroll,
    spacer,
    stack,
    text,
    weighted,
)
from ..act import Act
from ..app import App
from ..catalog import app_of
from ..look import Look
from ..skins import Skin, skin_of

APP = App("launcher", icon="home")

COLUMNS = 4
FAVOURITES = ("phone", "sms", "browser", "camera")
"""Kinds of app in the row at the bottom of every page."""

ICON = 56
"""Side of an app's icon, in dp."""

Apps = "list[tuple[str, Installed]]"


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show one page of icons, with a search bar and the favourites."""
    number = int(look.value("page") or "0")
    apps = [(one, row_) for one, row_ in look.installed() if row_.kind not in FAVOURITES]
    pages = max((installed.page for _, installed in apps), default=0) + 1
    here = [(one, installed) for one, installed in apps if installed.page == number]
    folders = sorted({installed.folder for _, installed in here if installed.folder})
    tiles = [_folder(look, name, [one for one, installed in here if installed.folder == name]) for name in folders]
    tiles += [tile(look, one, ink="white") for one, installed in here if not installed.folder]
    dots = [
        flagged(Widget("spacer", style=Style(width=8, height=8, radii=(4,) * 4,
                                             fill="white" if i == number else "scrim")), 0)
        for i in range(pages)
    ]
    favourites = [one for kind in FAVOURITES for one, installed in look.installed() if installed.kind == kind]
    return column(
        _search(look), weighted(column(grid(*tiles, columns=COLUMNS, key="icons", style=Style(width=FILL, gap=20)))),
        row(*dots, style=Style(width=FILL, along="centre", gap=8, height=24)),
        row(*(tile(look, one, label=False) for one in favourites[:COLUMNS]),
            key="hotseat", style=Style(width=FILL, along="between", padding=(20, 12, 20, 16))),
        style=Style(width=FILL, height=FILL, padding=(12, 12, 12, 0), gap=16),
    )


def _search(look: Look) -> Widget:
    return Widget("button", "search_bar", look.say("search_apps"), icon="search", act=("open", "drawer"), style=Style(
        width=FILL, height=48, along="start", padding=(16, 0, 16, 0), fill="surface_high", radii=(24,) * 4,
        ink="on_surface_variant", font="body_large",
    ))


def tile(look: Look, identity: str, *, label: bool = True, ink: str = "on_surface") -> Widget:
    """Return an app's icon, with its name below it unless it is one of the favourites."""
    skin = skin_of(identity)
    name = skin.name(look.device.language)
    parts = [badge(skin, ICON)]
    if label:
        parts.append(text(name, "label", ink, lines=1, key="label", style=Style(along="centre", width=FILL)))
    return Widget(
        "column", f"app_{identity}", description=name, children=tuple(parts), act=("start", identity),
        long=("info", identity), style=Style(width=FILL if label else 0, across="centre", gap=6),
    )


def badge(skin: Skin, size: int) -> Widget:
    """Return the picture of an app: its sign on its colour."""
    sign = icon(app_of(skin.kind).icon, f"tone:{skin.hue}:{skin.chroma}:98", size * 4 // 7)
    return stack(placed(sign, ""), style=Style(
        width=size, height=size, fill=f"tone:{skin.hue}:{skin.chroma}:45", radii=(size * (skin.shape + 60) // 500,) * 4,
    ))


def _folder(look: Look, name: str, apps: list[str]) -> Widget:
    small = grid(*(badge(skin_of(one), 20) for one in apps[:4]), columns=2, style=Style(
        width=ICON, height=ICON, padding=(6, 6, 6, 6), gap=4, fill="surface_highest", radii=(18,) * 4,
    ))
    return Widget(
        "column", f"folder_{name}", description=name, act=("open", "folder", f"name={name}"),
        children=(small, text(name, "label", "white", lines=1, style=Style(along="centre", width=FILL))),
        style=Style(width=FILL, across="centre", gap=6),
    )


@APP.screen("folder", "dialog")
def folder(look: Look) -> Widget:
    """Show the apps of a folder."""
    inside = [one for one, installed in look.installed() if installed.folder == look.arg("name")]
    return Widget("dialog", "folder", children=(
        text(look.arg("name"), "title_large", key="folder_name"),
        grid(*(tile(look, one) for one in inside), columns=3, style=Style(width=FILL, gap=20)),
    ), style=Style(width=320, padding=(20, 20, 20, 24), gap=20, fill="surface_high", radii=(28,) * 4))


@APP.screen("drawer")
def drawer(look: Look) -> Widget:
    """Show all apps by name, or those that a search leaves."""
    language = look.device.language
    wanted = look.value("query").lower()
    apps = sorted(
        (one for one, _ in look.installed() if wanted in skin_of(one).name(language).lower()),
        key=lambda one: (skin_of(one).name(language).lower(), one),
    )
    field = Widget("field", "query", look.value("query"), hint=look.say("search_apps"), icon="search",
                   act=("focus", "query"), style=Style(width=FILL, height=52, padding=(16, 0, 16, 0), lines=1,
                                                       fill="surface_high", radii=(26,) * 4, font="body_large"))
    rows = [
        row(*(tile(look, one) for one in apps[i : i + COLUMNS]),
            *(spacer(weight=1) for _ in range(COLUMNS - len(apps[i : i + COLUMNS]))), style=Style(width=FILL, gap=8))
        for i in range(0, len(apps), COLUMNS)
    ]
    rows = [one._replace(children=tuple(weighted(child) for child in one.children)) for one in rows]
    listed = scroll(*rows, key="all_apps", offset=look.offset("all_apps"), style=Style(width=FILL, gap=24))
    return column(field, weighted(listed), style=Style(width=FILL, height=FILL, padding=(12, 12, 12, 0), gap=20,
                                                      fill="surface_low"))


@APP.event("start")
def start(act: Act, identity: str) -> None:
    """Open an app."""
    act.bring(identity)


@APP.event("info")
def info(act: Act, identity: str) -> None:
    """Show what the settings say of an app."""
    act.start("settings", "show_app", identity)


@APP.event("swiped")
def swiped(act: Act, direction: str, key: str) -> None:
    """Turn to another page, or open the drawer."""
    if act.page.screen == "drawer" and direction == "down":
        act.back()
    elif act.page.screen == "home" and direction == "up":
        act.open("drawer")
    elif act.page.screen == "home" and direction in ("left", "right"):
        last = max((installed.page for _, installed in act.installed()), default=0)
        number = int(act.value("page") or "0") + (1 if direction == "left" else -1)
        act.set("page", str(min(max(number, 0), last)))
