"""What taps in an app for podcasts do: playing, downloading, subscribing, giving, the paid tier and its feed."""

from ..act import Act
from .podcast import APP, Episode, Gift, Habit, Reader, Show


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("play")
def play(act: Act) -> None:
    """Play the episode."""
    identity = act.arg("episode")
    act.update(Episode, identity, played=act.row(Episode, identity).played + 1)
    act.open("player", episode=identity)


@APP.event("speed")
def speed(act: Act, more: str) -> None:
    """Play faster or more slowly, between half and three times as fast."""
    identity, habit = act.items(Habit)[0]
    act.update(Habit, identity, speed=min(30, max(5, habit.speed + int(more))))


@APP.event("download")
def download(act: Act) -> None:
    """Keep the episode on the phone, or no longer; one that was taken down goes for good."""
    identity = act.arg("episode")
    one = act.row(Episode, identity)
    if one.downloaded:
        act.open("delete", episodes=identity)
        return
    act.update(Episode, identity, downloaded=True)
    act.effect("record.changed", what=one.title, value="downloaded")
    act.toast(act.say("downloaded"))


@APP.event("subscribe")
def subscribe(act: Act, show: str) -> None:
    """Subscribe to a show, which also downloads each new episode, or no longer."""
    on = not act.row(Show, show).subscribed
    one = act.update(Show, show, subscribed=on, auto=on)
    if on:
        act.effect("user.followed", name=one.title)
    act.toast(act.say("subscribed" if on else "unsubscribed"))


@APP.event("auto")
def auto(act: Act) -> None:
    """Download each new episode by itself, or no longer."""
    identity = act.arg("show")
    one = act.update(Show, identity, auto=not act.row(Show, identity).auto)
    act.effect("setting.changed", setting=f"auto-download {one.title}", value="on" if one.auto else "off")


@APP.event("give_now")
def give_now(act: Act) -> None:
    """Give what is chosen, once or every month."""
    chosen = act.value("gift")
    if not chosen:
        act.toast(act.say("choose_gift"))
        return
    one, amount = act.row(Show, act.arg("show")), act.row(Gift, chosen).amount
    act.effect("payment.sent", payee=one.title, amount=amount, currency=one.currency)
    if act.on("monthly", True):
        act.effect("subscription.started", plan=one.title, amount=amount, currency=one.currency, renews="monthly")
    act.back()
    act.toast(act.say("given"))


@APP.event("join_now")
def join_now(act: Act) -> None:
    """Pay for the first month of the paid tier, which goes on by itself."""
    one = act.update(Show, act.arg("show"), member=True)
    act.effect("subscription.started", plan=one.title, amount=one.price, currency=one.currency, renews="monthly")
    act.back()
    act.toast(act.say("joined"))


@APP.event("leave_tier")
def leave_tier(act: Act) -> None:
    """End the paid tier."""
    one = act.update(Show, act.arg("show"), member=False)
    act.effect("subscription.cancelled", plan=one.title)
    act.toast(act.say("left"))


@APP.event("pass_on")
def pass_on(act: Act, reader: str) -> None:
    """Send the members' own feed to somebody, who then hears all that was paid for."""
    one, who = act.row(Show, act.arg("show")), act.row(Reader, reader)
    act.effect("file.shared", **{"name": one.feed, "with": who.name, "scope": "public" if who.crowd else "one"})
    act.back()
    act.toast(act.say("passed_on", name=who.name))


@APP.event("delete_picked")
def delete_picked(act: Act) -> None:
    """Ask about the downloads that are ticked."""
    picked = [identity for identity, one in act.items(Episode) if one.downloaded and act.on(f"pick_{identity}")]
    if picked:
        act.open("delete", episodes=",".join(picked))
    else:
        act.toast(act.say("none_picked"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete downloads from the phone."""
    picked = act.arg("episodes").split(",")
    act.back_to("home")
    for identity in picked:
        one = act.update(Episode, identity, downloaded=False)
        act.effect("file.deleted", name=one.title, count=1)
    act.open("downloads")
    act.toast(act.say("deleted"))


@APP.event("switch_habit")
def switch_habit(act: Act, name: str) -> None:
    """Switch how the user likes to listen."""
    identity, habit = act.items(Habit)[0]
    on = not getattr(habit, name)
    act.update(Habit, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")
