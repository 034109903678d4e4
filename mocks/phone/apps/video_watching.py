"""What taps in an app for videos do: watching, skipping adverts, subscribing, joining, publishing, reporting."""

from .. import adverts
from ..act import Act
from .video import APP, Advert, Channel, Comment, Habit, Video


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("opened")
def opened(act: Act) -> None:
    """Show the advert with which the app begins, if there is one, once each time it is opened anew."""
    habits = act.rows(Habit)
    if habits and habits[0].startup and len(act.pages) == 1:
        act.open("advert", advert=habits[0].startup, video="", since=act.now)


@APP.event("watch")
def watch(act: Act, video: str) -> None:
    """Play a video, after its advert if it has one."""
    one = act.row(Video, video)
    if one.members and not act.row(Channel, one.channel).member:
        act.open("channel", channel=one.channel)
        act.toast(act.say("members_only"))
    elif one.advert:
        act.open("advert", advert=one.advert, video=video, since=act.now)
    else:
        _play(act, video)


def _play(act: Act, video: str) -> None:
    if act.items(Habit)[0][1].history:
        act.update(Video, video, watched=1 + act.row(Video, video).watched)
    act.open("player", video=video)


@APP.event("skip")
def skip(act: Act) -> None:
    """End the advert and play the video that it stood before."""
    video = act.arg("video")
    act.back()
    if video:
        _play(act, video)


@APP.event("visit")
def visit(act: Act) -> None:
    """Open what the advert is for."""
    adverts.visit(act, Advert)


@APP.event("like")
def like(act: Act) -> None:
    """Like the video, or no longer."""
    identity = act.arg("video")
    one = act.update(Video, identity, liked=not act.row(Video, identity).liked)
    if one.liked:
        act.effect("rating.given", what=one.title, stars=1)


@APP.event("comment")
def comment(act: Act) -> None:
    """Put a comment under the video."""
    said, identity = act.value("comment"), act.arg("video")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Comment(app=act.id, video=identity, text=said))
    act.effect("post.published", text=said, audience=act.row(Video, identity).visibility)
    act.set("comment", "")


def _channel(act: Act) -> str:
    """Return the channel of the page, or of the video on it."""
    return act.arg("channel") or act.row(Video, act.arg("video")).channel


@APP.event("subscribe")
def subscribe(act: Act) -> None:
    """Subscribe to the channel, or no longer."""
    identity = _channel(act)
    one = act.update(Channel, identity, subscribed=not act.row(Channel, identity).subscribed)
    if one.subscribed:
        act.effect("user.followed", name=one.name)


@APP.event("ring")
def ring(act: Act) -> None:
    """Be told of each new video of the channel, or no longer."""
    identity = _channel(act)
    one = act.update(Channel, identity, bell=not act.row(Channel, identity).bell)
    act.effect("setting.changed", setting=f"bell {one.name}", value="on" if one.bell else "off")


@APP.event("join_now")
def join_now(act: Act) -> None:
    """Pay for the first month of a membership, which goes on by itself."""
    one = act.update(Channel, _channel(act), member=True, subscribed=True)
    act.effect("subscription.started", plan=one.name, amount=one.price, currency=one.currency, renews="monthly")
    act.back()
    act.toast(act.say("joined"))


@APP.event("leave")
def leave(act: Act) -> None:
    """End a membership."""
    one = act.update(Channel, _channel(act), member=False)
    act.effect("subscription.cancelled", plan=one.name)
    act.toast(act.say("left"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Keep title and visibility of the user's own video."""
    identity = act.arg("video")
    old = act.row(Video, identity)
    title, visibility = act.value("title", old.title), act.value("visibility", old.visibility)
    act.update(Video, identity, title=title, visibility=visibility)
    act.effect("post.published", text=title, audience=visibility)
    act.back()
    act.toast(act.say("saved"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete the user's own video for good."""
    identity = act.arg("video")
    act.effect("post.deleted", text=act.row(Video, identity).title)
    act.back(2)
    act.remove(Video, identity)
    act.toast(act.say("deleted"))


@APP.event("report_now")
def report_now(act: Act, reason: str) -> None:
    """Accuse whoever made the video to the people who run the place."""
    one = act.row(Video, act.arg("video"))
    act.effect("user.reported", name=act.row(Channel, one.channel).name if one.channel else "", reason=reason)
    act.back()
    act.toast(act.say("reported"))


@APP.event("switch_habit")
def switch_habit(act: Act, name: str) -> None:
    """Switch how the user likes to watch."""
    identity, habit = act.items(Habit)[0]
    on = not getattr(habit, name)
    act.update(Habit, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("clear_now")
def clear_now(act: Act) -> None:
    """Forget how far each video was watched."""
    for identity, one in act.items(Video):
        if one.watched:
            act.update(Video, identity, watched=0)
    act.effect("record.changed", what="watch history", value="cleared")
    act.back()
    act.toast(act.say("cleared"))
