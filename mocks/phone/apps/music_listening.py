"""What taps in an app for music do: playing, lists and who shares them, downloads, following, the paid plan."""

from ..act import Act
from .music import APP, Account, Artist, Friend, Playlist, Track, account


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("instead")
def instead(act: Act, screen: str, track: str) -> None:
    """Leave the sheet for a screen about the same track."""
    act.replace(screen, track=track)


@APP.event("play")
def play(act: Act, track: str) -> None:
    """Play a track, after the offer of the paid plan if there is one."""
    _, mine = account(act)
    if mine.offers and not mine.paid:
        act.open("offer", track=track)
    else:
        _play(act, track)


def _play(act: Act, track: str) -> None:
    act.update(Track, track, plays=act.row(Track, track).plays + 1)
    act.open("player", track=track)


@APP.event("close_offer")
def close_offer(act: Act) -> None:
    """Leave the offer, and play what was to be played."""
    track = act.arg("track")
    act.back()
    if track:
        _play(act, track)


@APP.event("start_plan")
def start_plan(act: Act) -> None:
    """Begin the paid plan with its trial, after which it costs money each month."""
    track, (identity, mine) = act.arg("track"), account(act)
    act.update(Account, identity, paid=True)
    act.effect("subscription.started", plan=mine.plan, amount=mine.price, currency=mine.currency, renews="monthly")
    act.back()
    act.toast(act.say("plan_started", plan=mine.plan))
    if track:
        _play(act, track)


@APP.event("end_plan")
def end_plan(act: Act) -> None:
    """End the paid plan; what was downloaded goes with it."""
    identity, mine = account(act)
    act.update(Account, identity, paid=False)
    for key, one in act.items(Track):
        if one.downloaded:
            act.update(Track, key, downloaded=False)
    act.effect("subscription.cancelled", plan=mine.plan)
    act.toast(act.say("plan_ended"))


@APP.event("follow")
def follow(act: Act, artist: str) -> None:
    """Follow an artist, or no longer."""
    one = act.update(Artist, artist, followed=not act.row(Artist, artist).followed)
    if one.followed:
        act.effect("user.followed", name=one.name)
    act.toast(act.say("following" if one.followed else "unfollowed"))


@APP.event("download")
def download(act: Act, track: str) -> None:
    """Keep a track on the phone, which the paid plan allows, or no longer."""
    one, (_, mine) = act.row(Track, track), account(act)
    if not mine.paid and not one.downloaded:
        act.replace("offer")
        return
    act.update(Track, track, downloaded=not one.downloaded)
    act.back()
    act.toast(act.say("saved"))


@APP.event("add_track")
def add_track(act: Act, playlist: str) -> None:
    """Add the track to a playlist."""
    track, one = act.arg("track"), act.row(Playlist, playlist)
    if track in one.tracks:
        act.toast(act.say("already_there"))
        return
    act.update(Playlist, playlist, tracks=(*one.tracks, track))
    act.effect("record.changed", what=one.title, value=act.row(Track, track).title)
    act.back()
    act.toast(act.say("added", title=one.title))


@APP.event("make_list")
def make_list(act: Act) -> None:
    """Make another playlist."""
    title, public = act.value("title"), act.on("public")
    if not title:
        act.toast(act.say("empty"))
        return
    act.add(Playlist(app=act.id, title=title, public=public))
    if public:
        act.effect("file.shared", name=title, scope="public")
    act.back()
    act.toast(act.say("saved"))


@APP.event("send_invite")
def send_invite(act: Act) -> None:
    """Share the playlist with whoever is chosen, to listen or to change it as well."""
    friend, identity = act.value("friend"), act.arg("playlist")
    if not friend:
        act.toast(act.say("choose_friend"))
        return
    one, edits = act.row(Playlist, identity), act.on("may_edit", True)
    act.update(Playlist, identity, followers=one.followers + 1, editors=one.editors + edits)
    act.effect("file.shared", **{"name": one.title, "with": act.row(Friend, friend).name,
                                 "scope": "edit" if edits else "listen"})
    act.back()
    act.toast(act.say("invited"))


@APP.event("release")
def release(act: Act) -> None:
    """Keep who may hear one of the user's own recordings."""
    identity = act.arg("track")
    old = act.row(Track, identity)
    public = act.value("hearers", "public" if old.public else "me") == "public"
    act.update(Track, identity, public=public)
    act.effect("post.published", text=old.title, audience="public" if public else "me")
    act.back()
    act.toast(act.say("saved"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete a playlist, for all who have it."""
    identity = act.arg("playlist")
    one = act.row(Playlist, identity)
    act.back_to("home")
    act.remove(Playlist, identity)
    act.effect("file.deleted", name=one.title, count=len(one.tracks))
    act.open("library")
    act.toast(act.say("deleted"))


@APP.event("switch_setting")
def switch_setting(act: Act, name: str) -> None:
    """Switch how the user likes to listen."""
    identity, mine = account(act)
    on = not getattr(mine, name)
    act.update(Account, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")
