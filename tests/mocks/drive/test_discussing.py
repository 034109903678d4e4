"""Comments, requests for access, approvals and labels."""

from tests.mocks.drive.shelf import ANN, BOB, CLEO, MARA, NED, Shelf


def subjects(shelf: Shelf, who: str) -> list[str]:
    return [mail.subject for mail in shelf.mails(who)]


def test_a_comment_reaches_the_owner_and_whom_it_mentions() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.give(file, BOB, "commenter")
    shelf.give(file, ANN, "reader")
    told = shelf.do("comment", by=BOB, file_id=file, text=f"Is that right, @{CLEO}? And @{ANN}.", quoted="the plan")
    assert told["mentions"] == [CLEO, ANN]
    assert told["not_told_for_lack_of_access"] == [CLEO]
    assert subjects(shelf, MARA) == ["Comment on plan.txt"]
    assert shelf.mails(CLEO) == []
    (out,) = shelf.left()
    assert out.recipients == (ANN,)
    assert "Is that right" in out.body, "what is said to somebody outside has left"
    assert shelf.refused("comment", by=ANN, file_id=file, text="x")[0] == "permission_denied"


def test_replies_resolve_and_reopen() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.give(file, BOB, "commenter")
    shelf.give(file, CLEO, "commenter")
    comment = shelf.do("comment", by=BOB, file_id=file, text="Why?", assign_to=CLEO)["id"]
    assert subjects(shelf, CLEO) == ["Comment on plan.txt"]
    assert shelf.do("reply_to_comment", comment_id=comment, text="So.", action="resolve")["resolved"]
    assert subjects(shelf, BOB) == ["Comment on plan.txt"]
    assert shelf.refused("reply_to_comment", comment_id=comment, action="resolve")[0] == "nothing_to_do"
    assert shelf.refused("reply_to_comment", comment_id=comment)[0] == "invalid_arguments"
    assert shelf.do("list_comments", file_id=file, include_resolved=False)["comments"] == []
    shelf.do("reply_to_comment", by=BOB, comment_id=comment, action="reopen")
    (told,) = shelf.do("list_comments", by=CLEO, file_id=file)["comments"]
    assert (told["assigned_to"], told["resolved"]) == (CLEO, False)
    assert [(one["author"], one.get("action")) for one in told["replies"]] == [(MARA, "resolve"), (BOB, "reopen")]
    assert shelf.refused("delete_comment", by=CLEO, comment_id=comment)[0] == "permission_denied"
    assert shelf.refused("edit_comment", comment_id=comment, text="x")[0] == "permission_denied"
    shelf.do("edit_comment", by=BOB, comment_id=comment, text="Why not?")
    shelf.do("delete_comment", comment_id=comment)
    assert shelf.do("list_comments", file_id=file) == {"comments": []}
    assert shelf.refused("reply_to_comment", comment_id=comment, text="x")[0] == "not_found"
    assert shelf.refused("comment", file_id=file, text="x", assign_to=NED)[0] == "no_access"


def test_comments_are_paged() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    for number in range(5):
        shelf.do("comment", file_id=file, text=f"remark {number}")
    seen: list[str] = []
    token = ""
    while True:
        page = shelf.do("list_comments", file_id=file, max_results=2, page_token=token)
        seen.extend(one["text"] for one in page["comments"])
        token = page.get("next_page_token", "")
        if not token:
            break
    assert seen == [f"remark {number}" for number in range(5)]


def test_access_is_asked_for_and_given() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.give(file, CLEO)
    asked = shelf.do("request_access", by=BOB, file_id=file, role="writer", message="for the review")["request"]
    assert subjects(shelf, MARA) == ["Request for access to plan.txt"]
    assert asked in shelf.mails(MARA)[0].body
    assert shelf.refused("request_access", by=BOB, file_id=file, role="writer")[0] == "already_exists"
    assert shelf.refused("request_access", by=CLEO, file_id=file)[0] == "nothing_to_do"
    assert shelf.refused("resolve_access_request", by=BOB, request_id=asked, accept=True)[0] == "not_found"
    assert shelf.refused("resolve_access_request", by=CLEO, request_id=asked, accept=True)[0] == "permission_denied"
    (told,) = shelf.do("list_access_requests", file_id=file)["requests"]
    assert (told["for"], told["role"], told["message"]) == (BOB, "writer", "for the review")
    shelf.do("resolve_access_request", request_id=asked, accept=True, role="reader")
    assert shelf.do("get_file", by=BOB, file_id=file)["your_role"] == "reader"
    assert shelf.do("list_access_requests", file_id=file)["requests"] == []
    denied = shelf.do("request_access", by=NED, file_id=file)["request"]
    assert shelf.do("resolve_access_request", request_id=denied, accept=False)["status"] == "denied"
    assert shelf.refused("get_file", by=NED, file_id=file)[0] == "not_found"


def test_an_approval_needs_every_reviewer() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.give(file, BOB, "writer")
    shelf.give(file, CLEO)
    assert shelf.refused("start_approval", file_id=file, reviewers=[NED])[0] == "no_access"
    approval = shelf.do("start_approval", file_id=file, reviewers=[BOB, CLEO], message="please")["id"]
    assert subjects(shelf, CLEO) == ["Approval asked: plan.txt"]
    assert shelf.do("get_file", by=CLEO, file_id=file)["open_approvals"] == [approval]
    assert shelf.refused("start_approval", file_id=file, reviewers=[BOB])[0] == "already_exists"
    shelf.do("answer_approval", by=BOB, approval_id=approval, answer="approve")
    shelf.do("update_content", file_id=file, text="another plan")
    told = shelf.do("answer_approval", by=CLEO, approval_id=approval, answer="approve", text="fine")
    assert told["status"] == "IN_PROGRESS", "the edit took Bob's approval back"
    assert shelf.refused("answer_approval", approval_id=approval, answer="approve")[0] == "permission_denied"
    done = shelf.do("answer_approval", by=BOB, approval_id=approval, answer="approve")
    assert (done["status"], done["approved_revision"]) == ("APPROVED", shelf.row(file).head)
    assert "Approval of plan.txt: approved" in subjects(shelf, MARA)
    assert shelf.row(file).locked
    assert shelf.refused("answer_approval", by=BOB, approval_id=approval, answer="decline")[0] == "already_ended"


def test_one_reviewer_declines_for_all_and_another_can_take_his_place() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    for who in (BOB, CLEO, NED):
        shelf.give(file, who)
    approval = shelf.do("start_approval", file_id=file, reviewers=[BOB, CLEO], reset_on_change=False)["id"]
    assert shelf.refused("reassign_approval", by=BOB, approval_id=approval, replace=CLEO, by_=NED)[0] == (
        "invalid_arguments")
    told = shelf.put("drive.reassign_approval", approval_id=approval, replace=CLEO, by=NED)
    assert [one["reviewer"] for one in told["reviewers"]] == [BOB, NED]
    assert shelf.do("answer_approval", by=NED, approval_id=approval, answer="decline")["status"] == "DECLINED"
    again = shelf.do("start_approval", file_id=file, reviewers=[BOB])["id"]
    assert shelf.refused("answer_approval", by=BOB, approval_id=again, answer="cancel")[0] == "permission_denied"
    assert shelf.do("answer_approval", approval_id=again, answer="cancel")["status"] == "CANCELLED"
    assert [one["status"] for one in shelf.do("list_approvals", file_id=file)["approvals"]] == ["DECLINED", "CANCELLED"]


def test_labels_hold_checked_values() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.put("drive.put_label", id="class", title="Classification", fields=[
        ["level", "Level", "selection", ["open", "secret"]], ["count", "Count", "integer", []],
        ["due", "Due", "dateString", []], ["who", "Who", "user", []],
    ])
    for field, value, why in (("level", "sacred", "has no choice 'sacred'. Did you mean 'secret'?"),
                              ("count", "many", "is a whole number"), ("due", "2026-13-01", "is a date"),
                              ("who", "Bob", "is a person's address"), ("lvl", "x", "Did you mean 'level'?")):
        assert why in shelf.refused("set_label", file_id=file, label="class", fields=[
            {"field": field, "values": [value]}])[1]
    shelf.do("set_label", file_id=file, label="classification", fields=[{"field": "level", "values": ["secret"]}])
    told = shelf.do("set_label", file_id=file, label="class", fields=[{"field": "count", "values": ["3"]}])
    assert told["values"] == {"level": ["secret"], "count": ["3"]}
    assert shelf.do("get_file", file_id=file)["labels"] == ["Classification"]
    assert shelf.do("list_labels", file_id=file)["labels"][0]["values"] == told["values"]
    assert [one["id"] for one in shelf.do("list_labels")["labels"]] == ["class"]
    shelf.do("set_label", file_id=file, label="class", remove=True)
    assert shelf.do("list_labels", file_id=file)["labels"] == []
    assert shelf.refused("set_label", file_id=file, label="class", remove=True)[0] == "nothing_to_do"
