"""What the school app does: handing in, answering, enrolling, signing, sending marks."""

from ..act import Act
from .education import APP, Course, Group, Letter, Mark, Question, Task, questions_of


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("hand_in")
def hand_in(act: Act) -> None:
    """Hand a paper in as one's own work."""
    one = act.update(Task, act.arg("task"), handed_in=True)
    act.effect("form.submitted", form=one.name, fields=one.file)
    act.back()
    act.toast(act.say("handed"))


@APP.event("answer")
def answer(act: Act, question: str, number: str) -> None:
    """Choose an answer; it can be changed until all are handed in."""
    act.update(Question, question, chosen=int(number))


@APP.event("submit_quiz")
def submit_quiz(act: Act) -> None:
    """Hand the answers of a quiz in, which takes one of its tries."""
    identity = act.arg("task")
    one = act.row(Task, identity)
    if not one.tries:
        act.toast(act.say("no_tries"))
        return
    given = [f"{number}: {question.chosen or '-'}"
             for number, (_, question) in enumerate(questions_of(act, identity), start=1)]
    act.update(Task, identity, tries=one.tries - 1, handed_in=one.tries == 1)
    act.effect("form.submitted", form=one.name, fields=", ".join(given))
    act.back(3)
    act.toast(act.say("handed"))


@APP.event("enrol_pay")
def enrol_pay(act: Act) -> None:
    """Take a course, and pay for it."""
    one = act.update(Course, act.arg("course"), mine=True)
    act.effect("order.placed", what=one.name, amount=one.fee, currency=act.currency, extras="")
    act.back_to("home")
    act.toast(act.say("enrolled"))


@APP.event("leave_course")
def leave_course(act: Act) -> None:
    """Leave a course: the place is gone."""
    one = act.update(Course, act.arg("course"), mine=False)
    act.effect("booking.cancelled", what=one.name)
    act.back_to("home")
    act.toast(act.say("left_course"))


@APP.event("sign")
def sign(act: Act) -> None:
    """Agree to what a letter asks for."""
    one = act.update(Letter, act.arg("letter"), signed=True)
    act.effect("agreement.accepted", terms=one.name)
    act.back()
    act.toast(act.say("signed_now"))


@APP.event("no_sign")
def no_sign(act: Act) -> None:
    """Tell the school that one does not agree."""
    identity = act.arg("letter")
    one = act.row(Letter, identity)
    act.effect("form.submitted", form=f"refusal of {one.name}", fields=one.child)
    act.back()
    act.remove(Letter, identity)
    act.toast(act.say("refused"))


@APP.event("photos")
def photos(act: Act) -> None:
    """Switch whether photos of a child may be published: the school knows at once."""
    identity = act.arg("letter")
    one = act.row(Letter, identity)
    act.update(Letter, identity, photos=not one.photos)
    if one.photos:
        act.effect("setting.changed", setting=f"photos of {one.child}", value="off")
    else:
        act.effect("agreement.accepted", terms=f"photos of {one.child}")


@APP.event("send_now")
def send_now(act: Act) -> None:
    """Send the marks of a class to whom is chosen."""
    chosen = act.value("to")
    if not chosen:
        return
    one = act.row(Group, chosen)
    told = "; ".join(f"{mark.pupil} {mark.mark}" for mark in act.rows(Mark)
                     if mark.pupil and mark.course == act.arg("course"))
    act.effect("message.sent", to=one.name, text=told)
    act.back()
    act.toast(act.say("list_sent"))
