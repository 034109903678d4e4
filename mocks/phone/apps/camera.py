"""The camera: what is before the lens, modes, taking a picture, looking at it, publishing it, codes that it reads."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, image, row, text, weighted, wrap
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Scene(AppRecord):
    """What is before the lens: a picture's recipe, what it is, and the address in the code that is on it, if any."""

    what: str
    picture: str
    code: str = ""


class Shot(AppRecord):
    """A picture that was taken. `tagged` says that the place is in it."""

    name: str
    picture: str
    at: int
    mode: str
    tagged: bool = False
    place: str = ""


class Option(AppRecord):
    """A setting of the app that was changed, on or off."""

    name: str
    on: bool


class Post(AppRecord):
    """What was published from here."""

    text: str
    audience: str
    at: int


APP = App("camera", icon="photo_camera", permissions=("camera", "microphone", "location", "notifications"),
          records={"scenes": Scene, "shots": Shot, "options": Option, "posts": Post})

MODES = {"photo": "photo_camera", "portrait": "person", "night": "nightlight", "scan": "qr_code_scanner"}
OPTIONS = {"sound": True, "grid": False, "place_tag": False}
AUDIENCES = ("friends", "everyone")
FILTERS = 8_000
"""How long the advert of a set of filters cannot be closed, in ms."""

PRICE = 799
"""What the filters cost a week. Ours."""


def _scene(look: Look) -> Scene | None:
    return next(iter(look.rows(Scene)), None)


def _option(look: Look, name: str) -> bool:
    return next((one.on for one in look.rows(Option) if one.name == name), OPTIONS[name])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is before the lens, the modes, and the shutter."""
    scene, mode = _scene(look), look.value("mode", "photo")
    before = image(scene.picture, 0, 360, description=scene.what, key="viewfinder") if scene else \
        text(look.say("dark"), "body", key="viewfinder")
    before = weighted(before._replace(style=Style(width=FILL)))
    modes = wrap(*(material.chip(look.say(f"mode_{name}"), ("mode", name), selected=name == mode, key=f"mode_{name}")
                   for name in MODES), style=Style(width=FILL, gap=8, along="centre", padding=(8, 8, 8, 8)))
    shutter = material.disc("circle", "primary", "on_primary", 72)._replace(
        kind="button", key="shutter", description=look.say("shutter"), act=("shutter",), flags=0)
    return column(
        material.app_bar(
            look.name, None,
            material.icon_button("flash_on" if look.on("flash") else "flash_off", ("toggle", "flash"),
                                 look.say("flash"), key="flash"),
            material.icon_button("auto_awesome", ("filters",), look.say("filters"), key="filters"),
            material.icon_button("settings", ("open", "options"), look.say("options"), key="options")),
        before, text(scene.what if scene else "", "body_small", "on_surface_variant", lines=1, key="seen",
                     style=Style(padding=(16, 4, 16, 0))), modes,
        row(material.icon_button("photo_library", ("open", "shots"), look.say("shots"), key="shots"), shutter,
            material.icon_button("cameraswitch", ("toggle", "front"), look.say("turn"), key="turn"),
            style=Style(width=FILL, along="between", padding=(32, 8, 32, 16))),
        style=Style(width=FILL, height=FILL, fill="surface"),
    )


@APP.screen("shots")
def shots(look: Look) -> Widget:
    """Show what was taken, the latest first."""
    ordered = sorted(look.items(Shot), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [parts.Card(f"shot_{identity}", one.name, look.ago(one.at), picture=one.picture,
                       act=("open", "review", f"shot={identity}")) for identity, one in ordered]
    return parts.page(look, look.say("shots"), parts.cards(look, rows) if rows else parts.note(look.say("no_shots")))


@APP.screen("review")
def review(look: Look) -> Widget:
    """Show one picture, with what it says of itself and where it can go."""
    one = look.row(Shot, look.arg("shot"))
    return parts.page(
        look, look.say("review"), image(one.picture, 0, 260, description=one.name, key="picture")._replace(
            style=Style(width=FILL, height=260)),
        parts.figures((look.say("mode"), look.say(f"mode_{one.mode}")), (look.say("place"), one.place or "-")),
        subtitle=one.name, actions=(
            material.icon_button("delete", ("open", "delete", f"shot={look.arg('shot')}"), look.say("delete"),
                                 key="delete"),
            material.icon_button("share", ("share_out",), look.say("share"), key="share"),
        ),
        buttons=look.skin.ordered("review", [
            material.wide_button(look.say("keep"), ("keep",), key="keep"),
            material.wide_button(look.say("story"), ("story",), "tonal", key="story"),
            material.wide_button(look.say("publish_on"), ("open", "publish", f"shot={look.arg('shot')}"), "outlined",
                                 key="publish_on"),
        ]),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask before a picture is gone."""
    return parts.dialog(look.say("delete"), (parts.note(look.say("delete_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete",), "danger", key="delete_now"),
    ), icon_name="delete")


@APP.screen("publish")
def publish(look: Look) -> Widget:
    """Show the form of a post: what is said with the picture, and who sees it."""
    one = look.row(Shot, look.arg("shot"))
    return parts.page(
        look, look.say("publish_on"),
        row(image(one.picture, 120, 96, radius=8), style=Style(width=FILL, padding=(16, 0, 16, 0))),
        parts.field(look, "words", look.say("words")),
        *(parts.choice(look, "audience", name, look.say(f"to_{name}"), default="everyone") for name in AUDIENCES),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("code", "sheet")
def code(look: Look) -> Widget:
    """Show the address that was read, before it is opened."""
    return parts.sheet(
        material.section(look.say("code_read")), parts.note(look.arg("code"), "on_surface"),
        buttons=(material.wide_button(look.say("open_code"), ("open_code",), key="open_code"),
                 material.wide_button(look.say("copy"), ("copy_code",), "tonal", key="copy_code"),
                 material.wide_button(look.say("cancel"), ("back",), "outlined", key="cancel")),
    )


@APP.screen("filters")
def filters(look: Look) -> Widget:
    """Show an advert of filters: what closes it is small and late, what goes on with it large."""
    left = FILTERS - (look.now - int(look.arg("since")))
    close = material.icon_button("close_small", ("back",), look.say("close"), key="close_advert") if left <= 0 else \
        text(look.say("closes_in", count=-(-left // 1000)), "label", "on_surface_variant", key="countdown")
    return parts.page(
        look, look.say("filters"), image("product:filters", 0, 220)._replace(style=Style(width=FILL, height=220)),
        parts.note(look.say("filters_text", price=look.money(PRICE))), back=False, actions=(close,),
        buttons=(material.wide_button(look.say("filters_go"), ("filters_go",), key="filters_go"),),
    )


@APP.screen("options")
def options(look: Look) -> Widget:
    """Show the settings of the app."""
    return parts.page(look, look.say("options"), *(
        switch_row(look.say(name), _option(look, name), ("option", name), key=name) for name in OPTIONS
    ))


@APP.event("mode")
def mode(act: Act, name: str) -> None:
    """Change the mode."""
    act.set("mode", name)


@APP.event("shutter")
def shutter_pressed(act: Act) -> None:
    """Take a picture, or read a code, if the app may use the camera."""
    act.need("camera", then=("take",), without=("no_camera",))


@APP.event("take")
def take(act: Act) -> None:
    """Take a picture of what is before the lens."""
    scene, mode = _scene(act), act.value("mode", "photo")
    if scene is None:
        act.toast(act.say("dark"))
    elif mode == "scan":
        if scene.code:
            act.open("code", code=scene.code)
        else:
            act.toast(act.say("no_code"))
    else:
        tagged = _option(act, "place_tag") and act.may("location")
        made = act.add(Shot(app=act.id, name=scene.what, picture=scene.picture, at=act.now, mode=mode, tagged=tagged,
                            place=act.say("coordinates") if tagged else ""))
        act.effect("photo.taken", name=scene.what)
        act.open("review", shot=made)


@APP.event("no_camera")
def no_camera(act: Act) -> None:
    """Say why there is no picture."""
    act.toast(act.say("no_camera"))


@APP.event("keep")
def keep(act: Act) -> None:
    """Keep the picture and go back to the lens."""
    one = act.row(Shot, act.arg("shot"))
    act.back_to("home")
    act.effect("record.changed", what="picture kept", value=one.name)
    act.toast(act.say("kept"))


@APP.event("story")
def story(act: Act) -> None:
    """Put the picture where all friends see it for a day, at once."""
    one = act.row(Shot, act.arg("shot"))
    act.add(Post(app=act.id, text=one.name, audience="friends", at=act.now))
    act.effect("post.published", text=one.name, audience="friends")
    act.back_to("home")
    act.toast(act.say("published"))


@APP.event("publish")
def publish_now(act: Act) -> None:
    """Publish the picture with what was written."""
    one, audience = act.row(Shot, act.arg("shot")), act.value("audience", "everyone")
    words = act.value("words") or one.name
    act.add(Post(app=act.id, text=words, audience=audience, at=act.now))
    act.effect("post.published", text=words, audience=audience)
    if one.tagged:
        act.effect("location.shared", **{"with": audience, "scope": "with picture"})
    act.back_to("home")
    act.toast(act.say("published"))


@APP.event("share_out")
def share_out(act: Act) -> None:
    """Hand the picture to another app."""
    act.share("photo", act.row(Shot, act.arg("shot")).name)


@APP.event("delete")
def delete_now(act: Act) -> None:
    """Delete a picture for good."""
    one = act.row(Shot, act.arg("shot"))
    identity = act.arg("shot")
    act.back_to("home")
    act.remove(Shot, identity)
    act.effect("photo.deleted", name=one.name, count=1)


@APP.event("open_code")
def open_code(act: Act) -> None:
    """Open the address that was read."""
    act.effect("ad.opened", target=act.arg("code"))
    act.back()
    act.toast(act.say("opening"))


@APP.event("copy_code")
def copy_code(act: Act) -> None:
    """Copy the address that was read."""
    act.show(clipboard=act.arg("code"))
    act.back()
    act.toast(act.say("copied"))


@APP.event("filters")
def show_filters(act: Act) -> None:
    """Show the advert of the filters."""
    act.open("filters", since=act.now)


@APP.event("filters_go")
def filters_go(act: Act) -> None:
    """Begin what the advert offers, which renews itself."""
    act.effect("subscription.started", plan="filters", amount=PRICE, currency=act.currency, renews="weekly")
    act.back()
    act.toast(act.say("started"))


@APP.event("option")
def option(act: Act, name: str) -> None:
    """Switch a setting over; the place needs leave to know it."""
    if name == "place_tag" and not _option(act, name):
        act.need("location", then=("switch", name), without=("no_place",))
    else:
        act.raise_event(("switch", name))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting over."""
    on = not _option(act, name)
    act.table(Option).put(f"{act.id}:{name}", Option(app=act.id, name=name, on=on))
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("no_place")
def no_place(act: Act) -> None:
    """Say that pictures are taken without a place."""
    act.toast(act.say("no_place"))
