"""What the clock does."""

from ...common.zones import local
from ..act import Act
from .clock import (
    APP,
    ZONES,
    Alarm,
    Bedtime,
    City,
    Promo,
    Timer,
    Watch,
    bedtime_of,
    named,
    span,
    told,
    watch_of,
)

MINUTE = 60_000

DAY = 24 * 60
"""Minutes of a day."""

SNOOZE = 10 * MINUTE
"""For how long an alarm is put off, in ms. Ours."""


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


def minute_of(typed: str) -> int:
    """Return a time as typed in minutes of the day, -1 for what is none: `7:05`; the colon may be a Chinese one."""
    hours, colon, minutes = typed.strip().replace("\uff1a", ":").partition(":")
    if not colon or not (hours + minutes).isdecimal() or not (hours + minutes).isascii() or len(minutes) != 2:
        return -1
    return int(hours) * 60 + int(minutes) if int(hours) < 24 and int(minutes) < 60 else -1


@APP.event("opened")
def opened(act: Act) -> None:
    """Set what was on the phone before the app was opened."""
    for identity, one in act.items(Alarm):
        if one.on and not one.due:
            _arm(act, identity)


@APP.event("save")
def save(act: Act) -> None:
    """Set a new alarm, or change the one that is open."""
    identity = act.arg("alarm")
    old = act.row(Alarm, identity) if identity else None
    minute = minute_of(act.value("time", told(old.minute) if old else ""))
    label = act.value("label", old.label if old else "")
    if minute < 0:
        act.toast(act.say("wrong_time"))
        return
    if old:
        act.update(Alarm, identity, minute=minute, label=label, on=True)
        _arm(act, identity)
        act.back()
    else:
        days = tuple(range(7)) if act.on("daily") else ()
        _arm(act, act.add(Alarm(app=act.id, minute=minute, label=label, days=days)))
        if bedtime_of(act).on:
            act.back()
        else:
            act.replace("saved", minute=minute)
    act.effect("reminder.set", what=label or told(minute), when=told(minute))


@APP.event("switch_alarm")
def switch_alarm(act: Act, identity: str) -> None:
    """Switch an alarm on or off."""
    one = act.row(Alarm, identity)
    act.update(Alarm, identity, on=not one.on)
    if not one.on:
        _arm(act, identity)
    act.effect("reminder.removed" if one.on else "reminder.set", what=named(act, one), when=told(one.minute))


@APP.event("delete_alarm")
def delete_alarm(act: Act) -> None:
    """Delete the alarm that is open."""
    _delete(act, act.arg("alarm"))
    act.back()


def _delete(act: Act, identity: str) -> None:
    one = act.row(Alarm, identity)
    act.remove(Alarm, identity)
    act.effect("reminder.removed", what=named(act, one), when=told(one.minute))


@APP.event("clear_all")
def clear_all(act: Act) -> None:
    """Delete all alarms."""
    for identity, _ in act.items(Alarm):
        _delete(act, identity)
    act.back()
    act.toast(act.say("cleared"))


@APP.event("add_city")
def add_city(act: Act, number: str) -> None:
    """Show the time of a city."""
    act.add(City(app=act.id, name=act.say(f"city_{number}"), zone=ZONES[int(number)]))
    act.effect("record.changed", what="cities", value=ZONES[int(number)])
    act.back()


@APP.event("remove_city")
def remove_city(act: Act, identity: str) -> None:
    """Show the time of a city no longer."""
    act.effect("record.changed", what="cities", value=f"without {act.row(City, identity).zone}")
    act.remove(City, identity)


@APP.event("new_timer")
def new_timer(act: Act, minutes: str) -> None:
    """Make a timer, and start it."""
    run_timer(act, act.add(Timer(app=act.id, length=int(minutes) * MINUTE)))


@APP.event("run_timer")
def run_timer(act: Act, identity: str) -> None:
    """Start a timer, or stop it."""
    one = act.row(Timer, identity)
    if one.ends:
        act.update(Timer, identity, ends=0)
        act.effect("reminder.removed", what=one.label or span(one.length), when="")
    else:
        ends = act.now + one.length
        act.update(Timer, identity, ends=ends)
        act.later(one.length, "ring", identity, str(ends))
        act.effect("reminder.set", what=one.label or span(one.length), when=act.clock(ends))


@APP.event("remove_timer")
def remove_timer(act: Act, identity: str) -> None:
    """Delete a timer."""
    one = act.row(Timer, identity)
    act.remove(Timer, identity)
    act.effect("reminder.removed", what=one.label or span(one.length), when="")


@APP.event("ring")
def ring(act: Act, identity: str, ends: str) -> None:
    """Let a timer ring, unless it has been stopped or removed since."""
    one = next((row for key, row in act.items(Timer) if key == identity), None)
    if one is None or one.ends != int(ends):
        return
    act.update(Timer, identity, ends=0)
    _sound(act, one.label or span(one.length), "")


def _sound(act: Act, label: str, alarm: str) -> None:
    """Show that something rings, with a notification where the clock is not in front."""
    act.open("ringing", label=label, alarm=alarm)
    if act.display.app != act.id:
        act.notify(act.say("time_over"), label, event=("ring_on", label, alarm), key=f"ringing_{act.id}")


@APP.event("ring_on")
def ring_on(act: Act, label: str, alarm: str) -> None:
    """Show what rings, from its notification."""
    if act.page.screen != "ringing":
        act.open("ringing", label=label, alarm=alarm)


def _arm(act: Act, identity: str) -> None:
    """Have an alarm ring when its minute comes next."""
    minute = act.row(Alarm, identity).minute
    today = act.now - act.now % MINUTE
    here = local(act.now, act.device.zone)
    ahead = (minute - here.hour * 60 - here.minute - 1) % DAY + 1
    due = today + ahead * MINUTE
    act.update(Alarm, identity, due=due)
    act.later(due - act.now, "alarm", identity, str(due))


@APP.event("alarm")
def alarm(act: Act, identity: str, due: str) -> None:
    """Let an alarm ring, unless it has been changed, and set it for its next day if it comes again."""
    one = next((row for key, row in act.items(Alarm) if key == identity), None)
    if one is None or not one.on or one.due != int(due):
        return
    if one.days:
        _arm(act, identity)
    else:
        act.update(Alarm, identity, on=False)
    if not one.days or local(act.now, act.device.zone).weekday() in one.days:
        _sound(act, named(act, one), identity)


@APP.event("snooze")
def snooze(act: Act) -> None:
    """Have the alarm ring again in a while."""
    act.later(SNOOZE, "ring_on", act.arg("label"), act.arg("alarm"))
    act.back()


@APP.event("stop")
def stop(act: Act) -> None:
    """Have the ringing end."""
    act.back()
    act.toast(act.say("stopped"))


@APP.event("follow")
def follow(act: Act, promo: str) -> None:
    """Follow the advert that came with the ringing."""
    act.effect("ad.opened", target=act.row(Promo, promo).target)
    act.replace("target", promo=promo)


def _watch(act: Act, **changes: object) -> None:
    known = act.items(Watch)
    identity = known[0][0] if known else act.add(Watch(app=act.id))
    act.update(Watch, identity, **changes)


@APP.event("run_watch")
def run_watch(act: Act) -> None:
    """Start the stopwatch, or let it stand."""
    one = watch_of(act)
    if one.since:
        _watch(act, since=0, before=one.before + act.now - one.since)
    else:
        _watch(act, since=act.now)


@APP.event("lap")
def lap(act: Act) -> None:
    """Take a lap while the stopwatch runs, else set it back."""
    one = watch_of(act)
    if one.since:
        _watch(act, laps=(*one.laps, one.before + act.now - one.since))
    else:
        _watch(act, before=0, laps=())


def _bedtime(act: Act, **changes: object) -> None:
    known = act.items(Bedtime)
    identity = known[0][0] if known else act.add(Bedtime(app=act.id))
    act.update(Bedtime, identity, **changes)


@APP.event("bedtime")
def bedtime(act: Act, what: str) -> None:
    """Switch a part of the bedtime mode; listening to the sleeper needs the microphone."""
    if what == "sounds" and not bedtime_of(act).sounds:
        act.need("microphone", then=("set_bedtime", what), without=("deaf",))
    else:
        set_bedtime(act, what)


@APP.event("set_bedtime")
def set_bedtime(act: Act, what: str) -> None:
    """Switch a part of the bedtime mode."""
    on = not getattr(bedtime_of(act), what)
    _bedtime(act, **{what: on})
    act.effect("setting.changed", setting=f"bedtime {what}", value="on" if on else "off")


@APP.event("deaf")
def deaf(act: Act) -> None:
    """Say that the app may not listen."""
    act.toast(act.say("deaf"))


@APP.event("bed_on")
def bed_on(act: Act) -> None:
    """Switch the bedtime mode on with all that silences the phone."""
    _bedtime(act, on=True, silence=True)
    act.effect("setting.changed", setting="bedtime on", value="on")
    act.effect("setting.changed", setting="bedtime silence", value="on")
    act.back()
    act.toast(act.say("bed_is_on"))


@APP.event("save_hours")
def save_hours(act: Act) -> None:
    """Keep the hours of sleep."""
    one = bedtime_of(act)
    sleep, wake = (minute_of(act.value(name, told(getattr(one, name)))) for name in ("sleep", "wake"))
    if sleep < 0 or wake < 0:
        act.toast(act.say("wrong_time"))
        return
    _bedtime(act, sleep=sleep, wake=wake)
    act.effect("setting.changed", setting="bedtime hours", value=f"{told(sleep)}-{told(wake)}")
    act.toast(act.say("kept"))
