"""Files: folders in folders, moving and renaming, sharing with people or by a link, a bin, and room to free up."""

from ...screens import material
from ...screens.material_inputs import progress
from ...screens.widgets import FILL, Style, Widget, column
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Folder(AppRecord):
    """A folder in another one; `parent` is empty for those at the top."""

    name: str
    parent: str = ""


class File(AppRecord):
    """A file. `size` is in kilobytes, `kind` one of the icons' names; `shared` says with whom."""

    name: str
    folder: str = ""
    size: int = 120
    at: int = 0
    kind: str = "document"
    shared: str = ""
    binned: bool = False


class Reader(AppRecord):
    """Somebody that files can be shared with, in the user's own firm or from outside."""

    name: str
    outside: bool = False


APP = App("files", icon="folder", permissions=("files", "notifications"),
          records={"folders": Folder, "files": File, "readers": Reader})

ICONS = {"document": "description", "picture": "image", "sheet": "table_chart", "archive": "folder_zip",
         "pdf": "picture_as_pdf", "installer": "install_mobile"}
CAPACITY = 64_000_000
"""Kilobytes that the device has. Ours."""
JUNK = ("archive", "installer")
"""Kinds of file that the clean-up counts as needed no more."""
ROLES = "view", "edit"


def _size(look: Look, kilobytes: int) -> str:
    for unit, size in (("gigabytes", 1_000_000), ("megabytes", 1_000)):
        if kilobytes >= size:
            return look.say(unit, count=f"{kilobytes // size}.{kilobytes % size * 10 // size}")
    return look.say("kilobytes", count=kilobytes)


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("browse", look.say("browse"), "folder", ("go", "home")),
        parts.Way("room", look.say("room"), "storage", ("go", "room")),
        parts.Way("bin", look.say("bin"), "delete", ("go", "bin")),
    ])


def _inside(look: Look, folder: str) -> list[tuple[str, File]]:
    """Return the files of a folder by name."""
    found = [pair for pair in look.items(File) if pair[1].folder == folder and not pair[1].binned]
    return sorted(found, key=lambda pair: (pair[1].name, pair[0]))


def _below(look: Look, folder: str) -> list[str]:
    """Return a folder and all that are below it."""
    return [folder, *(one for child, row in look.items(Folder) if row.parent == folder for one in _below(look, child))]


def _listing(look: Look, folder: str) -> Widget:
    rows = [
        parts.Card(f"folder_{identity}", one.name, look.say("files", count=len(_inside(look, identity))), icon="folder",
                   act=("open", "folder", f"folder={identity}"), long=("open", "delete_folder", f"folder={identity}"))
        for identity, one in look.items(Folder) if one.parent == folder
    ] + [
        parts.Card(f"file_{identity}", one.name, f"{_size(look, one.size)} · {look.ago(one.at)}",
                   look.say("is_shared") if one.shared else "", ICONS[one.kind],
                   act=("open", "file", f"file={identity}"))
        for identity, one in _inside(look, folder)
    ]
    return parts.cards(look, rows) if rows else parts.note(look.say("nothing"))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what lies at the top."""
    return parts.page(
        look, look.name, _listing(look, ""), back=False, ways=_ways(look), at="browse",
        fab=material.fab("create_new_folder", ("open", "new_folder"), look.say("new_folder"), key="new_folder"),
    )


@APP.screen("folder")
def folder(look: Look) -> Widget:
    """Show a folder."""
    identity = look.arg("folder")
    return parts.page(look, look.row(Folder, identity).name, _listing(look, identity), actions=(
        material.icon_button("create_new_folder", ("open", "new_folder", f"parent={identity}"), look.say("new_folder"),
                             key="new_folder"),
        material.icon_button("share", ("open", "share", f"folder={identity}"), look.say("share"), key="share_folder"),
        material.icon_button("delete", ("open", "delete_folder", f"folder={identity}"), look.say("delete_folder"),
                             key="delete_folder"),
    ))


@APP.screen("file")
def file(look: Look) -> Widget:
    """Show one file and what can be done with it."""
    identity = look.arg("file")
    one = look.row(File, identity)
    place = look.row(Folder, one.folder).name if one.folder else look.say("browse")
    ways = (("move", "drive_file_move"), ("rename", "drive_file_rename_outline"), ("share", "share"))
    return parts.page(
        look, one.name, parts.figures((look.say("size"), _size(look, one.size)), (look.say("folder"), place),
                                      (look.say("changed"), look.ago(one.at)),
                                      (look.say("shared_with"), one.shared or "-")),
        *(parts.listed(parts.Card(name, look.say(name), icon=sign, act=("open", name, f"file={identity}")))
          for name, sign in ways),
        buttons=(material.wide_button(look.say("restore" if one.binned else "to_bin"), ("to_bin",), "outlined",
                                      key="to_bin"),),
    )


@APP.screen("move")
def move(look: Look) -> Widget:
    """Show where a file can go."""
    here = look.row(File, look.arg("file")).folder
    return parts.page(look, look.say("move"), *(
        parts.listed(parts.Card(f"into_{identity}", one.name, icon="folder", act=("move", identity)))
        for identity, one in look.items(Folder) if identity != here
    ))


@APP.screen("clash", "dialog", modal=True)
def clash(look: Look) -> Widget:
    """Ask what is to be done where a file of that name lies already."""
    one, other = look.row(File, look.arg("file")), look.row(File, look.arg("other"))
    lines = [parts.figures((look.say(words), f"{_size(look, row.size)} · {look.ago(row.at)}"))
             for words, row in (("this_file", one), ("there_already", other))]
    return parts.dialog(look.say("clash"), (parts.note(look.say("clash_text", name=one.name)), *lines), tuple(
        look.skin.ordered("clash", [
            material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
            material.button(look.say("replace"), ("settle", "replace"), "plain", key="replace"),
            material.button(look.say("both"), ("settle", "both"), "plain", key="both"),
        ])))


@APP.screen("rename", "dialog")
def rename(look: Look) -> Widget:
    """Show the field for another name."""
    return parts.dialog(look.say("rename"), (parts.field(look, "name", look.say("name"), enter=("rename",)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("rename"), ("rename",), "plain", key="rename_now"),
    ))


@APP.screen("new_folder", "dialog")
def new_folder(look: Look) -> Widget:
    """Show the field for the name of a folder."""
    return parts.dialog(look.say("new_folder"), (parts.field(look, "name", look.say("name"), enter=("make",)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("make"), ("make",), "plain", key="make"),
    ))


@APP.screen("delete_folder", "dialog")
def delete_folder(look: Look) -> Widget:
    """Ask before a folder is gone with all in it."""
    count = sum(len(_inside(look, one)) for one in _below(look, look.arg("folder")))
    name = look.row(Folder, look.arg("folder")).name
    return parts.dialog(look.say("delete_folder"), (parts.note(look.say("delete_text", name=name, count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_folder",), "danger", key="delete_now"),
    ), icon_name="folder_delete")


def _meant(look: Look) -> str:
    """Return the name of the file or folder that is to be shared."""
    return look.row(File, look.arg("file")).name if look.arg("file") else look.row(Folder, look.arg("folder")).name


@APP.screen("share")
def share(look: Look) -> Widget:
    """Show with whom something can be shared, and what they may do with it."""
    return parts.page(
        look, look.say("share"), parts.note(_meant(look), "on_surface"),
        *(parts.choice(look, "role", role, look.say(f"role_{role}"), default="view") for role in ROLES),
        *(parts.listed(parts.Card(f"with_{identity}", one.name, look.say("outside" if one.outside else "inside"),
                                  icon="person", act=("choose", identity)))
          for identity, one in look.items(Reader)),
        parts.listed(parts.Card("with_link", look.say("by_link"), look.say("by_link_text"), icon="link",
                                act=("choose", "")))
    )


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what is shared with whom, before it is."""
    return parts.sheet(
        material.section(look.say("share")), parts.figures(
            (look.say("name"), _meant(look)), (look.say("shared_with"), _reader(look)),
            (look.say("may"), look.say(f"role_{look.arg('role')}")),
        ), buttons=(material.wide_button(look.say("share_now"), ("share",), key="share_now"),
                    material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


def _reader(look: Look) -> str:
    return look.row(Reader, look.arg("reader")).name if look.arg("reader") else look.say("anyone")


@APP.screen("bin")
def bin_page(look: Look) -> Widget:
    """Show what lies in the bin."""
    rows = [parts.listed(parts.Card(f"file_{identity}", one.name, _size(look, one.size), icon=ICONS[one.kind],
                                    act=("open", "file", f"file={identity}")))
            for identity, one in look.items(File) if one.binned]
    return parts.page(look, look.say("bin"), *(rows or [parts.note(look.say("nothing"))]), back=False,
                      ways=_ways(look), at="bin", buttons=(
        material.wide_button(look.say("empty"), ("open", "empty"), "outlined", key="empty", enabled=bool(rows)),))


@APP.screen("empty", "dialog")
def empty(look: Look) -> Widget:
    """Ask before the bin is emptied."""
    count = sum(one.binned for one in look.rows(File))
    return parts.dialog(look.say("empty"), (parts.note(look.say("empty_text", count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("empty",), "danger", key="empty_now"),
    ), icon_name="delete_forever")


@APP.screen("room")
def room(look: Look) -> Widget:
    """Show how full the device is, an advert that looks like a warning, and what can go."""
    used = sum(one.size for one in look.rows(File))
    junk = [one for one in look.rows(File) if one.kind in JUNK and not one.binned]
    advert = material.card(
        material.list_row(look.say("advert"), look.say("advert_text"), material.disc("warning", "error", "on_error"),
                          material.icon_button("close_small", ("close_advert",), look.say("close"),
                                               key="close_advert")),
        material.wide_button(look.say("advert_go"), ("advert_go",), "danger", key="advert_go"), look="outlined",
    )
    return parts.page(
        look, look.say("room"), column(progress(min(1000, used * 1000 // CAPACITY), description=look.say("room")),
                                       style=Style(width=FILL, padding=(16, 8, 16, 8))),
        parts.note(look.say("used", used=_size(look, used), all=_size(look, CAPACITY))),
        *(() if look.on("closed") else (column(advert, style=Style(width=FILL, padding=(16, 8, 16, 8))),)),
        parts.listed(parts.Card("junk", look.say("junk"), look.say("files", count=len(junk)), icon="cleaning_services",
                                act=("bin_junk",))),
        back=False, ways=_ways(look), at="room",
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("move")
def move_into(act: Act, target: str) -> None:
    """Put a file elsewhere, unless one of its name lies there."""
    identity = act.arg("file")
    same = [one for one, row in _inside(act, target) if row.name == act.row(File, identity).name]
    if same:
        act.open("clash", file=identity, other=same[0], target=target)
        return
    _move(act, identity, target)
    act.back()


def _move(act: Act, identity: str, target: str) -> None:
    one = act.update(File, identity, folder=target)
    act.effect("record.changed", what="folder", value=f"{one.name}: {act.row(Folder, target).name}")
    act.toast(act.say("moved"))


@APP.event("settle")
def settle(act: Act, how: str) -> None:
    """Move a file although one of its name is there: beside it or in its place."""
    identity, other, target = act.arg("file"), act.arg("other"), act.arg("target")
    name = act.row(File, identity).name
    act.back(2)
    if how == "replace":
        act.remove(File, other)
        act.effect("file.deleted", name=name, count=1)
    else:
        act.update(File, identity, name=f"(2) {name}")
    _move(act, identity, target)


@APP.event("rename")
def rename_now(act: Act) -> None:
    """Give a file another name."""
    identity, name = act.arg("file"), act.value("name").strip()
    if name:
        act.back()
        act.update(File, identity, name=name)
        act.effect("record.changed", what="file name", value=name)


@APP.event("make")
def make(act: Act) -> None:
    """Make a folder."""
    name, parent = act.value("name").strip(), act.arg("parent")
    if name:
        act.back()
        act.add(Folder(app=act.id, name=name, parent=parent))


@APP.event("delete_folder")
def delete_now(act: Act) -> None:
    """Delete a folder with all in it, past the bin."""
    top = act.arg("folder")
    name, below = act.row(Folder, top).name, _below(act, top)
    gone = [identity for identity, one in act.items(File) if one.folder in below]
    act.back_to("home")
    for identity in gone:
        act.remove(File, identity)
    for identity in below:
        act.remove(Folder, identity)
    act.effect("file.deleted", name=name, count=len(gone))
    act.toast(act.say("deleted"))


@APP.event("to_bin")
def to_bin(act: Act) -> None:
    """Put a file into the bin, or take it out."""
    one = act.row(File, act.arg("file"))
    act.update(File, act.arg("file"), binned=not one.binned)
    act.back()
    act.toast(act.say("restored" if one.binned else "binned"))


@APP.event("bin_junk")
def bin_junk(act: Act) -> None:
    """Put into the bin what counts as needed no more."""
    for identity, one in act.items(File):
        if one.kind in JUNK:
            act.update(File, identity, binned=True)
    act.toast(act.say("binned"))


@APP.event("choose")
def choose(act: Act, reader: str) -> None:
    """Show what would be shared with somebody, or by a link."""
    act.open("confirm", file=act.arg("file"), folder=act.arg("folder"), reader=reader, role=act.value("role", "view"))


@APP.event("share")
def share_now(act: Act) -> None:
    """Share a file or a folder."""
    name, role = _meant(act), act.arg("role")
    other = act.row(Reader, act.arg("reader")).name if act.arg("reader") else "anyone"
    if act.arg("file"):
        act.update(File, act.arg("file"), shared=_reader(act))
    act.effect("file.shared", **{"name": name, "with": other, "scope": role})
    act.back(2)
    act.toast(act.say("was_shared"))


@APP.event("empty")
def empty_now(act: Act) -> None:
    """Delete for good what lies in the bin."""
    gone = [identity for identity, one in act.items(File) if one.binned]
    act.back()
    for identity in gone:
        act.remove(File, identity)
    act.effect("file.deleted", name="bin", count=len(gone))


@APP.event("close_advert")
def close_advert(act: Act) -> None:
    """Close the advert."""
    act.set("closed", "on")


@APP.event("advert_go")
def advert_go(act: Act) -> None:
    """Follow the advert."""
    act.effect("ad.opened", target="turbosweep.test")
    act.toast(act.say("opening"))


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Keep what is shared as a file."""
    act.back_to("home")
    act.add(File(app=act.id, name=text[:60], at=act.now))
