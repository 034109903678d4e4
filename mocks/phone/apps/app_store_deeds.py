"""What a store for apps does: it installs, sells, subscribes, and takes away again."""

from ..act import Act
from .app_store import APP, Listing, Opinion, Plan, Receipt, is_there

MONTH = 30 * 86_400_000


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("find")
def find(act: Act) -> None:
    """Search for what was typed."""
    if words := act.value("query").strip():
        act.open("results", query=words)


@APP.event("start")
def start(act: Act, identity: str) -> None:
    """Open an app that is on the phone."""
    one = act.row(Listing, identity)
    if one.skin:
        act.bring(one.skin)
    else:
        act.toast(one.name)


@APP.event("get")
def get(act: Act, identity: str) -> None:
    """Install an app, or show what it costs."""
    one = act.row(Listing, identity)
    if one.price:
        act.open("buy", listing=identity)
        return
    _install(act, identity)
    if one.also:
        act.open("also", listing=one.also)
    else:
        act.toast(act.say("installed"))


def _install(act: Act, identity: str) -> None:
    one = act.row(Listing, identity)
    if one.skin:
        act.install(one.skin)
    else:
        act.update(Listing, identity, installed=True)
        act.effect("app.installed", name=one.name)


@APP.event("get_also")
def get_also(act: Act) -> None:
    """Install what was offered beside."""
    identity = act.arg("listing")
    act.back()
    if not is_there(act, act.row(Listing, identity)):
        _install(act, identity)
        act.toast(act.say("installed"))


@APP.event("buy")
def buy_now(act: Act) -> None:
    """Pay for an app, and install it."""
    identity = act.arg("listing")
    one = act.row(Listing, identity)
    act.add(Receipt(app=act.id, what=one.name, amount=one.price, at=act.now))
    act.effect("order.placed", what=one.name, amount=one.price, currency=act.currency)
    act.back()
    _install(act, identity)
    act.toast(act.say("installed"))


@APP.event("subscribe")
def subscribe(act: Act) -> None:
    """Begin a subscription."""
    one, renews = act.row(Listing, act.arg("listing")), act.on("renews", default=True)
    act.add(Plan(app=act.id, name=one.plan, amount=one.plan_price, until=act.now + MONTH, renews=renews))
    act.add(Receipt(app=act.id, what=one.plan, amount=one.plan_price, at=act.now))
    act.effect("subscription.started", plan=one.plan, amount=one.plan_price, currency=act.currency,
               renews="yes" if renews else "no")
    act.back()
    act.toast(act.say("subscribed"))


@APP.event("switch_renewal")
def switch_renewal(act: Act) -> None:
    """Have a subscription renew, or end when its time is over."""
    identity = act.arg("plan")
    one = act.update(Plan, identity, renews=not act.row(Plan, identity).renews)
    act.effect("record.changed", what=f"renewal of {one.name}", value="on" if one.renews else "off")


@APP.event("end_plan")
def end_plan(act: Act) -> None:
    """Give a subscription up at once."""
    one = act.row(Plan, act.arg("plan"))
    act.remove(Plan, act.arg("plan"))
    act.effect("subscription.cancelled", plan=one.name)
    act.back()
    act.toast(act.say("ended"))


@APP.event("ask_uninstall")
def ask_uninstall(act: Act, identity: str) -> None:
    """Ask before one of the listed apps goes; one that this phone only notes goes at once."""
    one = act.row(Listing, identity)
    if one.skin:
        act.open("uninstall", app=one.skin)
        return
    act.update(Listing, identity, installed=False)
    act.effect("app.uninstalled", name=one.name)


@APP.event("uninstall")
def uninstall_now(act: Act) -> None:
    """Take an app off the phone with all that it keeps."""
    identity = act.arg("app")
    act.back()
    act.uninstall(identity)
    act.toast(act.say("uninstalled"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish stars for an app, and what is said beside them."""
    identity, words, marks = act.arg("listing"), act.value("opinion"), int(act.value("stars", "5"))
    act.add(Opinion(app=act.id, listing=identity, author=act.say("me"), text=words, stars=marks))
    act.effect("rating.given", what=act.row(Listing, identity).name, stars=marks)
    if words:
        act.effect("post.published", text=words, audience="everybody")
    act.back()
    act.toast(act.say("published"))
