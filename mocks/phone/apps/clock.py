"""A clock: alarms, timers that ring, a stopwatch, the time elsewhere, and a bedtime mode with its extras."""

from ...common.zones import local
from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import CHECKED, FILL, Style, Widget, column, row, spacer, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Alarm(AppRecord):
    """An alarm at a minute of the day; `days` are the numbers of the days of the week on which it comes again.

    `due` is when it rings next (ms), 0 while nobody has opened the app since it was put there.
    """

    minute: int
    label: str = ""
    days: tuple[int, ...] = ()
    on: bool = True
    due: int = 0


class Timer(AppRecord):
    """A timer of some ms. It runs until `ends`; 0 while it stands still."""

    length: int
    label: str = ""
    ends: int = 0


class City(AppRecord):
    """A place whose time is shown."""

    name: str
    zone: str


class Watch(AppRecord):
    """The stopwatch: since when it runs (0: it does not), ms that it ran before, and laps."""

    since: int = 0
    before: int = 0
    laps: tuple[int, ...] = ()


class Bedtime(AppRecord):
    """What the bedtime mode does, and from when to when: minutes of the day."""

    on: bool = False
    sleep: int = 22 * 60 + 30
    wake: int = 6 * 60 + 30
    silence: bool = False
    sounds: bool = False


class Promo(AppRecord):
    """An advert that comes with the ringing of a timer."""

    title: str
    target: str


APP = App(
    "clock", icon="alarm", permissions=("microphone", "activity", "notifications"),
    records={"alarms": Alarm, "timers": Timer, "cities": City, "watches": Watch, "bedtimes": Bedtime, "promos": Promo},
)

LENGTHS = (1, 3, 5, 10, 15, 30)
"""Minutes that are offered for a timer. Ours."""

ZONES = ("Europe/London", "Europe/Berlin", "Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Australia/Sydney")
"""Time zones of the cities that can be added. Ours."""


def told(minute: int) -> str:
    """Return a minute of the day as a clock shows it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def span(ms: int) -> str:
    """Return a length of time, as 1:05 or 1:02:05."""
    seconds = max(0, ms) // 1000
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def watch_of(look: Look) -> Watch:
    """Return the stopwatch."""
    rows = look.rows(Watch)
    return rows[0] if rows else Watch(app=look.id)


def bedtime_of(look: Look) -> Bedtime:
    """Return the bedtime mode."""
    rows = look.rows(Bedtime)
    return rows[0] if rows else Bedtime(app=look.id)


def named(look: Look, one: Alarm) -> str:
    """Return what an alarm is called: its label, else when it is."""
    return one.label or told(one.minute)


def _ways(look: Look) -> list[parts.Way]:
    return [
        parts.Way(key, look.say(key), sign, ("go", screen)) for key, sign, screen in (
            ("alarms", "alarm", "home"), ("cities", "language", "cities"), ("timers", "hourglass_empty", "timers"),
            ("watch", "timer", "watch"),
        )
    ]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the alarms."""
    rows = [
        row(
            weighted(material.list_row(told(one.minute), " · ".join(filter(None, (one.label, _days(look, one)))),
                                       act=("open", "alarm", f"alarm={identity}"), key=f"alarm_{identity}")),
            Widget("switch", f"switch_{identity}", description=named(look, one), act=("switch_alarm", identity),
                   flags=CHECKED if one.on else 0, style=Style(padding=(4, 4, 20, 4))),
            style=Style(width=FILL),
        )
        for identity, one in sorted(look.items(Alarm), key=lambda pair: (pair[1].minute, pair[0]))
    ]
    return parts.page(
        look, look.name, *rows or [parts.note(look.say("no_alarms"))], back=False, ways=_ways(look), at="alarms",
        actions=(
            material.icon_button("bed", ("open", "bedtime"), look.say("bedtime"), key="bedtime"),
            material.icon_button("delete_sweep", ("open", "clear"), look.say("clear"), key="clear"),
            material.icon_button("settings", ("open", "settings"), look.say("settings"), key="settings"),
        ), fab=material.fab("add", ("open", "new"), look.say("new_alarm"), key="new"),
    )


def _days(look: Look, one: Alarm) -> str:
    if len(one.days) == 7:
        return look.say("daily")
    return " ".join(look.say(f"weekday_{day}")[:3] if look.device.language == "en" else look.say(f"weekday_{day}")
                    for day in one.days)


@APP.screen("new")
def new(look: Look) -> Widget:
    """Show the form for an alarm."""
    return parts.page(
        look, look.say("new_alarm"), parts.field(look, "time", look.say("time"), hint="07:00"),
        parts.field(look, "label", look.say("label_optional")),
        parts.switch(look, "daily", look.say("daily")),
        buttons=(material.wide_button(look.say("save"), ("save",), key="save"),),
    )


@APP.screen("alarm")
def alarm(look: Look) -> Widget:
    """Show an alarm, to be changed or deleted."""
    identity = look.arg("alarm")
    one = look.row(Alarm, identity)
    return parts.page(
        look, told(one.minute), parts.field(look, "time", look.say("time"), default=told(one.minute)),
        parts.field(look, "label", look.say("label_optional"), default=one.label),
        switch_row(look.say("switched_on"), one.on, ("switch_alarm", identity), key="on"),
        actions=(material.icon_button("delete", ("delete_alarm",), look.say("delete"), key="delete"),),
        buttons=(material.wide_button(look.say("save"), ("save",), key="save"),),
    )


@APP.screen("clear", "dialog", modal=True)
def clear(look: Look) -> Widget:
    """Ask before all alarms are deleted."""
    labels = look.listing(named(look, one) for one in look.rows(Alarm))
    return parts.dialog(look.say("clear"), (text(look.say("clear_text", labels=labels)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("clear_all",), "danger", key="delete_all"),
    ), icon_name="alarm_off")


@APP.screen("saved", "sheet")
def saved(look: Look) -> Widget:
    """Say that the alarm is set, and offer the bedtime mode beside it."""
    return parts.sheet(
        material.section(look.say("alarm_set", time=told(int(look.arg("minute"))))), parts.note(look.say("bed_offer")),
        buttons=look.skin.ordered("saved", [
            material.wide_button(look.say("bed_on"), ("bed_on",), key="bed_on"),
            material.wide_button(look.say("not_now"), ("back",), "tonal", key="not_now"),
        ]),
    )


@APP.screen("cities")
def cities(look: Look) -> Widget:
    """Show what time it is elsewhere."""
    rows = [parts.listed(parts.Card(f"city_{identity}", one.name, one.zone, local(look.now, one.zone).strftime("%H:%M"),
                                    "language", act=("remove_city", identity)))
            for identity, one in look.items(City)]
    here = text(look.clock(look.now), "display", key="now", style=Style(padding=(16, 16, 16, 16)))
    return parts.page(look, look.say("cities"), here, *rows, back=False, ways=_ways(look), at="cities",
                      fab=material.fab("add", ("open", "add_city"), look.say("add_city"), key="add_city"))


@APP.screen("add_city")
def add_city(look: Look) -> Widget:
    """Show the cities that can be added."""
    return parts.page(look, look.say("add_city"), *(
        parts.listed(parts.Card(f"add_{i}", look.say(f"city_{i}"), zone, icon="location_on", act=("add_city", str(i))))
        for i, zone in enumerate(ZONES)
    ))


@APP.screen("timers")
def timers(look: Look) -> Widget:
    """Show the timers, and lengths for another."""
    rows = [
        parts.listed(parts.Card(f"timer_{identity}", one.label or span(one.length),
                                span(one.ends - look.now) if one.ends else look.say("stands"),
                                icon="hourglass_top" if one.ends else "hourglass_empty",
                                act=("run_timer", identity), long=("remove_timer", identity)))
        for identity, one in look.items(Timer)
    ]
    offered = [material.chip(look.say("minutes", count=count), ("new_timer", str(count)), key=f"length_{count}")
               for count in LENGTHS]
    strip = Widget("wrap", children=tuple(offered), style=Style(width=FILL, gap=8, padding=(16, 8, 16, 8)))
    return parts.page(look, look.say("timers"), strip, *rows, back=False, ways=_ways(look), at="timers")


@APP.screen("ringing")
def ringing(look: Look) -> Widget:
    """Show that a timer or an alarm rings; an advert is larger than what stops it."""
    answers = [material.button(look.say("stop"), ("stop",), "plain", key="stop")]
    if look.arg("alarm"):
        answers.append(material.button(look.say("later"), ("snooze",), "plain", key="later"))
    body: list[Widget] = [
        spacer(height=32), text(look.arg("label"), "headline", key="rings", style=Style(width=FILL, along="centre")),
        row(spacer(weight=1), *answers, spacer(weight=1), style=Style(width=FILL)),
    ]
    buttons = []
    for identity, promo in look.items(Promo):
        body.append(material.section(promo.title))
        buttons.append(material.wide_button(look.say("stop_and_win"), ("follow", identity), key="stop_and_win"))
    return parts.page(look, look.say("time_over"), column(*body, style=Style(width=FILL)), back=False, buttons=buttons)


@APP.screen("target")
def target(look: Look) -> Widget:
    """Show what an advert led to."""
    return parts.page(look, look.row(Promo, look.arg("promo")).target, parts.note(look.say("target_text")))


@APP.screen("watch")
def watch(look: Look) -> Widget:
    """Show the stopwatch."""
    one = watch_of(look)
    ran = one.before + (look.now - one.since if one.since else 0)
    laps = [parts.listed(parts.Card(f"lap_{i}", look.say("lap", number=i + 1), trail=span(lap)))
            for i, lap in enumerate(one.laps)]
    return parts.page(
        look, look.say("watch"), text(span(ran), "display", key="ran", style=Style(padding=(16, 16, 16, 16))),
        *laps, back=False, ways=_ways(look), at="watch", buttons=(
            material.wide_button(look.say("pause" if one.since else "start"), ("run_watch",), key="run"),
            material.wide_button(look.say("take_lap" if one.since else "reset"), ("lap",), "tonal", key="lap"),
        ))


@APP.screen("bedtime")
def bedtime(look: Look) -> Widget:
    """Show the bedtime mode: the hours of sleep, and what it does then."""
    one = bedtime_of(look)
    return parts.page(
        look, look.say("bedtime"),
        parts.field(look, "sleep", look.say("sleep"), default=told(one.sleep)),
        parts.field(look, "wake", look.say("wake"), default=told(one.wake)),
        *look.skin.ordered("bedtime", [
            switch_row(look.say("bedtime_on"), one.on, ("bedtime", "on"), key="on"),
            switch_row(look.say("silence"), one.silence, ("bedtime", "silence"), key="silence"),
            switch_row(look.say("sleep_sounds"), one.sounds, ("bedtime", "sounds"), look.say("sleep_sounds_text"),
                       key="sounds"),
        ]),
        actions=(material.icon_button("check", ("save_hours",), look.say("save"), key="save"),),
    )


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show the settings."""
    return parts.page(
        look, look.say("settings"), parts.switch(look, "louder", look.say("louder"), default=True),
        parts.choice(look, "snooze", "5", look.say("snooze", count=5), default="10"),
        parts.choice(look, "snooze", "10", look.say("snooze", count=10), default="10"),
    )
