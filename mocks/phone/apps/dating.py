"""Dating: a deck of people to swipe, matches and chats, where one is, a check of the face, what can be paid for."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, image, row, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Person(AppRecord):
    """Somebody in the deck or matched with the user. `km` is how far away."""

    name: str
    age: int
    about: str
    picture: str
    km: int = 5
    verified: bool = False
    passed: bool = False
    liked: bool = False
    likes_back: bool = False
    matched: bool = False


class Line(AppRecord):
    """What one of the two has written in a match."""

    person: str
    text: str
    at: int
    mine: bool = False


class Profile(AppRecord):
    """The user's own profile, and who may see what of it."""

    name: str
    about: str = ""
    work: str = ""
    faith: str = ""
    verified: bool = False
    visible: bool = True
    distance: bool = True
    receipts: bool = True
    near_only: bool = False
    boosted: bool = False


class Boost(AppRecord):
    """What can be paid for: being shown first for some minutes."""

    name: str
    minutes: int
    price: int
    currency: str = "EUR"


class Picture(AppRecord):
    """A picture on the phone that can be handed in for the check of the face."""

    name: str
    recipe: str


APP = App(
    "dating", account=Profile, icon="favorite", permissions=("location", "camera", "photos", "notifications"),
    records={"people": Person, "lines": Line, "profiles": Profile, "boosts": Boost, "pictures": Picture},
)

FIELDS = ("about", "work", "faith")

SWITCHES = ("visible", "distance", "receipts")


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("deck", look.say("deck"), "favorite", ("go", "home")),
        parts.Way("matches", look.say("matches"), "chat", ("go", "matches")),
        parts.Way("me", look.say("me"), "account_circle", ("go", "me")),
    ])


def profile(look: Look) -> tuple[str, Profile]:
    """Return the user's own profile with its id."""
    return look.items(Profile)[0]


def deck(look: Look) -> list[tuple[str, Person]]:
    """Return who is still to be decided on, the nearest first."""
    limit = 10 if profile(look)[1].near_only else 1_000
    found = [pair for pair in look.items(Person)
             if not (pair[1].passed or pair[1].liked or pair[1].matched) and pair[1].km <= limit]
    return sorted(found, key=lambda pair: (pair[1].km, pair[0]))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the uppermost card of the deck: to the left it is passed, to the right it is liked."""
    left = deck(look)
    actions = (
        material.icon_button("near_me", ("near",), look.say("near"), key="near"),
        material.icon_button("bolt", ("open", "boosts"), look.say("boost"), key="boost"),
    )
    if not left:
        return parts.page(look, look.name, parts.note(look.say("nobody_left")), back=False, ways=_ways(look),
                          at="deck", actions=actions)
    identity, one = left[0]
    mark = f" · {look.say('verified')}" if one.verified else ""
    card = material.card(
        image(one.picture, 0, 260, radius=12)._replace(style=Style(width=FILL, height=260, radii=(12,) * 4)),
        text(look.facts(one.name, str(one.age)), "headline_small"),
        text(look.say("away", km=one.km) + mark, "body", "on_surface_variant"), text(one.about, "body_large", lines=3),
        key=f"card_{identity}", act=("open", "person", f"person={identity}"),
    )
    choices = row(
        weighted(material.button(look.say("pass"), ("decide", identity, "pass"), "outlined", key="pass", icon="close")),
        weighted(material.button(look.say("like"), ("decide", identity, "like"), key="like", icon="favorite")),
        style=Style(width=FILL, gap=12, padding=(16, 8, 16, 8)),
    )
    return parts.page(look, look.name, column(card, style=Style(width=FILL, padding=(16, 8, 16, 0))), choices,
                      back=False, ways=_ways(look), at="deck", actions=actions)


@APP.screen("person")
def person(look: Look) -> Widget:
    """Show all that somebody says of himself."""
    one = look.row(Person, look.arg("person"))
    return parts.page(
        look, look.facts(one.name, str(one.age)),
        image(one.picture, 0, 260)._replace(style=Style(width=FILL, height=260)),
        parts.note(one.about, "on_surface"), parts.figures((look.say("distance_is"), look.say("away", km=one.km))),
        actions=(material.icon_button("flag", ("open", "report", f"person={look.arg('person')}"), look.say("report"),
                                      key="report"),),
    )


@APP.screen("matches")
def matches(look: Look) -> Widget:
    """Show with whom the user has matched."""
    latest = {one.person: one for one in sorted(look.rows(Line), key=lambda found: found.at)}
    listed = [
        parts.listed(parts.Card(f"match_{identity}", one.name, latest[identity].text if identity in latest else
                                look.say("say_hello"), picture=one.picture, act=("open", "chat", f"person={identity}")))
        for identity, one in look.items(Person) if one.matched
    ]
    return parts.page(look, look.say("matches"), *(listed or [parts.note(look.say("no_matches"))]), back=False,
                      ways=_ways(look), at="matches")


@APP.screen("chat")
def chat(look: Look) -> Widget:
    """Show what the two have written, with a way to tell where the user is."""
    identity = look.arg("person")
    said = sorted((pair for pair in look.items(Line) if pair[1].person == identity), key=lambda pair: pair[1].at)
    return parts.page(
        look, look.row(Person, identity).name,
        *(material.bubble(one.text, one.mine, look.ago(one.at), key=f"line_{key}") for key, one in said),
        parts.writing(look, "message", look.say("write"), enter=("send",)), low=True,
        actions=(
            material.icon_button("my_location", ("follow_me",), look.say("share_live"), key="share_live"),
            material.icon_button("heart_broken", ("open", "unmatch", f"person={identity}"), look.say("unmatch"),
                                 key="unmatch"),
        ),
        buttons=(material.wide_button(look.say("send"), ("send",), key="send"),),
    )


@APP.screen("unmatch", "dialog")
def unmatch(look: Look) -> Widget:
    """Ask whether a match is to end, with all that was written."""
    return parts.dialog(look.say("unmatch"), (
        text(look.say("unmatch_text", name=look.row(Person, look.arg("person")).name)),
    ), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("unmatch"), ("unmatch_now",), "danger", key="unmatch_now"),
    ))


@APP.screen("report", "sheet")
def report(look: Look) -> Widget:
    """Show for what somebody can be reported."""
    return parts.sheet(material.section(look.say("report")), *(
        parts.listed(parts.Card(f"reason_{reason}", look.say(f"reason_{reason}"), icon="flag",
                                act=("report_now", reason)))
        for reason in ("fake", "money", "hurtful")
    ), parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))))


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the user's own profile, and who may see what of it."""
    _, mine = profile(look)
    state = look.say("verified") if mine.verified else look.say("not_verified")
    return parts.page(
        look, mine.name, parts.note(mine.about or look.say("no_about")),
        parts.listed(parts.Card("verify", look.say("verify"), state, icon="verified", act=("open", "verify"))),
        parts.listed(parts.Card("edit", look.say("edit"), icon="edit", act=("open", "edit"))),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(mine, name), ("switch_setting", name), key=name) for name in SWITCHES
        ]),
        back=False, ways=_ways(look), at="me",
    )


@APP.screen("edit")
def edit(look: Look) -> Widget:
    """Show the form of the user's own profile."""
    _, mine = profile(look)
    return parts.page(
        look, look.say("edit"), *(
            parts.field(look, name, look.say(f"field_{name}"), default=getattr(mine, name)) for name in FIELDS
        ),
        buttons=(material.wide_button(look.say("save"), ("save_profile",), key="save_profile"),),
    )


@APP.screen("verify")
def verify(look: Look) -> Widget:
    """Show the check of the face: which picture is handed in as the user's own."""
    return parts.page(
        look, look.say("verify"), parts.note(look.say("verify_text")), *(
            parts.choice(look, "picture", identity, one.name) for identity, one in look.items(Picture)
        ),
        buttons=(material.wide_button(look.say("hand_in"), ("hand_in",), key="hand_in"),
                 material.wide_button(look.say("not_now"), ("back",), "plain", key="not_now")),
    )


@APP.screen("boosts")
def boosts(look: Look) -> Widget:
    """Show what being shown first costs."""
    listed = [
        parts.Card(f"boost_{identity}", one.name, look.say("minutes", count=one.minutes),
                   look.money(one.price, one.currency), "bolt", act=("open", "pay", f"boost={identity}"))
        for identity, one in look.items(Boost)
    ]
    return parts.page(look, look.say("boost"), parts.cards(look, listed))


@APP.screen("pay", "sheet", modal=True)
def pay(look: Look) -> Widget:
    """Show what will be paid, before it is."""
    one = look.row(Boost, look.arg("boost"))
    return parts.sheet(
        material.section(look.say("check_order")),
        parts.figures((look.say("boost"), one.name), (look.say("lasts"), look.say("minutes", count=one.minutes)),
                      (look.say("price"), look.money(one.price, one.currency)), key="order"),
        buttons=(material.wide_button(look.say("pay_now"), ("pay_now",), key="pay_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )
