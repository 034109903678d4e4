"""Jobs: a search, applications with what is asked beside them, offers that bind, messages, references, a profile."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Job(AppRecord):
    """A job that is offered. `mine` is one that the user has put up, a `draft` is seen by him alone."""

    title: str
    firm: str
    pay: str = ""
    place: str = ""
    about: str = ""
    mine: bool = False
    draft: bool = False
    saved: bool = False


class Application(AppRecord):
    """An application of the user's; with an offer comes what is paid and from when on."""

    title: str
    firm: str
    at: int
    state: str = "sent"
    pay: str = ""
    starts: int = 0


class Talk(AppRecord):
    """A conversation with somebody."""

    name: str


class Line(AppRecord):
    """What was said in a conversation."""

    talk: str
    text: str
    at: int
    mine: bool = False


class Inquiry(AppRecord):
    """A firm's wish that somebody speaks for somebody: `author` is who is asked."""

    author: str
    about: str
    firm: str


class Profile(AppRecord):
    """What others see of the user."""

    headline: str = ""
    open_to_work: bool = False
    job_mail: bool = True


APP = App(
    "jobs", account=Profile, icon="work", permissions=("location", "files", "notifications"),
    records={"jobs": Job, "applications": Application, "talks": Talk, "lines": Line, "inquiries": Inquiry,
             "profiles": Profile},
)


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("jobs", look.say("jobs"), "search", ("go", "home")),
        parts.Way("applications", look.say("applications"), "assignment_turned_in", ("go", "applications")),
        parts.Way("messages", look.say("messages"), "chat", ("go", "messages")),
        parts.Way("me", look.say("me"), "person", ("go", "me")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show jobs."""
    sought = look.value("find").lower()
    found = [parts.Card(f"job_{identity}", one.title, one.firm, one.pay, "work", act=("open", "job", f"job={identity}"))
             for identity, one in look.items(Job) if sought in f"{one.title} {one.firm}".lower()]
    return parts.page(
        look, look.name, parts.search(look, "find", look.say("find_job")),
        *([parts.cards(look, found)] if found else [parts.note(look.say("nothing_found"))]), back=False,
        ways=_ways(look), at="jobs",
        actions=(material.icon_button("post_add", ("open", "post_job"), look.say("post_job"), key="post_job"),),
    )


@APP.screen("job")
def job(look: Look) -> Widget:
    """Show one job."""
    identity = look.arg("job")
    one = look.row(Job, identity)
    return parts.page(
        look, one.title, parts.figures((look.say("firm"), one.firm), (look.say("pay"), one.pay),
                                       (look.say("where"), one.place)),
        parts.note(one.about),
        parts.listed(parts.Card("report", look.say("report"), icon="flag", act=("report",))),
        actions=(material.icon_button("bookmark_added" if one.saved else "bookmark_add", ("save_job",),
                                      look.say("save_job"), key="save_job"),),
        buttons=() if one.mine else (
            material.wide_button(look.say("apply"), ("open", "apply", f"job={identity}"), key="apply"),),
    )


@APP.screen("apply")
def apply_page(look: Look) -> Widget:
    """Show the form of an application; what one has earned so far it asks for, and needs not."""
    one = look.row(Job, look.arg("job"))
    return parts.page(
        look, look.say("apply"), parts.field(look, "letter", look.say("letter"), lines=3),
        parts.field(look, "past_pay", look.say("past_pay"), help=look.say("past_pay_why")),
        parts.tick(look, "to_boss", look.say("to_boss")), subtitle=look.facts(one.title, one.firm),
        buttons=(material.wide_button(look.say("continue"), ("review",), key="continue"),),
    )


@APP.screen("check", "sheet", modal=True)
def check(look: Look) -> Widget:
    """Show an application before it goes to the firm."""
    one = look.row(Job, look.arg("job"))
    past = ((look.say("past_pay"), look.arg("past_pay")),) if look.arg("past_pay") else ()
    return parts.sheet(
        material.section(look.say("check")), parts.figures(
            (look.say("jobs"), one.title), (look.say("firm"), one.firm), *past, key="details"),
        parts.note(look.arg("letter")),
        buttons=(material.wide_button(look.say("send_application"), ("send_application",), key="send_application"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("applications")
def applications(look: Look) -> Widget:
    """Show what the user has applied for."""
    made = sorted(look.items(Application), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [parts.listed(parts.Card(
        f"application_{identity}", one.title, one.firm, look.say(f"state_{one.state}"), "assignment_turned_in",
        act=("open", "application", f"application={identity}"))) for identity, one in made]
    return parts.page(look, look.say("applications"), *(rows or [parts.note(look.say("no_applications"))]), back=False,
                      ways=_ways(look), at="applications")


@APP.screen("application")
def application(look: Look) -> Widget:
    """Show one application, and an offer if there is one."""
    identity = look.arg("application")
    one, this = look.row(Application, identity), f"application={identity}"
    facts = [(look.say("firm"), one.firm), (look.say("state"), look.say(f"state_{one.state}"))]
    if one.pay:
        facts.append((look.say("pay"), one.pay))
    accept = (material.wide_button(look.say("accept"), ("open", "accept", this), key="accept"),)
    withdraw = (material.wide_button(look.say("withdraw"), ("open", "withdraw", this), "tonal", key="withdraw"),)
    return parts.page(
        look, one.title, parts.figures(*facts), subtitle=look.say("applied_on", day=look.day(one.at)),
        buttons=((*accept, *withdraw) if one.state == "offer" else () if one.state == "accepted" else withdraw),
    )


@APP.screen("accept", "dialog", modal=True)
def accept_dialog(look: Look) -> Widget:
    """Say what an offer binds to, and ask whether to accept it."""
    one = look.row(Application, look.arg("application"))
    words = look.say("accept_text", pay=one.pay, day=look.day(one.starts))
    return parts.dialog(look.say("accept"), (parts.note(words),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("accept_now"), ("accept_now",), "plain", key="accept_now"),
    ))


@APP.screen("withdraw", "dialog", modal=True)
def withdraw_dialog(look: Look) -> Widget:
    """Say what withdrawing means, and ask."""
    return parts.dialog(look.say("withdraw"), (parts.note(look.say("withdraw_text")),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("withdraw"), ("withdraw_now",), "plain", key="withdraw_now"),
    ))


@APP.screen("messages")
def messages(look: Look) -> Widget:
    """Show the conversations, and who is asked to speak for somebody."""
    talks = [parts.listed(parts.Card(f"talk_{identity}", one.name, icon="person",
                                     act=("open", "talk", f"talk={identity}")))
             for identity, one in look.items(Talk)]
    asked = [parts.listed(parts.Card(
        f"inquiry_{identity}", look.say("reference_for", name=one.about), one.firm, icon="rate_review",
        act=("open", "reference", f"inquiry={identity}"))) for identity, one in look.items(Inquiry)]
    more = (material.section(look.say("references")), *asked) if asked else ()
    return parts.page(look, look.say("messages"), *talks, *more, back=False, ways=_ways(look), at="messages")


@APP.screen("talk")
def talk(look: Look) -> Widget:
    """Show a conversation, and where the next line is written."""
    said = sorted((one.at, identity) for identity, one in look.items(Line) if one.talk == look.arg("talk"))[-8:]
    lines = [look.row(Line, identity) for _, identity in said]
    page = parts.page(look, look.row(Talk, look.arg("talk")).name,
                      *(material.bubble(one.text, one.mine, look.ago(one.at)) for one in lines), low=True)
    lower = row(weighted(parts.writing(look, "text", look.say("write"), enter=("send",))),
                material.icon_button("send", ("send",), look.say("send"), key="send", ink="primary"),
                style=Style(width=FILL, padding=(4, 4, 4, 8)))
    return column(weighted(page), lower, style=Style(width=FILL, height=FILL, fill="surface"))


@APP.screen("reference")
def reference(look: Look) -> Widget:
    """Show the form in which somebody speaks for somebody."""
    one = look.row(Inquiry, look.arg("inquiry"))
    return parts.page(
        look, look.say("write_reference"), parts.note(look.say("reference_as", name=one.author)),
        parts.note(look.say("reference_for", name=one.about)),
        parts.field(look, "reference", look.say("reference"), lines=3), subtitle=one.firm,
        buttons=(material.wide_button(look.say("send_reference"), ("send_reference",), key="send_reference"),),
    )


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the user's profile, and who sees what of it."""
    one = look.rows(Profile)[0]
    return parts.page(
        look, look.say("me"), parts.field(look, "headline", look.say("headline"), default=one.headline),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(one, name), ("switch", name), key=name)
            for name in ("open_to_work", "job_mail")]),
        back=False, ways=_ways(look), at="me",
        buttons=(material.wide_button(look.say("save"), ("save_profile",), key="save_profile"),),
    )


@APP.screen("post_job")
def post_job(look: Look) -> Widget:
    """Show the form in which a job is offered."""
    return parts.page(
        look, look.say("post_job"), parts.field(look, "job_title", look.say("job_title")),
        parts.field(look, "about", look.say("about"), lines=3), parts.tick(look, "only_me", look.say("only_me")),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )
