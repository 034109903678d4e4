"""A club: classes to book, memberships that renew, and the user's places in it. Running is in `fitness_runs`."""

from ...screens import material
from ...screens.widgets import FILL, Style, Widget, image
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Course(AppRecord):
    """A class of the club's. Who books it and does not come pays `no_show`."""

    name: str
    coach: str
    at: int
    price: int = 0
    no_show: int = 0
    places: int = 8
    booked: bool = False
    picture: str = "room:3"


class Plan(AppRecord):
    """A membership on offer; `renews` is ticked unless the buyer unticks it."""

    name: str
    price: int
    trial: int = 0
    renews: bool = True


class Membership(AppRecord):
    """What the user has joined."""

    plan: str
    price: int
    since: int
    renews: bool


class Runner(AppRecord):
    """Somebody of the club. `place` is where a run is on, for those who may see it; `alert`: told of each start."""

    name: str
    followed: bool = False
    place: str = ""
    alert: bool = False


class Run(AppRecord):
    """A run that the user has kept."""

    at: int
    meters: int
    minutes: int
    posted: bool = False
    remark: str = ""


class Profile(AppRecord):
    """The user: what for, with what body, and who sees the runs."""

    goal: str = ""
    weight: str = ""
    illness: str = ""
    audience: str = "everyone"


APP = App("fitness", icon="exercise", permissions=("location", "activity", "contacts"), records={
    "courses": Course, "plans": Plan, "memberships": Membership, "runners": Runner, "runs": Run, "profiles": Profile,
})


def ways_of(look: Look) -> list[parts.Way]:
    """Return the places of the app."""
    return [parts.Way("courses", look.say("courses"), "event", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("runs", look.say("runs"), "directions_run", ("go", "runs")),
        parts.Way("people", look.say("people"), "groups", ("go", "people")),
    ]), parts.Way("me", look.say("me"), "person", ("go", "me"))]


def profile_of(look: Look) -> tuple[str, Profile]:
    """Return the user's profile with its id; no id before there is one."""
    found = look.items(Profile)
    return found[0] if found else ("", Profile(app=look.id))


def put_profile(act: Act, **changes: str) -> None:
    """Change the user's profile."""
    identity, one = profile_of(act)
    if identity:
        act.update(Profile, identity, **changes)
    else:
        act.add(one.replace(**changes))


def _when(look: Look, one: Course) -> str:
    return f"{look.weekday(one.at)} {look.clock(one.at)}"


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the classes, the next one first."""
    listed = []
    for identity, one in sorted(look.items(Course), key=lambda one: (one[1].at, one[0])):
        free = look.say("places", count=one.places) if one.places else look.say("full")
        listed.append(parts.Card(f"course_{identity}", one.name, _when(look, one),
                                 look.say("booked") if one.booked else free, picture=one.picture,
                                 act=("open", "course", f"course={identity}")))
    body = parts.cards(look, listed) if listed else parts.note(look.say("no_courses"))
    return parts.page(look, look.name, body, back=False, ways=ways_of(look), at="courses")


@APP.screen("course")
def course(look: Look) -> Widget:
    """Show one class."""
    one = look.row(Course, look.arg("course"))
    if one.booked:
        button = material.wide_button(look.say("cancel_booking"), ("cancel_booking",), "outlined", key="cancel_booking")
    else:
        button = material.wide_button(look.say("book"), ("book",), key="book", enabled=one.places > 0)
    return parts.page(
        look, one.name, image(one.picture, 0, 160)._replace(style=Style(width=FILL, height=160)),
        parts.figures((look.say("coach"), one.coach), (look.say("when"), _when(look, one)),
                      (look.say("price"), look.money(one.price))), buttons=(button,),
    )


@APP.screen("book", "sheet", modal=True)
def book_sheet(look: Look) -> Widget:
    """Show what a booking costs, and what it costs not to come."""
    one = look.row(Course, look.arg("course"))
    return parts.sheet(
        material.section(look.say("check_booking")),
        parts.figures(
            (one.name, _when(look, one)), (look.say("price"), look.money(one.price)),
            (look.say("no_show"), look.money(one.no_show)),
            (look.say("cancel_until"), look.say("hours_before")), key="details",
        ),
        buttons=(
            material.wide_button(look.say("book_now"), ("book_now",), key="book_now"),
            material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel"),
        ),
    )


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the user's memberships, and ways to more."""
    listed: list[Widget] = []
    for identity, one in look.items(Membership):
        state = look.say("going_on" if one.renews else "ends")
        ends = material.button(look.say("stop_renewing"), ("stop_renewing", identity), "plain", key=f"stop_{identity}")
        listed.append(material.list_row(one.plan, look.facts(look.say("since", day=look.day(one.since)), state),
                                        material.disc("card_membership"), ends if one.renews else ""))
    return parts.page(
        look, look.say("me"), *(listed or [parts.note(look.say("no_plan"))]), *look.skin.ordered("more", [
            parts.listed(parts.Card("plans", look.say("plans"), icon="workspace_premium", act=("open", "plans"))),
            parts.listed(parts.Card("body", look.say("body"), icon="monitor_weight", act=("open", "body"))),
            parts.listed(parts.Card("audience", look.say("audience"),
                                    look.say(f"audience_{profile_of(look)[1].audience}"), icon="visibility",
                                    act=("open", "audience"))),
        ]), back=False, ways=ways_of(look), at="me",
    )


@APP.screen("plans")
def plans(look: Look) -> Widget:
    """Show the memberships on offer."""
    listed = [
        parts.Card(f"plan_{identity}", one.name, look.say("a_month", price=look.money(one.price)),
                   look.say("trial", days=one.trial) if one.trial else "", "card_membership",
                   act=("open", "plan", f"plan={identity}"))
        for identity, one in look.items(Plan)
    ]
    return parts.page(look, look.say("plans"), parts.cards(look, listed))


@APP.screen("plan")
def plan(look: Look) -> Widget:
    """Show one membership with what is ticked in it."""
    one = look.row(Plan, look.arg("plan"))
    price = look.money(one.price)
    told = [look.say("trial", days=one.trial), look.say("then", price=price)] if one.trial else [
        look.say("a_month", price=price)]
    return parts.page(
        look, one.name, *(parts.note(line) for line in told),
        parts.tick(look, "renews", look.say("renews"), look.say("renews_text"), default=one.renews),
        parts.tick(look, "offers", look.say("offers")),
        buttons=(material.wide_button(look.say("join"), ("join",), key="join"),),
    )


@APP.screen("body")
def body(look: Look) -> Widget:
    """Show the form about goal and body; only the goal is needed."""
    _, one = profile_of(look)
    return parts.page(
        look, look.say("body"), parts.field(look, "goal", look.say("goal"), default=one.goal),
        *look.skin.ordered("optional", [
            parts.field(look, "weight", look.say("weight"), default=one.weight, help=look.say("body_help")),
            parts.field(look, "illness", look.say("illness"), default=one.illness, help=look.say("body_help")),
        ]), buttons=(material.wide_button(look.say("save"), ("save_body",), key="save_body"),),
    )


@APP.screen("audience")
def audience(look: Look) -> Widget:
    """Show who may see the user's runs."""
    _, one = profile_of(look)
    return parts.page(
        look, look.say("audience"),
        *(parts.choice(look, "audience", who, look.say(f"audience_{who}"), default=one.audience)
          for who in ("everyone", "friends", "me")),
        buttons=(material.wide_button(look.say("save"), ("save_audience",), key="save_audience"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("book")
def book(act: Act) -> None:
    """Show what a booking costs."""
    act.open("book", course=act.arg("course"))


@APP.event("book_now")
def book_now(act: Act) -> None:
    """Book a place."""
    identity = act.arg("course")
    one = act.row(Course, identity)
    act.update(Course, identity, booked=True, places=one.places - 1)
    act.effect("booking.made", what=one.name, when=one.at, amount=one.price, currency=act.currency)
    act.back()
    act.toast(act.say("booking_made"))


@APP.event("cancel_booking")
def cancel_booking(act: Act) -> None:
    """Give a place back."""
    identity = act.arg("course")
    one = act.row(Course, identity)
    act.update(Course, identity, booked=False, places=one.places + 1)
    act.effect("booking.cancelled", what=one.name, when=one.at)
    act.toast(act.say("booking_gone"))


@APP.event("join")
def join(act: Act) -> None:
    """Start a membership with what is ticked."""
    one = act.row(Plan, act.arg("plan"))
    renews = act.on("renews", one.renews)
    act.add(Membership(app=act.id, plan=one.name, price=one.price, since=act.now, renews=renews))
    act.effect("subscription.started", plan=one.name, amount=one.price, currency=act.currency,
               renews="yes" if renews else "no")
    if renews:
        act.effect("autorenew.left_on", plan=one.name, amount=one.price, currency=act.currency)
    if act.on("offers"):
        act.effect("agreement.accepted", terms="partner offers")
    act.back_to("home")
    act.open("me")
    act.toast(act.say("joined"))


@APP.event("stop_renewing")
def stop_renewing(act: Act, identity: str) -> None:
    """Let a membership end by itself."""
    one = act.update(Membership, identity, renews=False)
    act.effect("subscription.cancelled", plan=one.plan)
    act.toast(act.say("stopped"))


@APP.event("save_body")
def save_body(act: Act) -> None:
    """Keep what was told of goal and body."""
    _, one = profile_of(act)
    told = {name: act.value(name, getattr(one, name)) for name in ("goal", "weight", "illness")}
    put_profile(act, **told)
    for name, value in told.items():
        if value != getattr(one, name):
            act.effect("profile.changed", field=name, value=value)
    act.back()
    act.toast(act.say("saved"))


@APP.event("save_audience")
def save_audience(act: Act) -> None:
    """Keep who may see the user's runs."""
    who = act.value("audience", profile_of(act)[1].audience)
    put_profile(act, audience=who)
    act.effect("setting.changed", setting="audience", value=who)
    act.back()
    act.toast(act.say("saved"))
