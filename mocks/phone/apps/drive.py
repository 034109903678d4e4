"""A drive: folders and files, who may open them, requests for access, the trash, and adverts before a file opens.

The files are the drive service's: what is read are its rows, what is done is done with its tools.
"""

from typing import Any

from ...screens import material
from ...screens.widgets import Widget, text
from .. import parts
from ..app import App
from ..look import Look
from ..offices import found, served, shows
from ..records import AppRecord


class Advert(AppRecord):
    """An advert that is shown before a file opens; it can be closed after some ms."""

    title: str
    text: str
    target: str
    after: int = 5_000


class Offline(AppRecord):
    """A file that is kept on the phone."""

    file: str


APP = App("drive", account=served("drive.proposals"), icon="cloud", permissions=("files", "notifications"),
          records={"adverts": Advert, "offline": Offline})

FOLDER = "application/vnd.google-apps.folder"
"""The type of a folder, as the service calls it."""

ROLES = ("reader", "commenter", "writer")
"""What can be given to somebody, the least first, as the service calls it."""

AUDIENCES = {"restricted": "lock", "domain": "apartment", "anyone": "public"}
"""Who may open a file by its link, as the service calls it, with icons."""


def files_in(look: Look, folder: str) -> list[tuple[str, Any]]:
    """Return what lies in a folder and not in the trash: folders first, then by name."""
    rows = [pair for pair in found(look, "files.files", "by_parent", folder) if not pair[1].trashed]
    return sorted(rows, key=lambda pair: (pair[1].type != FOLDER, pair[1].name, pair[0]))


def trashed(look: Look) -> list[tuple[str, Any]]:
    """Return what the owner has put into the trash."""
    return [pair for pair in found(look, "files.files", "by_owner", look.device.owner) if pair[1].trashed]


def file_of(look: Look) -> Any:
    """Return the file that the page is about; None if it is gone."""
    return look.rows_at("files.files").get(look.arg("file"))


def kept_offline(look: Look, file: str) -> str:
    """Return the id of the row by which a file is kept on the phone; empty if it is not."""
    return next((identity for identity, one in look.items(Offline) if one.file == file), "")


def size_of(look: Look, size: int) -> str:
    """Return a number of bytes as text."""
    return look.say("kilobytes", count=max(1, size // 1024))


def requests_of(look: Look) -> list[tuple[str, Any]]:
    """Return the open requests for access to the owner's files."""
    files = look.rows_at("files.files")
    table = look.rows_at("drive.proposals")
    return [(one, table[one]) for one in table.ids() if files[table[one].file].owner == look.device.owner]


def request_of(look: Look) -> Any:
    """Return the request that the page is about; None if it is settled."""
    return look.rows_at("drive.proposals").get(look.arg("request"))


def _ways(look: Look) -> list[parts.Way]:
    return [
        parts.Way("files", look.say("files"), "folder", ("go", "home")),
        parts.Way("shared", look.say("shared"), "folder_shared", ("go", "shared")),
        parts.Way("requests", look.say("requests"), "key", ("go", "requests")),
        parts.Way("trash", look.say("trash"), "delete", ("go", "trash")),
    ]


def _card(look: Look, identity: str, one: Any) -> parts.Card:
    folder = one.type == FOLDER
    return parts.Card(
        f"file_{identity}", one.name, look.ago(one.modified), "" if folder else size_of(look, one.size),
        "folder" if folder else "description", act=("enter", identity), long=("open", "more", f"file={identity}"),
    )


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the top folder."""
    sought = look.value("find").lower()
    listed = [_card(look, identity, one) for identity, one in files_in(look, f"root_{look.device.owner}")
              if sought in one.name.lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_files")), parts.cards(look, listed),
        *(() if listed else (parts.note(look.say("empty")),)), back=False, ways=_ways(look), at="files",
        fab=material.fab("add", ("open", "new_folder"), look.say("new_folder"), key="new_folder"),
    )


@APP.screen("folder")
@shows(file_of)
def folder(look: Look) -> Widget:
    """Show what lies in a folder."""
    one, identity = file_of(look), look.arg("file")
    listed = [_card(look, inside, row) for inside, row in files_in(look, identity)]
    return parts.page(
        look, one.name, parts.cards(look, listed), *(() if listed else (parts.note(look.say("empty")),)),
        actions=(material.icon_button("more_vert", ("open", "more", f"file={identity}"), look.say("more"),
                                      key="more"),),
    )


@APP.screen("shared")
def shared(look: Look) -> Widget:
    """Show what others have shared with the owner."""
    files = look.rows_at("files.files")
    given = [grant.file for _, grant in found(look, "files.permissions", "by_grantee", f"user:{look.device.owner}")]
    listed = [_card(look, one, files[one]) for one in given if files[one].owner != look.device.owner]
    return parts.page(look, look.say("shared"), *map(parts.listed, listed), back=False, ways=_ways(look), at="shared")


@APP.screen("requests")
def requests(look: Look) -> Widget:
    """Show who asks for access to what."""
    files = look.rows_at("files.files")
    rows = [
        parts.listed(parts.Card(f"request_{identity}", one.requester, files[one.file].name, icon="key",
                                act=("open", "request", f"request={identity}")))
        for identity, one in requests_of(look)
    ]
    return parts.page(look, look.say("requests"), *rows or [parts.note(look.say("no_requests"))], back=False,
                      ways=_ways(look), at="requests")


@APP.screen("request")
def request(look: Look) -> Widget:
    """Show a request for access, with what can be given."""
    one = request_of(look)
    if one is None:
        return parts.page(look, look.say("gone"))
    asked = look.say(f"role_{one.role}")
    return parts.page(
        look, look.say("requests"), parts.figures(
            (look.say("who"), one.requester), (look.say("file"), look.rows_at("files.files")[one.file].name),
            (look.say("wants"), asked), key="details",
        ), *((parts.note(one.message),) if one.message else ()),
        buttons=(
            material.wide_button(look.say("give_asked", role=asked), ("grant", one.role), key="grant_asked"),
            material.wide_button(look.say("give_read"), ("grant", "reader"), "tonal", key="grant_read"),
            material.wide_button(look.say("refuse"), ("refuse",), "plain", key="refuse"),
        ),
    )


@APP.screen("trash")
def trash(look: Look) -> Widget:
    """Show what is in the trash."""
    rows = [
        parts.listed(_card(look, identity, one)._replace(act=("open", "in_trash", f"file={identity}")))
        for identity, one in trashed(look)
    ]
    clear = (material.wide_button(look.say("empty_trash"), ("open", "empty_trash"), "tonal", key="empty_trash"),)
    return parts.page(look, look.say("trash"), *rows or [parts.note(look.say("empty"))], back=False, ways=_ways(look),
                      at="trash", buttons=clear if rows else ())


@APP.screen("file")
def file(look: Look) -> Widget:
    """Show a file, and what it is about."""
    one, identity = file_of(look), look.arg("file")
    if one is None or one.trashed:
        return parts.page(look, look.say("gone"))
    pairs = [(look.say("changed"), look.ago(one.modified)), (look.say("size"), size_of(look, one.size)),
             (look.say("owner"), one.owner or one.creator)]
    remarks = [parts.note(f"{remark.author}: {remark.text}")
               for _, remark in found(look, "files.comments", "by_file", identity) if not remark.deleted]
    return parts.page(
        look, one.name, parts.figures(*pairs), *((parts.note(one.description),) if one.description else ()), *remarks,
        parts.field(look, "remark", look.say("remark"), enter=("comment",)),
        actions=(
            material.icon_button("share", ("open", "sharing", f"file={identity}"), look.say("share"), key="share"),
            material.icon_button("more_vert", ("open", "more", f"file={identity}"), look.say("more"), key="more"),
        ),
    )


@APP.screen("more", "sheet")
@shows(file_of)
def more(look: Look) -> Widget:
    """Show what can be done with a file or folder."""
    identity = look.arg("file")
    offline = "end_offline" if kept_offline(look, identity) else "offline"
    ways: list[tuple[str, str, tuple[str, ...]]] = [
        ("share", "share", ("open", "sharing", f"file={identity}")),
        ("link", "link", ("open", "link", f"file={identity}")),
        ("rename", "edit", ("open", "rename", f"file={identity}")),
        ("move", "drive_file_move", ("open", "move", f"file={identity}")), (offline, "offline_pin", ("offline",)),
        ("to_trash", "delete", ("to_trash",)),
    ]
    return parts.sheet(*(
        parts.listed(parts.Card(f"do_{name}", look.say(name), icon=sign, act=act))
        for name, sign, act in look.skin.ordered("more", ways)
    ))


@APP.screen("sharing")
@shows(file_of)
def sharing(look: Look) -> Widget:
    """Show who may open a file, and the form to let somebody else."""
    rows = [
        parts.listed(parts.Card(f"grant_{i}", grant.who or look.say("audience_anyone"),
                                look.say(f"role_{grant.role}"), look.say("end"), "person",
                                act=("end_sharing", grant.who or "anyone")))
        for i, (_, grant) in enumerate(found(look, "files.permissions", "by_file", look.arg("file")))
        if grant.role in ROLES
    ]
    return parts.page(
        look, look.say("share"), parts.note(file_of(look).name), *rows, parts.field(look, "address", look.say("who")),
        *(parts.choice(look, "role", role, look.say(f"role_{role}"), default="reader") for role in ROLES),
        actions=(material.icon_button("send", ("share_now",), look.say("share"), key="share_now", ink="primary"),),
    )


@APP.screen("link")
@shows(file_of)
def link(look: Look) -> Widget:
    """Show who may open a file by its link."""
    return parts.page(
        look, look.say("link"), parts.note(file_of(look).name),
        *(parts.choice(look, "audience", audience, look.say(f"audience_{audience}"), default="restricted")
          for audience in AUDIENCES),
        buttons=(material.wide_button(look.say("save"), ("set_link",), key="save"),),
    )


@APP.screen("rename", "dialog")
@shows(file_of)
def rename(look: Look) -> Widget:
    """Ask for another name."""
    return parts.dialog(look.say("rename"), (
        parts.field(look, "name", look.say("name"), default=file_of(look).name),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("save"), ("rename",), "plain", key="save"),
    ))


@APP.screen("new_folder", "dialog")
def new_folder(look: Look) -> Widget:
    """Ask for the name of a new folder."""
    return parts.dialog(look.say("new_folder"), (parts.field(look, "name", look.say("name")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("save"), ("make_folder",), "plain", key="save"),
    ))


@APP.screen("move", "sheet")
@shows(file_of)
def move(look: Look) -> Widget:
    """Show where a file can go."""
    return parts.sheet(material.section(look.say("move")), *(
        parts.listed(parts.Card(f"to_{identity}", one.name, icon="folder", act=("move_to", identity)))
        for identity, one in files_in(look, f"root_{look.device.owner}")
        if one.type == FOLDER and identity != look.arg("file")
    ))


@APP.screen("in_trash", "sheet")
@shows(file_of)
def in_trash(look: Look) -> Widget:
    """Say that a file lies in the trash, and offer to delete it for good."""
    one = file_of(look)
    return parts.sheet(
        material.section(one.name), parts.note(look.say("trash_text", size=size_of(look, one.size))),
        buttons=look.skin.ordered("in_trash", [
            material.wide_button(look.say("delete_now"), ("delete_now",), key="delete_now"),
            material.wide_button(look.say("leave_in_trash"), ("back",), "tonal", key="leave_in_trash"),
            material.wide_button(look.say("bring_back"), ("bring_back",), "tonal", key="bring_back"),
        ]),
    )


@APP.screen("empty_trash", "dialog")
def empty_trash(look: Look) -> Widget:
    """Ask before all of the trash is deleted for good."""
    return parts.dialog(look.say("empty_trash"), (text(look.say("for_good", count=len(trashed(look)))),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_now"), ("empty_now",), "danger", key="empty_now"),
    ), icon_name="delete_forever")


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show an advert before a file opens: what looks like the way on is its button, what closes it comes later."""
    one = look.row(Advert, look.arg("advert"))
    left = one.after - (look.now - int(look.arg("since")))
    close = (parts.note(look.say("seconds_left", count=(left + 999) // 1000)) if left > 0 else
             material.button(look.say("skip"), ("skip",), "plain", key="skip", icon="close"))
    return parts.page(
        look, look.say("sponsored"), close, material.section(one.title), parts.note(one.text), back=False,
        buttons=(material.wide_button(look.say("continue"), ("follow_advert",), key="continue"),),
    )


@APP.screen("target")
def target(look: Look) -> Widget:
    """Show what an advert led to."""
    return parts.page(look, look.row(Advert, look.arg("advert")).target, parts.note(look.say("target_text")))
