"""Set-up calls put what a task needs to find: under ids of its own, of other people, as of some time ago."""

from typing import Any

import pytest

from diorama.mocks.common.ledger import Departure
from diorama.mocks.world import agent
from diorama.snapshots.calls import Call
from tests.mocks.together.soundness import assert_sound
from tests.tasks.floor import ANN, BOB, CLEO, MARA, NED, OTTO, Floor


def left(floor: Floor) -> list[Departure]:
    return list(floor.world.state.table("ledger.departures").rows())


def quiet(floor: Floor) -> None:
    """Assert that nobody was told of anything, and that the rows fit each other."""
    assert left(floor) == []
    assert not len(floor.world.state.table("mail.messages"))
    assert_sound(floor.world.state)


def test_an_upload_of_somebody_elses_is_his_file_and_read_where_it_was_put() -> None:
    floor = Floor()
    root = floor.said("Cshared", "Who has the list?", by=ANN)
    put = floor.put("chat.put_upload", channel="#outside-work", sender=BOB, name="list.csv", text="a,b\n1,2\n",
                    type="text/csv", comment="Here", id="file_list", minutes_ago=30, thread_ts=root, pinned=True)
    assert put["file"] == "file_list"
    for who in (MARA, BOB, ANN):
        assert floor.do("chat.get_file", by=who, file_id="file_list")["text"] == "a,b\n1,2\n"
    file = floor.do("drive.get_file", by=BOB, file_id="file_list")
    assert (file["owner"], file["size"], file["modified"][:16]) == (BOB, 8, "2026-03-04T09:00")
    assert floor.do("drive.read_content", by=BOB, file_id="file_list")["text"] == "a,b\n1,2\n"
    answers = floor.do("chat.read_thread", channel="Cshared", ts=root)["answers"]
    assert [(one["text"], one["files"][0]["id"], one["at"][:16]) for one in answers] == [
        ("Here", "file_list", "2026-03-04T09:00")]
    assert [one["files"][0]["id"] for one in floor.do("chat.list_pinned", channel="Cshared")["pins"]] == ["file_list"]
    quiet(floor)


def test_an_upload_without_words_and_of_bytes() -> None:
    floor = Floor()
    floor.put("chat.put_upload", channel="Cplans", sender="@bob", name="a.bin", base64="AAEC/w==", id="f")
    assert floor.do("chat.get_file", file_id="f")["base64"] == "AAEC/w=="
    quiet(floor)


def test_what_waits_is_posted_when_it_is_due_and_can_be_taken_back_by_its_id() -> None:
    floor = Floor()
    for identity in ("later_a", "later_b"):
        floor.put("chat.put_scheduled", channel="#plans", sender=MARA, text=f"I am {identity}", id=identity,
                  send_at="2026-03-04T10:00")
    assert [one["scheduled_id"] for one in floor.do("chat.list_scheduled")["scheduled"]] == ["later_a", "later_b"]
    floor.do("chat.cancel_scheduled", scheduled_id="later_a")
    quiet(floor)
    floor.do("wait", minutes=60)
    assert [one["text"] for one in floor.do("chat.read_channel", channel="Cplans")["messages"]] == ["I am later_b"]


def test_a_reminder_rings_for_whom_it_was_set() -> None:
    floor = Floor()
    floor.put("chat.put_reminder", user=MARA, text="The list", at="2026-03-04T10:00", id="reminder_a", creator="@bob")
    (one,) = floor.do("chat.list_reminders")["reminders"]
    assert (one["reminder_id"], one["by"], one["rung"]) == ("reminder_a", "@bob", False)
    quiet(floor)
    floor.do("wait", minutes=60)
    assert floor.do("chat.list_reminders")["reminders"][0]["rung"]


def test_an_invitation_waits_and_can_be_withdrawn() -> None:
    floor = Floor()
    floor.put("chat.put_invitation", address=OTTO, channels=["#secret"], inviter=BOB, id="invite_a", minutes_ago=600)
    quiet(floor)
    floor.do("wait", minutes=2000)
    assert OTTO not in {row.email for row in floor.world.state.table("chat.users").rows()}
    floor.do("chat.withdraw_invitation", invitation_id="invite_a")


def test_a_request_for_access_is_accepted_or_denied_by_its_id() -> None:
    floor = Floor()
    file = floor.file()
    for identity, who in (("request_a", NED), ("request_b", OTTO)):
        floor.put("drive.put_access_request", file=file, requester=BOB, for_person=who, role="writer", id=identity,
                  message="For the audit", minutes_ago=90)
    listed = floor.do("drive.list_access_requests", file_id=file)["requests"]
    assert [(one["id"], one["from"], one["for"], one["role"], one["asked"][:16]) for one in listed] == [
        ("request_a", BOB, NED, "writer", "2026-03-04T08:00"), ("request_b", BOB, OTTO, "writer", "2026-03-04T08:00")]
    quiet(floor)
    floor.do("drive.resolve_access_request", request_id="request_a", accept=True)
    floor.do("drive.resolve_access_request", request_id="request_b", accept=False)
    assert floor.do("drive.read_content", by=NED, file_id=file)["text"] == "the plan"
    assert floor.do("drive.list_access_requests", file_id=file)["requests"] == []


@pytest.mark.parametrize(("answers", "rest", "status"), [
    ([], {}, "IN_PROGRESS"), ([[BOB, "approved"]], {}, "IN_PROGRESS"),
    ([[BOB, "approved"], [CLEO, "approved"]], {}, "APPROVED"), ([[CLEO, "declined"]], {}, "DECLINED"),
    ([[BOB, "approved"]], {"cancelled": True}, "CANCELLED"),
])
def test_an_approval_is_as_far_as_its_answers(answers: list[list[str]], rest: dict[str, Any], status: str) -> None:
    floor = Floor()
    file = floor.file()
    for who in (BOB, CLEO):
        floor.give(file, who, "commenter")
    put = floor.put("drive.put_approval", file=file, initiator=MARA, reviewers=[BOB, CLEO], answers=answers,
                    remarks=[[CLEO, "Page 2 is wrong."]], id="approval_a", minutes_ago=60,
                    due="2026-03-06T16:00", **rest)
    assert put == {"id": "approval_a", "status": status}
    assert floor.world.state.table("files.files")[file].locked == (status == "APPROVED")
    quiet(floor)
    outcome = floor.world.call(Call.of("drive.answer_approval", {"approval_id": "approval_a", "answer": "approve"}),
                               actor=agent(CLEO))
    assert outcome.ok == (status == "IN_PROGRESS"), outcome.message
    told = floor.do("drive.answer_approval", by=CLEO, approval_id="approval_a", answer="comment", text="Done.")
    assert [one["text"] for one in told["remarks"]] == ["Page 2 is wrong.", "Done."]
    assert_sound(floor.world.state)



def test_comments_ask_somebody_and_mention_people() -> None:
    floor = Floor()
    file = floor.doc()
    floor.give(file, BOB, "commenter")
    floor.put("drive.put_comment", file=file, author=BOB, text=f"Is that so, @{MARA}?", id="comment_a",
              assigned_to=MARA, quoted="The plan", minutes_ago=50)
    floor.put("drive.put_comment", file=file, author=MARA, text="You say, Bob.", id="reply_a", answers="comment_a",
              assigned_to=BOB, minutes_ago=40)
    (one,) = floor.do("drive.list_comments", file_id=file)["comments"]
    assert (one["id"], one["mentions"], one["assigned_to"]) == ("comment_a", [MARA], BOB)
    assert [reply["id"] for reply in one["replies"]] == ["reply_a"]
    quiet(floor)
    for taken in ("comment_a", "reply_a"):
        with pytest.raises(AssertionError, match=taken):
            floor.put("drive.put_comment", file=file, author=BOB, text="x", id=taken)


def test_a_suggestion_has_the_id_author_and_time_that_it_was_given() -> None:
    floor = Floor()
    file = floor.doc("# Plan\n\nThe plan. The plan.\n")
    floor.give(file, BOB, "commenter")
    floor.put("docs.put_suggestion", file=file, author=BOB, find="The plan", replace_with="A plan", id="suggest_a",
              minutes_ago=90)
    floor.put("docs.put_suggestion", file=file, author=CLEO, find="Plan", replace_with="Draft", id="suggest_b")
    listed = floor.do("docs.list_suggestions", file_id=file)["suggestions"]
    assert [(one["id"], one["author"], one["created"][:16]) for one in listed] == [
        ("suggest_a", BOB, "2026-03-04T08:00"), ("suggest_b", CLEO, "2026-03-04T09:30")]
    quiet(floor)
    floor.do("docs.accept_suggestion", file_id=file, suggestion_id="suggest_a")
    floor.do("docs.reject_suggestion", file_id=file, suggestion_id="suggest_b")
    assert floor.do("drive.read_content", file_id=file)["text"] == "# Plan\n\nA plan. A plan.\n"


def test_an_event_has_its_author_and_what_its_guests_have_said() -> None:
    floor = Floor()
    floor.put("calendar.add_calendar", owner=BOB, id="team@group.calendar.test", summary="Team",
              sharing=[[MARA, "writer"]])
    event = floor.event(calendar="team@group.calendar.test", creator=MARA, guests=[CLEO, ANN],
                        answers=[[ANN, "tentative"]], comments=[[ANN, "If the train runs."]], id="evt_a")
    shown = floor.do("calendar.get_event", event_id=event)
    assert (shown["creator"], shown["organizer"]) == (MARA, "Team <team@group.calendar.test>")
    assert [(one["email"], one["response"], one.get("comment", "")) for one in shown["guests"]] == [
        (CLEO, "accepted", ""), (ANN, "tentative", "If the train runs.")]
    quiet(floor)


def test_drafts_and_filters_have_the_ids_that_they_were_given() -> None:
    floor = Floor()
    floor.do("mail.add_forwarding_address", address=CLEO)
    floor.put("mail.put_message", id="msg_a", mailbox=MARA, sender=MARA, to=[BOB], subject="Plan", body="So far",
              labels=["DRAFT"], draft="draft_a")
    floor.put("mail.put_filter", id="flt_a", mailbox=MARA, from_address="bob", forward_to=CLEO, archive=True)
    assert floor.do("mail.get_draft", draft_id="draft_a")["subject"] == "Plan"
    assert [one["id"] for one in floor.do("mail.list_filters")["filters"]] == ["flt_a"]
    with pytest.raises(AssertionError, match="no draft"):
        floor.put("mail.put_message", mailbox=MARA, sender=BOB, to=[MARA], subject="x", body="x", draft="draft_b")
    assert_sound(floor.world.state)
    floor.do("mail.send", by=BOB, to=[MARA], subject="Hello", body="Hello")
    assert [one["subject"] for one in floor.do("mail.list_messages", by=CLEO)["messages"]] == ["Hello"]
    floor.do("mail.delete_filter", filter_id="flt_a")
    floor.do("mail.send_draft", draft_id="draft_a")


@pytest.mark.parametrize(("tool", "arguments", "why"), [
    ("chat.put_upload", {"channel": "Cnone", "sender": BOB, "name": "a"}, "no channel"),
    ("chat.put_upload", {"channel": "Cplans", "sender": BOB, "name": "a", "id": "f"}, "file 'f' already"),
    ("chat.put_upload", {"channel": "Cplans", "sender": BOB, "name": "a", "text": "x", "base64": "eA=="}, "not both"),
    ("chat.put_scheduled", {"channel": "Cplans", "sender": BOB, "text": "x", "send_at": "2026-03-01"}, "past"),
    ("chat.put_reminder", {"user": "nobody", "text": "x", "at": "2026-03-09"}, "no user"),
    ("chat.put_invitation", {"address": OTTO, "channels": ["#none"], "inviter": BOB}, "no channel"),
    ("drive.put_access_request", {"file": "f", "requester": MARA}, "has access already"),
    ("drive.put_approval", {"file": "f", "initiator": MARA, "reviewers": [BOB], "answers": [[CLEO, "approved"]]},
     "no reviewer"),
    ("drive.put_approval", {"file": "none", "initiator": MARA, "reviewers": [BOB]}, "no file"),
    ("docs.put_suggestion", {"file": "plan", "author": BOB, "find": "nothing of it", "replace_with": ""}, "not hold"),
    ("calendar.put_event", {"calendar": MARA, "summary": "x", "start": "2026-03-09T09:00", "comments": [[BOB, "x"]]},
     "no guest"),
    ("mail.put_filter", {"id": "flt_a", "mailbox": MARA, "from_address": "bob", "forward_to": OTTO}, "otto"),
])
def test_what_cannot_be_is_refused(tool: str, arguments: dict[str, Any], why: str) -> None:
    floor = Floor()
    floor.file(id="f")
    floor.doc()
    with pytest.raises(AssertionError, match=why):
        floor.put(tool, **arguments)
