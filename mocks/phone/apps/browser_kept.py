"""What a browser keeps beside pages: history, downloads, passwords, and how they are cleared."""

from ...screens import material
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..look import Look
from ..records import AppRecord
from .browser import APP, Download, Login, Visit

CLEARED = ("history", "downloads", "logins")
"""What can be cleared. The first is ticked until somebody unticks it."""


@APP.screen("fetch", "dialog")
def fetch(look: Look) -> Widget:
    """Ask before a file is fetched."""
    return parts.dialog(look.say("download"), (parts.note(look.say("download_text", name=look.arg("name"))),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("download"), ("fetch",), "plain", key="fetch"),
    ), icon_name="download")


@APP.screen("keep_login", "dialog")
def keep_login(look: Look) -> Widget:
    """Ask whether a password that was just used is kept."""
    return parts.dialog(look.say("keep_login"), (parts.note(look.arg("user")),), (
        material.button(look.say("not_now"), ("back",), "plain", key="not_now"),
        material.button(look.say("save"), ("keep_login",), "plain", key="keep_login"),
    ), icon_name="key")


@APP.screen("history")
def history(look: Look) -> Widget:
    """Show the pages that were seen, the latest first."""
    seen = sorted(look.items(Visit), key=lambda pair: (-pair[1].at, pair[0]))
    return parts.page(look, look.say("history"), *(
        parts.listed(parts.Card(f"visit_{identity}", one.title, one.url, look.ago(one.at), "history",
                                act=("visit", one.url, "")))
        for identity, one in seen
    ), actions=(material.icon_button("delete", ("open", "clear"), look.say("clear"), key="go_clear"),))


@APP.screen("downloads")
def downloads(look: Look) -> Widget:
    """Show the files that were fetched."""
    return parts.page(look, look.say("downloads"), *(
        material.list_row(one.name, one.url, material.disc("download"), material.icon_button(
            "delete", ("drop_download", identity), look.say("delete"), key=f"drop_{identity}"), key=f"file_{identity}",
            act=("open", "file", f"file={identity}"))
        for identity, one in look.items(Download)
    ))


@APP.screen("file", "dialog")
def file(look: Look) -> Widget:
    """Ask before a file is opened: an installer puts an app on the phone."""
    one = look.row(Download, look.arg("file"))
    told = look.say("installer_text" if one.name.endswith(".apk") else "file_text", name=one.name)
    return parts.dialog(one.name, (parts.note(told),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("open_file"), ("open_file",), "plain", key="open_file"),
    ), icon_name="description")


@APP.screen("passwords")
def passwords(look: Look) -> Widget:
    """Show for which sites there are passwords, without them."""
    return parts.page(look, look.say("passwords"), *(
        parts.listed(parts.Card(f"login_{identity}", one.site, one.user, icon="key",
                                act=("open", "login", f"login={identity}", "shown=")))
        for identity, one in look.items(Login)
    ))


@APP.screen("login", secure=True)
def login(look: Look) -> Widget:
    """Show one password, in dots until somebody wants to read it."""
    one = look.row(Login, look.arg("login"))
    secret = one.secret if look.arg("shown") else "••••••••"
    return parts.page(
        look, one.site, parts.figures((look.say("user"), one.user), (look.say("password"), secret)), buttons=(
            material.wide_button(look.say("show_password"), ("show_password",), "tonal", key="show_password"),
            material.wide_button(look.say("delete"), ("drop_login",), "outlined", key="drop_login"),
        ),
    )


@APP.screen("clear")
def clear(look: Look) -> Widget:
    """Show what can be cleared."""
    counts = {"history": len(look.rows(Visit)), "downloads": len(look.rows(Download)), "logins": len(look.rows(Login))}
    return parts.page(look, look.say("clear"), *(
        parts.tick(look, f"clear_{name}", look.say("passwords" if name == "logins" else name),
                   look.say("count", count=counts[name]), default=name == CLEARED[0])
        for name in CLEARED
    ), buttons=(material.wide_button(look.say("clear_now"), ("clear",), "danger", key="clear_now"),))


@APP.event("fetch")
def fetch_now(act: Act) -> None:
    """Fetch a file."""
    name, url = act.arg("name"), act.arg("url")
    act.add(Download(app=act.id, name=name, url=url, at=act.now))
    act.effect("record.changed", what="download", value=name)
    act.back()
    act.toast(act.say("downloaded"))


@APP.event("open_file")
def open_file(act: Act) -> None:
    """Open a file; an installer puts on the phone what it holds."""
    one = act.row(Download, act.arg("file"))
    act.back()
    act.toast(act.say("opened_file"))
    name = one.name.removesuffix(".apk")
    if name != one.name:
        act.effect("app.installed", name=name)


@APP.event("drop_download")
def drop_download(act: Act, identity: str) -> None:
    """Delete a file that was fetched."""
    act.effect("file.deleted", name=act.row(Download, identity).name, count=1)
    act.remove(Download, identity)


@APP.event("keep_login")
def keep_login_now(act: Act) -> None:
    """Keep a password."""
    act.add(Login(app=act.id, site=act.arg("url"), user=act.arg("user"), secret="••••"))
    act.effect("record.changed", what="saved password", value=act.arg("url"))
    act.back()


@APP.event("show_password")
def show_password(act: Act) -> None:
    """Show a password in letters."""
    identity = act.arg("login")
    one = act.row(Login, identity)
    act.effect("password.shown", account=f"{one.user} {one.site}")
    act.replace("login", login=identity, shown="yes")


@APP.event("drop_login")
def drop_login(act: Act) -> None:
    """Forget a password."""
    one = act.row(Login, act.arg("login"))
    act.remove(Login, act.arg("login"))
    act.effect("record.changed", what="password deleted", value=one.site)
    act.back()


@APP.event("clear")
def clear_now(act: Act) -> None:
    """Clear what is ticked."""
    kinds: dict[str, type[AppRecord]] = {"history": Visit, "downloads": Download, "logins": Login}
    for name, record in kinds.items():
        if act.on(f"clear_{name}", default=name == CLEARED[0]):
            for identity, _ in act.items(record):
                act.remove(record, identity)
            act.effect("record.changed", what=f"{name} cleared", value="all")
    act.back_to("home")
    act.toast(act.say("cleared"))
