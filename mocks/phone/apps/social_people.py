"""People of a social network: finding and following them, direct messages, blocking, reporting."""

from ...screens import material
from ...screens.widgets import Widget, text
from .. import parts
from ..act import Act
from ..look import Look
from .social import APP, Direct, Person, newest, post_card, ways

REASONS = ("spam", "fake", "hurtful", "danger")
"""What somebody may be accused of."""


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show whom the user knows or may know."""
    sought = look.value("find").lower()
    listed = [
        parts.listed(parts.Card(f"person_{identity}", one.name, one.about,
                                look.say("following") if one.followed else "", "person",
                                act=("open", "person", f"person={identity}")))
        for identity, one in look.items(Person) if not one.blocked and sought in one.name.lower()
    ]
    return parts.page(
        look, look.say("people"), parts.search(look, "find", look.say("find_people")), *listed, back=False,
        ways=ways(look), at="people",
        actions=(material.icon_button("contacts", ("find_friends",), look.say("find_friends"), key="find_friends"),),
    )


@APP.screen("friends")
def friends(look: Look) -> Widget:
    """Show who of the user's address book is here, with all of them ready to be followed."""
    listed = [
        parts.tick(look, f"pick_{identity}", one.name, one.about, default=True)
        for identity, one in look.items(Person) if not one.followed and not one.blocked
    ]
    return parts.page(
        look, look.say("found_friends"), *listed,
        buttons=(material.wide_button(look.say("follow_all"), ("follow_picked",), key="follow_picked"),
                 material.wide_button(look.say("not_now"), ("back",), "plain", key="not_now")),
    )


@APP.screen("person")
def person(look: Look) -> Widget:
    """Show somebody's profile and posts."""
    identity = look.arg("person")
    one = look.row(Person, identity)
    theirs = [post_card(look, key, found) for key, found in newest(look) if found.author == identity]
    follow = look.say("unfollow") if one.followed else look.say("follow")
    return parts.page(
        look, one.name, parts.note(one.about), *theirs, subtitle=look.say("following") if one.followed else "",
        actions=(material.icon_button("more_vert", ("open", "more", f"person={identity}"), look.say("more"),
                                      key="more"),),
        buttons=(material.wide_button(follow, ("follow",), key="follow"),
                 material.wide_button(look.say("write"), ("open", "direct", f"person={identity}"), "tonal",
                                      key="write")),
    )


@APP.screen("more", "sheet")
def more(look: Look) -> Widget:
    """Show what can be done about somebody."""
    identity = look.arg("person")
    return parts.sheet(*look.skin.ordered("more", [
        parts.listed(parts.Card("block", look.say("block"), icon="block", act=("instead", "block", identity))),
        parts.listed(parts.Card("report", look.say("report"), icon="flag", act=("instead", "report", identity))),
    ]), parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))))


@APP.screen("block", "dialog")
def block(look: Look) -> Widget:
    """Ask whether somebody is to be blocked."""
    one = look.row(Person, look.arg("person"))
    return parts.dialog(look.say("block_title", name=one.name), (text(look.say("block_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("block"), ("block_now",), "danger", key="block_now"),
    ))


@APP.screen("report")
def report(look: Look) -> Widget:
    """Show the form that accuses somebody to the network."""
    return parts.page(
        look, look.say("report"), parts.note(look.say("report_text", name=look.row(Person, look.arg("person")).name)),
        *(parts.choice(look, "reason", reason, look.say(f"reason_{reason}")) for reason in REASONS),
        parts.field(look, "details", look.say("details")),
        buttons=(material.wide_button(look.say("send_report"), ("report_now",), key="report_now"),),
    )


@APP.screen("directs")
def directs(look: Look) -> Widget:
    """Show the conversations, the newest first."""
    latest: dict[str, Direct] = {}
    for one in sorted(look.rows(Direct), key=lambda found: found.at):
        latest[one.person] = one
    listed = [
        parts.Card(f"chat_{identity}", look.row(Person, identity).name, one.text, look.ago(one.at), "person",
                   act=("open", "direct", f"person={identity}"))
        for identity, one in sorted(latest.items(), key=lambda pair: (-pair[1].at, pair[0]))
    ]
    return parts.page(look, look.say("directs"), parts.cards(look, listed), back=False, ways=ways(look), at="directs")


@APP.screen("direct")
def direct(look: Look) -> Widget:
    """Show the conversation with one person."""
    identity = look.arg("person")
    said = sorted((pair for pair in look.items(Direct) if pair[1].person == identity), key=lambda pair: pair[1].at)
    return parts.page(
        look, look.row(Person, identity).name,
        *(material.bubble(one.text, one.mine, look.ago(one.at), key=f"said_{key}") for key, one in said),
        parts.writing(look, "message", look.say("write"), enter=("send",)), low=True,
        buttons=(material.wide_button(look.say("send"), ("send",), key="send"),),
    )


@APP.event("instead")
def instead(act: Act, screen: str, person: str) -> None:
    """Leave the sheet for a screen about the same person."""
    act.replace(screen, person=person)


@APP.event("find_friends")
def find_friends(act: Act) -> None:
    """Look for the people of the address book, if the app may read that."""
    act.need("contacts", then=("show_friends",), without=("no_friends",))


@APP.event("show_friends")
def show_friends(act: Act) -> None:
    """Show who has been found."""
    act.open("friends")


@APP.event("no_friends")
def no_friends(act: Act) -> None:
    """Say that nobody can be found without the address book."""
    act.toast(act.say("no_contacts"))


@APP.event("follow_picked")
def follow_picked(act: Act) -> None:
    """Follow all who are ticked."""
    for identity, one in act.items(Person):
        if not one.followed and not one.blocked and act.on(f"pick_{identity}", True):
            act.update(Person, identity, followed=True)
            act.effect("user.followed", name=one.name)
    act.back()
    act.toast(act.say("saved"))


@APP.event("follow")
def follow(act: Act) -> None:
    """Follow somebody, or no longer."""
    identity = act.arg("person")
    one = act.row(Person, identity)
    act.update(Person, identity, followed=not one.followed)
    if not one.followed:
        act.effect("user.followed", name=one.name)


@APP.event("block_now")
def block_now(act: Act) -> None:
    """Block somebody, who is no longer followed either."""
    identity = act.arg("person")
    one = act.update(Person, identity, blocked=True, followed=False)
    act.effect("user.blocked", name=one.name)
    act.back_to("home")
    act.toast(act.say("blocked"))


@APP.event("report_now")
def report_now(act: Act) -> None:
    """Accuse somebody to the network of what is chosen."""
    reason = act.value("reason")
    if not reason:
        act.toast(act.say("choose_reason"))
        return
    act.effect("user.reported", name=act.row(Person, act.arg("person")).name, reason=reason)
    act.back()
    act.toast(act.say("reported"))


@APP.event("send")
def send(act: Act) -> None:
    """Send a direct message."""
    said, identity = act.value("message"), act.arg("person")
    if not said:
        act.toast(act.say("empty"))
        return
    act.add(Direct(app=act.id, person=identity, text=said, at=act.now, mine=True))
    act.effect("message.sent", to=act.row(Person, identity).name, text=said)
    act.set("message", "")
