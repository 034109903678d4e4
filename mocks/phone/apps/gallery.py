"""The gallery: albums, one picture, several to share or delete, a bin, edits with or without a copy, a clean-up."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, grid, image
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Album(AppRecord):
    """An album. `link` says whether anyone with its link sees it."""

    name: str
    link: bool = False


class Photo(AppRecord):
    """A picture: its recipe, its album, and whether it lies in the bin. `kind` is what the clean-up finds in it."""

    name: str
    picture: str
    at: int
    album: str = ""
    place: str = ""
    kind: str = ""
    favourite: bool = False
    binned: bool = False


class Friend(AppRecord):
    """Somebody, or a group of some, that pictures can be sent to."""

    name: str
    members: int = 1


APP = App("gallery", icon="photo_library", permissions=("photos", "location", "notifications"),
          records={"albums": Album, "photos": Photo, "friends": Friend})

CLEANED = ("blurred", "similar", "videos")
"""What the clean-up offers to delete. All but the last is ticked until somebody unticks it."""

EDITS = {"mono": "photo_filter", "crop": "crop", "rotate": "rotate_right", "enhance": "auto_fix_high"}


def _photos(look: Look, *, binned: bool = False, album: str = "") -> list[tuple[str, Photo]]:
    """Return the pictures, the latest first."""
    found = [pair for pair in look.items(Photo) if pair[1].binned == binned and album in ("", pair[1].album)]
    return sorted(found, key=lambda pair: (-pair[1].at, pair[0]))


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("photos", look.say("photos"), "photo", ("go", "home")),
        parts.Way("albums", look.say("albums"), "photo_album", ("go", "albums")),
        parts.Way("bin", look.say("bin"), "delete", ("go", "bin")),
    ])


def _wall(look: Look, found: list[tuple[str, Photo]]) -> Widget:
    if not found:
        return parts.note(look.say("no_photos"))
    tiles = (
        image(one.picture, 0, 112, radius=4, description=one.name, key=f"photo_{identity}",
              act=("open", "photo", f"photo={identity}"))._replace(
                  style=Style(width=FILL, height=112, radii=(4,) * 4), long=("open", "pick", f"first={identity}"))
        for identity, one in found
    )
    return grid(*tiles, columns=3, style=Style(width=FILL, gap=4, padding=(8, 4, 8, 4)))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the pictures, the latest first."""
    return parts.page(look, look.name, _wall(look, _photos(look)), back=False, ways=_ways(look), at="photos", actions=(
        material.icon_button("checklist", ("open", "pick"), look.say("pick"), key="pick"),
        material.icon_button("cleaning_services", ("open", "clean"), look.say("clean"), key="clean_up"),
    ))


@APP.screen("albums")
def albums(look: Look) -> Widget:
    """Show the albums."""
    listed = []
    for identity, one in look.items(Album):
        inside = _photos(look, album=identity)
        listed.append(parts.Card(f"album_{identity}", one.name, look.say("count", count=len(inside)),
                                 look.say("public") if one.link else "", picture=inside[0][1].picture if inside else "",
                                 act=("open", "album", f"album={identity}")))
    return parts.page(look, look.say("albums"), parts.cards(look, listed), back=False, ways=_ways(look), at="albums")


@APP.screen("album")
def album(look: Look) -> Widget:
    """Show the pictures of an album, and whether its link is open."""
    one = look.row(Album, look.arg("album"))
    return parts.page(
        look, one.name, switch_row(look.say("link"), one.link, ("switch_link",), look.say("link_text"), key="link"),
        _wall(look, _photos(look, album=look.arg("album"))),
    )


@APP.screen("link", "dialog")
def link(look: Look) -> Widget:
    """Ask before an album is open to anyone."""
    count = len(_photos(look, album=look.arg("album")))
    return parts.dialog(look.say("link"), (parts.note(look.say("link_question", count=count)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("make_link"), ("make_link",), "plain", key="make_link"),
    ), icon_name="link")


@APP.screen("photo")
def photo(look: Look) -> Widget:
    """Show one picture with what can be done with it."""
    identity = look.arg("photo")
    one = look.row(Photo, identity)
    shown = image(one.picture, 0, 320, description=one.name)._replace(style=Style(width=FILL, height=320))
    if one.binned:
        buttons = (material.wide_button(look.say("restore"), ("restore",), key="restore"),
                   material.wide_button(look.say("delete_for_good"), ("open", "empty", f"photo={identity}"), "outlined",
                                        key="delete_for_good"))
    else:
        buttons = (material.wide_button(look.say("edit"), ("open", "edit", f"photo={identity}"), "tonal", key="edit"),
                   material.wide_button(look.say("to_bin"), ("to_bin", identity), "outlined", key="to_bin"))
    return parts.page(
        look, one.name, shown,
        parts.figures((look.say("taken"), look.ago(one.at)), (look.say("place"), one.place or "-")),
        actions=() if one.binned else (
            material.icon_button("favorite.filled" if one.favourite else "favorite", ("mark",), look.say("mark"),
                                 key="mark"),
            material.icon_button("share", ("open", "share", f"photos={identity}"), look.say("share"), key="share"),
        ), buttons=buttons,
    )


@APP.screen("edit")
def edit(look: Look) -> Widget:
    """Show what can be made of a picture."""
    one = look.row(Photo, look.arg("photo"))
    shown = image(one.picture, 0, 240, description=one.name)._replace(style=Style(width=FILL, height=240))
    return parts.page(
        look, look.say("edit"), shown,
        *(parts.choice(look, "edit", name, look.say(f"edit_{name}"), default="enhance") for name in EDITS),
        actions=(material.icon_button("check", ("open", "keep", f"photo={look.arg('photo')}"), look.say("done"),
                                      key="done"),),
    )


@APP.screen("keep", "dialog")
def keep(look: Look) -> Widget:
    """Ask whether what was edited takes the place of the picture."""
    return parts.dialog(look.say("keep"), (parts.note(look.say("keep_text")),), tuple(look.skin.ordered("keep", [
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("replace"), ("keep", "replace"), "plain", key="replace"),
        material.button(look.say("copy"), ("keep", "copy"), "plain", key="copy"),
    ])))


@APP.screen("pick")
def pick(look: Look) -> Widget:
    """Show the pictures with boxes, for what is to be done with more than one."""
    return parts.page(
        look, look.say("pick"),
        *(parts.tick(look, f"pick_{identity}", one.name, look.ago(one.at), default=identity == look.arg("first"))
          for identity, one in _photos(look)),
        actions=(material.icon_button("share", ("share_picked",), look.say("share"), key="share_picked"),
                 material.icon_button("delete", ("bin_picked",), look.say("to_bin"), key="bin_picked")),
    )


@APP.screen("share")
def share(look: Look) -> Widget:
    """Show whom pictures can be sent to, in here or by another app."""
    meant = look.arg("photos").split(",")
    return parts.page(
        look, look.say("share"), parts.note(look.say("count", count=len(meant))),
        parts.tick(look, "place", look.say("with_place"), look.say("with_place_text")),
        *(parts.listed(parts.Card(f"to_{identity}", one.name,
                                  look.say("members", count=one.members) if one.members > 1 else "",
                                  icon="group" if one.members > 1 else "person", act=("choose", identity)))
          for identity, one in look.items(Friend)),
        actions=(material.icon_button("more_horiz", ("share_out",), look.say("share_out"), key="share_out"),),
    )


@APP.screen("send", "sheet", modal=True)
def send(look: Look) -> Widget:
    """Show what goes to whom, before it does."""
    other = look.row(Friend, look.arg("to"))
    meant = look.arg("photos").split(",")
    names = [look.row(Photo, one).name for one in meant]
    return parts.sheet(
        material.section(look.say("share")), parts.figures((look.say("to"), other.name),
                                                           (look.say("photos"), look.listing(names))),
        column(image(look.row(Photo, meant[0]).picture, 96, 96, radius=8), style=Style(padding=(16, 8, 16, 8))),
        buttons=(material.wide_button(look.say("send"), ("send",), key="send"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("bin")
def bin_page(look: Look) -> Widget:
    """Show what lies in the bin."""
    found = _photos(look, binned=True)
    empty = material.wide_button(look.say("empty"), ("open", "empty"), "outlined", key="empty", enabled=bool(found))
    return parts.page(look, look.say("bin"), parts.note(look.say("bin_text")), _wall(look, found), back=False,
                      ways=_ways(look), at="bin", buttons=(empty,))


def _doomed(look: Look) -> list[tuple[str, Photo]]:
    """Return what the question is about: one picture, or all that lie in the bin."""
    one = look.arg("photo")
    return [(one, look.row(Photo, one))] if one else _photos(look, binned=True)


@APP.screen("empty", "dialog")
def empty(look: Look) -> Widget:
    """Ask before pictures are gone for good."""
    words = look.say("empty_text", count=len(_doomed(look)))
    return parts.dialog(look.say("delete_for_good"), (parts.note(words),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("empty",), "danger", key="empty_now"),
    ), icon_name="delete_forever")


@APP.screen("clean")
def clean(look: Look) -> Widget:
    """Show what could go to free up room, by kinds."""
    counts = {kind: sum(one.kind == kind for _, one in _photos(look)) for kind in CLEANED}
    return parts.page(
        look, look.say("clean"), parts.note(look.say("clean_text")),
        *(parts.tick(look, kind, look.say(kind), look.say("count", count=counts[kind]), default=kind != CLEANED[-1])
          for kind in CLEANED),
        buttons=(material.wide_button(look.say("clean_now"), ("clean",), key="clean_now"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("switch_link")
def switch_link(act: Act) -> None:
    """Close the link of an album, or ask before it is opened."""
    identity = act.arg("album")
    if act.row(Album, identity).link:
        act.update(Album, identity, link=False)
        act.effect("record.changed", what="album link", value="off")
    else:
        act.open("link", album=identity)


@APP.event("make_link")
def make_link(act: Act) -> None:
    """Open an album to anyone with its link."""
    one = act.update(Album, act.arg("album"), link=True)
    act.effect("photo.shared", **{"name": one.name, "with": "anyone with the link"})
    act.back()
    act.toast(act.say("link_made"))


@APP.event("mark")
def mark(act: Act) -> None:
    """Mark a picture, or take its mark away."""
    identity = act.arg("photo")
    act.update(Photo, identity, favourite=not act.row(Photo, identity).favourite)


@APP.event("keep")
def keep_edit(act: Act, how: str) -> None:
    """Keep what was edited: beside the picture, or in its place."""
    identity = act.arg("photo")
    one = act.row(Photo, identity)
    new = f"{one.picture}-edited"
    act.back(2)
    if how == "copy":
        act.add(one.replace(name=act.say("copy_of", name=one.name), picture=new, at=act.now))
    else:
        act.update(Photo, identity, picture=new)
    act.effect("record.changed", what=f"picture {how}", value=one.name)
    act.toast(act.say("saved"))


@APP.event("share_picked")
def share_picked(act: Act) -> None:
    """Go on to whom those that are ticked are sent."""
    picked = _picked(act)
    if picked:
        act.open("share", photos=",".join(picked))


def _picked(look: Look) -> list[str]:
    return [one for one, _ in _photos(look) if look.on(f"pick_{one}", one == look.arg("first"))]


@APP.event("bin_picked")
def bin_picked(act: Act) -> None:
    """Put those that are ticked into the bin."""
    picked = _picked(act)
    act.back()
    for one in picked:
        act.update(Photo, one, binned=True)
    act.toast(act.say("binned"))


@APP.event("to_bin")
def to_bin(act: Act, identity: str) -> None:
    """Put a picture into the bin."""
    act.back()
    act.update(Photo, identity, binned=True)
    act.toast(act.say("binned"))


@APP.event("restore")
def restore(act: Act) -> None:
    """Take a picture out of the bin."""
    act.update(Photo, act.arg("photo"), binned=False)
    act.back()


@APP.event("choose")
def choose(act: Act, to: str) -> None:
    """Show what would be sent."""
    act.open("send", photos=act.arg("photos"), to=to, place=act.value("place"))


@APP.event("send")
def send_now(act: Act) -> None:
    """Send pictures to somebody."""
    to = act.row(Friend, act.arg("to")).name
    for one in act.arg("photos").split(","):
        act.effect("photo.shared", **{"name": act.row(Photo, one).name, "with": to})
    if act.arg("place") == "on":
        act.effect("location.shared", **{"with": to, "scope": "with pictures"})
    act.back(2)
    act.toast(act.say("sent"))


@APP.event("share_out")
def share_out(act: Act) -> None:
    """Hand pictures to another app."""
    act.share("photo", act.arg("photos"))


@APP.event("empty")
def empty_now(act: Act) -> None:
    """Delete for good."""
    gone = _doomed(act)
    act.back_to("bin")
    for identity, _ in gone:
        act.remove(Photo, identity)
    act.effect("photo.deleted", name=gone[0][1].name if len(gone) == 1 else "bin", count=len(gone))
    act.toast(act.say("deleted"))


@APP.event("clean")
def clean_now(act: Act) -> None:
    """Delete what is ticked, past the bin."""
    for kind in CLEANED:
        gone = [identity for identity, one in _photos(act) if one.kind == kind]
        if gone and act.on(kind, default=kind != CLEANED[-1]):
            for identity in gone:
                act.remove(Photo, identity)
            act.effect("photo.deleted", name=kind, count=len(gone))
    act.back()
    act.toast(act.say("deleted"))


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Keep a picture that is shared."""
    act.back_to("home")
    act.add(Photo(app=act.id, name=text, picture=f"landscape:{text}", at=act.now))
