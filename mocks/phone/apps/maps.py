"""Maps: places to find, reviews of them, routes, the live location that others are shown, and where one has been."""

from ...screens import material
from ...screens.material_inputs import stars, switch_row
from ...screens.widgets import FILL, Style, Widget, image, row, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Place(AppRecord):
    """A place. `rating` is in tenths of a star, `metres` how far it is; for a promoted one the owner pays."""

    name: str
    address: str
    kind: str
    picture: str = "town:1"
    about: str = ""
    hours: str = ""
    rating: int = 40
    metres: int = 800
    promoted: bool = False
    saved: bool = False


class Review(AppRecord):
    """What somebody says of a place."""

    place: str
    author: str
    text: str
    stars: int
    at: int
    mine: bool = False


class Person(AppRecord):
    """Somebody who can be shown where the phone is. `seen` is where they show that they are."""

    name: str
    seen: str = ""


class Share(AppRecord):
    """Whom the live location goes to, and for how long."""

    name: str
    span: str
    at: int


class Stay(AppRecord):
    """A place on the timeline: where the phone has been, on a day counted back from today."""

    name: str
    days: int
    clock: str


APP = App("maps", icon="map", permissions=("location", "notifications", "contacts", "activity"), records={
    "places": Place, "reviews": Review, "people": Person, "shares": Share, "stays": Stay,
})

SPANS = ("quarter", "hour", "day", "always")
"""How long a location can be shared. The last, until it is ended, is chosen until somebody chooses another."""

MODES = {"walk": 80, "bus": 250, "drive": 500}
"""Ways to travel, with the metres they make in a minute. Ours."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("explore", look.say("explore"), "map", ("go", "home")),
        parts.Way("saved", look.say("saved"), "bookmark", ("go", "saved")),
        parts.Way("sharing", look.say("sharing"), "group", ("go", "sharing")),
        parts.Way("timeline", look.say("timeline"), "timeline", ("go", "timeline")),
    ])


def _distance(look: Look, one: Place) -> str:
    if one.metres < 1000:
        return look.say("metres", count=one.metres)
    return look.say("kilometres", count=f"{one.metres // 1000}.{one.metres % 1000 // 100}")


def _listed(look: Look, found: list[tuple[str, Place]]) -> list[Widget]:
    """Return places as rows, those first whose maker pays for it."""
    ordered = sorted(found, key=lambda pair: (not pair[1].promoted, pair[1].metres, pair[0]))
    return [
        parts.listed(parts.Card(f"place_{identity}", one.name,
                                f"{look.say('promoted')} · {one.address}" if one.promoted else one.address,
                                _distance(look, one), picture=one.picture, act=("show", identity)))
        for identity, one in ordered
    ]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the map, where to search, and kinds of places."""
    kinds = sorted({one.kind for one in look.rows(Place)})[:4]
    chips = (material.chip(kind, ("find", kind), key=f"kind_{number}") for number, kind in enumerate(kinds))
    shown = image("map:2", 0, 300)._replace(style=Style(width=FILL, height=300))
    around = _listed(look, look.items(Place)[:4]) or [parts.note(look.say("nothing_near"))]
    return parts.page(
        look, look.name, parts.search(look, "query", look.say("search_hint"), ("find", "")),
        Widget("strip", "kinds", children=tuple(chips), style=Style(width=FILL, gap=8, padding=(16, 4, 16, 8),
                                                                    offset=look.offset("kinds"))),
        shown, material.section(look.say("near")), *around, back=False, ways=_ways(look), at="explore",
        actions=(material.icon_button("near_me", ("locate",), look.say("locate"), key="locate"),),
    )


@APP.screen("results")
def results(look: Look) -> Widget:
    """Show the places that a search finds."""
    words = look.arg("query").lower()
    found = [pair for pair in look.items(Place)
             if words in f"{pair[1].name} {pair[1].kind} {pair[1].address}".lower()]
    body = _listed(look, found) or [parts.note(look.say("nothing_found"))]
    return parts.page(look, look.arg("query"), *body)


@APP.screen("place")
def place(look: Look) -> Widget:
    """Show one place with what can be done there."""
    identity = look.arg("place")
    one = look.row(Place, identity)
    shown = image(one.picture, 0, 160, description=one.name)._replace(style=Style(width=FILL, height=160))
    rated = row(stars(one.rating), text(f"{one.rating // 10}.{one.rating % 10}", "body"),
                style=Style(gap=8, padding=(16, 8, 16, 0)))
    more = look.skin.ordered("place", [
        ("reviews", "rate_review"), ("suggest", "edit"),
    ])
    return parts.page(
        look, one.name, shown, rated, *((parts.note(one.about),) if one.about else ()),
        parts.figures((look.say("address"), one.address), (look.say("hours"), one.hours or "-"),
                      (look.say("distance"), _distance(look, one))),
        *(parts.listed(parts.Card(f"go_{name}", look.say(name), icon=sign, act=("open", name, f"place={identity}")))
          for name, sign in more),
        actions=(
            material.icon_button("bookmark.filled" if one.saved else "bookmark", ("save",), look.say("save"),
                                 key="save"),
            material.icon_button("share", ("share_place",), look.say("share"), key="share_place"),
        ),
        buttons=(material.wide_button(look.say("route"), ("open", "route", f"place={identity}"), key="route"),),
    )


@APP.screen("route")
def route(look: Look) -> Widget:
    """Show how to get to a place, and how long that takes."""
    one = look.row(Place, look.arg("place"))
    shown = image("map:5", 0, 220)._replace(style=Style(width=FILL, height=220))
    return parts.page(look, one.name, shown, *(
        parts.choice(look, "mode", mode, look.say(mode), look.say("minutes", count=one.metres // pace + 2),
                     default="walk")
        for mode, pace in MODES.items()
    ), buttons=(material.wide_button(look.say("begin"), ("begin",), key="begin"),))


@APP.screen("under_way")
def under_way(look: Look) -> Widget:
    """Show where to turn next."""
    one = look.row(Place, look.arg("place"))
    shown = image("map:9", 0, 360)._replace(style=Style(width=FILL, height=360))
    return parts.page(
        look, look.say("under_way"), shown, parts.note(look.say("straight_on", name=one.name), "on_surface"),
        back=False, buttons=(
            material.wide_button(look.say("share_live"), ("go", "sharing"), "tonal", key="share_trip"),
            material.wide_button(look.say("end"), ("go", "home"), key="end"),
        ),
    )


@APP.screen("reviews")
def reviews(look: Look) -> Widget:
    """Show what is said of a place."""
    identity = look.arg("place")
    said = [
        material.list_row(f"{one.author} {'★' * one.stars}", one.text, material.disc("person"), material.icon_button(
            "delete", ("drop_review", key), look.say("delete"), key=f"drop_{key}") if one.mine else look.day(one.at))
        for key, one in look.items(Review) if one.place == identity
    ]
    return parts.page(look, look.say("reviews"), *(said or [parts.note(look.say("no_reviews"))]), buttons=(
        material.wide_button(look.say("write_review"), ("open", "write_review", f"place={identity}"), "tonal",
                             key="write_review"),
    ))


@APP.screen("write_review")
def write_review(look: Look) -> Widget:
    """Show the form of a review."""
    chosen = look.value("stars", "5")
    marks = (material.chip("★" * count, ("set", "stars", str(count)), selected=chosen == str(count),
                           key=f"stars_{count}") for count in range(1, 6))
    return parts.page(
        look, look.row(Place, look.arg("place")).name,
        Widget("wrap", children=tuple(marks), style=Style(gap=8, padding=(16, 8, 16, 8))),
        parts.field(look, "review", look.say("review"), lines=3), parts.note(look.say("review_text")),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("suggest")
def suggest(look: Look) -> Widget:
    """Show the form by which anybody can say that something about a place is wrong."""
    return parts.page(
        look, look.say("suggest"), parts.note(look.row(Place, look.arg("place")).name, "on_surface"),
        *(parts.choice(look, "fault", one, look.say(f"fault_{one}"), default="hours") for one in (
            "hours", "moved", "closed")),
        parts.field(look, "detail", look.say("detail")),
        buttons=(material.wide_button(look.say("send_suggestion"), ("send_suggestion",), key="send_suggestion"),),
    )


@APP.screen("saved")
def saved(look: Look) -> Widget:
    """Show the places that were saved."""
    found = [pair for pair in look.items(Place) if pair[1].saved]
    return parts.page(look, look.say("saved"), *(_listed(look, found) or [parts.note(look.say("none_saved"))]),
                      back=False, ways=_ways(look), at="saved")


@APP.screen("sharing")
def sharing(look: Look) -> Widget:
    """Show who sees where the phone is, and whom it could be shown to."""
    running = [
        material.list_row(one.name, look.say(f"span_{one.span}"), material.disc("location_on"), material.icon_button(
            "close", ("stop", identity), look.say("stop"), key=f"stop_{identity}"))
        for identity, one in look.items(Share)
    ]
    people = [
        parts.listed(parts.Card(f"person_{identity}", one.name, one.seen, icon="person",
                                act=("open", "share_live", f"person={identity}")))
        for identity, one in look.items(Person)
    ]
    return parts.page(
        look, look.say("sharing"), *((material.section(look.say("running")), *running) if running else ()),
        material.section(look.say("share_live")), *people, back=False, ways=_ways(look), at="sharing",
    )


@APP.screen("share_live", "sheet")
def share_live(look: Look) -> Widget:
    """Show for how long somebody would see where the phone is."""
    one = look.row(Person, look.arg("person"))
    return parts.sheet(
        material.section(look.say("share_with_name", name=one.name)),
        *(parts.choice(look, "span", span, look.say(f"span_{span}"), default=SPANS[-1]) for span in SPANS),
        buttons=(material.wide_button(look.say("share_now"), ("share_now",), key="share_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("timeline")
def timeline(look: Look) -> Widget:
    """Show where the phone has been, day by day."""
    body: list[Widget] = []
    for days in sorted({one.days for one in look.rows(Stay)}):
        day = look.day(look.now - days * 86_400_000)
        body.append(material.section(day, material.icon_button(
            "delete", ("open", "forget", f"days={days}"), look.say("delete"), key=f"forget_{days}")))
        body += [parts.listed(parts.Card(f"stay_{identity}", one.name, one.clock, icon="place"))
                 for identity, one in look.items(Stay) if one.days == days]
    kept = look.on("record", True)
    return parts.page(
        look, look.say("timeline"), switch_row(look.say("record"), kept, ("toggle", "record", "on"), key="record"),
        *(body or [parts.note(look.say("no_stays"))]), back=False, ways=_ways(look), at="timeline",
    )


@APP.screen("forget", "dialog")
def forget(look: Look) -> Widget:
    """Ask what of the timeline goes for good."""
    day = look.day(look.now - int(look.arg("days")) * 86_400_000)
    return parts.dialog(look.say("forget"), (parts.note(look.say("forget_text", day=day)),), (
        *look.skin.ordered("forget", [
            material.button(look.say("forget_all"), ("forget", "all"), "plain", key="forget_all"),
            material.button(look.say("forget_day"), ("forget", "day"), "plain", key="forget_day"),
        ]),
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
    ), icon_name="delete_forever")
