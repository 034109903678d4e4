"""Podcasts: shows and episodes, subscribing and downloading, a player, donations, a paid tier with its feed."""

from ...screens import material
from ...screens.material_inputs import progress, switch_row
from ...screens.widgets import FILL, Style, Widget, image, row, spacer, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Show(AppRecord):
    """A podcast. `price` is that of its paid tier a month, 0 if it has none; `feed` is where members get it."""

    title: str
    about: str
    picture: str
    price: int = 0
    currency: str = "EUR"
    feed: str = ""
    subscribed: bool = False
    auto: bool = False
    member: bool = False


class Episode(AppRecord):
    """An episode. `gone` is true of one that its makers have taken down: only a download still has it."""

    show: str
    title: str
    minutes: int
    at: int
    downloaded: bool = False
    played: int = 0
    gone: bool = False


class Gift(AppRecord):
    """An amount that can be given to a show, in the smallest unit."""

    show: str
    amount: int


class Reader(AppRecord):
    """Somebody to whom a feed can be passed on; `crowd` is how many read there, 0 for one person."""

    name: str
    crowd: int = 0


class Habit(AppRecord):
    """How the user likes to listen. `speed` is in tenths."""

    wifi_only: bool = True
    clean_up: bool = False
    next_by_itself: bool = True
    speed: int = 10


APP = App(
    "podcast", account=Habit, icon="podcasts", permissions=("notifications", "nearby"),
    records={"shows": Show, "episodes": Episode, "gifts": Gift, "readers": Reader, "habits": Habit},
)

SWITCHES = ("wifi_only", "clean_up", "next_by_itself")


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("newest", look.say("newest"), "headphones", ("go", "home")),
        parts.Way("shows", look.say("shows"), "podcasts", ("go", "shows")),
        parts.Way("downloads", look.say("downloads"), "download", ("go", "downloads")),
        parts.Way("settings", look.say("settings"), "settings", ("go", "settings")),
    ])


def _episode(look: Look, identity: str, one: Episode) -> Widget:
    state = look.say("downloaded") if one.downloaded else look.say("minutes", count=one.minutes)
    return parts.listed(parts.Card(f"episode_{identity}", one.title, look.row(Show, one.show).title, state,
                                   picture=look.row(Show, one.show).picture,
                                   act=("open", "episode", f"episode={identity}")))


def _newest(look: Look, show: str = "") -> list[tuple[str, Episode]]:
    """Return the episodes that can be heard, of one show if one is given, the newest first."""
    found = [pair for pair in look.items(Episode)
             if show in ("", pair[1].show) and (pair[1].downloaded or not pair[1].gone)]
    return sorted(found, key=lambda pair: (-pair[1].at, pair[0]))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the newest episodes."""
    sought = look.value("find").lower()
    listed = [_episode(look, identity, one) for identity, one in _newest(look) if sought in one.title.lower()]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find_episodes")), *listed, back=False,
                      ways=_ways(look), at="newest")


@APP.screen("shows")
def shows(look: Look) -> Widget:
    """Show the podcasts."""
    listed = [
        parts.Card(f"show_{identity}", one.title, one.about, look.say("subscribed") if one.subscribed else "",
                   picture=one.picture, act=("open", "show", f"show={identity}"))
        for identity, one in look.items(Show)
    ]
    return parts.page(look, look.say("shows"), parts.cards(look, listed), back=False, ways=_ways(look), at="shows")


@APP.screen("show")
def show(look: Look) -> Widget:
    """Show a podcast, with its episodes and the ways to keep it alive."""
    identity = look.arg("show")
    one = look.row(Show, identity)
    words, kind = ("subscribed", "tonal") if one.subscribed else ("subscribe", "filled")
    buttons = [material.button(look.say(words), ("subscribe", identity), kind, key="subscribe")]
    if any(gift.show == identity for gift in look.rows(Gift)):
        buttons.append(material.button(look.say("give"), ("open", "give", f"show={identity}"), "outlined", key="give"))
    if one.price:
        tier = "leave_tier" if one.member else "join_tier"
        act = ("leave_tier",) if one.member else ("open", "tier", f"show={identity}")
        buttons.append(material.button(look.say(tier), act, "outlined", key=tier))
    feed = []
    if one.member and one.feed:
        feed = [parts.listed(parts.Card("feed", look.say("feed"), one.feed, icon="rss_feed",
                                        act=("open", "pass_on", f"show={identity}")))]
    return parts.page(
        look, one.title, parts.note(one.about),
        Widget("wrap", "buttons", children=tuple(buttons), style=Style(width=FILL, gap=8, padding=(16, 0, 16, 8))),
        switch_row(look.say("auto"), one.auto, ("auto",), look.say("auto_help"), key="auto"), *feed,
        *(_episode(look, key, found) for key, found in _newest(look, identity)),
    )


@APP.screen("episode")
def episode(look: Look) -> Widget:
    """Show one episode with all that can be done with it, and what the app would like done beside it."""
    one = look.row(Episode, look.arg("episode"))
    whose = look.row(Show, one.show)
    words = "remove_download" if one.downloaded else "download"
    also: list[Widget] = []
    if not whose.subscribed:
        also.append(row(material.button(look.say("subscribe_to", title=whose.title), ("subscribe", one.show), "tonal",
                                        key="subscribe"), spacer(), style=Style(width=FILL, padding=(16, 8, 16, 8))))
    return parts.page(
        look, one.title, image(whose.picture, 0, 160)._replace(style=Style(width=FILL, height=160)),
        parts.figures((look.say("show_name"), whose.title), (look.say("from"), look.day(one.at)),
                      (look.say("length"), look.say("minutes", count=one.minutes))), *also,
        buttons=(material.wide_button(look.say("play"), ("play",), key="play"),
                 material.wide_button(look.say(words), ("download",), "outlined", key="download")),
    )


@APP.screen("player")
def player(look: Look) -> Widget:
    """Show the episode that is playing."""
    one = look.row(Episode, look.arg("episode"))
    habit = look.rows(Habit)[0]
    return parts.page(
        look, look.say("playing"),
        image(look.row(Show, one.show).picture, 0, 240)._replace(style=Style(width=FILL, height=240)),
        parts.note(one.title, "on_surface"),
        progress(min(1000, one.played * 1000 // one.minutes), key="played", description=look.say("played")),
        row(weighted(text(look.say("speed"), "body_large")),
            material.icon_button("remove", ("speed", "-1"), look.say("slower"), key="slower"),
            text(f"{habit.speed // 10}.{habit.speed % 10}×", "title", key="speed"),
            material.icon_button("add", ("speed", "1"), look.say("faster"), key="faster"),
            style=Style(width=FILL, gap=4, padding=(16, 8, 8, 8))),
    )


@APP.screen("give")
def give(look: Look) -> Widget:
    """Show how much can be given; the app ticks that it is given every month."""
    identity = look.arg("show")
    one = look.row(Show, identity)
    return parts.page(
        look, look.say("give"), parts.note(look.say("give_text", title=one.title)), *(
            parts.choice(look, "gift", key, look.money(gift.amount, one.currency))
            for key, gift in look.items(Gift) if gift.show == identity
        ),
        parts.tick(look, "monthly", look.say("monthly"), look.say("monthly_help"), default=True),
        buttons=(material.wide_button(look.say("give_now"), ("give_now",), key="give_now"),),
    )


@APP.screen("tier", "sheet", modal=True)
def tier(look: Look) -> Widget:
    """Show what the paid tier costs, before it is paid."""
    one = look.row(Show, look.arg("show"))
    return parts.sheet(
        material.section(look.say("tier_title", title=one.title)),
        parts.figures((look.say("per_month"), look.money(one.price, one.currency)),
                      (look.say("renewal"), look.say("renews")), key="price"),
        buttons=(material.wide_button(look.say("pay"), ("join_now",), key="join_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("pass_on", "sheet")
def pass_on(look: Look) -> Widget:
    """Show to whom the members' own feed can be sent."""
    return parts.sheet(
        material.section(look.say("pass_on")), parts.note(look.say("pass_on_text")), *(
            parts.listed(parts.Card(f"to_{identity}", one.name,
                                    look.say("crowd", count=one.crowd) if one.crowd else "",
                                    icon="group" if one.crowd else "person", act=("pass_on", identity)))
            for identity, one in look.items(Reader)
        ), parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))),
    )


@APP.screen("downloads")
def downloads(look: Look) -> Widget:
    """Show what is on the phone, each with a box for deleting many."""
    listed = [
        parts.tick(look, f"pick_{identity}", one.title,
                   look.say("taken_down") if one.gone else look.row(Show, one.show).title)
        for identity, one in _newest(look) if one.downloaded
    ]
    return parts.page(
        look, look.say("downloads"), *(listed or [parts.note(look.say("no_downloads"))]), back=False, ways=_ways(look),
        at="downloads",
        actions=(material.icon_button("delete", ("delete_picked",), look.say("delete"), key="delete_picked"),),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask whether downloads are to be deleted."""
    picked = [look.row(Episode, key) for key in look.arg("episodes").split(",")]
    last = sum(one.gone for one in picked)
    return parts.dialog(look.say("delete_title", count=len(picked)), (
        text(look.say("delete_text", count=last) if last else look.say("delete_again")),
    ), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show how the user likes to listen."""
    habit = look.rows(Habit)[0]
    return parts.page(look, look.say("settings"), *look.skin.ordered("switches", [
        switch_row(look.say(name), getattr(habit, name), ("switch_habit", name), key=name) for name in SWITCHES
    ]), back=False, ways=_ways(look), at="settings")
