"""Weather: places with their forecast, warnings, what people report, a widget that follows the phone, a paid plan."""

from typing import Literal

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, icon, padded, row, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Spot(AppRecord):
    """A place with its weather now, in degrees Celsius and percent. `kept` has it among the user's places."""

    name: str
    sky: Literal["sunny", "cloud", "rainy", "thunderstorm", "ac_unit", "foggy"]
    degrees: int
    rain: int = 10
    highs: tuple[int, ...] = ()
    kept: bool = True


class Hazard(AppRecord):
    """A warning of the weather service. A `paid` one is an advert that goes about as such, and leads to `target`."""

    title: str
    text: str
    paid: bool = False
    target: str = ""


class Report(AppRecord):
    """What somebody says that the weather does where he is; all who are near are shown it."""

    author: str
    text: str
    at: int
    mine: bool = False


class Alert(AppRecord):
    """A kind of weather that the phone may tell of."""

    name: str
    on: bool = False


class Friend(AppRecord):
    """Somebody whom a forecast can be sent to."""

    name: str


class Plan(AppRecord):
    """That the user pays for more: by the month or by the year."""

    name: str
    amount: int
    renews: bool = True


class Unit(AppRecord):
    """The one row that says in which unit temperatures stand."""

    fahrenheit: bool = False


APP = App("weather", icon="cloud", permissions=("location", "notifications"), records={
    "spots": Spot, "warnings": Hazard, "reports": Report, "alerts": Alert, "friends": Friend, "plans": Plan,
    "units": Unit,
})

PRICES = {"year": 2_490, "month": 390}
"""What more costs, in the smallest unit. The first is chosen until somebody chooses the other. Ours."""

DAY = 86_400_000


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("now", look.say("now"), "cloud", ("go", "home")),
        parts.Way("places", look.say("places"), "location_on", ("go", "places")),
        parts.Way("warnings", look.say("warnings"), "warning", ("go", "warnings")),
        parts.Way("more", look.say("more"), "settings", ("go", "more")),
    ])


def _degrees(look: Look, degrees: int) -> str:
    """Return a temperature in the unit that the user has chosen."""
    if any(one.fahrenheit for one in look.rows(Unit)):
        return f"{degrees * 9 // 5 + 32} °F"
    return f"{degrees}°"


def _forecast(look: Look, one: Spot) -> Widget:
    """Return the weather of a place now, and its highs of the coming days."""
    days = [(look.weekday(look.now + (i + 1) * DAY), _degrees(look, high)) for i, high in enumerate(one.highs)]
    return column(
        row(icon(one.sky, "primary", 64), text(_degrees(look, one.degrees), "display"),
            style=Style(gap=20, padding=(24, 16, 24, 4))),
        text(f"{one.name} · {look.say(one.sky)}", "title", style=Style(padding=(24, 0, 24, 4))),
        text(look.say("rain", count=one.rain), "body", "on_surface_variant", style=Style(padding=(24, 0, 24, 12))),
        parts.figures(*days), style=Style(width=FILL),
    )


def kept_spots(look: Look) -> list[tuple[str, Spot]]:
    return [pair for pair in look.items(Spot) if pair[1].kept]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the weather of the first place."""
    kept = kept_spots(look)
    shown = _forecast(look, kept[0][1]) if kept else parts.note(look.say("no_places"))
    return parts.page(
        look, look.name, shown, back=False, ways=_ways(look), at="now", actions=(
            material.icon_button("near_me", ("locate",), look.say("here"), key="locate"),
            material.icon_button("share", ("open", "share"), look.say("share"), key="share"),
        ), buttons=(material.wide_button(look.say("reports"), ("open", "reports"), "tonal", key="reports"),),
    )


@APP.screen("places")
def places(look: Look) -> Widget:
    """Show the user's places, and those that can be added."""
    rows = [
        material.list_row(one.name, look.say(one.sky), material.disc(one.sky), material.icon_button(
            "close", ("keep", identity, ""), look.say("remove"), key=f"remove_{identity}"), key=f"spot_{identity}",
            act=("open", "spot", f"spot={identity}"))
        for identity, one in kept_spots(look)
    ]
    words = look.value("query").lower()
    others = [
        parts.listed(parts.Card(f"add_{identity}", one.name, look.say("add"), icon="add",
                                act=("keep", identity, "yes")))
        for identity, one in look.items(Spot) if not one.kept and words in one.name.lower()
    ]
    return parts.page(
        look, look.say("places"), *rows, parts.search(look, "query", look.say("find_place")), *others, back=False,
        ways=_ways(look), at="places",
    )


@APP.screen("spot")
def spot(look: Look) -> Widget:
    """Show the weather of one place."""
    one = look.row(Spot, look.arg("spot"))
    return parts.page(look, one.name, _forecast(look, one))


def _warning(look: Look, identity: str, one: Hazard) -> Widget:
    told = (text(look.say("advert"), "label_small", "outline"),) if one.paid else ()
    shown = material.card(
        row(icon("warning", "error"), weighted(text(one.title, "title")), style=Style(gap=12, width=FILL)),
        text(one.text, "body", lines=2), *told, key=f"warning_{identity}", act=("warned", identity), look="outlined",
    )
    return padded(column(shown, style=Style(width=FILL)), 16, 4, 16, 8)


@APP.screen("warnings")
def warnings(look: Look) -> Widget:
    """Show the warnings, with what goes about as one."""
    cards = [_warning(look, identity, one) for identity, one in look.items(Hazard)]
    return parts.page(look, look.say("warnings"), *(cards or [parts.note(look.say("no_warnings"))]), back=False,
                      ways=_ways(look), at="warnings")


@APP.screen("warning")
def warning(look: Look) -> Widget:
    """Show one warning."""
    one = look.row(Hazard, look.arg("warning"))
    return parts.page(look, one.title, parts.note(one.text, "on_surface"))


@APP.screen("reports")
def reports(look: Look) -> Widget:
    """Show what people report, and let the user do so."""
    rows = [
        material.list_row(one.author, one.text, material.disc("person"), material.icon_button(
            "delete", ("drop_report", identity), look.say("remove"), key=f"drop_{identity}") if one.mine
            else look.ago(one.at))
        for identity, one in look.items(Report)
    ]
    return parts.page(
        look, look.say("reports"), *rows, parts.field(look, "report", look.say("your_report"), lines=2),
        parts.note(look.say("report_text")),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("share", "sheet")
def share(look: Look) -> Widget:
    """Show whom the forecast can be sent to; where the user is goes along until somebody unticks it."""
    return parts.sheet(
        material.section(look.say("share")),
        *(parts.choice(look, "to", identity, one.name, default=first_friend(look))
          for identity, one in look.items(Friend)),
        parts.tick(look, "place", look.say("with_place"), look.say("with_place_text"), default=True),
        buttons=(material.wide_button(look.say("send"), ("send",), key="send", enabled=bool(look.rows(Friend))),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


def first_friend(look: Look) -> str:
    return next((identity for identity, _ in look.items(Friend)), "")


@APP.screen("more")
def more(look: Look) -> Widget:
    """Show the settings."""
    return parts.page(
        look, look.say("more"),
        *(parts.listed(parts.Card(f"go_{name}", look.say(name), icon=sign, act=("open", name)))
          for name, sign in look.skin.ordered("more", [
              ("alerts", "notifications"), ("widget", "widgets"), ("plan", "star")])),
        material.section(look.say("units")), switch_row(
            look.say("fahrenheit"), any(one.fahrenheit for one in look.rows(Unit)), ("switch_unit",), key="fahrenheit"),
        back=False, ways=_ways(look), at="more",
    )


@APP.screen("alerts")
def alerts(look: Look) -> Widget:
    """Show of which weather the phone tells, each by itself or all at once."""
    return parts.page(look, look.say("alerts"), *(
        switch_row(one.name, one.on, ("switch_alert", identity), key=f"alert_{identity}")
        for identity, one in look.items(Alert)
    ), buttons=(material.wide_button(look.say("all_on"), ("all_on",), key="all_on"),))


@APP.screen("widget", "sheet", modal=True)
def widget(look: Look) -> Widget:
    """Show what a widget can show: where the phone is all the time, or one of the places."""
    return parts.sheet(
        material.section(look.say("widget")), parts.note(look.say("widget_text")),
        buttons=(material.wide_button(look.say("follow_me"), ("follow_me",), key="follow_me"),
                 material.wide_button(look.say("fixed_place"), ("fixed_place",), "outlined", key="fixed_place"),
                 material.wide_button(look.say("cancel"), ("back",), "plain", key="cancel")),
    )


@APP.screen("plan", "sheet", modal=True)
def plan(look: Look) -> Widget:
    """Show what more costs, or that the user has it."""
    mine = look.items(Plan)
    if mine:
        identity, one = mine[0]
        return parts.sheet(
            material.section(look.say("plan")),
            parts.figures((one.name, look.money(one.amount))),
            buttons=(material.wide_button(look.say("end_plan"), ("end_plan", identity), "outlined", key="end_plan"),
                     material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
        )
    return parts.sheet(
        material.section(look.say("plan")), parts.note(look.say("plan_text")),
        *(parts.choice(look, "span", span, look.say(f"span_{span}", price=look.money(price)),
                       default="year") for span, price in PRICES.items()),
        buttons=(material.wide_button(look.say("subscribe"), ("subscribe",), key="subscribe"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )
