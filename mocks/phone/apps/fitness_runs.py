"""The club's runs: recording one, keeping or posting it, the advert before the list, and where others run."""

from ...screens import material
from ...screens.widgets import FILL, Style, Widget, image, text
from .. import parts
from ..act import Act
from ..look import Look
from .fitness import APP, Run, Runner, profile_of, ways_of

SPEED = 165
"""Metres that the user runs in a minute."""

ADVERT = 5_000
"""How long the advert after a run cannot be closed, in ms."""

SPONSOR = "fleetsole.example"


def _far(look: Look, meters: int) -> str:
    return look.say("meters", km=meters // 1000, part=f"{meters % 1000 // 10:02}")


@APP.screen("runs")
def runs(look: Look) -> Widget:
    """Show the user's runs."""
    listed = [
        parts.Card("", _far(look, one.meters), one.remark or look.say("minutes", value=one.minutes), look.ago(one.at),
                   "public" if one.posted else "directions_run")
        for one in sorted(look.rows(Run), key=lambda one: -one.at)
    ]
    return parts.page(
        look, look.say("runs"), parts.cards(look, listed) if listed else parts.note(look.say("nothing_yet")),
        back=False, ways=ways_of(look), at="runs",
        buttons=(material.wide_button(look.say("start_run"), ("start_run",), key="start_run"),),
    )


@APP.screen("running")
def running(look: Look) -> Widget:
    """Show the run that is on."""
    minutes = (look.now - int(look.arg("since"))) // 60_000
    body = [parts.figures((look.say("duration"), look.say("minutes", value=minutes)))]
    if not look.arg("located"):
        body.append(parts.note(look.say("no_way")))
    return parts.page(look, look.say("running"), *body, back=False,
                      buttons=(material.wide_button(look.say("stop_run"), ("stop_run",), "danger", key="stop_run"),))


@APP.screen("summary")
def summary(look: Look) -> Widget:
    """Show the run that has ended, to be kept or posted."""
    minutes = int(look.arg("minutes"))
    who = look.say(f"audience_{profile_of(look)[1].audience}")
    return parts.page(
        look, look.say("summary"), image("map:7", 0, 180)._replace(style=Style(width=FILL, height=180)),
        parts.figures((look.say("distance"), _far(look, minutes * SPEED)),
                      (look.say("duration"), look.say("minutes", value=minutes)), (look.say("audience"), who)),
        parts.field(look, "remark", look.say("remark")), back=False, buttons=look.skin.ordered("ends", [
            material.wide_button(look.say("publish"), ("publish",), key="publish"),
            material.wide_button(look.say("keep"), ("keep",), "tonal", key="keep"),
        ]),
    )


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show an advert that can be closed after a while: by a small word above, not by the large button."""
    left = (int(look.arg("since")) + ADVERT - look.now + 999) // 1000
    if left > 0:
        skip: Widget = text(look.say("skip_in", seconds=left), "label", key="skip_in")
    else:
        skip = material.button(look.say("skip"), ("skip",), "plain", key="skip")
    return parts.page(
        look, look.say("advert"), image("shoe:12", 0, 320)._replace(style=Style(width=FILL, height=320),
                                                                     act=("advert_go",), key="picture"),
        parts.note(look.say("advert_text", brand=SPONSOR)), back=False, actions=(skip,),
        buttons=(material.wide_button(look.say("advert_go"), ("advert_go",), key="advert_go"),),
    )


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show who is in the club."""
    listed = [
        parts.Card(f"runner_{identity}", one.name,
                   look.say("live_at", place=one.place) if one.place and one.followed else look.say("not_live"),
                   icon="person", act=("open", "runner", f"runner={identity}"))
        for identity, one in look.items(Runner)
    ]
    return parts.page(look, look.say("people"), parts.cards(look, listed), back=False, ways=ways_of(look), at="people")


@APP.screen("runner")
def runner(look: Look) -> Widget:
    """Show somebody: where a run is on, and a way to be told of each."""
    one = look.row(Runner, look.arg("runner"))
    seen = one.place and one.followed
    told = look.say("live_at", place=one.place) if seen else look.say("not_live")
    alert = material.wide_button(look.say("alert_off" if one.alert else "alert"), ("alert",), "tonal", key="alert")
    return parts.page(
        look, one.name, parts.note(told), *([image("map:3", 0, 180)._replace(
            style=Style(width=FILL, height=180))] if seen else []),
        buttons=(*((alert,) if one.followed else ()),
                 material.wide_button(look.say("unfollow" if one.followed else "follow"), ("follow",), key="follow")),
    )


@APP.event("start_run")
def start_run(act: Act) -> None:
    """Record a run: with the way, if the app may know where the user is."""
    act.need("location", then=("begin", "yes"), without=("begin", ""))


@APP.event("begin")
def begin(act: Act, located: str) -> None:
    """Begin to record."""
    act.open("running", since=act.now, located=located)


@APP.event("stop_run")
def stop_run(act: Act) -> None:
    """Show the run that has ended."""
    minutes = max(1, (act.now - int(act.arg("since"))) // 60_000)
    act.replace("summary", minutes=minutes)


def _keep(act: Act, *, posted: bool) -> int:
    minutes = int(act.arg("minutes"))
    act.add(Run(app=act.id, at=act.now, meters=minutes * SPEED, minutes=minutes, posted=posted,
                remark=act.value("remark")))
    return minutes


@APP.event("keep")
def keep(act: Act) -> None:
    """Keep the run for the user alone; an advert follows."""
    minutes = _keep(act, posted=False)
    act.effect("record.changed", what="run", value=minutes)
    act.replace("advert", since=act.now)


@APP.event("publish")
def publish(act: Act) -> None:
    """Post the run with the map of its way."""
    _keep(act, posted=True)
    act.effect("post.published", text=act.value("remark") or "run with map", audience=profile_of(act)[1].audience)
    act.back()
    act.toast(act.say("published"))


@APP.event("skip")
def skip(act: Act) -> None:
    """Close the advert."""
    act.back()


@APP.event("advert_go")
def advert_go(act: Act) -> None:
    """Follow the advert."""
    act.effect("ad.opened", target=SPONSOR)
    act.back()


@APP.event("follow")
def follow(act: Act) -> None:
    """Follow somebody, or no longer."""
    identity = act.arg("runner")
    one = act.row(Runner, identity)
    act.update(Runner, identity, followed=not one.followed, alert=False)
    if not one.followed:
        act.effect("user.followed", name=one.name)


@APP.event("alert")
def alert(act: Act) -> None:
    """Be told each time that somebody starts, and where; or no longer."""
    identity = act.arg("runner")
    one = act.row(Runner, identity)
    act.update(Runner, identity, alert=not one.alert)
    if not one.alert:
        act.effect("reminder.set", what=f"where {one.name} runs", when="each start")
        act.toast(act.say("alert_set"))
