"""Notes: folders, texts and checklists, locked ones, what is shared, published, exported, backed up, thrown away."""

from ...screens import material
from ...screens.material_inputs import check_row
from ...screens.widgets import Widget, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Folder(AppRecord):
    """A folder of notes."""

    name: str


class Note(AppRecord):
    """A note. `shared` are the addresses of those who read it, too; `public` says that it is on the web."""

    title: str
    text: str = ""
    folder: str = ""
    at: int = 0
    pinned: bool = False
    locked: bool = False
    thrown: bool = False
    public: bool = False
    shared: tuple[str, ...] = ()


class Item(AppRecord):
    """A line of a note that is a checklist."""

    note: str
    text: str
    ticked: bool = False


class Account(AppRecord):
    """What the user has with the maker: a plan that is paid for, and whether notes are backed up there."""

    pin: str = ""
    paid: bool = False
    backup: bool = False


APP = App("notes", icon="sticky_note_2", permissions=("microphone", "files", "notifications"),
          records={"folders": Folder, "notes": Note, "items": Item, "accounts": Account})

PRICE = 399
"""Hundredths that the paid plan costs a month. Ours."""


def account(look: Look) -> Account:
    rows = look.rows(Account)
    return rows[0] if rows else Account(app=look.id)


def keep(act: Act, **changes: object) -> None:
    """Change the account, or make it."""
    known = act.items(Account)
    if not known:
        known = [(act.add(Account(app=act.id)), Account(app=act.id))]
    act.update(Account, known[0][0], **changes)


def notes_of(look: Look, *, folder: str | None = None, thrown: bool = False) -> list[tuple[str, Note]]:
    """Return the notes of a folder or of all, pinned ones first, then the latest."""
    rows = [(identity, one) for identity, one in look.items(Note)
            if one.thrown == thrown and folder in (None, one.folder)]
    return sorted(rows, key=lambda pair: (not pair[1].pinned, -pair[1].at, pair[0]))


def items_of(look: Look, note: str) -> list[tuple[str, Item]]:
    return [(identity, one) for identity, one in look.items(Item) if one.note == note]


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("notes", look.say("notes"), "notes", ("go", "home")),
        parts.Way("folders", look.say("folders"), "folder", ("go", "folders")),
        parts.Way("settings", look.say("settings"), "settings", ("go", "settings")),
    ])


def _card(look: Look, identity: str, one: Note) -> parts.Card:
    lines = "" if one.locked else one.text or look.listing(item.text for _, item in items_of(look, identity))
    sign = "lock" if one.locked else "push_pin" if one.pinned else "checklist" if items_of(look, identity) else "note"
    return parts.Card(f"note_{identity}", one.title, lines, look.ago(one.at), sign, act=("enter", identity),
                      long=("open", "more", f"note={identity}"))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the notes."""
    sought = look.value("find").lower()
    listed = [_card(look, identity, one) for identity, one in notes_of(look)
              if sought in f"{one.title} {one.text}".lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_notes")), parts.cards(look, listed),
        *(() if listed else (parts.note(look.say("empty")),)), back=False, ways=_ways(look), at="notes",
        fab=material.fab("add", ("open", "new"), look.say("new_note"), key="new"),
    )


@APP.screen("folders")
def folders(look: Look) -> Widget:
    """Show the folders, and the trash."""
    rows = [
        parts.listed(parts.Card(f"folder_{identity}", one.name, trail=str(len(notes_of(look, folder=identity))),
                                icon="folder", act=("open", "folder", f"folder={identity}")))
        for identity, one in look.items(Folder)
    ]
    trash = parts.Card("trash", look.say("trash"), trail=str(len(notes_of(look, thrown=True))), icon="delete",
                       act=("open", "trash"))
    return parts.page(look, look.say("folders"), *rows, parts.listed(trash), back=False, ways=_ways(look),
                      at="folders", fab=material.fab("create_new_folder", ("open", "new_folder"),
                                                     look.say("new_folder"), key="new_folder"))


@APP.screen("folder")
def folder(look: Look) -> Widget:
    """Show the notes of a folder."""
    identity = look.arg("folder")
    listed = [_card(look, note, one) for note, one in notes_of(look, folder=identity)]
    return parts.page(
        look, look.row(Folder, identity).name, parts.cards(look, listed),
        actions=(material.icon_button("delete", ("open", "delete_folder", f"folder={identity}"),
                                      look.say("delete_folder"), key="delete_folder"),),
    )


@APP.screen("delete_folder", "dialog")
def delete_folder(look: Look) -> Widget:
    """Ask before a folder is deleted with all that is in it."""
    identity = look.arg("folder")
    count = len(notes_of(look, folder=identity))
    return parts.dialog(look.row(Folder, identity).name, (text(look.say("folder_for_good", count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_folder"), ("delete_folder",), "danger", key="delete_now"),
    ))


@APP.screen("new_folder", "dialog")
def new_folder(look: Look) -> Widget:
    """Ask for the name of a folder."""
    return parts.dialog(look.say("new_folder"), (parts.field(look, "name", look.say("name")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("save"), ("make_folder",), "plain", key="save"),
    ))


@APP.screen("new")
def new(look: Look) -> Widget:
    """Show an empty note."""
    return parts.page(
        look, look.say("new_note"), parts.field(look, "name", look.say("heading")),
        parts.field(look, "words", look.say("words"), lines=4),
        parts.listed(parts.Card("speak", look.say("speak"), icon="mic", act=("speak",))),
        actions=(material.icon_button("check", ("save",), look.say("save"), key="save", ink="primary"),),
    )


@APP.screen("note")
def note(look: Look) -> Widget:
    """Show a note, or a checklist with its boxes."""
    identity = look.arg("note")
    one, lines = look.row(Note, identity), items_of(look, identity)
    boxes = [check_row(item.text, item.ticked, ("tick", line), key=f"item_{line}") for line, item in lines]
    body = (*boxes, parts.field(look, "line", look.say("add_line"), enter=("add_line",))) if lines else (
        parts.field(look, "words", look.say("words"), lines=4, default=one.text),)
    told = look.say("public") if one.public else look.say("shared_with", people=look.listing(one.shared))
    buttons = [material.wide_button(look.say("tick_all"), ("tick_all",), "tonal", key="tick_all"),
               material.wide_button(look.say("add"), ("add_line",), "tonal", key="add")] if lines else [
        material.wide_button(look.say("save"), ("save_text",), key="save")]
    return parts.page(
        look, one.title, *((parts.note(told),) if one.public or one.shared else ()), *body, actions=(
            material.icon_button("share", ("open", "sharing", f"note={identity}"), look.say("share"), key="share"),
            material.icon_button("more_vert", ("open", "more", f"note={identity}"), look.say("more"), key="more"),
        ), buttons=buttons)


@APP.screen("more", "sheet")
def more(look: Look) -> Widget:
    """Show what can be done with a note."""
    identity = look.arg("note")
    one = look.row(Note, identity)
    ways: list[tuple[str, str, tuple[str, ...]]] = [
        ("unpin" if one.pinned else "pin", "push_pin", ("switch", "pinned")),
        ("unlock" if one.locked else "lock", "lock", ("lock",)), ("move", "drive_file_move",
                                                               ("open", "move", f"note={identity}")),
        ("export", "picture_as_pdf", ("export",)), ("throw_away", "delete", ("throw_away",)),
    ]
    return parts.sheet(*(parts.listed(parts.Card(f"do_{name}", look.say(name), icon=sign, act=act))
                         for name, sign, act in look.skin.ordered("more", ways)))


@APP.screen("move", "sheet")
def move(look: Look) -> Widget:
    """Show where a note can go."""
    return parts.sheet(material.section(look.say("move")), *(
        parts.listed(parts.Card(f"to_{identity}", one.name, icon="folder", act=("move_to", identity)))
        for identity, one in look.items(Folder)
    ))


@APP.screen("sharing")
def sharing(look: Look) -> Widget:
    """Show the ways to let others read a note."""
    return parts.page(
        look, look.say("share"), parts.note(look.row(Note, look.arg("note")).title),
        parts.field(look, "who", look.say("who")),
        parts.listed(parts.Card("send_copy", look.say("send_copy"), icon="send", act=("send_copy",))),
        parts.listed(parts.Card("publish", look.say("publish"), look.say("publish_text"), icon="public",
                                act=("publish",))),
        buttons=(material.wide_button(look.say("invite"), ("invite",), key="invite"),),
    )


@APP.screen("pin", "dialog", secure=True)
def pin(look: Look) -> Widget:
    """Ask for the PIN of locked notes; the first time, for a new one."""
    words = look.say("enter_note_pin") if account(look).pin else look.say("new_pin")
    return parts.dialog(words, (parts.field(look, "pin", words, secret=True, enter=("pin_entered",)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("ok"), ("pin_entered",), "plain", key="ok"),
    ), icon_name="lock")


@APP.screen("trash")
def trash(look: Look) -> Widget:
    """Show what was thrown away."""
    rows = [parts.listed(_card(look, identity, one)._replace(act=("bring_back", identity)))
            for identity, one in notes_of(look, thrown=True)]
    return parts.page(look, look.say("trash"), parts.note(look.say("trash_text")), *rows, buttons=(
        material.wide_button(look.say("empty_trash"), ("empty_trash",), "tonal", key="empty_trash"),) if rows else ())


@APP.screen("paywall", "sheet", modal=True)
def paywall(look: Look) -> Widget:
    """Offer the paid plan for an export that there is for nothing, too: below, and in small print."""
    return parts.sheet(
        material.section(look.say("plan")), parts.note(look.say("plan_text", price=look.money(PRICE))),
        buttons=(
            material.wide_button(look.say("go_on"), ("subscribe",), key="go_on"),
            material.button(look.say("plain_text"), ("export_text",), "plain", key="plain_text"),
            material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        ),
    )


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show the plan, the backup and the PIN."""
    held = account(look)
    return parts.page(
        look, look.say("settings"),
        parts.figures((look.say("plan"), look.say("paid" if held.paid else "free")),
                      (look.say("backup"), look.say("switched_on" if held.backup else "switched_off"))),
        parts.listed(parts.Card("backup", look.say("backup"), icon="backup", act=("open", "backup"))),
        parts.listed(parts.Card("new_pin", look.say("new_pin"), icon="password", act=("open", "pin"))),
        back=False, ways=_ways(look), at="settings",
    )


@APP.screen("backup")
def backup(look: Look) -> Widget:
    """Ask for consent to a backup; something more is ticked already."""
    ticks = look.skin.ordered("ticks", [
        parts.tick(look, "research", look.say("research"), look.say("research_text"), default=True),
        parts.tick(look, "terms", look.say("terms"), default=True),
    ])
    return parts.page(look, look.say("backup"), parts.note(look.say("backup_text")), *ticks,
                      buttons=(material.wide_button(look.say("agree"), ("agree",), key="agree"),))
