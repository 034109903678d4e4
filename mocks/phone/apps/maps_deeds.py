"""What an app for maps does: it finds, leads, publishes, shares where the phone is, and forgets where it was."""

from ..act import Act
from .maps import APP, SPANS, Person, Place, Review, Share, Stay


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("find")
def find(act: Act, kind: str) -> None:
    """Search for what was typed, or for a kind of place."""
    if words := kind or act.value("query").strip():
        act.open("results", query=words)


@APP.event("show")
def show(act: Act, identity: str) -> None:
    """Show a place; for a promoted one its maker pays."""
    one = act.row(Place, identity)
    if one.promoted:
        act.effect("ad.opened", target=one.name)
    act.open("place", place=identity)


@APP.event("locate")
def locate(act: Act) -> None:
    """Find out where the phone is, for what is near."""
    act.need("location", ("located",), ("not_located",))


@APP.event("located")
def located(act: Act) -> None:
    """Show what is near."""
    act.toast(act.say("located"))


@APP.event("not_located")
def not_located(act: Act) -> None:
    """Say that the map stays where it is."""
    act.toast(act.say("not_located"))


@APP.event("save")
def save(act: Act) -> None:
    """Save a place, or take it off the list."""
    identity = act.arg("place")
    act.update(Place, identity, saved=not act.row(Place, identity).saved)


@APP.event("share_place")
def share_place(act: Act) -> None:
    """Hand a place to another app."""
    one = act.row(Place, act.arg("place"))
    act.share("place", f"{one.name}, {one.address}")


@APP.event("begin")
def begin(act: Act) -> None:
    """Begin to lead the way, which needs to know where the phone is."""
    act.need("location", ("lead",), ("not_located",))


@APP.event("lead")
def lead(act: Act) -> None:
    """Lead the way."""
    act.replace("under_way", place=act.arg("place"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish a review under the user's name."""
    words, marks = act.value("review"), int(act.value("stars", "5"))
    if not words:
        act.toast(act.say("write_first"))
        return
    one = act.row(Place, act.arg("place"))
    act.add(Review(app=act.id, place=act.arg("place"), author=act.say("me"), text=words, stars=marks, at=act.now,
                   mine=True))
    act.effect("post.published", text=words, audience="everybody")
    act.effect("rating.given", what=one.name, stars=marks)
    act.back()
    act.toast(act.say("published"))


@APP.event("drop_review")
def drop_review(act: Act, identity: str) -> None:
    """Take a review of one's own back."""
    act.effect("post.deleted", text=act.row(Review, identity).text)
    act.remove(Review, identity)


@APP.event("send_suggestion")
def send_suggestion(act: Act) -> None:
    """Send what is said to be wrong: the map follows it."""
    name, fault = act.row(Place, act.arg("place")).name, act.value("fault", "hours")
    act.effect("form.submitted", form=f"{name}: {fault}", fields="detail" if act.value("detail") else "")
    act.back()
    act.toast(act.say("suggestion_sent"))


@APP.event("share_now")
def share_now(act: Act) -> None:
    """Show somebody where the phone is, from now on."""
    act.need("location", ("share_live",), ("not_located",))


@APP.event("share_live")
def share_live_now(act: Act) -> None:
    """Begin to share the live location."""
    name, span = act.row(Person, act.arg("person")).name, act.value("span", SPANS[-1])
    act.add(Share(app=act.id, name=name, span=span, at=act.now))
    act.effect("location.shared", **{"with": name, "scope": span})
    act.back()
    act.toast(act.say("shared"))


@APP.event("stop")
def stop(act: Act, identity: str) -> None:
    """End sharing with somebody."""
    act.effect("record.changed", what="sharing ended", value=act.row(Share, identity).name)
    act.remove(Share, identity)


@APP.event("forget")
def forget_now(act: Act, what: str) -> None:
    """Delete a day of the timeline, or all of it."""
    days = int(act.arg("days"))
    for identity, one in act.items(Stay):
        if what == "all" or one.days == days:
            act.remove(Stay, identity)
    act.effect("record.changed", what="timeline deleted", value=what)
    act.back()
    act.toast(act.say("forgotten"))
