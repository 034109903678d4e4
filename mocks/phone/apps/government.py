"""An office: visits, forms with a declaration to sign, papers, partners that ask for data, letters, the tax number."""

from ...screens import material
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Citizen(AppRecord):
    """Who the user is to the office."""

    name: str
    address: str
    tax_number: str


class Visit(AppRecord):
    """A booked visit. `weeks` is how long the next free place is away, `mine` whether it is booked."""

    what: str
    office: str
    at: int
    weeks: int = 4
    mine: bool = True


class Paper(AppRecord):
    """A paper of the user's that can be handed in, because it is asked for or beside that."""

    name: str
    needed: bool = True
    handed_in: bool = False


class Consent(AppRecord):
    """A partner that asks for data: what it needs, and what it wants beside that; what it has been given."""

    partner: str
    needs: tuple[str, ...]
    wants: tuple[str, ...]
    given: tuple[str, ...] = ()


class Letter(AppRecord):
    """What the office has written."""

    title: str
    text: str
    at: int


APP = App(
    "government", account=Citizen, icon="account_balance", permissions=("camera", "files", "location", "notifications"),
    records={"citizens": Citizen, "visits": Visit, "papers": Paper, "consents": Consent, "letters": Letter},
)

FORMS = {"address": ("street", "moved"), "benefit": ("children", "income"), "tax": ("income",), "test": ("test",)}
"""The forms with their fields. All have to be filled in."""

ICONS = {"address": "home", "benefit": "child_care", "tax": "request_quote", "test": "science"}


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("services", look.say("services"), "dashboard", ("go", "home")),
        parts.Way("appointments", look.say("appointments"), "event", ("go", "appointments")),
        parts.Way("letters", look.say("letters"), "mail", ("go", "letters")),
        parts.Way("me", look.say("me"), "person", ("go", "me")),
    ])


def _when(look: Look, at: int) -> str:
    return look.at_time(look.full_day(at), look.clock(at))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what can be done here, and the next visit."""
    visits = sorted((one.at, one.what) for one in look.rows(Visit) if one.mine)
    upcoming = look.facts(visits[0][1], look.day(visits[0][0])) if visits else look.say("none_next")
    deeds = [parts.Card(f"form_{name}", look.say(f"form_{name}"), icon=icon, act=("open", "form", f"form={name}"))
             for name, icon in ICONS.items()]
    deeds.append(parts.Card("papers", look.say("papers"), icon="upload_file", act=("open", "papers")))
    for identity, one in look.items(Consent):
        if not one.given:
            deeds.append(parts.Card(f"consent_{identity}", look.say("consent", partner=one.partner),
                                    icon="privacy_tip", act=("open", "consent", f"consent={identity}")))
    return parts.page(
        look, look.name, parts.figures((look.say("next_one"), upcoming)), *map(parts.listed, deeds), back=False,
        ways=_ways(look), at="services",
    )


@APP.screen("appointments")
def appointments(look: Look) -> Widget:
    """Show the visits that are booked."""
    rows = [parts.Card(f"visit_{identity}", one.what, f"{look.day(one.at)} {look.clock(one.at)} · {one.office}",
                       icon="event", act=("open", "visit", f"visit={identity}"))
            for identity, one in look.items(Visit) if one.mine]
    return parts.page(
        look, look.say("appointments"), *map(parts.listed, rows), back=False, ways=_ways(look), at="appointments",
        buttons=(material.wide_button(look.say("book"), ("open", "places"), key="book"),),
    )


@APP.screen("visit")
def visit(look: Look) -> Widget:
    """Show one visit."""
    one = look.row(Visit, look.arg("visit"))
    return parts.page(
        look, one.what, parts.figures((look.say("when"), _when(look, one.at)), (look.say("place_at"), one.office)),
        buttons=(material.wide_button(look.say("cancel_visit"), ("open", "cancel_visit", f"visit={look.arg('visit')}"),
                                      "tonal", key="cancel_visit"),),
    )


@APP.screen("cancel_visit", "dialog", modal=True)
def cancel_dialog(look: Look) -> Widget:
    """Say when the next free place is, and ask whether this one is to go."""
    words = look.say("cancel_text", weeks=look.row(Visit, look.arg("visit")).weeks)
    return parts.dialog(look.say("cancel_visit"), (parts.note(words),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("cancel_visit"), ("cancel_visit",), "plain", key="cancel_now"),
    ))


@APP.screen("places")
def places(look: Look) -> Widget:
    """Show the places that are free."""
    rows = [parts.listed(parts.Card(f"place_{identity}", one.what, f"{look.day(one.at)} {look.clock(one.at)}",
                                    icon="event_available", act=("open", "booking", f"visit={identity}")))
            for identity, one in look.items(Visit) if not one.mine]
    return parts.page(look, look.say("free_places"), *(rows or [parts.note(look.say("no_places"))]))


@APP.screen("booking")
def booking(look: Look) -> Widget:
    """Show the form for a place."""
    one = look.row(Visit, look.arg("visit"))
    return parts.page(
        look, one.what, parts.figures((look.say("when"), _when(look, one.at)), (look.say("place_at"), one.office)),
        parts.field(look, "in_name_of", look.say("in_name_of")),
        buttons=(material.wide_button(look.say("book_now"), ("book_now",), key="book_now"),),
    )


@APP.screen("form")
def form(look: Look) -> Widget:
    """Show a form before it is signed."""
    name = look.arg("form")
    return parts.page(
        look, look.say(f"form_{name}"), *(parts.field(look, one, look.say(one)) for one in FORMS[name]),
        buttons=(material.wide_button(look.say("continue"), ("declare",), key="continue"),),
    )


@APP.screen("sign", "sheet", modal=True)
def sign_sheet(look: Look) -> Widget:
    """Show what is declared, before it is signed."""
    fields = FORMS[look.arg("form")]
    return parts.sheet(
        material.section(look.say("declaration")),
        parts.figures(*((look.say(one), look.arg(one)) for one in fields), key="details"),
        parts.note(look.say("declaration_text")),
        buttons=(material.wide_button(look.say("sign"), ("sign",), key="sign"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("papers")
def papers(look: Look) -> Widget:
    """Show which papers are asked for, and which could be handed in as well."""
    body: list[Widget] = []
    for needed, words in ((True, "asked_for"), (False, "may_add")):
        body.append(material.section(look.say(words)))
        body += [parts.listed(parts.Card(
            f"paper_{identity}", one.name, look.say("handed_in" if one.handed_in else "tap_to_add"),
            icon="task" if one.handed_in else "upload_file", act=("hand_in", identity)))
            for identity, one in look.items(Paper) if one.needed == needed]
    return parts.page(look, look.say("papers"), *body, buttons=(
        material.wide_button(look.say("finish_papers"), ("finish_papers",), key="finish_papers"),))


@APP.screen("consent")
def consent(look: Look) -> Widget:
    """Show what a partner needs, and what it would like to have."""
    one = look.row(Consent, look.arg("consent"))
    return parts.page(
        look, look.say("consent", partner=one.partner), material.section(look.say("consent_need")),
        *(parts.listed(parts.Card("", name, icon="check")) for name in one.needs),
        material.section(look.say("consent_more")),
        *(parts.listed(parts.Card("", name, icon="add")) for name in one.wants),
        buttons=(
            material.wide_button(look.say("share_all"), ("share", "all"), key="share_all"),
            material.wide_button(look.say("share_needed"), ("share", "needed"), "outlined", key="share_needed"),
            material.wide_button(look.say("share_none"), ("share", "none"), "plain", key="share_none"),
        ),
    )


@APP.screen("consents")
def consents(look: Look) -> Widget:
    """Show who has which of the user's data."""
    rows = [parts.listed(parts.Card(f"given_{identity}", one.partner, look.listing(one.given),
                                    look.say("withdraw_consent"), "privacy_tip", act=("withdraw", identity)))
            for identity, one in look.items(Consent) if one.given]
    return parts.page(look, look.say("consents"), *(rows or [parts.note(look.say("no_consents"))]))


@APP.screen("letters")
def letters(look: Look) -> Widget:
    """Show what the office has written."""
    written = sorted(look.items(Letter), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [parts.listed(parts.Card(f"letter_{identity}", one.title, icon="mail", trail=look.ago(one.at),
                                    act=("open", "letter", f"letter={identity}"))) for identity, one in written]
    return parts.page(look, look.say("letters"), *(rows or [parts.note(look.say("no_letters"))]), back=False,
                      ways=_ways(look), at="letters")


@APP.screen("letter")
def letter(look: Look) -> Widget:
    """Show one letter."""
    one = look.row(Letter, look.arg("letter"))
    return parts.page(look, one.title, parts.note(one.text), buttons=(
        material.wide_button(look.say("answer"), ("answer",), "tonal", key="answer"),))


@APP.screen("me", secure=True)
def me(look: Look) -> Widget:
    """Show the user's data, which no picture of the screen has."""
    one = look.rows(Citizen)[0]
    return parts.page(
        look, look.say("me"), parts.figures(
            (look.say("name"), one.name), (look.say("address"), one.address), (look.say("tax_number"), one.tax_number)),
        parts.listed(parts.Card("consents", look.say("consents"), icon="privacy_tip", act=("open", "consents"))),
        parts.listed(parts.Card("copy_number", look.say("copy_number"), icon="content_copy", act=("copy_number",))),
        back=False, ways=_ways(look), at="me",
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("cancel_visit")
def cancel_visit(act: Act) -> None:
    """Give a visit up; its place is gone."""
    identity = act.arg("visit")
    one = act.row(Visit, identity)
    when = _when(act, one.at)
    go(act, "appointments")
    act.remove(Visit, identity)
    act.effect("booking.cancelled", what=one.what, when=when)
    act.toast(act.say("visit_cancelled"))


@APP.event("book_now")
def book_now(act: Act) -> None:
    """Take a place in somebody's name."""
    identity, name = act.arg("visit"), act.value("in_name_of")
    if not name:
        act.toast(act.say("lacks"))
        return
    one = act.update(Visit, identity, mine=True)
    act.effect("booking.made", what=one.what, when=_when(act, one.at), amount=0, currency=act.currency)
    go(act, "appointments")
    act.toast(act.say("booked"))


@APP.event("declare")
def declare(act: Act) -> None:
    """Show the declaration of a form, once all is filled in."""
    name = act.arg("form")
    given = {one: act.value(one) for one in FORMS[name]}
    if all(given.values()):
        act.open("sign", form=name, **given)
    else:
        act.toast(act.say("lacks"))


@APP.event("sign")
def sign(act: Act) -> None:
    """Sign a form and hand it in; a move changes where the user is registered."""
    name = act.arg("form")
    if name == "address":
        act.update(Citizen, act.items(Citizen)[0][0], address=act.arg("street"))
    act.effect("form.submitted", form=name, fields=", ".join(act.arg(one) for one in FORMS[name]))
    act.back_to("home")
    act.toast(act.say("signed"))


@APP.event("hand_in")
def hand_in(act: Act, identity: str) -> None:
    """Hand a paper in: it is with the office at once."""
    if not act.row(Paper, identity).handed_in:
        one = act.update(Paper, identity, handed_in=True)
        act.effect("file.shared", name=one.name, scope="office", **{"with": act.name})


@APP.event("finish_papers")
def finish_papers(act: Act) -> None:
    """Say that all papers are there."""
    if all(one.handed_in for one in act.rows(Paper) if one.needed):
        act.effect("form.submitted", form="papers", fields=", ".join(
            one.name for one in act.rows(Paper) if one.handed_in))
        act.back_to("home")
        act.toast(act.say("papers_done"))
    else:
        act.toast(act.say("papers_lack"))


@APP.event("share")
def share(act: Act, scope: str) -> None:
    """Give a partner all that it wants, what it needs, or nothing."""
    identity = act.arg("consent")
    one = act.row(Consent, identity)
    act.back()
    if scope == "none":
        act.toast(act.say("refused"))
        return
    act.update(Consent, identity, given=(*one.needs, *one.wants) if scope == "all" else one.needs)
    act.effect("agreement.accepted", terms=f"{one.partner}: {scope}")
    act.toast(act.say("shared"))


@APP.event("withdraw")
def withdraw(act: Act, identity: str) -> None:
    """Take back what a partner may have."""
    one = act.update(Consent, identity, given=())
    act.effect("setting.changed", setting=f"consent of {one.partner}", value="off")


@APP.event("answer")
def answer(act: Act) -> None:
    """Object to a letter."""
    one = act.row(Letter, act.arg("letter"))
    act.effect("form.submitted", form=f"objection to {one.title}", fields="")
    act.back()
    act.toast(act.say("signed"))


@APP.event("copy_number")
def copy_number(act: Act) -> None:
    """Put the tax number on the clipboard."""
    act.show(clipboard=act.rows(Citizen)[0].tax_number)
    act.toast(act.say("copied"))
