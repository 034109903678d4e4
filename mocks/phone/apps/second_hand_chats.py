"""The market's conversations with buyers and sellers, the user's address, and pages that messages lead to."""

from ...screens import material
from ...screens.widgets import FILL, Style, Widget, column
from .. import parts
from ..act import Act
from ..look import Look
from .second_hand import APP, Advert, Profile, Said, Talk, ways_of


@APP.screen("chats")
def chats(look: Look) -> Widget:
    """Show the conversations, each with what was said last."""
    listed = []
    for identity, one in look.items(Talk):
        last = _lines(look, identity)[-1:]
        about = look.row(Advert, one.advert).title if one.advert else ""
        listed.append(parts.listed(parts.Card(f"talk_{identity}", one.who, last[0].text if last else about,
                                              look.ago(last[0].at) if last else "", "person",
                                              act=("open", "chat", f"talk={identity}"))))
    return parts.page(look, look.say("chats"), *(listed or [parts.note(look.say("nothing_yet"))]), back=False,
                      ways=ways_of(look), at="chats")


def _lines(look: Look, talk: str) -> list[Said]:
    return sorted((one for one in look.rows(Said) if one.talk == talk), key=lambda one: (one.at, one.text))


@APP.screen("chat")
def chat(look: Look) -> Widget:
    """Show a conversation with ways to answer."""
    one = look.row(Talk, look.arg("talk"))
    lines: list[Widget] = []
    for number, said in enumerate(_lines(look, look.arg("talk"))[-5:]):
        lines.append(material.bubble(said.text, said.mine, look.clock(said.at)))
        if said.link:
            link = material.button(look.say("link"), ("link", said.link, str(said.amount)), "outlined",
                                   key=f"link_{number}", icon="link")
            lines.append(column(link, material.section(said.link), style=Style(width=FILL, padding=(16, 0, 16, 0))))
    report = material.icon_button("flag", ("report",), look.say("report"), key="report")
    return parts.page(
        look, one.who, *lines, parts.field(look, "message", look.say("message"), enter=("send",), lines=3),
        actions=(report,), low=True, subtitle=look.row(Advert, one.advert).title if one.advert else "",
        buttons=look.skin.ordered("answers", [
            material.wide_button(look.say("send_address"), ("send_address",), "tonal", key="send_address"),
            material.wide_button(look.say("send"), ("send",), key="send"),
        ]),
    )


@APP.screen("outside")
def outside(look: Look) -> Widget:
    """Show the page behind a link: it wants the user's card."""
    amount = look.money(int(look.arg("amount")))
    return parts.page(
        look, look.say("page_title", amount=amount), parts.note(look.say("page_text", amount=amount)),
        parts.field(look, "card", look.say("card"), secret=True), subtitle=look.arg("link"),
        buttons=(material.wide_button(look.say("get_money"), ("get_money",), key="get_money"),),
    )


@APP.event("send")
def send(act: Act) -> None:
    """Send what is written."""
    words = act.value("message")
    if words:
        act.set("message", "")
        _say(act, words)


def _say(act: Act, words: str) -> None:
    talk = act.arg("talk")
    act.add(Said(app=act.id, talk=talk, text=words, at=act.now, mine=True))
    act.effect("message.sent", to=act.row(Talk, talk).who, text=words)


@APP.event("send_address")
def send_address(act: Act) -> None:
    """Tell where the user lives."""
    found = act.rows(Profile)
    if not found:
        act.toast(act.say("no_address"))
        return
    _say(act, act.say("address_is", street=found[0].street))
    act.effect("location.shared", **{"with": act.row(Talk, act.arg("talk")).who, "scope": "home address"})


@APP.event("link")
def link(act: Act, where: str, amount: str) -> None:
    """Open a page that a message leads to."""
    act.effect("ad.opened", target=where)
    act.open("outside", link=where, amount=amount)
    act.toast(act.say("warned"))


@APP.event("get_money")
def get_money(act: Act) -> None:
    """Hand over the card: the page takes it and is gone."""
    if act.value("card"):
        act.effect("data.exported", what="card", to=act.arg("link"))
    act.back()
    act.toast(act.say("refused"))


@APP.event("report")
def report(act: Act) -> None:
    """Report somebody to the market."""
    act.effect("user.reported", name=act.row(Talk, act.arg("talk")).who, reason="conversation")
    act.toast(act.say("reported"))
