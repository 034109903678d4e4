"""What an app for the weather does: it keeps places, publishes reports, sends forecasts, and sells more."""

from ..act import Act
from .weather import APP, PRICES, Alert, Friend, Hazard, Plan, Report, Spot, Unit, first_friend, kept_spots


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("locate")
def locate(act: Act) -> None:
    """Find out where the phone is, for the weather there."""
    act.need("location", ("located",), ("not_located",))


@APP.event("located")
def located(act: Act) -> None:
    """Say that what is shown is the weather here."""
    act.toast(act.say("located"))


@APP.event("not_located")
def not_located(act: Act) -> None:
    """Say that the places stay as they are."""
    act.toast(act.say("not_located"))


@APP.event("keep")
def keep(act: Act, identity: str, on: str) -> None:
    """Add a place to the user's, or take it away."""
    one = act.update(Spot, identity, kept=bool(on))
    act.effect("record.changed", what="place added" if on else "place removed", value=one.name)


@APP.event("warned")
def warned(act: Act, identity: str) -> None:
    """Open a warning, or follow the advert that goes about as one."""
    one = act.row(Hazard, identity)
    if one.paid:
        act.effect("ad.opened", target=one.target)
        act.toast(act.say("ad_followed"))
    else:
        act.open("warning", warning=identity)


@APP.event("publish")
def publish(act: Act) -> None:
    """Show a report to all who are near."""
    if words := act.value("report"):
        act.add(Report(app=act.id, author=act.say("me"), text=words, at=act.now, mine=True))
        act.effect("post.published", text=words, audience="near")
        act.set("report", "")
        act.toast(act.say("published"))
    else:
        act.toast(act.say("write_first"))


@APP.event("drop_report")
def drop_report(act: Act, identity: str) -> None:
    """Take a report of the user's back."""
    act.effect("post.deleted", text=act.row(Report, identity).text)
    act.remove(Report, identity)


@APP.event("send")
def send(act: Act) -> None:
    """Send the forecast to somebody, with where the user is if that is ticked."""
    kept = kept_spots(act)
    if not kept:
        act.toast(act.say("no_places"))
        return
    one, to = kept[0][1], act.row(Friend, act.value("to", first_friend(act))).name
    act.effect("message.sent", to=to, text=f"{one.name} {one.degrees}°")
    if act.on("place", default=True):
        act.effect("location.shared", **{"with": to, "scope": "with forecast"})
    act.back()
    act.toast(act.say("sent"))


@APP.event("switch_alert")
def switch_alert(act: Act, identity: str) -> None:
    """Have the phone tell of a kind of weather, or not."""
    one = act.update(Alert, identity, on=not act.row(Alert, identity).on)
    act.effect("record.changed", what=f"alert {one.name}", value="on" if one.on else "off")


@APP.event("all_on")
def all_on(act: Act) -> None:
    """Have the phone tell of all kinds of weather."""
    for identity, _ in act.items(Alert):
        act.update(Alert, identity, on=True)
    act.effect("record.changed", what="alerts", value="all")
    act.toast(act.say("saved"))


@APP.event("switch_unit")
def switch_unit(act: Act) -> None:
    """Have temperatures stand in the other unit."""
    kept = act.items(Unit)
    if kept:
        act.update(Unit, kept[0][0], fahrenheit=not kept[0][1].fahrenheit)
    else:
        act.add(Unit(app=act.id, fahrenheit=True))


@APP.event("follow_me")
def follow_me(act: Act) -> None:
    """Have a widget show the weather where the phone is: it needs to know that all the time."""
    act.grant("location", "always")
    act.effect("permission.granted", permission="location", scope="always")
    act.effect("record.changed", what="widget", value="follows")
    act.back()
    act.toast(act.say("widget_made"))


@APP.event("fixed_place")
def fixed_place(act: Act) -> None:
    """Have a widget show the weather of one of the places."""
    act.effect("record.changed", what="widget", value="place")
    act.back()
    act.toast(act.say("widget_made"))


@APP.event("subscribe")
def subscribe(act: Act) -> None:
    """Begin to pay for more."""
    span = act.value("span", "year")
    act.add(Plan(app=act.id, name=act.say("plan"), amount=PRICES[span]))
    act.effect("subscription.started", plan=span, amount=PRICES[span], currency=act.currency, renews="yes")
    act.back()
    act.toast(act.say("subscribed"))


@APP.event("end_plan")
def end_plan(act: Act, identity: str) -> None:
    """Stop paying for more."""
    act.effect("subscription.cancelled", plan=act.row(Plan, identity).name)
    act.remove(Plan, identity)
    act.back()
