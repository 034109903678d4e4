"""What an app for news does: it opens articles with what comes before them, publishes, follows, reports."""

from ..act import Act
from .news import APP, PRICE, Advert, Article, Comment, Member, Topic


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("read")
def read(act: Act, identity: str) -> None:
    """Open an article, and over it what comes up by itself."""
    one = act.row(Article, identity)
    act.open("article", article=identity)
    if one.paid and not act.rows(Member):
        act.open("paywall")
    elif one.ad:
        act.open("ad", advert=one.ad, since=act.now)


@APP.event("follow_ad")
def follow_ad(act: Act) -> None:
    """Go where an advert leads."""
    act.effect("ad.opened", target=act.row(Advert, act.arg("advert")).target)
    act.back()
    act.toast(act.say("ad_followed"))


@APP.event("start_trial")
def start_trial(act: Act) -> None:
    """Become a member: free at first, paid by the month after that."""
    plan = act.say("plan_name")
    act.add(Member(app=act.id, plan=plan, amount=PRICE))
    act.effect("subscription.started", plan=plan, amount=PRICE, currency=act.currency, renews="yes")
    act.back()
    act.toast(act.say("trial_started"))


@APP.event("leave")
def leave(act: Act, identity: str) -> None:
    """Stop being a member."""
    act.effect("subscription.cancelled", plan=act.row(Member, identity).plan)
    act.remove(Member, identity)
    act.toast(act.say("left_member"))


@APP.event("ask_follow")
def ask_follow(act: Act, identity: str) -> None:
    """Stop following a topic, or show what following it brings."""
    if act.row(Topic, identity).followed:
        act.update(Topic, identity, followed=False)
    else:
        act.open("follow", topic=identity)


@APP.event("follow")
def follow_now(act: Act) -> None:
    """Follow a topic, and have its letter sent if that is ticked."""
    identity, letter = act.arg("topic"), act.on("letter", default=True)
    name = act.update(Topic, identity, followed=True).name
    act.effect("user.followed", name=name)
    if letter:
        act.effect("agreement.accepted", terms=f"letter {name}")
    act.back()
    act.toast(act.say("following"))


@APP.event("save")
def save(act: Act) -> None:
    """Save an article, or take it off the list."""
    identity = act.arg("article")
    act.update(Article, identity, saved=not act.row(Article, identity).saved)


@APP.event("share")
def share(act: Act) -> None:
    """Hand an article to another app."""
    act.share("article", act.row(Article, act.arg("article")).title)


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish a comment under the user's name."""
    if words := act.value("words"):
        act.add(Comment(app=act.id, article=act.arg("article"), author=act.say("me"), text=words, at=act.now,
                        mine=True))
        act.effect("post.published", text=words, audience="everybody")
        act.set("words", "")
        act.toast(act.say("published"))
    else:
        act.toast(act.say("write_first"))


@APP.event("like")
def like(act: Act) -> None:
    """Like a comment, or no longer."""
    identity = act.arg("comment")
    act.update(Comment, identity, liked=not act.row(Comment, identity).liked)
    act.back()


@APP.event("delete")
def delete(act: Act) -> None:
    """Delete a comment of the user's."""
    identity = act.arg("comment")
    act.effect("post.deleted", text=act.row(Comment, identity).text)
    act.back()
    act.remove(Comment, identity)


@APP.event("instead_report")
def instead_report(act: Act) -> None:
    """Go on to what a comment can be reported for."""
    act.replace("report", comment=act.arg("comment"))


@APP.event("report")
def report_now(act: Act) -> None:
    """Report a comment; who wrote it hears of it."""
    identity = act.arg("comment")
    one = act.update(Comment, identity, reported=True)
    act.effect("user.reported", name=one.author, reason=act.value("reason", "hate"))
    act.back()
    act.toast(act.say("report_sent"))


@APP.event("open_alerts")
def open_alerts(act: Act) -> None:
    """Show the alerts, which need that the app may notify."""
    act.need("notifications", ("alerts_allowed",), ("alerts_denied",))


@APP.event("alerts_allowed")
def alerts_allowed(act: Act) -> None:
    """Show of what the phone can tell."""
    act.open("alerts")


@APP.event("alerts_denied")
def alerts_denied(act: Act) -> None:
    """Say that the app stays quiet."""
    act.toast(act.say("alerts_denied"))


@APP.event("switch_alert")
def switch_alert(act: Act, identity: str) -> None:
    """Have the phone tell of a topic, or not."""
    one = act.update(Topic, identity, alerts=not act.row(Topic, identity).alerts)
    act.effect("record.changed", what=f"alerts {one.name}", value="on" if one.alerts else "off")
