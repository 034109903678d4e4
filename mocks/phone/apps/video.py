"""Videos: a feed, players with comments, channels to subscribe to and join for money, uploads, adverts."""

from ...screens import material
from ...screens.material_inputs import progress, switch_row
from ...screens.widgets import FILL, Style, Widget, column, image, placed, row, spacer, stack, text, weighted
from .. import adverts, parts
from ..adverts import Film
from ..app import App
from ..look import Look
from ..records import AppRecord


class Channel(AppRecord):
    """A channel. `price` is that of its membership a month, in the smallest unit, 0 if it has none."""

    name: str
    about: str = ""
    price: int = 0
    currency: str = "EUR"
    subscribed: bool = False
    bell: bool = False
    member: bool = False


class Video(AppRecord):
    """A video; `channel` is empty for the user's own. `visibility` is public, link or me; `advert` runs before it.

    `advert` is the id of an advert, empty for none. `members` is for members of the channel alone.
    """

    title: str
    picture: str
    seconds: int
    channel: str = ""
    visibility: str = "public"
    advert: str = ""
    members: bool = False
    views: int = 0
    liked: bool = False
    watched: int = 0


class Comment(AppRecord):
    """What somebody has said under a video; `author` is a name, empty for the user."""

    video: str
    text: str
    author: str = ""


class Advert(Film):
    """What runs before a video: it can be skipped after `wait` ms. `fake` is a button that looks as if it skipped."""


class Habit(AppRecord):
    """How the user likes to watch. `startup` is the advert that the app shows when it is opened, empty for none."""

    startup: str = ""
    autoplay: bool = True
    history: bool = True
    restricted: bool = False


APP = App(
    "video", account=Habit, icon="play_circle", permissions=("microphone", "camera", "photos", "notifications"),
    records={"channels": Channel, "videos": Video, "comments": Comment, "adverts": Advert, "habits": Habit},
)

VISIBILITIES = {"public": "public", "link": "link", "me": "lock"}

SWITCHES = ("autoplay", "history", "restricted")


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("feed", look.say("feed"), "home", ("go", "home")),
        parts.Way("subscriptions", look.say("subscriptions"), "video_library", ("go", "subscriptions")),
        parts.Way("own", look.say("own"), "account_circle", ("go", "own")),
    ])


def _habit(look: Look) -> tuple[str, Habit]:
    return look.items(Habit)[0]


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _card(look: Look, identity: str, one: Video) -> parts.Card:
    owner = look.row(Channel, one.channel).name if one.channel else look.say("visibility_" + one.visibility)
    return parts.Card(f"video_{identity}", one.title, owner, _length(one.seconds), picture=one.picture,
                      act=("watch", identity))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what there is to watch."""
    sought = look.value("find").lower()
    listed = [_card(look, identity, one) for identity, one in look.items(Video)
              if one.channel and sought in one.title.lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_videos")), parts.cards(look, listed), back=False,
        ways=_ways(look), at="feed",
        actions=(material.icon_button("settings", ("open", "settings"), look.say("settings"), key="settings"),),
    )


@APP.screen("subscriptions")
def subscriptions(look: Look) -> Widget:
    """Show the channels, those that the user follows first."""
    listed = [
        parts.listed(parts.Card(f"channel_{identity}", one.name, one.about,
                                look.say("subscribed") if one.subscribed else "", "live_tv",
                                act=("open", "channel", f"channel={identity}")))
        for identity, one in sorted(look.items(Channel), key=lambda pair: (not pair[1].subscribed, pair[0]))
    ]
    return parts.page(look, look.say("subscriptions"), *listed, back=False, ways=_ways(look), at="subscriptions")


@APP.screen("own")
def own(look: Look) -> Widget:
    """Show the user's own videos."""
    listed = [
        parts.Card(f"own_{identity}", one.title, look.say("visibility_" + one.visibility), _length(one.seconds),
                   picture=one.picture, act=("open", "details", f"video={identity}"))
        for identity, one in look.items(Video) if not one.channel
    ]
    return parts.page(
        look, look.say("own"), parts.cards(look, listed), back=False, ways=_ways(look), at="own",
        actions=(material.icon_button("history", ("open", "clear"), look.say("clear_history"), key="clear_history"),),
    )


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show what runs before a video, with how long it has to be waited until it can be skipped."""
    one, since = look.row(Advert, look.arg("advert")), int(look.arg("since"))
    left = one.wait - (look.now - since)
    picture = image(one.picture, 0, 0, act=("visit",), key="ad_picture", description=one.brand)
    corner = (
        material.button(look.say("skip_in", seconds=-(-left // 1000)), ("nothing",), "tonal", key="countdown",
                        enabled=False)
        if left > 0 else material.button(look.say("skip"), ("skip",), "tonal", key="skip_ad", icon="skip_next")
    )
    player = stack(
        picture._replace(style=Style(width=FILL, height=FILL)),
        placed(text(look.say("advert"), "label", "white", style=Style(padding=(8, 4, 8, 4), fill="scrim")), "top "
                                                                                                            "start"),
        placed(corner, "bottom end", (-12, -12)), style=Style(width=FILL, height=300, fill="black"),
    )
    claim = column(text(one.brand, "title"), text(one.claim, "body_large"),
                   style=Style(width=FILL, gap=8, padding=(16, 16, 16, 8)))
    buttons = [material.wide_button(look.say("visit"), ("visit",), key="visit")]
    if one.fake:
        buttons.insert(0, material.wide_button(look.say("continue_to_video"), ("visit",), "tonal", key="go_on"))
    return parts.page(look, look.say("video_follows"), player, claim, back=False, buttons=buttons)


@APP.screen("landing")
def landing(look: Look) -> Widget:
    """Show the place that an advert leads to."""
    return adverts.landing(look, Advert)


@APP.screen("player")
def player(look: Look) -> Widget:
    """Show a video that is playing, with what can be done about it and what others say."""
    identity = look.arg("video")
    one = look.row(Video, identity)
    said = [
        parts.listed(parts.Card(f"comment_{key}", found.author or look.say("you"), found.text, icon="person"))
        for key, found in look.items(Comment) if found.video == identity
    ]
    heart = "thumb_up.filled" if one.liked else "thumb_up"
    channel = look.row(Channel, one.channel) if one.channel else None
    whose: list[Widget] = [] if channel is None else [
        material.list_row(channel.name, look.say("members") if channel.member else "", material.disc("live_tv"),
                          _subscribing(look, channel), act=("open", "channel", f"channel={one.channel}"),
                          key="channel")
    ]
    return parts.page(
        look, one.title, image(one.picture, 0, 200)._replace(style=Style(width=FILL, height=200)),
        progress(min(1000, one.watched * 1000 // one.seconds), key="played", description=look.say("played")),
        row(weighted(text(one.title, "title", lines=2)), material.icon_button(heart, ("like",), look.say("like"),
            key="like"), material.icon_button("flag", ("open", "report", f"video={identity}"), look.say("report"),
            key="report"), style=Style(width=FILL, padding=(16, 4, 4, 4))),
        *whose, *said, parts.writing(look, "comment", look.say("say_something"), enter=("comment",)),
        buttons=(material.wide_button(look.say("send_comment"), ("comment",), "tonal", key="send_comment"),),
    )


def _subscribing(look: Look, channel: Channel) -> Widget:
    words, kind = ("subscribed", "tonal") if channel.subscribed else ("subscribe", "filled")
    return material.button(look.say(words), ("subscribe",), kind, key="subscribe")


@APP.screen("channel")
def channel(look: Look) -> Widget:
    """Show a channel, its videos and its membership."""
    identity = look.arg("channel")
    one = look.row(Channel, identity)
    listed = [_card(look, key, found) for key, found in look.items(Video) if found.channel == identity]
    buttons = [_subscribing(look, one)._replace(key="subscribe")]
    if one.price:
        words = "leave" if one.member else "join"
        act = ("leave",) if one.member else ("open", "join", f"channel={identity}")
        buttons.append(material.button(look.say(words), act, "outlined", key=words))
    bell = switch_row(look.say("bell"), one.bell, ("ring",), key="bell")
    return parts.page(look, one.name, parts.note(one.about), row(*buttons, spacer(), style=Style(
        gap=8, padding=(16, 0, 16, 8))), bell, parts.cards(look, listed))


@APP.screen("join", "sheet", modal=True)
def join(look: Look) -> Widget:
    """Show what a membership costs, before it is paid."""
    one = look.row(Channel, look.arg("channel"))
    return parts.sheet(
        material.section(look.say("join_title", name=one.name)),
        parts.figures((look.say("per_month"), look.money(one.price, one.currency)),
                      (look.say("renewal"), look.say("renews")), key="price"),
        buttons=(material.wide_button(look.say("pay"), ("join_now",), key="join_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("details")
def details(look: Look) -> Widget:
    """Show the user's own video, with who can see it."""
    one = look.row(Video, look.arg("video"))
    return parts.page(
        look, look.say("details"), image(one.picture, 0, 120)._replace(style=Style(width=FILL, height=120)),
        parts.field(look, "title", look.say("title"), default=one.title),
        material.section(look.say("who_sees")), *(
            parts.choice(look, "visibility", name, look.say("visibility_" + name), default=one.visibility)
            for name in VISIBILITIES
        ),
        actions=(material.icon_button("delete", ("open", "delete", f"video={look.arg('video')}"), look.say("delete"),
                                      key="delete"),),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask whether the user's own video is to be deleted for good."""
    one = look.row(Video, look.arg("video"))
    return parts.dialog(look.say("delete_title"), (text(look.say("delete_text", title=one.title)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("report", "sheet")
def report(look: Look) -> Widget:
    """Show for what a video can be reported."""
    return parts.sheet(material.section(look.say("report")), *(
        parts.listed(parts.Card(f"reason_{reason}", look.say(f"reason_{reason}"), icon="flag",
                                act=("report_now", reason)))
        for reason in ("copyright", "hurtful", "danger")
    ), parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))))


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show how the user likes to watch."""
    _, habit = _habit(look)
    return parts.page(look, look.say("settings"), *look.skin.ordered("switches", [
        switch_row(look.say(name), getattr(habit, name), ("switch_habit", name), key=name) for name in SWITCHES
    ]))


@APP.screen("clear", "dialog")
def clear(look: Look) -> Widget:
    """Ask whether the app is to forget what was watched."""
    return parts.dialog(look.say("clear_history"), (text(look.say("clear_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("clear_now"), ("clear_now",), "danger", key="clear_now"),
    ))
