"""Music: tracks, artists, playlists that can be shared or edited together, downloads, a paid plan with a trial."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, image, row, spacer, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Artist(AppRecord):
    """Somebody who makes music."""

    name: str
    about: str = ""
    followed: bool = False


class Track(AppRecord):
    """A track. `artist` is the id of an artist, empty for the user's own recordings; those others may hear or not."""

    title: str
    picture: str
    seconds: int
    artist: str = ""
    public: bool = True
    downloaded: bool = False
    plays: int = 0


class Playlist(AppRecord):
    """A list of tracks by their ids. `editors` and `followers` are how many others may change it, or keep it."""

    title: str
    tracks: tuple[str, ...] = ()
    public: bool = False
    editors: int = 0
    followers: int = 0


class Friend(AppRecord):
    """Somebody with whom a playlist can be shared."""

    name: str


class Account(AppRecord):
    """What the user pays, and how he likes to listen. `offers`: the paid plan is offered before a track plays."""

    plan: str
    price: int
    currency: str = "EUR"
    paid: bool = False
    offers: bool = False
    wifi_only: bool = True
    listening_public: bool = False
    crossfade: bool = False


APP = App(
    "music", account=Account, icon="library_music", permissions=("microphone", "nearby", "notifications"),
    records={"artists": Artist, "tracks": Track, "playlists": Playlist, "friends": Friend, "accounts": Account},
)

SWITCHES = ("wifi_only", "listening_public", "crossfade")


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("listen", look.say("listen"), "music_note", ("go", "home")),
        parts.Way("library", look.say("library"), "library_music", ("go", "library")),
        parts.Way("artists", look.say("artists"), "artist", ("go", "artists")),
    ])


def account(look: Look) -> tuple[str, Account]:
    """Return the user's account with its id."""
    return look.items(Account)[0]


def _by(look: Look, one: Track) -> str:
    return look.row(Artist, one.artist).name if one.artist else look.say("yourself")


def _track(look: Look, identity: str, one: Track) -> Widget:
    more = material.icon_button("more_vert", ("open", "track", f"track={identity}"), look.say("more"),
                                key=f"more_{identity}")
    return material.list_row(one.title, _by(look, one), image(one.picture, 48, 48, radius=8), more,
                             act=("play", identity), key=f"track_{identity}")


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what there is to listen to."""
    sought = look.value("find").lower()
    listed = [_track(look, identity, one) for identity, one in look.items(Track) if sought in one.title.lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_music")), *listed, back=False, ways=_ways(look),
        at="listen",
        actions=(material.icon_button("settings", ("open", "settings"), look.say("settings"), key="settings"),),
    )


@APP.screen("library")
def library(look: Look) -> Widget:
    """Show the user's playlists."""
    listed = [
        parts.Card(f"list_{identity}", one.title, look.say("count_tracks", count=len(one.tracks)),
                   look.say("shared") if one.public or one.editors else "", "queue_music",
                   act=("open", "playlist", f"playlist={identity}"))
        for identity, one in look.items(Playlist)
    ]
    return parts.page(
        look, look.say("library"), parts.cards(look, listed), back=False, ways=_ways(look), at="library",
        buttons=(material.wide_button(look.say("new_list"), ("open", "new_list"), "tonal", key="new_list"),),
    )


@APP.screen("artists")
def artists(look: Look) -> Widget:
    """Show who makes the music."""
    listed = [
        parts.listed(parts.Card(f"artist_{identity}", one.name, one.about,
                                look.say("following") if one.followed else "", "artist",
                                act=("open", "artist", f"artist={identity}")))
        for identity, one in look.items(Artist)
    ]
    return parts.page(look, look.say("artists"), *listed, back=False, ways=_ways(look), at="artists")


@APP.screen("artist")
def artist(look: Look) -> Widget:
    """Show an artist with the tracks."""
    identity = look.arg("artist")
    one = look.row(Artist, identity)
    words, kind = ("following", "tonal") if one.followed else ("follow", "filled")
    return parts.page(
        look, one.name, parts.note(one.about),
        row(material.button(look.say(words), ("follow", identity), kind, key="follow"), spacer(),
            style=Style(width=FILL, padding=(16, 0, 16, 8))),
        *(_track(look, key, found) for key, found in look.items(Track) if found.artist == identity),
    )


@APP.screen("playlist")
def playlist(look: Look) -> Widget:
    """Show a playlist with its tracks, and with how many others it is shared."""
    identity = look.arg("playlist")
    one = look.row(Playlist, identity)
    there = [key for key, _ in look.items(Track)]
    return parts.page(
        look, one.title, parts.figures((look.say("editors"), str(one.editors)),
                                       (look.say("followers"), str(one.followers))),
        *(_track(look, key, look.row(Track, key)) for key in one.tracks if key in there),
        actions=(
            material.icon_button("group_add", ("open", "invite", f"playlist={identity}"), look.say("invite"),
                                 key="invite"),
            material.icon_button("delete", ("open", "delete", f"playlist={identity}"), look.say("delete"),
                                 key="delete"),
        ),
    )


@APP.screen("new_list")
def new_list(look: Look) -> Widget:
    """Show the form for another playlist."""
    return parts.page(
        look, look.say("new_list"), parts.field(look, "title", look.say("title"), enter=("make_list",)),
        parts.tick(look, "public", look.say("public_list"), look.say("public_help")),
        buttons=(material.wide_button(look.say("save"), ("make_list",), key="make_list"),),
    )


@APP.screen("invite")
def invite(look: Look) -> Widget:
    """Show with whom a playlist can be shared, and what they may do; the app ticks more than is needed."""
    return parts.page(
        look, look.say("invite"), material.section(look.say("with_whom")), *(
            parts.choice(look, "friend", identity, one.name) for identity, one in look.items(Friend)
        ),
        material.section(look.say("what_they_may")),
        parts.tick(look, "may_edit", look.say("may_edit"), look.say("may_edit_help"), default=True),
        buttons=(material.wide_button(look.say("send_invite"), ("send_invite",), key="send_invite"),),
    )


@APP.screen("track", "sheet")
def track(look: Look) -> Widget:
    """Show what can be done with a track."""
    identity = look.arg("track")
    one = look.row(Track, identity)
    offered = [
        parts.Card("add_to", look.say("add_to"), icon="playlist_add", act=("instead", "add_to", identity)),
        parts.Card("download", look.say("remove_download" if one.downloaded else "download"), icon="download",
                   act=("download", identity)),
    ]
    if one.artist:
        words = "unfollow_artist" if look.row(Artist, one.artist).followed else "follow_artist"
        offered.append(parts.Card("follow_artist", look.say(words, name=_by(look, one)), icon="person_add",
                                  act=("follow", one.artist)))
    else:
        offered.append(parts.Card("who_hears", look.say("who_hears"), icon="public",
                                  act=("instead", "who_hears", identity)))
    return parts.sheet(material.section(one.title), *(parts.listed(card) for card in offered),
                       parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))))


@APP.screen("add_to", "sheet")
def add_to(look: Look) -> Widget:
    """Show to which playlist a track can be added, with the artist to follow below."""
    one = look.row(Track, look.arg("track"))
    lists = [
        parts.listed(parts.Card(f"to_{identity}", found.title, look.say("count_tracks", count=len(found.tracks)),
                                icon="queue_music", act=("add_track", identity)))
        for identity, found in look.items(Playlist)
    ]
    also: list[Widget] = []
    if one.artist and not look.row(Artist, one.artist).followed:
        also.append(material.wide_button(look.say("follow_artist", name=_by(look, one)), ("follow", one.artist),
                                         key="follow_too"))
    return parts.sheet(material.section(look.say("add_to")), *lists, buttons=(
        *also, material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel"),
    ))


@APP.screen("who_hears")
def who_hears(look: Look) -> Widget:
    """Show who may hear one of the user's own recordings."""
    one = look.row(Track, look.arg("track"))
    now = "public" if one.public else "me"
    return parts.page(
        look, one.title, image(one.picture, 0, 120)._replace(style=Style(width=FILL, height=120)),
        material.section(look.say("who_hears")), *(
            parts.choice(look, "hearers", name, look.say(f"hearers_{name}"), look.say(f"hearers_{name}_help"),
                         default=now) for name in ("me", "public")
        ),
        buttons=(material.wide_button(look.say("release"), ("release",), key="release"),),
    )


@APP.screen("player")
def player(look: Look) -> Widget:
    """Show the track that is playing."""
    one = look.row(Track, look.arg("track"))
    return parts.page(
        look, look.say("playing"), image(one.picture, 0, 280)._replace(style=Style(width=FILL, height=280)),
        parts.note(one.title, "on_surface"), parts.note(_by(look, one)),
        actions=(material.icon_button("more_vert", ("open", "track", f"track={look.arg('track')}"), look.say("more"),
                                      key="more"),),
    )


@APP.screen("offer")
def offer(look: Look) -> Widget:
    """Show the paid plan: what looks like the way on begins its trial, and a small cross closes it."""
    _, mine = account(look)
    price = look.money(mine.price, mine.currency)
    cross = Widget("button", "close_offer", description=look.say("close"), icon="close", act=("close_offer",),
                   style=Style(width=24, height=24, padding=(4, 4, 4, 4), size=16, ink="outline"))
    return parts.page(
        look, look.say("ready"), image(f"headphones:{look.id}", 0, 200)._replace(
            style=Style(width=FILL, height=200)),
        parts.note(look.say("offer_text"), "on_surface"),
        text(look.say("small_print", plan=mine.plan, price=price), "body_small", "outline",
             style=Style(padding=(16, 0, 16, 8))),
        back=False, actions=(cross,),
        buttons=(material.wide_button(look.say("continue"), ("start_plan",), key="continue"),),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask whether a playlist is to be deleted for all who have it."""
    one = look.row(Playlist, look.arg("playlist"))
    return parts.dialog(look.say("delete_title", title=one.title), (
        text(look.say("delete_text", editors=one.editors, followers=one.followers)),
    ), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show the plan and how the user likes to listen."""
    _, mine = account(look)
    words, act = ("end_plan", ("end_plan",)) if mine.paid else ("see_plan", ("open", "offer"))
    return parts.page(
        look, look.say("settings"),
        parts.figures((look.say("plan"), mine.plan if mine.paid else look.say("free_plan"))),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(mine, name), ("switch_setting", name), key=name) for name in SWITCHES
        ]),
        buttons=(material.wide_button(look.say(words), act, "tonal", key=words),),
    )
