"""News: articles by topic, a paywall, comments, adverts between articles, and what one is told of and sent."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import (
    FILL,
    Style,
    Widget,
    column,
    image,
    padded,
    placed,
    row,
    spacer,
    stack,
    text,
    weighted,
)
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Topic(AppRecord):
    """A topic. `followed` has it first, `alerts` has the phone tell of what is new in it."""

    name: str
    followed: bool = False
    alerts: bool = False


class Article(AppRecord):
    """An article. Of a paid one those who are no members can read the `short` alone; `ad` comes up before it."""

    title: str
    topic: str
    text: str
    source: str
    at: int
    short: str = ""
    picture: str = "town:2"
    paid: bool = False
    saved: bool = False
    ad: str = ""


class Comment(AppRecord):
    """What somebody says below an article."""

    article: str
    author: str
    text: str
    at: int
    mine: bool = False
    liked: bool = False
    reported: bool = False


class Advert(AppRecord):
    """An advert, where it leads, and how long it has to be looked at (ms)."""

    title: str
    text: str
    target: str
    ms: int = 5_000
    picture: str = "shoe:4"


class Member(AppRecord):
    """That the user is a member: of which plan, for how much a month."""

    plan: str
    amount: int
    renews: bool = True


APP = App("news", icon="newspaper", permissions=("notifications", "location"), records={
    "topics": Topic, "articles": Article, "comments": Comment, "adverts": Advert, "members": Member,
})

PRICE = 1_290
"""What a member pays a month once the trial is over, in the smallest unit. Ours."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("today", look.say("today"), "newspaper", ("go", "home")),
        parts.Way("topics", look.say("topics"), "category", ("go", "topics")),
        parts.Way("saved", look.say("saved"), "bookmark", ("go", "saved")),
        parts.Way("member", look.say("member"), "person", ("go", "member")),
    ])


def _cards(look: Look, topic: str = "", *, saved: bool = False) -> Widget:
    """Return articles, the latest first."""
    found = [pair for pair in look.items(Article) if topic in ("", pair[1].topic) and (pair[1].saved or not saved)]
    if not found:
        return parts.note(look.say("no_articles"))
    ordered = sorted(found, key=lambda pair: (-pair[1].at, pair[0]))
    return parts.cards(look, [
        parts.Card(f"article_{identity}", one.title, f"{one.source} · {look.ago(one.at)}",
                   look.say("members_only") if one.paid else "", picture=one.picture, act=("read", identity))
        for identity, one in ordered
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the latest articles."""
    return parts.page(look, look.name, _cards(look), back=False, ways=_ways(look), at="today", actions=(
        material.icon_button("notifications", ("open_alerts",), look.say("alerts"), key="alerts"),
    ))


@APP.screen("topics")
def topics(look: Look) -> Widget:
    """Show the topics, those that are followed first."""
    ordered = sorted(look.items(Topic), key=lambda pair: (not pair[1].followed, pair[0]))
    return parts.page(look, look.say("topics"), *(
        material.list_row(one.name, look.say("following") if one.followed else "", material.disc("category"),
                          material.button(look.say("unfollow" if one.followed else "follow"), ("ask_follow", identity),
                                          "outlined", key=f"follow_{identity}"),
                          act=("open", "topic", f"topic={identity}"), key=f"topic_{identity}")
        for identity, one in ordered
    ), back=False, ways=_ways(look), at="topics")


@APP.screen("topic")
def topic(look: Look) -> Widget:
    """Show the articles of one topic."""
    return parts.page(look, look.row(Topic, look.arg("topic")).name, _cards(look, look.arg("topic")))


@APP.screen("follow", "sheet")
def follow(look: Look) -> Widget:
    """Show what following a topic brings; the letter that comes with it is ticked until somebody unticks it."""
    one = look.row(Topic, look.arg("topic"))
    return parts.sheet(
        material.section(look.say("follow_title", topic=one.name)),
        parts.tick(look, "letter", look.say("letter"), look.say("letter_text"), default=True),
        buttons=(material.wide_button(look.say("follow"), ("follow",), key="follow"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("article")
def article(look: Look) -> Widget:
    """Show an article with what can be done about it."""
    identity = look.arg("article")
    one = look.row(Article, identity)
    shown = image(one.picture, 0, 180)._replace(style=Style(width=FILL, height=180))
    title = text(one.title, "headline_small", style=Style(padding=(16, 12, 16, 4)))
    locked = one.paid and not look.rows(Member)
    words = one.short if locked else one.text
    count = sum(other.article == identity for other in look.rows(Comment))
    buttons = [material.wide_button(look.say("comments", count=count), ("open", "comments", f"article={identity}"),
                                    "tonal", key="comments")]
    return parts.page(
        look, one.source, shown, title, parts.note(words, "on_surface"),
        *((parts.note(look.say("rest_for_members")),) if locked else ()),
        actions=(
            material.icon_button("bookmark.filled" if one.saved else "bookmark", ("save",), look.say("save"),
                                 key="save"),
            material.icon_button("share", ("share",), look.say("share"), key="share"),
        ), buttons=buttons,
    )


@APP.screen("paywall", "sheet", modal=True)
def paywall(look: Look) -> Widget:
    """Show what membership costs; the way to the short version is the small one."""
    return parts.sheet(
        material.section(look.say("paywall_title")),
        parts.note(look.say("paywall_text", price=look.money(PRICE))),
        buttons=(material.wide_button(look.say("start_trial"), ("start_trial",), key="start_trial"),
                 material.wide_button(look.say("read_short"), ("back",), "plain", key="read_short")),
    )


@APP.screen("ad")
def ad(look: Look) -> Widget:
    """Show an advert; the way out comes when its time is over, and the little cross belongs to it."""
    one = look.row(Advert, look.arg("advert"))
    left = one.ms - (look.now - int(look.arg("since")))
    if left > 0:
        way_out = text(look.say("seconds_left", count=(left + 999) // 1000), "label_large", "on_surface_variant")
    else:
        way_out = material.button(look.say("skip"), ("back",), "tonal", key="ad_skip")
    cross = material.icon_button("close", ("follow_ad",), look.say("advert"), key="ad_x")
    shown = stack(image(one.picture, 0, 360)._replace(style=Style(width=FILL, height=360)), placed(cross, "top end"),
                  style=Style(width=FILL))
    return column(
        row(text(look.say("advert"), "label_small", "on_surface_variant"), spacer(weight=1), way_out,
            style=Style(width=FILL, padding=(16, 12, 16, 12))),
        shown, text(one.title, "headline", style=Style(padding=(16, 16, 16, 4))), weighted(parts.note(one.text)),
        padded(column(material.wide_button(look.say("see_offer"), ("follow_ad",), key="ad_open"),
                      style=Style(width=FILL)), 16, 8, 16, 16),
        style=Style(width=FILL, height=FILL, fill="surface"),
    )


@APP.screen("comments")
def comments(look: Look) -> Widget:
    """Show what is said below an article."""
    identity = look.arg("article")
    said = sorted((pair for pair in look.items(Comment) if pair[1].article == identity),
                  key=lambda pair: (-pair[1].at, pair[0]))
    rows = [
        material.list_row(one.author, one.text, material.disc("person"),
                          "" if not one.reported else look.say("reported"), key=f"comment_{key}",
                          act=("open", "comment", f"comment={key}"))
        for key, one in said
    ]
    return parts.page(
        look, look.say("comments", count=len(said)), parts.field(look, "words", look.say("your_comment"), lines=2),
        parts.note(look.say("comment_text")), *rows,
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("comment", "sheet")
def comment(look: Look) -> Widget:
    """Show what can be done about a comment."""
    one = look.row(Comment, look.arg("comment"))
    if one.mine:
        buttons = [material.wide_button(look.say("delete"), ("delete",), key="delete_comment")]
    else:
        buttons = [
            material.wide_button(look.say("unlike" if one.liked else "like"), ("like",), "tonal", key="like"),
            material.wide_button(look.say("report"), ("instead_report",), "outlined", key="report"),
        ]
    return parts.sheet(material.section(one.author), parts.note(one.text, "on_surface"), buttons=buttons)


@APP.screen("report", "sheet", modal=True)
def report(look: Look) -> Widget:
    """Show what a comment can be reported for."""
    return parts.sheet(
        material.section(look.say("report")), parts.note(look.say("report_text")),
        *(parts.choice(look, "reason", one, look.say(f"reason_{one}"), default="hate") for one in (
            "hate", "false", "spam")),
        buttons=(material.wide_button(look.say("send_report"), ("report",), key="send_report"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("saved")
def saved(look: Look) -> Widget:
    """Show the articles that were saved."""
    return parts.page(look, look.say("saved"), _cards(look, saved=True), back=False, ways=_ways(look), at="saved")


@APP.screen("alerts")
def alerts(look: Look) -> Widget:
    """Show of what the phone tells."""
    return parts.page(look, look.say("alerts"), *(
        switch_row(one.name, one.alerts, ("switch_alert", identity), key=f"alert_{identity}")
        for identity, one in look.items(Topic)
    ))


@APP.screen("member")
def member(look: Look) -> Widget:
    """Show whether the user is a member, and how he becomes one or leaves."""
    mine = look.items(Member)
    if not mine:
        return parts.page(
            look, look.say("member"), parts.note(look.say("no_member")), back=False, ways=_ways(look), at="member",
            buttons=(material.wide_button(look.say("become_member"), ("open", "paywall"), key="become_member"),),
        )
    identity, one = mine[0]
    return parts.page(
        look, look.say("member"), parts.figures((look.say("plan"), one.plan),
                                                (look.say("a_month"), look.money(one.amount))),
        back=False, ways=_ways(look), at="member",
        buttons=(material.wide_button(look.say("leave"), ("leave", identity), "outlined", key="leave"),),
    )
