"""What the drive app does: each event uses the drive service's tools on the owner's account."""

from ..act import Act
from ..offices import needs, request
from .drive import APP, FOLDER, Advert, Offline, file_of, kept_offline, request_of, trashed


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("enter")
def enter(act: Act, identity: str) -> None:
    """Open a folder, or a file: after an advert, if there is one."""
    adverts = act.items(Advert)
    if act.rows_at("files.files")[identity].type == FOLDER:
        act.open("folder", file=identity)
    elif adverts:
        act.open("advert", advert=adverts[0][0], since=act.now, file=identity)
    else:
        act.open("file", file=identity)


@APP.event("skip")
def skip(act: Act) -> None:
    """Close the advert, and open the file."""
    act.replace("file", file=act.arg("file"))


@APP.event("follow_advert")
def follow_advert(act: Act) -> None:
    """Follow the advert."""
    identity = act.arg("advert")
    act.effect("ad.opened", target=act.row(Advert, identity).target)
    act.replace("target", advert=identity)


@APP.event("comment")
@needs(file_of)
def comment(act: Act) -> None:
    """Put a remark on a file, which all who can open it are told of."""
    words = act.value("remark")
    if words and request(act, "drive.comment", file_id=act.arg("file"), text=words) is not None:
        act.effect("message.sent", to=file_of(act).name, text=words)
        act.set("remark", "")


@APP.event("share_now")
@needs(file_of)
def share_now(act: Act) -> None:
    """Let somebody open a file."""
    who, role = act.value("address"), act.value("role", "reader")
    if not who:
        act.toast(act.say("lacking"))
    elif request(act, "drive.share", file_id=act.arg("file"), to=[who], role=role) is not None:
        act.effect("file.shared", name=file_of(act).name, **{"with": who}, scope=role)
        act.back()
        act.toast(act.say("is_shared"))


@APP.event("end_sharing")
@needs(file_of)
def end_sharing(act: Act, who: str) -> None:
    """Let somebody open a file no longer."""
    if request(act, "drive.unshare", file_id=act.arg("file"), who=who) is not None:
        act.effect("record.changed", what=file_of(act).name, value=f"closed to {who}")
        act.toast(act.say("saved"))


@APP.event("set_link")
@needs(file_of)
def set_link(act: Act) -> None:
    """Say who may open a file by its link."""
    audience = act.value("audience", "restricted")
    if request(act, "drive.set_link_sharing", file_id=act.arg("file"), audience=audience) is None:
        return
    if audience == "restricted":
        act.effect("record.changed", what=file_of(act).name, value="link closed")
    else:
        act.effect("file.shared", name=file_of(act).name, **{"with": audience}, scope="reader")
    act.back()
    act.toast(act.say("saved"))


@APP.event("grant")
@needs(request_of)
def grant(act: Act, role: str) -> None:
    """Accept a request for access, as what is chosen."""
    one = request_of(act)
    name = act.rows_at("files.files")[one.file].name
    if request(act, "drive.resolve_access_request", request_id=act.arg("request"), accept=True, role=role) is not None:
        act.effect("file.shared", name=name, **{"with": one.recipient}, scope=role)
        act.back()
        act.toast(act.say("is_shared"))


@APP.event("refuse")
@needs(request_of)
def refuse(act: Act) -> None:
    """Deny a request for access."""
    if request(act, "drive.resolve_access_request", request_id=act.arg("request"), accept=False) is not None:
        act.effect("record.changed", what="request", value="refused")
        act.back()


@APP.event("rename")
@needs(file_of)
def rename(act: Act) -> None:
    """Give a file another name."""
    old = file_of(act).name
    name = act.value("name", old)
    if name != old and request(act, "drive.rename", file_id=act.arg("file"), name=name) is not None:
        act.effect("record.changed", what=old, value=name)
    act.back(2)


@APP.event("make_folder")
def make_folder(act: Act) -> None:
    """Make a folder."""
    name = act.value("name")
    if name and request(act, "drive.create_folder", name=name) is not None:
        act.effect("record.changed", what="folder", value=name)
        act.back()


@APP.event("move_to")
@needs(file_of)
def move_to(act: Act, folder: str) -> None:
    """Put a file into another folder."""
    if request(act, "drive.move", file_id=act.arg("file"), folder=folder) is not None:
        act.effect("record.changed", what=file_of(act).name, value=act.rows_at("files.files")[folder].name)
        act.back(2)
        act.toast(act.say("saved"))


@APP.event("offline")
def offline(act: Act) -> None:
    """Keep a file on the phone, or no longer."""
    kept = kept_offline(act, act.arg("file"))
    if kept:
        act.remove(Offline, kept)
        act.back()
    else:
        act.need("files", then=("keep_offline",), without=("no_files",))


@APP.event("keep_offline")
def keep_offline(act: Act) -> None:
    """Keep a file on the phone."""
    act.add(Offline(app=act.id, file=act.arg("file")))
    act.back()
    act.toast(act.say("saved"))


@APP.event("no_files")
def no_files(act: Act) -> None:
    """Say that the app may not write to the phone."""
    act.toast(act.say("no_files"))


@APP.event("to_trash")
@needs(file_of)
def to_trash(act: Act) -> None:
    """Put a file into the trash, and offer to delete it at once."""
    identity = act.arg("file")
    if request(act, "drive.trash", file_id=identity) is not None:
        act.effect("record.changed", what=file_of(act).name, value="trash")
        act.back_to("home")
        act.open("in_trash", file=identity)


@APP.event("delete_now")
@needs(file_of)
def delete_now(act: Act) -> None:
    """Delete a file for good."""
    name = file_of(act).name
    if request(act, "drive.delete_forever", file_id=act.arg("file")) is not None:
        act.effect("file.deleted", name=name, count=1)
        act.back()
        act.toast(act.say("deleted"))


@APP.event("bring_back")
@needs(file_of)
def bring_back(act: Act) -> None:
    """Take a file out of the trash."""
    if request(act, "drive.untrash", file_id=act.arg("file")) is not None:
        act.effect("record.changed", what=file_of(act).name, value="brought back")
        act.back()


@APP.event("empty_now")
def empty_now(act: Act) -> None:
    """Delete all of the trash for good."""
    count = len(trashed(act))
    if request(act, "drive.empty_trash") is not None:
        act.effect("file.deleted", name="trash", count=count)
        act.back()
        act.toast(act.say("deleted"))
