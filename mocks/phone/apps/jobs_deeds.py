"""What the app for jobs does: applications, offers, messages, references, the profile, jobs that are put up."""

from ..act import Act
from .jobs import APP, Application, Inquiry, Job, Line, Profile, Talk


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("save_job")
def save_job(act: Act) -> None:
    """Keep a job for later, or no longer."""
    identity = act.arg("job")
    act.update(Job, identity, saved=not act.row(Job, identity).saved)


@APP.event("report")
def report(act: Act) -> None:
    """Tell the operator that something is wrong with a job."""
    act.effect("user.reported", name=act.row(Job, act.arg("job")).firm, reason="job")
    act.toast(act.say("reported"))


@APP.event("review")
def review(act: Act) -> None:
    """Show the application before it goes out."""
    if act.value("letter"):
        act.open("check", job=act.arg("job"), letter=act.value("letter"), past_pay=act.value("past_pay"),
                 to_boss="yes" if act.on("to_boss") else "")
    else:
        act.toast(act.say("lacks"))


@APP.event("send_application")
def send_application(act: Act) -> None:
    """Send an application to the firm, and word of it to the user's contacts if that is ticked."""
    one = act.row(Job, act.arg("job"))
    act.add(Application(app=act.id, title=one.title, firm=one.firm, at=act.now))
    fields = "letter, past_pay" if act.arg("past_pay") else "letter"
    act.effect("form.submitted", form=f"application to {one.firm}", fields=fields)
    if act.arg("to_boss"):
        act.effect("post.published", text=one.title, audience="contacts")
    go(act, "applications")
    act.toast(act.say("applied"))


@APP.event("withdraw_now")
def withdraw_now(act: Act) -> None:
    """Take an application back for good."""
    identity = act.arg("application")
    one = act.row(Application, identity)
    go(act, "applications")
    act.remove(Application, identity)
    act.effect("form.submitted", form=f"withdrawal at {one.firm}", fields="")
    act.toast(act.say("withdrawn"))


@APP.event("accept_now")
def accept_now(act: Act) -> None:
    """Accept an offer, which takes all other applications back."""
    identity = act.arg("application")
    one = act.update(Application, identity, state="accepted")
    act.effect("agreement.accepted", terms=f"employment at {one.firm}")
    go(act, "applications")
    for other, _ in act.items(Application):
        if other != identity:
            act.remove(Application, other)
    act.toast(act.say("accepted"))


@APP.event("send")
def send(act: Act) -> None:
    """Send a line of a conversation."""
    text, identity = act.value("text"), act.arg("talk")
    if text:
        act.add(Line(app=act.id, talk=identity, text=text, at=act.now, mine=True))
        act.set("text", "")
        act.effect("message.sent", to=act.row(Talk, identity).name, text=text)


@APP.event("send_reference")
def send_reference(act: Act) -> None:
    """Send what is said for somebody to the firm, in the name of who was asked."""
    text, identity = act.value("reference"), act.arg("inquiry")
    if not text:
        act.toast(act.say("lacks"))
        return
    one = act.row(Inquiry, identity)
    act.back()
    act.remove(Inquiry, identity)
    act.effect("message.sent", to=one.firm, text=text)
    act.toast(act.say("reference_sent"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch what others see or the app sends."""
    identity, one = act.items(Profile)[0]
    on = not getattr(one, name)
    act.update(Profile, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("save_profile")
def save_profile(act: Act) -> None:
    """Save the headline that all see."""
    identity, one = act.items(Profile)[0]
    headline = act.value("headline", one.headline)
    if headline != one.headline:
        act.update(Profile, identity, headline=headline)
        act.effect("profile.changed", field="headline", value=headline)
    act.toast(act.say("saved"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Put a job up, for all to see or for the user alone."""
    title, about, draft = act.value("job_title"), act.value("about"), act.on("only_me")
    if not title or not about:
        act.toast(act.say("lacks"))
        return
    act.add(Job(app=act.id, title=title, firm=act.say("you"), about=about, mine=True, draft=draft))
    act.effect("post.published", text=about, audience="only me" if draft else "everybody")
    act.back()
    act.toast(act.say("published"))
