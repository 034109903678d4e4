"""A vault of passwords: behind a PIN, with showing, copying, sharing, a generator, a check for leaks, export, autofill.
"""

from ...screens import material
from ...screens.material_inputs import number_pad, switch_row
from ...screens.widgets import Widget, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Safe(AppRecord):
    """The vault as a whole; there is one. `entered` is what has been typed of the PIN."""

    pin: str
    locked: bool = False
    entered: str = ""
    autofill: bool = False
    auto_lock: bool = True


class Login(AppRecord):
    """A password for a place. `binned` ones wait in the bin; `leaked`: it stands in a list of stolen ones."""

    site: str
    user: str
    secret: str
    note: str = ""
    leaked: bool = False
    binned: bool = False
    shared: tuple[str, ...] = ()


class Person(AppRecord):
    """Somebody with whom logins can be shared."""

    name: str
    about: str = ""


class Found(AppRecord):
    """A login in a file that can be imported."""

    site: str
    user: str
    secret: str


APP = App(
    "passwords", account=Safe, icon="vpn_key", permissions=("files", "notifications"),
    records={"safes": Safe, "logins": Login, "people": Person, "finds": Found},
)

LENGTHS = ("12", "16", "24")


def safe(look: Look) -> tuple[str, Safe]:
    """Return the vault with its id."""
    return look.items(Safe)[0]


def logins(look: Look, *, binned: bool = False) -> list[tuple[str, Login]]:
    """Return the logins with their ids: those in use, or those in the bin."""
    return [pair for pair in look.items(Login) if pair[1].binned == binned]


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("vault", look.say("vault"), "vpn_key", ("go", "home")),
        parts.Way("check", look.say("check"), "gpp_good", ("go", "check")),
        parts.Way("tools", look.say("tools"), "build", ("go", "tools")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the logins, or what opens the vault while it is locked."""
    _, one = safe(look)
    if one.locked:
        dots = "•" * len(one.entered) or " "
        return parts.page(look, look.name, parts.note(look.say("locked")),
                          text(dots, "headline", key="dots"), number_pad("digit", locale=look.device.language),
                          back=False)
    sought = look.value("find").lower()
    listed = [
        parts.Card(f"login_{identity}", row.site, row.user, look.say("weak") if row.leaked else "", "key",
                   act=("open", "login", f"login={identity}"))
        for identity, row in logins(look) if sought in f"{row.site} {row.user}".lower()
    ]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_login")), parts.cards(look, listed), back=False,
        ways=_ways(look), at="vault",
        actions=(material.icon_button("lock", ("lock",), look.say("lock"), key="lock"),),
        buttons=(material.wide_button(look.say("add_login"), ("open", "edit"), "tonal", key="add_login"),),
    )


@APP.screen("login")
def login(look: Look) -> Widget:
    """Show one login; its password only once that is asked for."""
    identity = look.arg("login")
    one, bare = look.row(Login, identity), look.on("bare")
    shared = ((look.say("shared_with"), look.listing(one.shared)),) if one.shared else ()
    return parts.page(
        look, one.site, parts.figures((look.say("user"), one.user), (
            look.say("password"), one.secret if bare else "•" * 8), *shared, key="figures"),
        *((parts.note(one.note),) if one.note else ()),
        actions=(
            material.icon_button("edit", ("open", "edit", f"login={identity}"), look.say("edit"), key="edit"),
            material.icon_button("delete", ("bin_it",), look.say("delete"), key="delete"),
        ),
        buttons=[
            *look.skin.ordered("deeds", [
                material.wide_button(look.say("hide" if bare else "show"), ("show",), "tonal", key="show"),
                material.wide_button(look.say("copy"), ("copy",), "tonal", key="copy"),
            ]),
            material.wide_button(look.say("share"), ("open", "share", f"login={identity}"), "outlined", key="share"),
        ],
    )


@APP.screen("share")
def share(look: Look) -> Widget:
    """Show with whom a login can be shared."""
    identity = look.arg("login")
    return parts.page(look, look.say("share"), *(
        parts.listed(parts.Card(f"person_{key}", one.name, one.about, icon="person",
                                act=("open", "grant", f"login={identity}", f"person={key}")))
        for key, one in look.items(Person)
    ))


@APP.screen("grant", "sheet", modal=True)
def grant(look: Look) -> Widget:
    """Show what somebody will get to see, before a login is shared."""
    one, who = look.row(Login, look.arg("login")), look.row(Person, look.arg("person"))
    return parts.sheet(
        material.section(one.site), parts.note(look.say("share_text", name=who.name)),
        parts.figures((look.say("user"), one.user)),
        buttons=(material.wide_button(look.say("share_now"), ("share_now",), key="share_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("edit", secure=True)
def edit(look: Look) -> Widget:
    """Show the form of a login, new or old."""
    identity = look.arg("login")
    old = look.row(Login, identity) if identity else None
    return parts.page(
        look, look.say("edit" if identity else "add_login"),
        parts.field(look, "site", look.say("site"), default=old.site if old else ""),
        parts.field(look, "user", look.say("user"), default=old.user if old else ""),
        parts.field(look, "secret", look.say("password"), secret=True, default=old.secret if old else ""),
        buttons=(material.wide_button(look.say("save"), ("save",), key="save"),
                 material.wide_button(look.say("another"), ("fill_in",), "tonal", key="another")),
    )


@APP.screen("check")
def check(look: Look) -> Widget:
    """Show which passwords stand in lists of stolen ones; each can be replaced, or all at once."""
    leaked = [(identity, one) for identity, one in logins(look) if one.leaked]
    listed = [
        material.list_row(one.site, one.user, material.disc("gpp_bad"), material.button(
            look.say("replace"), ("replace", identity), "tonal", key=f"replace_{identity}"), key=f"leak_{identity}")
        for identity, one in leaked
    ]
    return parts.page(
        look, look.say("check"), material.section(look.say("checked")),
        *(listed or [parts.note(look.say("not_leaked"))]), back=False, ways=_ways(look), at="check",
        buttons=(material.wide_button(look.say("replace_all"), ("replace_all",), key="replace_all",
                                      enabled=bool(listed)),),
    )


@APP.screen("tools")
def tools(look: Look) -> Widget:
    """Show what else the vault can do."""
    _, one = safe(look)
    places = [("generator", "password"), ("export", "upload_file"), ("bin", "delete"), ("autofill", "edit_note")]
    return parts.page(
        look, look.say("tools"), *look.skin.ordered("tools", [
            parts.listed(parts.Card(name, look.say(name), icon=sign, act=("open", name))) for name, sign in places
        ]),
        parts.listed(parts.Card("import", look.say("import"), icon="file_open", act=("import",))),
        switch_row(look.say("auto_lock"), one.auto_lock, ("auto_lock",), key="auto_lock"),
        back=False, ways=_ways(look), at="tools",
    )


@APP.screen("generator")
def generator(look: Look) -> Widget:
    """Show a password that is made up, and how long it is to be."""
    return parts.page(
        look, look.say("generator"), text(look.value("made", "-"), "title", key="made"),
        material.section(look.say("length")),
        *(parts.choice(look, "length", size, look.say("signs", count=size), default="16") for size in LENGTHS),
        buttons=(material.wide_button(look.say("another"), ("make_up",), key="make_up"),),
    )


@APP.screen("export")
def export(look: Look) -> Widget:
    """Show how the vault can be written to a file. The table that anybody can read is chosen at first."""
    count = len(logins(look))
    return parts.page(
        look, look.say("export"), parts.note(look.say("export_text", count=count)),
        *(parts.choice(look, "format", name, look.say(f"format_{name}"), look.say(f"format_{name}_text"),
                       default="plain") for name in ("plain", "sealed")),
        *(parts.listed(parts.Card("", one.site, one.user, icon="key")) for _, one in logins(look)),
        buttons=(material.wide_button(look.say("export_now"), ("export_now",), key="export_now"),),
    )


@APP.screen("bin")
def bin_(look: Look) -> Widget:
    """Show the logins that were deleted."""
    listed = [
        material.list_row(one.site, one.user, material.disc("delete"), material.button(
            look.say("restore"), ("restore", identity), "tonal", key=f"restore_{identity}"), key=f"binned_{identity}")
        for identity, one in logins(look, binned=True)
    ]
    return parts.page(
        look, look.say("bin"), *(listed or [parts.note(look.say("no_login"))]),
        buttons=(material.wide_button(look.say("empty_bin"), ("empty_bin",), "danger", key="empty_bin",
                                      enabled=bool(listed)),),
    )


@APP.screen("autofill")
def autofill(look: Look) -> Widget:
    """Show what is agreed to by having passwords typed; the partners are ticked by the app."""
    _, one = safe(look)
    if one.autofill:
        return parts.page(look, look.say("autofill"), parts.note(look.say("autofill_is_on")))
    return parts.page(
        look, look.say("autofill"), parts.note(look.say("autofill_text", app=look.name)),
        *look.skin.ordered("terms", [
            parts.tick(look, "measure", look.say("measure"), default=True),
            parts.tick(look, "offer_save", look.say("offer_save")),
        ]),
        *(parts.listed(parts.Card("", row.site, row.user, icon="key")) for _, row in logins(look)),
        buttons=(material.wide_button(look.say("agree"), ("agree",), key="agree"),),
    )
