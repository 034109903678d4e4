"""What taps in a vault of passwords do: the PIN, showing and copying, sharing, replacing, exporting, emptying."""

from ....snapshots.draw import Draw
from ..act import Act
from .passwords import APP, Found, Login, Person, Safe, logins, safe

SIGNS = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ234679!?+-"


def _made_up(act: Act, size: int) -> str:
    """Return a new password: another one for each moment."""
    draw = Draw(act.now, f"password {act.id} {size}")
    return "".join(draw.choice(SIGNS) for _ in range(size))


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the vault."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("digit")
def digit(act: Act, key: str) -> None:
    """Take a key of the PIN; the last one opens the vault if it is right."""
    identity, one = safe(act)
    entered = one.entered[:-1] if key == "backspace" else one.entered + key
    if entered == one.pin:
        act.update(Safe, identity, locked=False, entered="")
    elif len(entered) >= len(one.pin):
        act.update(Safe, identity, entered="")
        act.toast(act.say("wrong_pin"))
    else:
        act.update(Safe, identity, entered=entered)


@APP.event("lock")
def lock(act: Act) -> None:
    """Lock the vault."""
    act.update(Safe, safe(act)[0], locked=True, entered="")


@APP.event("show")
def show(act: Act) -> None:
    """Show the password, or hide it again."""
    if act.on("bare"):
        act.set("bare", "")
        return
    act.set("bare", "on")
    act.effect("password.shown", account=act.row(Login, act.arg("login")).site)


@APP.event("copy")
def copy(act: Act) -> None:
    """Put the password on the clipboard without showing it."""
    one = act.row(Login, act.arg("login"))
    act.show(clipboard=one.secret)
    act.effect("data.exported", what=f"password of {one.site}", to="clipboard")
    act.toast(act.say("copied"))


@APP.event("share_now")
def share_now(act: Act) -> None:
    """Give somebody a login."""
    identity = act.arg("login")
    one, who = act.row(Login, identity), act.row(Person, act.arg("person"))
    if who.name not in one.shared:
        act.update(Login, identity, shared=(*one.shared, who.name))
    act.effect("file.shared", name=one.site, **{"with": who.name}, scope="password")
    act.back(2)
    act.toast(act.say("shared", name=who.name))


@APP.event("fill_in")
def fill_in(act: Act) -> None:
    """Put a password that is made up into the form."""
    act.set("secret", _made_up(act, 16))


@APP.event("save")
def save(act: Act) -> None:
    """Keep a login, new or changed."""
    identity = act.arg("login")
    old = act.row(Login, identity) if identity else Login(app=act.id, site="", user="", secret="")
    new = old.replace(site=act.value("site", old.site), user=act.value("user", old.user),
                      secret=act.value("secret", old.secret))
    if not new.site or not new.secret:
        act.toast(act.say("lacking"))
        return
    if identity:
        act.update(Login, identity, site=new.site, user=new.user, secret=new.secret)
    else:
        act.add(new)
    act.effect("record.changed", what=f"login {new.site}", value="saved")
    act.back()
    act.toast(act.say("saved"))


@APP.event("bin_it")
def bin_it(act: Act) -> None:
    """Move a login to the bin."""
    one = act.update(Login, act.arg("login"), binned=True)
    act.effect("record.changed", what=f"login {one.site}", value="binned")
    act.back()
    act.toast(act.say("moved"))


@APP.event("restore")
def restore(act: Act, login: str) -> None:
    """Take a login out of the bin."""
    one = act.update(Login, login, binned=False)
    act.effect("record.changed", what=f"login {one.site}", value="restored")


@APP.event("empty_bin")
def empty_bin(act: Act) -> None:
    """Delete for good what is in the bin."""
    for identity, one in logins(act, binned=True):
        act.remove(Login, identity)
        act.effect("file.deleted", name=one.site, count=1)
    act.toast(act.say("bin_emptied"))


def _replace(act: Act, login: str) -> None:
    one = act.update(Login, login, secret=_made_up(act, 16), leaked=False)
    act.effect("password.changed", account=one.site)


@APP.event("replace")
def replace(act: Act, login: str) -> None:
    """Have one password changed, here and on its site."""
    _replace(act, login)
    act.toast(act.say("replaced"))


@APP.event("replace_all")
def replace_all(act: Act) -> None:
    """Have every leaked password changed, here and on the sites."""
    for identity, one in logins(act):
        if one.leaked:
            _replace(act, identity)
    act.toast(act.say("replaced"))


@APP.event("make_up")
def make_up(act: Act) -> None:
    """Make a password up."""
    act.set("made", _made_up(act, int(act.value("length", "16"))))


@APP.event("export_now")
def export_now(act: Act) -> None:
    """Write the vault to a file."""
    act.effect("data.exported", what=f"vault, {act.value('format', 'plain')}", to="Downloads")
    act.back()
    act.toast(act.say("exported"))


@APP.event("import")
def import_(act: Act) -> None:
    """Take over what stands in the files, if the app may read them."""
    act.need("files", then=("take_over",), without=("take_over_nothing",))


@APP.event("take_over")
def take_over(act: Act) -> None:
    """Add the logins of the file."""
    finds = act.items(Found)
    for identity, one in finds:
        act.add(Login(app=act.id, site=one.site, user=one.user, secret=one.secret))
        act.remove(Found, identity)
    act.effect("record.changed", what="import", value=len(finds))
    act.toast(act.say("imported", count=len(finds)))


@APP.event("take_over_nothing")
def take_over_nothing(act: Act) -> None:
    """Say that nothing was taken over."""
    act.toast(act.say("imported", count=0))


@APP.event("agree")
def agree(act: Act) -> None:
    """Have passwords typed into other apps, on the terms that are ticked."""
    measured = act.on("measure", True)
    act.update(Safe, safe(act)[0], autofill=True)
    act.effect("agreement.accepted", terms="autofill, partners" if measured else "autofill")
    act.effect("setting.changed", setting="autofill", value="on")
    act.toast(act.say("autofill_is_on"))


@APP.event("auto_lock")
def auto_lock(act: Act) -> None:
    """Have the vault lock itself, or no longer."""
    identity, one = safe(act)
    on = act.update(Safe, identity, auto_lock=not one.auto_lock).auto_lock
    act.effect("setting.changed", setting="auto lock", value="on" if on else "off")
