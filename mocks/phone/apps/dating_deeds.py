"""What taps and swipes in a dating app do: deciding, writing, telling where one is, being verified, paying."""

from ..act import Act
from .dating import APP, FIELDS, Boost, Line, Person, Picture, Profile, deck, profile


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("swiped")
def swiped(act: Act, direction: str, key: str) -> None:
    """Decide on the uppermost card of the deck by a swipe across it."""
    left = deck(act)
    if act.page.screen == "home" and left and direction in ("left", "right") and key == f"card_{left[0][0]}":
        decide(act, left[0][0], "like" if direction == "right" else "pass")


@APP.event("decide")
def decide(act: Act, person: str, choice: str) -> None:
    """Pass somebody, or say that the user likes him; who likes back becomes a match."""
    if choice == "pass":
        act.update(Person, person, passed=True)
        return
    one = act.row(Person, person)
    act.update(Person, person, liked=True, matched=one.likes_back)
    act.effect("user.followed", name=one.name)
    act.toast(act.say("its_a_match" if one.likes_back else "liked", name=one.name))


@APP.event("near")
def near(act: Act) -> None:
    """Show only who is near, which takes knowing where the user is."""
    act.need("location", then=("show_near",), without=("no_place",))


@APP.event("show_near")
def show_near(act: Act) -> None:
    """Show only who is near, or everybody again."""
    identity, mine = profile(act)
    act.update(Profile, identity, near_only=not mine.near_only)
    act.toast(act.say("everybody" if mine.near_only else "near_only"))


@APP.event("no_place")
def no_place(act: Act) -> None:
    """Say that nobody can be said to be near."""
    act.toast(act.say("no_place"))


@APP.event("send")
def send(act: Act) -> None:
    """Send what has been written."""
    said, identity = act.value("message"), act.arg("person")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Line(app=act.id, person=identity, text=said, at=act.now, mine=True))
    act.effect("message.sent", to=act.row(Person, identity).name, text=said)
    act.set("message", "")


@APP.event("follow_me")
def follow_me(act: Act) -> None:
    """Let the other see where the user is for the next hour, if the app may know."""
    act.need("location", then=("share_live",), without=("no_place",))


@APP.event("share_live")
def share_live(act: Act) -> None:
    """Let the other see where the user is for the next hour."""
    identity = act.arg("person")
    act.add(Line(app=act.id, person=identity, text=act.say("live_line"), at=act.now, mine=True))
    act.effect("location.shared", **{"with": act.row(Person, identity).name, "scope": "live"})


@APP.event("unmatch_now")
def unmatch_now(act: Act) -> None:
    """End a match, with all that was written."""
    identity = act.arg("person")
    act.back_to("home")
    gone = [key for key, one in act.items(Line) if one.person == identity]
    for key in gone:
        act.remove(Line, key)
    one = act.update(Person, identity, matched=False, passed=True)
    act.effect("contact.deleted", name=one.name)
    act.open("matches")
    act.toast(act.say("unmatched"))


@APP.event("report_now")
def report_now(act: Act, reason: str) -> None:
    """Report somebody to the makers of the app."""
    act.effect("user.reported", name=act.row(Person, act.arg("person")).name, reason=reason)
    act.back()
    act.toast(act.say("reported"))


@APP.event("save_profile")
def save_profile(act: Act) -> None:
    """Keep the profile as it was typed, for all who see the card."""
    identity, mine = profile(act)
    for name in FIELDS:
        value = act.value(name, getattr(mine, name))
        if value != getattr(mine, name):
            act.update(Profile, identity, **{name: value})
            act.effect("profile.changed", field=name, value=value)
    act.back()
    act.toast(act.say("saved"))


@APP.event("hand_in")
def hand_in(act: Act) -> None:
    """Hand in a picture as that of the user's own face."""
    chosen = act.value("picture")
    if not chosen:
        act.toast(act.say("choose_picture"))
        return
    identity, _ = profile(act)
    act.update(Profile, identity, verified=True)
    act.effect("form.submitted", form="verification", fields=act.row(Picture, chosen).name)
    act.back()
    act.toast(act.say("handed_in"))


@APP.event("switch_setting")
def switch_setting(act: Act, name: str) -> None:
    """Switch who may see what of the profile."""
    identity, mine = profile(act)
    on = not getattr(mine, name)
    act.update(Profile, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("pay_now")
def pay_now(act: Act) -> None:
    """Pay for being shown first."""
    one, (identity, _) = act.row(Boost, act.arg("boost")), profile(act)
    act.update(Profile, identity, boosted=True)
    act.effect("order.placed", what=one.name, amount=one.price, currency=one.currency)
    act.back(2)
    act.toast(act.say("boosted"))
