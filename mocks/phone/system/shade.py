"""The shade: tiles that switch things, and the notifications; and the banner that one is first."""

from ...screens.widgets import FILL, Style, Widget, column, icon, padded, row, scroll, text, weighted
from ..act import Act
from ..look import Look
from ..records import Notice
from ..skins import skin_of
from .launcher import badge
from .ui import APP

TILES = {
    "wifi": "wifi", "mobile_data": "signal_cellular_alt", "bluetooth": "bluetooth",
    "do_not_disturb": "do_not_disturb_on", "torch": "flash_on", "airplane": "airplanemode_active",
    "location": "location_on", "dark": "dark_mode",
}
"""Settings that have a tile, in their order, with their icons."""

FIRST = 4
"""Tiles that the shade shows; pulled further down it shows all."""


def _sheet(look: Look, *parts: Widget) -> Widget:
    return column(
        text(f"{look.clock(look.now)}   {look.full_day(look.now)}", "title", key="shade_time"),
        *parts, key="shade", style=Style(width=FILL, height=FILL, padding=(16, 20, 16, 12), gap=12, fill="surface_low"),
    )


@APP.screen("shade")
def shade(look: Look) -> Widget:
    """Show the first tiles and the notifications."""
    notices = look.rows_at("phone.notices")
    ordered = sorted(((notices[one].at, one) for one in notices.ids()), reverse=True)
    cards = [card(look, one, notices[one]) for _, one in ordered]
    if cards:
        listed = scroll(*cards, key="notices", offset=look.offset("notices"), style=Style(width=FILL, gap=8))
        clear = Widget("button", "clear_all", look.say("clear_all"), act=("clear_all",), style=Style(
            height=40, padding=(16, 0, 16, 0), font="label_large", ink="primary"))
        rest = [weighted(listed), row(clear, style=Style(width=FILL, along="end"))]
    else:
        rest = [text(look.say("no_notices"), "body", "on_surface_variant", key="no_notices")]
    return _sheet(look, _tiles(look, tuple(TILES)[:FIRST]), *rest)


@APP.screen("quick")
def quick(look: Look) -> Widget:
    """Show all tiles."""
    return _sheet(look, _tiles(look, tuple(TILES)))


def _tiles(look: Look, names: tuple[str, ...]) -> Widget:
    pairs = [names[i : i + 2] for i in range(0, len(names), 2)]
    return column(*(
        row(*(_tile(look, name) for name in pair), style=Style(width=FILL, gap=8)) for pair in pairs
    ), style=Style(width=FILL, gap=8))


def _tile(look: Look, name: str) -> Widget:
    on = bool(getattr(look.device, name))
    ink = "on_primary" if on else "on_surface"
    label, state = look.say(f"quick_{name}"), look.say("switched_on" if on else "switched_off")
    return Widget("row", f"quick_{name}", description=look.facts(label, state),
                  children=(icon(TILES[name], ink), text(label, "label_large", ink, lines=1)),
                  act=("switch", name), style=Style(weight=1, height=60, padding=(16, 0, 12, 0), gap=12,
                                                    fill="primary" if on else "surface_highest", radii=(20,) * 4))


def card(look: Look, identity: str, notice: Notice) -> Widget:
    """Return a notification with its buttons."""
    skin = skin_of(notice.app)
    head = row(badge(skin, 20), text(skin.name(look.device.language), "label", "on_surface_variant"),
               text(look.ago(notice.at), "label", "on_surface_variant"), style=Style(gap=8))
    parts = [head, text(notice.title, "title_small", lines=1), text(notice.text, "body", "on_surface_variant", lines=3)]
    if notice.choices:
        parts.append(row(*(
            Widget("button", f"{identity}_choice{i}", choice.label, act=("chosen", identity, str(i)),
                   style=Style(height=40, padding=(0, 0, 20, 0), font="label_large", ink="primary"))
            for i, choice in enumerate(notice.choices)
        )))
    return Widget("card", identity, children=tuple(parts), act=("tapped", identity), long=("dismiss", identity),
                  style=Style(width=FILL, padding=(16, 12, 16, 8), gap=4, fill="surface_high", radii=(20,) * 4))


@APP.screen("banner")
def banner(look: Look) -> Widget:
    """Show the notification that has just come over what is on the screen."""
    notices = look.rows_at("phone.notices")
    newest = max((notices[one].at, one) for one in notices.ids() if notices[one].banner_until > look.now)[1]
    return padded(column(card(look, newest, notices[newest]), style=Style(width=FILL)), 8, 8, 8, 0)


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting over."""
    act.set_device(**{name: not getattr(act.device, name)})


@APP.event("tapped")
def tapped(act: Act, identity: str) -> None:
    """Open what a notification is about; an ongoing one stays."""
    notice = act.notice(identity)
    act.show(over=())
    if not notice.ongoing:
        act.dismiss(identity)
    act.bring(notice.app)
    act.act_for(notice.app).raise_event(notice.event)


@APP.event("chosen")
def chosen(act: Act, identity: str, number: str) -> None:
    """Do what a button of a notification says, without opening the app."""
    notice = act.notice(identity)
    act.dismiss(identity)
    act.act_for(notice.app).raise_event(notice.choices[int(number)].event)


@APP.event("dismiss")
def dismiss(act: Act, identity: str) -> None:
    """Take a notification away, unless it is ongoing."""
    if not act.notice(identity).ongoing:
        act.dismiss(identity)


@APP.event("clear_all")
def clear_all(act: Act) -> None:
    """Take all notifications away but those that are ongoing, and close the shade."""
    for identity in act.rows_at("phone.notices").ids():
        dismiss(act, identity)
    act.show(over=())


@APP.event("swiped")
def swiped(act: Act, direction: str, key: str) -> None:
    """Wipe a notification off to the side, an app off the list of recent ones, or the bubble off the screen."""
    if direction in ("left", "right") and key in act.rows_at("phone.notices"):
        dismiss(act, key)
    elif direction == "up" and key.startswith("recent_"):
        act.raise_event(("forget", key.removeprefix("recent_")))
    elif key == "bubble":
        act.raise_event(("drop_bubble",))
