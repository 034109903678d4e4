"""A game of lamps to put out: levels, lives, adverts that give lives, coins and a pass for money, friends, ranks."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, grid, image, placed, row, stack, text, weighted
from .. import adverts, parts
from ..adverts import Film
from ..app import App
from ..look import Look
from ..records import AppRecord


class Player(AppRecord):
    """The user as the game knows him; there is one. `greeting` is the pack it offers when opened, empty for none."""

    coins: int = 120
    lives: int = 3
    score: int = 0
    greeting: str = ""
    sound: bool = True
    vibration: bool = True
    shown_name: bool = False


class Level(AppRecord):
    """A puzzle of nine lamps: `board` has 1 for each that is on. `stars` is 0 until it is solved.

    `hint` is what it costs, in coins, to have it solved.
    """

    number: int
    title: str
    board: str
    moves: int = 5
    stars: int = 0
    hint: int = 80


class Pack(AppRecord):
    """Coins for money. `extra` names a pass that comes with it if it is ticked, at `weekly` a week until cancelled.

    `ticked`: the app has ticked it. `minutes` is how long the offer is said to last, 0 for one that stays.
    """

    name: str
    coins: int
    price: int
    currency: str = "EUR"
    extra: str = ""
    weekly: int = 0
    ticked: bool = True
    minutes: int = 0


class Friend(AppRecord):
    """Somebody who plays too."""

    name: str
    score: int = 0
    asked: bool = False


class Message(AppRecord):
    """What the user has written to a friend."""

    friend: str
    text: str
    at: int


class Advert(Film):
    """What is watched for a life. It can be closed after `wait` ms; `fake` is a large cross that is part of it."""

    wait: int = 15_000


APP = App(
    "games", account=Player, icon="extension", permissions=("contacts", "notifications"),
    records={"players": Player, "levels": Level, "packs": Pack, "friends": Friend, "messages": Message,
             "adverts": Advert},
)

SIDE = 3
"""How many lamps a row of the board has."""

SWITCHES = ("sound", "vibration", "shown_name")


def player(look: Look) -> tuple[str, Player]:
    """Return the one player with his id."""
    return look.items(Player)[0]


def board_of(look: Look) -> str:
    """Return the lamps of the level on the page, as they are now."""
    return look.value("board", look.row(Level, look.arg("level")).board)


def moves_of(look: Look) -> int:
    """Return how many moves are left on the page."""
    return int(look.value("moves", str(look.row(Level, look.arg("level")).moves)))


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("levels", look.say("levels"), "map", ("go", "home")),
        parts.Way("friends", look.say("friends"), "group", ("go", "friends")),
        parts.Way("leaders", look.say("leaders"), "leaderboard", ("go", "leaders")),
        parts.Way("shop", look.say("shop"), "storefront", ("go", "shop")),
    ])


def _purse(look: Look) -> str:
    _, one = player(look)
    return look.say("purse", coins=one.coins, lives=one.lives)


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the levels, with what has been solved."""
    listed = [
        parts.Card(f"level_{identity}", look.say("level", number=one.number), one.title,
                   look.say("stars", count=one.stars) if one.stars else look.say("open_level"),
                   "star.filled" if one.stars else "lightbulb", act=("play", identity))
        for identity, one in sorted(look.items(Level), key=lambda pair: pair[1].number)
    ]
    return parts.page(
        look, look.name, parts.cards(look, listed), back=False, ways=_ways(look), at="levels", subtitle=_purse(look),
        actions=(material.icon_button("settings", ("open", "settings"), look.say("settings"), key="settings"),),
    )


@APP.screen("board")
def board(look: Look) -> Widget:
    """Show a puzzle: nine lamps to tap."""
    one = look.row(Level, look.arg("level"))
    lamps = [
        material.icon_button("lightbulb.filled" if lamp == "1" else "lightbulb", ("turn", str(number)),
                             look.say("lamp_on" if lamp == "1" else "lamp_off", number=number + 1),
                             key=f"lamp_{number + 1}", ink="tertiary" if lamp == "1" else "outline")
        for number, lamp in enumerate(board_of(look))
    ]
    field = [row(lamp, style=Style(width=FILL, along="centre", padding=(0, 20, 0, 20))) for lamp in lamps]
    return parts.page(
        look, one.title, parts.note(look.say("rule")), parts.note(look.say("moves_left", count=moves_of(look))),
        grid(*field, columns=SIDE, key="lamps", style=Style(width=FILL, padding=(16, 0, 16, 0))),
        subtitle=_purse(look),
        buttons=(material.wide_button(look.say("hint", price=one.hint), ("hint",), "tonal", key="hint"),
                 material.wide_button(look.say("restart"), ("restart",), "outlined", key="restart")),
    )


@APP.screen("won", "dialog", modal=True)
def won(look: Look) -> Widget:
    """Show that a puzzle is solved."""
    one = look.row(Level, look.arg("level"))
    return parts.dialog(look.say("won"), (text(look.say("won_text", title=one.title, stars=one.stars)),), (
        material.button(look.say("to_map"), ("go", "home"), "plain", key="to_map"),
        material.button(look.say("post_score"), ("post_score",), key="post_score"),
    ), icon_name="emoji_events")


@APP.screen("stuck", "dialog", modal=True)
def stuck(look: Look) -> Widget:
    """Show that no move is left, and what gives another life."""
    _, one = player(look)
    return parts.dialog(look.say("stuck"), (text(look.say("stuck_text", lives=one.lives)),), (
        material.button(look.say("give_up"), ("go", "home"), "plain", key="give_up"),
        *((material.button(look.say("watch"), ("watch",), key="watch"),) if look.rows(Advert) else ()),
    ), icon_name="heart_broken")


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show what is watched for a life: its own cross is small and comes late, the large one is painted on it."""
    one, since = look.row(Advert, look.arg("advert")), int(look.arg("since"))
    left = one.wait - (look.now - since)
    picture = image(one.picture, 0, 0, description=one.brand, key="ad_picture", act=("visit",))
    corner = (
        text(look.say("reward_in", seconds=-(-left // 1000)), "label", "white", key="countdown",
             style=Style(padding=(8, 4, 8, 4), fill="scrim"))
        if left > 0 else Widget("button", "skip_ad", description=look.say("close_ad"), icon="close", act=("reward",),
                                style=Style(width=24, height=24, padding=(5, 5, 5, 5), size=14, ink="white"))
    )
    painted = [placed(material.icon_button("cancel", ("visit",), look.say("close"), key="close", ink="white"),
                      "top end", (-4, 4))] if one.fake else []
    film = stack(
        picture._replace(style=Style(width=FILL, height=FILL)), *painted, placed(corner, "top start", (8, 8)),
        style=Style(width=FILL, height=360, fill="black"),
    )
    claim = column(text(one.brand, "title"), text(one.claim, "body_large"),
                   style=Style(width=FILL, gap=8, padding=(16, 16, 16, 8)))
    return parts.page(
        look, look.say("advert"), film, claim, back=False,
        buttons=(material.wide_button(look.say("get_reward"), ("visit",), key="get_reward"),
                 material.wide_button(look.say("install_now"), ("visit",), "outlined", key="install_now")),
    )


@APP.screen("landing")
def landing(look: Look) -> Widget:
    """Show the place that an advert leads to."""
    return adverts.landing(look, Advert)


@APP.screen("shop")
def shop(look: Look) -> Widget:
    """Show the packs of coins."""
    listed = [
        parts.Card(f"pack_{identity}", one.name, look.say("coins", count=one.coins),
                   look.money(one.price, one.currency), "savings", act=("open", "buy", f"pack={identity}"))
        for identity, one in look.items(Pack)
    ]
    return parts.page(look, look.say("shop"), parts.cards(look, listed), back=False, ways=_ways(look), at="shop",
                      subtitle=_purse(look))


@APP.screen("buy", "sheet", modal=True)
def buy(look: Look) -> Widget:
    """Show what a pack costs, with what the app would like to sell beside it."""
    one = look.row(Pack, look.arg("pack"))
    extra = [parts.tick(look, "pass", look.say("pass", name=one.extra, price=look.money(one.weekly, one.currency)),
                        look.say("pass_text"), default=one.ticked)] if one.extra else []
    hurry = [parts.note(look.say("remaining_offer", minutes=one.minutes), "error")] if one.minutes else []
    return parts.sheet(
        material.section(one.name), *hurry,
        parts.figures((look.say("contents"), look.say("coins", count=one.coins)),
                      (look.say("price"), look.money(one.price, one.currency)), key="sums"), *extra,
        buttons=(material.wide_button(look.say("buy"), ("buy",), key="buy_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("friends")
def friends(look: Look) -> Widget:
    """Show who plays too; each can be asked for a life, or all at once."""
    listed = [
        material.list_row(
            one.name, look.say("invited") if one.asked else str(one.score), material.disc("person"),
            material.button(look.say("ask_life"), ("ask", identity), "tonal", key=f"ask_{identity}"),
            act=("open", "write", f"friend={identity}"), key=f"friend_{identity}",
        ) for identity, one in look.items(Friend)
    ]
    return parts.page(
        look, look.say("friends"), *listed, back=False, ways=_ways(look), at="friends",
        buttons=(material.wide_button(look.say("ask_everyone"), ("ask_everyone",), key="ask_everyone",
                                      enabled=bool(listed)),),
    )


@APP.screen("write")
def write(look: Look) -> Widget:
    """Show what was written to a friend, and a field for more."""
    friend = look.arg("friend")
    said = [material.bubble(one.text, True, look.ago(one.at)) for one in look.rows(Message) if one.friend == friend]
    return parts.page(look, look.row(Friend, friend).name, *said, parts.field(
        look, "note", look.say("note_hint"), enter=("send",), lines=3),
        buttons=(material.wide_button(look.say("send"), ("send",), key="send"),))


@APP.screen("leaders")
def leaders(look: Look) -> Widget:
    """Show who has how many points."""
    ranked = sorted([*((one.score, one.name) for one in look.rows(Friend)),
                     (player(look)[1].score, look.say("you"))], key=lambda pair: (-pair[0], pair[1]))
    return parts.page(
        look, look.say("leaders"), *(
            parts.listed(parts.Card("", name, look.say("rank", number=place + 1), str(score), "trophy"))
            for place, (score, name) in enumerate(ranked)
        ), back=False, ways=_ways(look), at="leaders",
        buttons=(material.wide_button(look.say("find_friends"), ("find_friends",), "tonal", key="find_friends"),),
    )


@APP.screen("settings")
def settings(look: Look) -> Widget:
    """Show how the game is to behave."""
    _, one = player(look)
    return parts.page(
        look, look.say("settings"), *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(one, name), ("switch", name), key=name) for name in SWITCHES
        ]),
        row(weighted(material.wide_button(look.say("bell"), ("bell",), "tonal", key="bell")),
            style=Style(width=FILL, padding=(16, 8, 16, 8))),
        buttons=(material.wide_button(look.say("reset"), ("open", "reset"), "outlined", key="reset"),),
    )


@APP.screen("reset", "dialog")
def reset(look: Look) -> Widget:
    """Ask whether all that was won is to be deleted."""
    return parts.dialog(look.say("reset"), (text(look.say("reset_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("reset_now"), ("reset_now",), "danger", key="reset_now"),
    ))
