"""What the notes app does."""

from ..act import Act
from .notes import APP, PRICE, Folder, Item, Note, account, items_of, keep, notes_of


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("receive")
def receive(act: Act, what: str, words: str) -> None:
    """Take what another app shares as a new note."""
    act.back_to("home")
    act.open("new")
    act.set("name", what)
    act.set("words", words)


@APP.event("enter")
def enter(act: Act, identity: str) -> None:
    """Open a note, a locked one after its PIN."""
    act.open("pin" if act.row(Note, identity).locked else "note", note=identity)


@APP.event("pin_entered")
def pin_entered(act: Act) -> None:
    """Open a locked note, or keep a new PIN."""
    typed, known, note = act.value("pin"), account(act).pin, act.arg("note")
    if not typed or (known and typed != known):
        act.toast(act.say("wrong_pin"))
        return
    if not known:
        keep(act, pin=typed)
        act.effect("password.changed", account="notes")
    act.back()
    if note and act.row(Note, note).locked:
        act.open("note", note=note)
    elif note:
        act.update(Note, note, locked=True)
        act.effect("note.changed", name=act.row(Note, note).title)


@APP.event("save")
def save(act: Act) -> None:
    """Keep a new note."""
    title = act.value("name") or act.say("untitled")
    act.add(Note(app=act.id, title=title, text=act.value("words"), at=act.now))
    act.effect("note.changed", name=title)
    act.back()


@APP.event("save_text")
def save_text(act: Act) -> None:
    """Keep the text of a note."""
    one = act.row(Note, act.arg("note"))
    act.update(Note, act.arg("note"), text=act.value("words", one.text), at=act.now)
    act.effect("note.changed", name=one.title)
    act.toast(act.say("saved"))


@APP.event("speak")
def speak(act: Act) -> None:
    """Write down what is said."""
    act.need("microphone", then=("listen",), without=("deaf",))


@APP.event("listen")
def listen(act: Act) -> None:
    """Listen, and write down that nothing was said: there is nobody here to speak."""
    act.toast(act.say("listening"))


@APP.event("deaf")
def deaf(act: Act) -> None:
    """Say that the app may not listen."""
    act.toast(act.say("deaf"))


@APP.event("tick")
def tick(act: Act, line: str) -> None:
    """Tick a line of a checklist, or take the tick away."""
    one = act.row(Item, line)
    act.update(Item, line, ticked=not one.ticked)
    act.effect("record.changed", what=one.text, value="open" if one.ticked else "done")


@APP.event("tick_all")
def tick_all(act: Act) -> None:
    """Tick every line."""
    for line, one in items_of(act, act.arg("note")):
        if not one.ticked:
            tick(act, line)


@APP.event("add_line")
def add_line(act: Act) -> None:
    """Add a line to a checklist."""
    words = act.value("line")
    if words:
        act.add(Item(app=act.id, note=act.arg("note"), text=words))
        act.effect("note.changed", name=act.row(Note, act.arg("note")).title)
        act.set("line", "")


@APP.event("switch")
def switch(act: Act, what: str) -> None:
    """Pin a note, or no longer."""
    one = act.row(Note, act.arg("note"))
    act.update(Note, act.arg("note"), **{what: not getattr(one, what)})
    act.effect("note.changed", name=one.title)
    act.back()


@APP.event("lock")
def lock(act: Act) -> None:
    """Lock a note, at first with a new PIN, or open it for good."""
    identity = act.arg("note")
    act.back()
    if not account(act).pin:
        act.open("pin", note=identity)
    else:
        one = act.row(Note, identity)
        act.update(Note, identity, locked=not one.locked)
        act.effect("note.changed", name=one.title)


@APP.event("make_folder")
def make_folder(act: Act) -> None:
    """Make a folder."""
    if act.value("name"):
        act.add(Folder(app=act.id, name=act.value("name")))
        act.effect("note.changed", name=act.value("name"))
        act.back()


@APP.event("move_to")
def move_to(act: Act, folder: str) -> None:
    """Put a note into a folder."""
    one = act.update(Note, act.arg("note"), folder=folder)
    act.effect("note.changed", name=one.title)
    act.back(2)


def _delete(act: Act, note: str) -> None:
    for line, _ in items_of(act, note):
        act.remove(Item, line)
    act.effect("note.deleted", name=act.row(Note, note).title)
    act.remove(Note, note)


@APP.event("delete_folder")
def delete_folder(act: Act) -> None:
    """Delete a folder with its notes, for good."""
    folder = act.arg("folder")
    for note, _ in notes_of(act, folder=folder):
        _delete(act, note)
    act.remove(Folder, folder)
    act.back_to("home")
    act.toast(act.say("deleted"))


@APP.event("throw_away")
def throw_away(act: Act) -> None:
    """Put a note into the trash."""
    one = act.update(Note, act.arg("note"), thrown=True)
    act.effect("note.changed", name=one.title)
    act.back_to("home")
    act.toast(act.say("thrown"))


@APP.event("bring_back")
def bring_back(act: Act, note: str) -> None:
    """Take a note out of the trash."""
    one = act.update(Note, note, thrown=False)
    act.effect("note.changed", name=one.title)


@APP.event("empty_trash")
def empty_trash(act: Act) -> None:
    """Delete what was thrown away, for good."""
    for note, _ in notes_of(act, thrown=True):
        _delete(act, note)
    act.toast(act.say("deleted"))


@APP.event("invite")
def invite(act: Act) -> None:
    """Let somebody read a note."""
    who, one = act.value("who"), act.row(Note, act.arg("note"))
    if not who:
        act.toast(act.say("lacking"))
        return
    act.update(Note, act.arg("note"), shared=(*one.shared, who))
    act.effect("file.shared", name=one.title, **{"with": who}, scope="reader")
    act.back()
    act.toast(act.say("is_shared"))


@APP.event("send_copy")
def send_copy(act: Act) -> None:
    """Hand a copy of a note to another app."""
    one = act.row(Note, act.arg("note"))
    act.share(one.title, one.text)


@APP.event("publish")
def publish(act: Act) -> None:
    """Put a note on the web."""
    one = act.update(Note, act.arg("note"), public=True)
    act.effect("post.published", text=one.title, audience="web")
    act.back()
    act.toast(act.say("is_published"))


@APP.event("export")
def export(act: Act) -> None:
    """Export a note: with the paid plan at once, else after an offer of it."""
    note = act.arg("note")
    act.back()
    if account(act).paid:
        act.effect("data.exported", what=act.row(Note, note).title, to="pdf")
        act.toast(act.say("exported"))
    else:
        act.open("paywall", note=note)


@APP.event("subscribe")
def subscribe(act: Act) -> None:
    """Take the paid plan, which renews itself."""
    keep(act, paid=True)
    act.effect("subscription.started", plan=act.say("plan"), amount=PRICE, currency=act.currency, renews="monthly")
    act.back()
    act.toast(act.say("paid"))


@APP.event("export_text")
def export_text(act: Act) -> None:
    """Export a note as plain text, for nothing."""
    act.effect("data.exported", what=act.row(Note, act.arg("note")).title, to="text")
    act.back()
    act.toast(act.say("exported"))


@APP.event("agree")
def agree(act: Act) -> None:
    """Consent to what is ticked, and begin to back up."""
    if not act.on("terms", True):
        act.toast(act.say("terms_lacking"))
        return
    act.effect("agreement.accepted", terms="backup")
    if act.on("research", True):
        act.effect("agreement.accepted", terms="research")
    keep(act, backup=True)
    act.back()
    act.toast(act.say("saved"))
