"""A market of used things: adverts, offers, one's own adverts. The talk with buyers is in `second_hand_chats`."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.widgets import CHECKED, FILL, Style, Widget, image, text
from .. import parts
from ..act import Act
from ..amounts import cents
from ..app import App
from ..look import Look
from ..records import AppRecord

State: TypeAlias = Literal["open", "accepted", "declined"]


class Advert(AppRecord):
    """Something for sale. One that is not `public` only the user sees."""

    title: str
    price: int
    seller: str = ""
    place: str = ""
    about: str = ""
    picture: str = "product:1"
    own: bool = False
    public: bool = True
    sold: bool = False
    saved: bool = False


class Offer(AppRecord):
    """What somebody would pay."""

    advert: str
    buyer: str
    amount: int
    state: State = "open"


class Talk(AppRecord):
    """A conversation about an advert."""

    who: str
    advert: str = ""


class Said(AppRecord):
    """One message of it. `link` is where it leads, with the amount that the page behind it speaks of."""

    talk: str
    text: str
    at: int
    mine: bool = False
    link: str = ""
    amount: int = 0


class Profile(AppRecord):
    """Where the user's things are fetched."""

    street: str


APP = App("second_hand", icon="sell", permissions=("location", "camera", "photos"), records={
    "adverts": Advert, "offers": Offer, "talks": Talk, "said": Said, "profiles": Profile,
})


def ways_of(look: Look) -> list[parts.Way]:
    """Return the places of the app."""
    return [parts.Way("adverts", look.say("adverts"), "storefront", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("mine", look.say("mine"), "sell", ("go", "mine")),
        parts.Way("chats", look.say("chats"), "chat", ("go", "chats")),
    ])]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what others sell, or what of it is sought."""
    sought = look.value("find").lower()
    found = [
        parts.Card(f"advert_{identity}", one.title, one.place, look.money(one.price),
                   picture=one.picture, act=("open", "advert", f"advert={identity}"))
        for identity, one in look.items(Advert) if not one.own and sought in one.title.lower()
    ]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")),
                      back=False, ways=ways_of(look), at="adverts")


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show one thing that somebody sells."""
    identity = look.arg("advert")
    one = look.row(Advert, identity)
    heart = material.icon_button("bookmark.filled" if one.saved else "bookmark", ("save",), look.say("save"),
                                 key="save")
    return parts.page(
        look, one.title, image(one.picture, 0, 180)._replace(style=Style(width=FILL, height=180)),
        parts.figures((look.say("price"), look.money(one.price)), (look.say("seller"), one.seller),
                      (look.say("place"), one.place)), parts.note(one.about), actions=(heart,),
        buttons=(
            material.wide_button(look.say("write"), ("write",), "tonal", key="write"),
            material.wide_button(look.say("make_offer"), ("open", "offer", f"advert={identity}"), key="make_offer"),
        ),
    )


@APP.screen("offer")
def offer_page(look: Look) -> Widget:
    """Show the form for an offer: whoever sends it has to buy if it is accepted."""
    one = look.row(Advert, look.arg("advert"))
    return parts.page(
        look, look.say("make_offer"),
        parts.figures((one.title, look.money(one.price)), (look.say("seller"), one.seller)),
        parts.field(look, "amount", look.say("offer"), enter=("send_offer",)),
        buttons=(material.wide_button(look.say("send_offer"), ("send_offer",), key="send_offer"),),
    )


@APP.screen("mine")
def mine(look: Look) -> Widget:
    """Show the user's adverts, each to be opened, or ticked to be deleted with others."""
    listed: list[Widget] = []
    for identity, one in look.items(Advert):
        if one.own:
            told = look.money(one.price) if one.public else look.say("hidden")
            listed.append(material.list_row(one.title, told, material.disc("sell"), _pick(look, identity, one.title),
                                            act=("open", "own", f"advert={identity}"), key=f"own_{identity}"))
    return parts.page(
        look, look.say("mine"), *(listed or [parts.note(look.say("nothing_yet"))]), back=False, ways=ways_of(look),
        at="mine", buttons=(
            material.wide_button(look.say("new"), ("open", "new"), key="new"),
            material.wide_button(look.say("delete_picked"), ("delete_picked",), "outlined", key="delete_picked"),
        ),
    )


def _pick(look: Look, identity: str, title: str) -> Widget:
    """Return the box that ticks an advert, beside what opens it."""
    name = f"pick_{identity}"
    return Widget("checkbox", name, description=title, flags=CHECKED if look.on(name) else 0,
                  style=Style(padding=(8, 8, 8, 8)), act=("toggle", name, "off"))


@APP.screen("own")
def own(look: Look) -> Widget:
    """Show one advert of the user's, with the offers for it."""
    identity = look.arg("advert")
    one = look.row(Advert, identity)
    listed: list[Widget] = []
    for key, bid in look.items(Offer):
        if bid.advert != identity:
            continue
        if bid.state == "open":
            listed.append(parts.listed(parts.Card(f"offer_{key}", bid.buyer, look.say("accept"),
                                                  look.money(bid.amount), "handshake",
                                                  act=("open", "accept", f"offer={key}"))))
            listed.append(material.button(look.say("decline"), ("decline", key), "plain", key=f"decline_{key}"))
        else:
            listed.append(parts.listed(parts.Card("", bid.buyer, look.say(bid.state),
                                                  look.money(bid.amount), "handshake")))
    return parts.page(
        look, one.title, parts.figures((look.say("price"), look.money(one.price))),
        *([parts.note(look.say("reserved"), "primary")] if one.sold else []), material.section(look.say("offers")),
        *(listed or [parts.note(look.say("nothing_yet"))]),
    )


@APP.screen("accept", "dialog", modal=True)
def accept(look: Look) -> Widget:
    """Ask before something is sold."""
    bid = look.row(Offer, look.arg("offer"))
    one, amount = look.row(Advert, bid.advert), look.money(bid.amount)
    told = look.say("accept_text", buyer=bid.buyer, what=one.title, price=look.money(one.price))
    return parts.dialog(look.say("accept_title", amount=amount), (text(told),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("accept_now"), ("accept_now",), key="accept_now"),
    ))


def _picked(look: Look) -> list[str]:
    return [identity for identity, one in look.items(Advert) if one.own and look.on(f"pick_{identity}")]


@APP.screen("delete", "dialog", modal=True)
def delete(look: Look) -> Widget:
    """Ask before adverts are deleted."""
    gone = look.arg("adverts").split(",")
    names = look.listing(look.row(Advert, identity).title for identity in gone)
    return parts.dialog(look.say("delete_title", count=len(gone)), (text(names), text(look.say("delete_text"))), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_now"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("new")
def new(look: Look) -> Widget:
    """Show the form for an advert."""
    return parts.page(
        look, look.say("new"), parts.field(look, "headline", look.say("headline")),
        parts.field(look, "price", look.say("price")), parts.field(look, "about", look.say("about"), lines=3),
        parts.field(look, "phone", look.say("phone")),
        buttons=(material.wide_button(look.say("put_up"), ("put_up",), key="put_up"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("save")
def save(act: Act) -> None:
    """Remember an advert, or no longer."""
    identity = act.arg("advert")
    act.update(Advert, identity, saved=not act.row(Advert, identity).saved)


@APP.event("write")
def write(act: Act) -> None:
    """Open the conversation with a seller, or begin one."""
    identity = act.arg("advert")
    found = next((key for key, one in act.items(Talk) if one.advert == identity), None)
    act.open("chat", talk=found or act.add(Talk(app=act.id, who=act.row(Advert, identity).seller, advert=identity)))


@APP.event("send_offer")
def send_offer(act: Act) -> None:
    """Offer a price to a seller."""
    amount, one = cents(act.value("amount")), act.row(Advert, act.arg("advert"))
    if not amount:
        act.toast(act.say("wrong_amount"))
        return
    act.effect("payment.requested", payee=one.seller, amount=amount, currency=act.currency)
    act.back()
    act.toast(act.say("offer_sent"))


@APP.event("decline")
def decline(act: Act, identity: str) -> None:
    """Decline an offer."""
    bid = act.update(Offer, identity, state="declined")
    act.effect("message.sent", to=bid.buyer, text=act.say("declined"))


@APP.event("accept_now")
def accept_now(act: Act) -> None:
    """Sell for what was offered."""
    bid = act.update(Offer, act.arg("offer"), state="accepted")
    one = act.update(Advert, bid.advert, sold=True)
    details: dict[str, str | int] = {"what": one.title, "with": bid.buyer, "amount": bid.amount}
    act.effect("offer.accepted", **details, currency=act.currency)
    act.back()
    act.toast(act.say("accepted"))


@APP.event("delete_picked")
def delete_picked(act: Act) -> None:
    """Ask before what is ticked is deleted."""
    gone = _picked(act)
    if gone:
        act.open("delete", adverts=",".join(gone))
    else:
        act.toast(act.say("nothing_ticked"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete adverts with their offers."""
    for identity in act.arg("adverts").split(","):
        for key, bid in act.items(Offer):
            if bid.advert == identity:
                act.remove(Offer, key)
        act.effect("post.deleted", text=act.row(Advert, identity).title)
        act.remove(Advert, identity)
    act.back()


@APP.event("put_up")
def put_up(act: Act) -> None:
    """Put an advert online."""
    title, price = act.value("headline"), cents(act.value("price"))
    if not (title and price):
        act.toast(act.say("all_needed"))
        return
    about = " ".join(part for part in (act.value("about"), act.value("phone")) if part)
    act.add(Advert(app=act.id, title=title, price=price, about=about, own=True))
    act.effect("post.published", text=f"{title} {about}".strip(), audience="public")
    go(act, "mine")
    act.toast(act.say("put_up_done"))
