"""A forum: threads, replies and votes, drafts, more than one account, and what moderators may do: delete, lock, ban."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Member(AppRecord):
    """Somebody else in the forum. `until` is when a ban ends in words, empty for no ban."""

    name: str
    about: str = ""
    until: str = ""
    ignored: bool = False


class Thread(AppRecord):
    """A thread. `author` is the id of a member, empty for the user."""

    title: str
    text: str
    at: int
    author: str = ""
    votes: int = 0
    locked: bool = False
    watched: bool = False


class Reply(AppRecord):
    """A reply in a thread."""

    thread: str
    text: str
    at: int
    author: str = ""


class Vote(AppRecord):
    """That one of the user's accounts has voted for a thread."""

    thread: str
    account: str


class Draft(AppRecord):
    """A thread that is not published."""

    title: str
    text: str


class Account(AppRecord):
    """One of the user's accounts; one is active. A moderator may delete, lock and ban."""

    name: str
    active: bool = False
    moderator: bool = False
    mails: bool = False
    signature: bool = False
    adult: bool = False


APP = App(
    "forum", account=Account, icon="forum", permissions=("photos", "notifications"),
    records={"members": Member, "threads": Thread, "replies": Reply, "votes": Vote, "drafts": Draft,
             "accounts": Account},
)

SWITCHES = ("mails", "signature", "adult")

TERMS = ("day", "week", "ever")
"""How long a ban lasts."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("threads", look.say("threads"), "forum", ("go", "home")),
        parts.Way("members", look.say("members"), "group", ("go", "members")),
        parts.Way("drafts", look.say("drafts"), "edit_note", ("go", "drafts")),
        parts.Way("accounts", look.say("accounts"), "account_circle", ("go", "accounts")),
    ])


def active(look: Look) -> tuple[str, Account]:
    """Return the account that the user is in, with its id."""
    accounts = look.items(Account)
    return next((pair for pair in accounts if pair[1].active), accounts[0])


def name_of(look: Look, author: str) -> str:
    """Return the name of whoever wrote something."""
    return look.row(Member, author).name if author else look.say("you")


def voted(look: Look, thread: str) -> str:
    """Return the id of the active account's vote for a thread, empty if it has not voted."""
    mine = active(look)[0]
    return next((key for key, one in look.items(Vote) if one.thread == thread and one.account == mine), "")


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the threads, the newest first."""
    sought = look.value("find").lower()
    ignored = {identity for identity, one in look.items(Member) if one.ignored}
    listed = [
        parts.listed(parts.Card(f"thread_{identity}", one.title, f"{name_of(look, one.author)} · {look.ago(one.at)}",
                                str(one.votes), "lock" if one.locked else "forum",
                                act=("open", "thread", f"thread={identity}")))
        for identity, one in sorted(look.items(Thread), key=lambda pair: (-pair[1].at, pair[0]))
        if sought in one.title.lower() and one.author not in ignored
    ]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_threads")), *listed, back=False, ways=_ways(look),
        at="threads", subtitle=active(look)[1].name,
        fab=material.fab("edit", ("open", "write"), look.say("new_thread"), key="new_thread"),
    )


@APP.screen("thread")
def thread(look: Look) -> Widget:
    """Show a thread with its votes and replies."""
    identity = look.arg("thread")
    one = look.row(Thread, identity)
    said = [
        parts.listed(parts.Card(f"reply_{key}", name_of(look, found.author), found.text, look.ago(found.at), "person",
                                act=("open", "reply", f"reply={key}")))
        for key, found in sorted(look.items(Reply), key=lambda pair: (pair[1].at, pair[0]))
        if found.thread == identity
    ]
    lit = "thumb_up.filled" if voted(look, identity) else "thumb_up"
    votes = row(
        material.button(look.say("vote", count=one.votes), ("vote",), "tonal", key="vote", icon=lit),
        material.button(look.say("watched" if one.watched else "watch"), ("watch",), "plain", key="watch"),
        style=Style(width=FILL, gap=8, padding=(16, 0, 16, 8)),
    )
    tools = []
    if one.author:
        tools.append(material.icon_button("person", ("open", "member", f"member={one.author}"), look.say("member"),
                                          key="author"))
    if active(look)[1].moderator or not one.author:
        tools.append(material.icon_button("delete", ("open", "delete", f"thread={identity}"), look.say("delete"),
                                          key="delete"))
    if active(look)[1].moderator:
        tools.append(material.icon_button("lock_open" if one.locked else "lock", ("lock",), look.say("lock"),
                                          key="lock"))
    field = [] if one.locked else [parts.writing(look, "answer", look.say("your_answer"), enter=("answer",))]
    return parts.page(
        look, one.title, column(text(name_of(look, one.author), "title_small"), text(one.text, "body_large", lines=6),
                                style=Style(width=FILL, gap=4, padding=(16, 0, 16, 8))),
        votes, *said, *field, actions=tools, subtitle=active(look)[1].name,
        buttons=() if one.locked else (material.wide_button(look.say("send_answer"), ("answer",), key="send_answer"),),
    )


@APP.screen("reply", "sheet")
def reply(look: Look) -> Widget:
    """Show what can be done about a reply."""
    identity = look.arg("reply")
    one = look.row(Reply, identity)
    offered = [parts.Card("quote", look.say("quote"), icon="format_quote", act=("quote",))]
    if one.author:
        offered.append(parts.Card("report", look.say("report"), icon="flag", act=("report",)))
    if active(look)[1].moderator or not one.author:
        offered.append(parts.Card("delete_reply", look.say("delete"), icon="delete", act=("delete_reply",)))
    return parts.sheet(material.section(name_of(look, one.author)), parts.note(one.text), *(
        parts.listed(card) for card in look.skin.ordered("reply", offered)
    ), parts.listed(parts.Card("cancel", look.say("cancel"), icon="close", act=("back",))))


@APP.screen("write")
def write(look: Look) -> Widget:
    """Show the page on which a thread is written, from a draft or anew."""
    key = look.arg("draft")
    draft = look.row(Draft, key) if key else None
    return parts.page(
        look, look.say("new_thread"),
        parts.field(look, "title", look.say("title"), default=draft.title if draft else ""),
        parts.field(look, "text", look.say("text"), lines=4, default=draft.text if draft else ""),
        actions=(material.icon_button("save", ("keep_draft",), look.say("keep_draft"), key="keep_draft"),),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("drafts")
def drafts(look: Look) -> Widget:
    """Show what is not published."""
    listed = [
        parts.Card(f"draft_{identity}", one.title, one.text, icon="edit_note",
                   act=("open", "write", f"draft={identity}"))
        for identity, one in look.items(Draft)
    ]
    body = parts.cards(look, listed) if listed else parts.note(look.say("no_drafts"))
    return parts.page(look, look.say("drafts"), body, back=False, ways=_ways(look), at="drafts")


@APP.screen("members")
def members(look: Look) -> Widget:
    """Show who is in the forum."""
    listed = [
        parts.listed(parts.Card(f"member_{identity}", one.name, one.about, look.say("banned") if one.until else "",
                                "person", act=("open", "member", f"member={identity}")))
        for identity, one in look.items(Member)
    ]
    return parts.page(look, look.say("members"), *listed, back=False, ways=_ways(look), at="members")


@APP.screen("member")
def member(look: Look) -> Widget:
    """Show somebody, and what has been written."""
    identity = look.arg("member")
    one = look.row(Member, identity)
    count = sum(found.author == identity for found in look.rows(Thread))
    count += sum(found.author == identity for found in look.rows(Reply))
    ignore = look.say("stop_ignoring" if one.ignored else "ignore")
    buttons = [material.wide_button(ignore, ("ignore",), "tonal", key="ignore")]
    if active(look)[1].moderator:
        words, act = ("unban", ("unban",)) if one.until else ("ban", ("open", "ban", f"member={identity}"))
        buttons.append(material.wide_button(look.say(words), act, "outlined", key=words))
    ban = [(look.say("banned"), one.until)] if one.until else []
    return parts.page(look, one.name, parts.note(one.about), parts.figures((look.say("written"), str(count)), *ban),
                      buttons=buttons)


@APP.screen("ban")
def ban(look: Look) -> Widget:
    """Show for how long somebody is to be shut out; the app ticks that all that he wrote goes as well."""
    one = look.row(Member, look.arg("member"))
    return parts.page(
        look, look.say("ban"), parts.note(look.say("ban_text", name=one.name)),
        *(parts.choice(look, "term", term, look.say(f"term_{term}")) for term in TERMS),
        parts.tick(look, "wipe", look.say("wipe"), look.say("wipe_help"), default=True),
        buttons=(material.wide_button(look.say("ban_now"), ("ban_now",), key="ban_now"),),
    )


@APP.screen("delete", "dialog")
def delete(look: Look) -> Widget:
    """Ask whether a thread is to be deleted for good."""
    identity = look.arg("thread")
    count = sum(one.thread == identity for one in look.rows(Reply))
    return parts.dialog(look.say("delete_title"), (
        text(look.say("delete_text", title=look.row(Thread, identity).title, count=count)),
    ), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("accounts")
def accounts(look: Look) -> Widget:
    """Show the user's accounts, and how the active one is set."""
    _, mine = active(look)
    listed = [
        material.list_row(one.name, look.say("moderator") if one.moderator else "", material.disc("account_circle"),
                          look.say("active") if one.active else "", act=("enter", identity), key=f"account_{identity}")
        for identity, one in look.items(Account)
    ]
    switches = [
        switch_row(look.say(name), getattr(mine, name), ("switch_setting", name), key=name) for name in SWITCHES
    ]
    return parts.page(look, look.say("accounts"), *listed, material.section(look.say("settings")),
                      *look.skin.ordered("switches", switches), back=False, ways=_ways(look), at="accounts")
