"""A school: courses, papers and quizzes to hand in, courses that cost, letters for parents to sign, marks."""

from ...screens import material
from ...screens.material_inputs import radio_row, switch_row
from ...screens.widgets import Widget
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Course(AppRecord):
    """A course, which the user takes, or could take for a fee."""

    name: str
    teacher: str
    starts: int
    fee: int = 0
    mine: bool = True


class Task(AppRecord):
    """Something to hand in: a paper, for which a file is attached, or a quiz with so many tries."""

    course: str
    name: str
    due: int
    file: str = ""
    tries: int = 0
    handed_in: bool = False


class Question(AppRecord):
    """A question of a quiz. `chosen` is the answer that was given: its number from 1 on, 0 for none."""

    task: str
    text: str
    answers: tuple[str, ...]
    chosen: int = 0


class Letter(AppRecord):
    """What a school wants signed about a child; `photos` is whether they may be published."""

    name: str
    child: str
    text: str
    photos: bool = False
    signed: bool = False


class Mark(AppRecord):
    """A mark. What the user got himself has no name of a pupil; a teacher sees those of his pupils."""

    course: str
    what: str
    mark: str
    pupil: str = ""


class Group(AppRecord):
    """People to whom something can be sent: the parents of a class, one person."""

    name: str
    members: int = 1


APP = App(
    "education", icon="school", permissions=("camera", "files", "notifications"),
    records={"courses": Course, "tasks": Task, "questions": Question, "letters": Letter, "marks": Mark,
             "groups": Group},
)


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("courses", look.say("courses"), "menu_book", ("go", "home")),
        parts.Way("catalogue", look.say("catalogue"), "library_books", ("go", "catalogue")),
        parts.Way("consents", look.say("consents"), "draw", ("go", "letters")),
        parts.Way("marks", look.say("marks"), "workspace_premium", ("go", "marks")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the courses that the user takes."""
    taken = [parts.Card(f"course_{identity}", one.name, one.teacher, icon="menu_book",
                        act=("open", "course", f"course={identity}"))
             for identity, one in look.items(Course) if one.mine]
    body = parts.cards(look, taken) if taken else parts.note(look.say("no_courses"))
    return parts.page(look, look.name, body, back=False, ways=_ways(look), at="courses")


@APP.screen("course")
def course(look: Look) -> Widget:
    """Show what is to be done in a course; who teaches it sees the marks of the class."""
    identity = look.arg("course")
    one = look.row(Course, identity)
    tasks = [parts.listed(parts.Card(
        f"task_{key}", task.name, look.say("handed_in") if task.handed_in else look.say("due", day=look.day(task.due)),
        icon="quiz" if task.tries else "description",
        act=("open", "quiz_start" if task.tries else "paper", f"task={key}")))
        for key, task in look.items(Task) if task.course == identity]
    pupils = any(mark.course == identity and mark.pupil for mark in look.rows(Mark))
    rows = [parts.Card("leave_course", look.say("leave_course"), icon="logout",
                       act=("open", "leave", f"course={identity}"))]
    if pupils:
        rows.append(parts.Card("class_list", look.say("class_list"), icon="table_rows",
                               act=("open", "class_list", f"course={identity}")))
    return parts.page(look, one.name, material.section(look.say("assignments")), *tasks, *map(parts.listed, rows),
                      subtitle=one.teacher)


@APP.screen("leave", "dialog", modal=True)
def leave(look: Look) -> Widget:
    """Say that the place goes to others, and ask whether to leave."""
    return parts.dialog(look.say("leave_course"), (parts.note(look.say("leave_text")),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("leave_course"), ("leave_course",), "plain", key="leave_now"),
    ))


@APP.screen("paper")
def paper(look: Look) -> Widget:
    """Show a paper before it is handed in: the file, and what one declares with it."""
    one = look.row(Task, look.arg("task"))
    end = (material.wide_button(look.say("hand_in"), ("hand_in",), key="hand_in"),)
    state = look.say("handed_in") if one.handed_in else look.say("due", day=look.day(one.due))
    return parts.page(
        look, one.name, parts.figures((look.say("attach"), one.file), key="details"),
        parts.field(look, "comment", look.say("comment")), parts.note(look.say("honour")), subtitle=state,
        buttons=() if one.handed_in else end,
    )


@APP.screen("quiz_start")
def quiz_start(look: Look) -> Widget:
    """Show a quiz before it begins."""
    one, begin = look.row(Task, look.arg("task")), ("open", "quiz", f"task={look.arg('task')}")
    end = (material.wide_button(look.say("start_quiz"), begin, key="start_quiz"),)
    return parts.page(look, one.name, parts.figures((look.say("tries"), str(one.tries))),
                      subtitle=look.say("due", day=look.day(one.due)), buttons=() if one.handed_in else end)


def questions_of(look: Look, task: str) -> list[tuple[str, Question]]:
    """Return the questions of a quiz with their ids."""
    return [(identity, one) for identity, one in look.items(Question) if one.task == task]


@APP.screen("quiz")
def quiz(look: Look) -> Widget:
    """Show the questions with the answers that were given."""
    body: list[Widget] = []
    for number, (identity, one) in enumerate(questions_of(look, look.arg("task")), start=1):
        body += [material.section(look.say("question", number=number)), parts.note(one.text)]
        body += [radio_row(answer, one.chosen == i, ("answer", identity, str(i)), key=f"{identity}_{i}")
                 for i, answer in enumerate(one.answers, start=1)]
    return parts.page(look, look.row(Task, look.arg("task")).name, *body, buttons=(
        material.wide_button(look.say("finish_quiz"), ("open", "submit", f"task={look.arg('task')}"),
                             key="finish_quiz"),))


@APP.screen("submit", "dialog", modal=True)
def submit(look: Look) -> Widget:
    """Say what is not answered and how many tries there are, and ask whether that is all."""
    one = look.row(Task, look.arg("task"))
    empty = sum(not question.chosen for _, question in questions_of(look, look.arg("task")))
    facts = parts.figures((look.say("open_left"), str(empty)), (look.say("tries"), str(one.tries)))
    return parts.dialog(look.say("finish_quiz"), (facts, parts.note(look.say("quiz_text"))), (
        material.button(look.say("go_on"), ("back",), "plain", key="go_on"),
        material.button(look.say("submit_quiz"), ("submit_quiz",), "plain", key="submit_quiz"),
    ))


@APP.screen("catalogue")
def catalogue(look: Look) -> Widget:
    """Show the courses that one could take."""
    sought = look.value("find").lower()
    found = [parts.Card(f"offer_{identity}", one.name, one.teacher, look.money(one.fee), "library_books",
                        act=("open", "offer", f"course={identity}"))
             for identity, one in look.items(Course)
             if not one.mine and sought in f"{one.name} {one.teacher}".lower()]
    return parts.page(
        look, look.say("catalogue"), parts.search(look, "find", look.say("find_course")),
        *([parts.cards(look, found)] if found else [parts.note(look.say("nothing_found"))]), back=False,
        ways=_ways(look), at="catalogue",
    )


@APP.screen("offer")
def offer(look: Look) -> Widget:
    """Show a course that one could take."""
    one = look.row(Course, look.arg("course"))
    return parts.page(
        look, one.name, parts.figures((look.say("teacher"), one.teacher), (look.say("starts"), look.day(one.starts)),
                                      (look.say("fee"), look.money(one.fee))),
        buttons=(material.wide_button(look.say("enrol"), ("open", "enrol", f"course={look.arg('course')}"),
                                      key="enrol"),),
    )


@APP.screen("enrol", "sheet", modal=True)
def enrol_sheet(look: Look) -> Widget:
    """Show what an enrolment costs, before it is paid."""
    one = look.row(Course, look.arg("course"))
    return parts.sheet(
        material.section(look.say("enrol")), parts.figures(
            (look.say("courses"), one.name), (look.say("fee"), look.money(one.fee)), key="details"),
        parts.note(look.say("no_refund")),
        buttons=(material.wide_button(look.say("enrol_pay"), ("enrol_pay",), key="enrol_pay"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("letters")
def letters(look: Look) -> Widget:
    """Show what the school wants signed."""
    rows = [parts.listed(parts.Card(f"letter_{identity}", one.name, one.child,
                                    look.say("signed") if one.signed else "", "draw",
                                    act=("open", "letter", f"letter={identity}")))
            for identity, one in look.items(Letter)]
    return parts.page(look, look.say("consents"), *(rows or [parts.note(look.say("no_consents"))]), back=False,
                      ways=_ways(look), at="consents")


@APP.screen("letter")
def letter(look: Look) -> Widget:
    """Show one letter; whether photos may be published is asked beside it, and holds at once."""
    one = look.row(Letter, look.arg("letter"))
    ends = (material.wide_button(look.say("sign"), ("sign",), key="sign"),
            material.wide_button(look.say("no_sign"), ("no_sign",), "tonal", key="no_sign"))
    return parts.page(
        look, one.name, parts.figures((look.say("child"), one.child)), parts.note(one.text),
        switch_row(look.say("photos"), one.photos, ("photos",), look.say("photos_text"), key="photos"),
        buttons=() if one.signed else ends,
    )


@APP.screen("marks")
def marks(look: Look) -> Widget:
    """Show the user's own marks."""
    rows = [parts.listed(parts.Card("", one.what, look.row(Course, one.course).name, one.mark, "workspace_premium"))
            for one in look.rows(Mark) if not one.pupil]
    return parts.page(look, look.say("marks"), *(rows or [parts.note(look.say("no_marks"))]), back=False,
                      ways=_ways(look), at="marks")


@APP.screen("class_list")
def class_list(look: Look) -> Widget:
    """Show the marks of a class."""
    rows = [parts.listed(parts.Card("", one.pupil, one.what, one.mark, "person"))
            for one in look.rows(Mark) if one.course == look.arg("course") and one.pupil]
    return parts.page(look, look.say("class_list"), *rows, buttons=(
        material.wide_button(look.say("send_list"), ("open", "send_list", f"course={look.arg('course')}"),
                             key="send_list"),))


@APP.screen("send_list", "sheet")
def send_list(look: Look) -> Widget:
    """Ask who is to get the marks of a class."""
    return parts.sheet(
        material.section(look.say("send_to")),
        *(parts.choice(look, "to", identity, one.name) for identity, one in look.items(Group)),
        buttons=(material.wide_button(look.say("send_now"), ("send_now",), key="send_now"),),
    )
