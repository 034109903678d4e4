"""Comments tell by mail whom they mention and all in the thread; answers to such a mail come back as replies."""

from typing import Any

import pytest

from tests.mocks.together.house import ANN, BOB, CLEO, CREW, MARA, NED, STELLA, House


@pytest.fixture
def house() -> House:
    return House()


def shared(house: House) -> str:
    """Return a document of Mara's that the crew and Ann can comment on."""
    file = str(house.put("docs.put_document", name="Plan", owner=MARA, text="# Plan\n\nStart on Monday.")["id"])
    for who in (CREW, ANN):
        house.put("drive.put_permission", file=file, who=who, role="commenter")
    return file


def replies(house: House, file: str) -> list[tuple[str, str]]:
    """Return authors and texts of the replies to a file's first comment."""
    (comment,) = house.do("drive.list_comments", file_id=file)["comments"]
    return [(one["author"], one["text"]) for one in comment.get("replies", [])]


def test_whom_a_comment_mentions_and_all_in_the_thread_hear_of_it(house: House) -> None:
    file = shared(house)
    comment = house.do("drive.comment", by=BOB, file_id=file, text=f"Is Monday right, @{CLEO}?")["id"]
    assert (house.subjects(CLEO), house.subjects(MARA)) == (["Comment on Plan"], ["Comment on Plan"])
    assert house.subjects(BOB) == []
    house.do("drive.reply_to_comment", comment_id=comment, text=f"+{ANN} knows.", assign_to=ANN)
    assert len(house.mails(BOB)) == 1
    assert len(house.mails(CLEO)) == 2, "who was mentioned is in the thread"
    (out,) = house.left()
    assert out.recipients == (ANN,)
    assert f"Assigned to: {ANN}" in out.body
    assert ("Reply-To", f"{comment}@comments.drive.test") in out.headers
    assert house.do("drive.list_comments", file_id=file)["comments"][0]["assigned_to"] == ANN


def test_an_answer_to_the_mail_is_a_reply_to_the_comment(house: House) -> None:
    file = shared(house)
    house.do("drive.comment", file_id=file, text=f"Is Monday right, @{CLEO}?")
    house.do("mail.reply", by=CLEO, message_id=house.newest(CLEO),
             body="Tuesday.\n\nOn 2026-03-04, Mara wrote:\n> Is Monday right?")
    assert replies(house, file) == [(CLEO, "Tuesday.")]
    assert house.subjects(MARA) == ["Comment on Plan"]
    house.do("mail.reply", message_id=house.newest(MARA), body="Thank you.\n-- \nMara")
    assert replies(house, file) == [(CLEO, "Tuesday."), (MARA, "Thank you.")]
    assert house.left() == []


def test_people_outside_answer_by_mail_too(house: House) -> None:
    file = shared(house)
    comment = house.do("drive.comment", file_id=file, text=f"@{ANN}?")["id"]
    where = f"{comment}@comments.drive.test"

    def write(sender: str, body: str) -> Any:
        return house.put("mail.receive", sender=sender, to=[where], subject="Re: Comment on Plan", body=body)

    write(ANN, "Wednesday.")
    assert replies(house, file) == [(ANN, "Wednesday.")]
    write(STELLA, "Let me in.")
    assert replies(house, file) == [(ANN, "Wednesday.")], "who has no access has no say"
    bounce = house.left()[-1]
    assert (bounce.recipients, bounce.subject) == ((STELLA,), "Undelivered: Re: Comment on Plan")
    assert "There is no comment" in bounce.body


def test_absence_notices_and_empty_answers_are_no_replies(house: House) -> None:
    file = shared(house)
    house.put("mail.set_vacation", by=CLEO, enabled=True, body="Away")
    house.do("drive.comment", file_id=file, text=f"Is Monday right, @{CLEO}?")
    house.do("mail.reply", by=CLEO, message_id=house.newest(CLEO), body="> Is Monday right?")
    assert replies(house, file) == []
    assert "Undelivered: Re: Comment on Plan" in house.subjects(CLEO)


def test_people_answer_comments_by_rules(house: House) -> None:
    file = shared(house)
    house.put("people.add_rule", id="r", person="ann", act="approve", channel="drive", about=["monday"],
              matter="start", text="Monday is fine.")
    house.put("people.add_rule", id="s", person="ned", act="reply", channel="drive", text="Yes?")
    house.do("drive.comment", file_id=file, text=f"Is Monday right, @{ANN}? And @{NED}?")
    house.pass_minutes(30)
    assert replies(house, file) == [(ANN, "Monday is fine.")], "Ned cannot open it"
    (decision,) = house.world.state.table("people.decisions").rows()
    assert (decision.person, decision.matter) == ("ann", "start")


def test_mentions_of_a_group_reach_everybody_in_it(house: House) -> None:
    file = shared(house)
    house.do("drive.comment", file_id=file, text=f"@{CREW} please look.")
    assert (house.subjects(BOB), house.subjects(CLEO)) == (["Comment on Plan"], ["Comment on Plan"])
