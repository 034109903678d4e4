"""What taps in the game of lamps do: moves, hints, lives for adverts, purchases, asking friends, posting scores."""

from .. import adverts
from ..act import Act
from .games import APP, SIDE, Advert, Friend, Level, Message, Pack, Player, board_of, moves_of, player


@APP.event("opened")
def opened(act: Act) -> None:
    """Offer a pack when the game is opened anew, if there is one for that."""
    if len(act.pages) == 1 and (pack := player(act)[1].greeting):
        act.open("buy", pack=pack)


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the game."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("play")
def play(act: Act, level: str) -> None:
    """Open a puzzle, if a life is left for it."""
    if player(act)[1].lives:
        act.open("board", level=level)
    elif act.rows(Advert):
        act.open("stuck", level=level)
    else:
        act.toast(act.say("no_lives"))


@APP.event("turn")
def turn(act: Act, number: str) -> None:
    """Switch a lamp and those beside it. The last one out wins, the last move without that costs a life."""
    at, lamps, left = int(number), list(board_of(act)), moves_of(act) - 1
    near = [at, at - SIDE, at + SIDE]
    near += [at + step for step in (-1, 1) if 0 <= at % SIDE + step < SIDE]
    for one in near:
        if 0 <= one < len(lamps):
            lamps[one] = "0" if lamps[one] == "1" else "1"
    act.set("board", "".join(lamps))
    act.set("moves", str(left))
    if "1" not in lamps:
        _win(act, 3 if left else 2)
    elif not left:
        level = act.arg("level")
        identity, who = player(act)
        act.update(Player, identity, lives=who.lives - 1)
        act.replace("board", level=level)
        act.open("stuck", level=level)


def _win(act: Act, stars: int) -> None:
    level = act.arg("level")
    one = act.update(Level, level, stars=max(stars, act.row(Level, level).stars))
    identity, who = player(act)
    act.update(Player, identity, score=who.score + 100 * stars, coins=who.coins + 5 * stars)
    act.effect("record.changed", what=one.title, value="solved")
    act.replace("board", level=level)
    act.open("won", level=level)


@APP.event("hint")
def hint(act: Act) -> None:
    """Have the puzzle solved for coins."""
    one = act.row(Level, act.arg("level"))
    identity, who = player(act)
    if who.coins < one.hint:
        act.toast(act.say("few_coins"))
        return
    act.update(Player, identity, coins=who.coins - one.hint)
    act.effect("order.placed", what=f"solution of {one.title}", amount=one.hint, currency="coins")
    _win(act, 1)


@APP.event("restart")
def restart(act: Act) -> None:
    """Put the lamps back as they were at first."""
    act.set("board", "")
    act.set("moves", "")


@APP.event("post_score")
def post_score(act: Act) -> None:
    """Show everybody how well the puzzle went."""
    one = act.row(Level, act.arg("level"))
    said = act.say("score_post", title=one.title, stars=one.stars)
    act.effect("post.published", text=said, audience="public")
    go(act, "home")
    act.toast(act.say("posted"))


@APP.event("watch")
def watch(act: Act) -> None:
    """Begin the advert that gives a life."""
    advert = act.items(Advert)[0][0]
    act.replace("advert", advert=advert, since=act.now)


@APP.event("reward")
def reward(act: Act) -> None:
    """Close an advert that has been watched, and give the life for it."""
    identity, who = player(act)
    act.update(Player, identity, lives=who.lives + 1)
    act.back()
    act.toast(act.say("life_won"))


@APP.event("visit")
def visit(act: Act) -> None:
    """Open what the advert is for."""
    adverts.visit(act, Advert)


@APP.event("buy")
def buy(act: Act) -> None:
    """Pay for a pack, and for the pass with it if that is ticked."""
    one = act.row(Pack, act.arg("pack"))
    with_pass = bool(one.extra) and act.on("pass", one.ticked)
    identity, who = player(act)
    act.update(Player, identity, coins=who.coins + one.coins)
    act.effect("order.placed", what=one.name, amount=one.price, currency=one.currency,
               extras=one.extra if with_pass else "")
    if with_pass:
        act.effect("subscription.started", plan=one.extra, amount=one.weekly, currency=one.currency, renews="weekly")
    act.back()
    act.toast(act.say("bought"))


def _ask(act: Act, friend: str) -> None:
    one = act.update(Friend, friend, asked=True)
    act.effect("message.sent", to=one.name, text=act.say("life_request"))


@APP.event("ask")
def ask(act: Act, friend: str) -> None:
    """Ask one friend for a life."""
    _ask(act, friend)
    act.toast(act.say("asked_toast"))


@APP.event("ask_everyone")
def ask_everyone(act: Act) -> None:
    """Ask every friend for a life."""
    for identity, _ in act.items(Friend):
        _ask(act, identity)
    act.toast(act.say("asked_toast"))


@APP.event("send")
def send(act: Act) -> None:
    """Send a friend what was written."""
    friend, said = act.arg("friend"), act.value("note")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Message(app=act.id, friend=friend, text=said, at=act.now))
    act.effect("message.sent", to=act.row(Friend, friend).name, text=said)
    act.set("note", "")


@APP.event("find_friends")
def find_friends(act: Act) -> None:
    """Compare the contacts with those who play."""
    act.need("contacts", then=("told", "found"), without=("told", "not_found"))


@APP.event("bell")
def bell(act: Act) -> None:
    """Be told when the lives are back."""
    act.need("notifications", then=("told", "bell_on"), without=("told", "bell_off"))


@APP.event("told")
def told(act: Act, words: str) -> None:
    """Say what came of a permission."""
    act.toast(act.say(words))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch how the game behaves."""
    identity, who = player(act)
    on = not getattr(who, name)
    act.update(Player, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("reset_now")
def reset_now(act: Act) -> None:
    """Delete what was won."""
    for identity, _ in act.items(Level):
        act.update(Level, identity, stars=0)
    identity, _ = player(act)
    act.update(Player, identity, coins=0, score=0)
    act.effect("record.changed", what="progress", value="deleted")
    act.back()
    act.toast(act.say("was_reset"))
