"""What the agent has opened, and what it has only seen in a listing."""

from typing import Any

import pytest

from tests.tasks.bench import Bench
from tests.tasks.floor import BOB, MARA, Floor


@pytest.mark.parametrize(("tool", "arguments", "identity"), [
    ("drive.read_content", {"file_id": "f"}, "f"), ("docs.read", {"file_id": "plan"}, "plan"),
    ("docs.export", {"file_id": "plan"}, "plan"), ("calendar.get_event", {"event_id": "evt"}, "evt"),
    ("chat.read_channel", {"channel": "#plans"}, "Cplans"), ("chat.read_channel", {"channel": "#plans"}, "Cplans:TS"),
    ("chat.get_message", {"channel": "Cplans", "ts": "TS"}, "Cplans:TS"),
])
def test_opened_by_its_id_and_not_listed(tool: str, arguments: dict[str, Any], identity: str) -> None:
    floor = Floor()
    floor.file(id="f")
    floor.doc()
    floor.event(id="evt")
    ts, other = floor.said("Cplans", "Hello"), floor.said("Csecret", "Hello")
    work = Bench(floor)
    work.do("drive.search_files", q="")
    work.do("calendar.list_events")
    work.do("chat.search", query="Hello")
    work.do("chat.read_channel", channel="Csecret")
    assert not work.holds("opened", id=identity.replace("TS", ts))
    assert work.holds("opened", id=f"Csecret:{other}")
    work.do(tool, **{name: value.replace("TS", ts) for name, value in arguments.items()})
    assert [one.key for one in work.holds("opened", id=identity.replace("TS", ts))] == ["step 5"]


def test_a_folder_is_opened_by_its_listing_and_a_file_is_not() -> None:
    floor = Floor()
    inner = floor.folder("Inner", folder=(outer := floor.folder("Outer")))
    file = floor.file(folder=inner)
    work = Bench(floor)
    work.do("drive.list_folder", folder=outer)
    assert work.holds("opened", id=outer)
    assert not work.holds("opened", id=inner)
    work.do("drive.list_folder", folder=inner)
    assert work.holds("opened", id=inner)
    assert not work.holds("opened", id=file)


def test_remarks_are_opened_where_they_are_listed_whole() -> None:
    floor = Floor()
    file, doc = floor.file(), floor.doc()
    floor.give(file, BOB, "commenter")
    floor.give(doc, BOB, "commenter")
    comment = str(floor.put("drive.put_comment", file=file, author=BOB, text="Who?")["id"])
    reply = str(floor.put("drive.put_comment", file=file, author=MARA, text="Me.", answers=comment)["id"])
    suggestion = str(floor.put("docs.put_suggestion", file=doc, author=BOB, find="plan", replace_with="x")["id"])
    work = Bench(floor)
    work.do("drive.list_comments", file_id=file)
    work.do("docs.list_suggestions", file_id=doc)
    assert [bool(work.holds("opened", id=one)) for one in (comment, reply, suggestion, file, doc)] == [
        True, True, True, False, False]


@pytest.mark.parametrize(("tool", "arguments", "identity"), [
    ("drive.get_file", {"file_id": "f"}, "f"), ("drive.files.get", {"file_id": "f"}, "f"),
    ("drive.list_permissions", {"file_id": "f"}, "f"), ("drive.who_has_access", {"file_id": "f"}, "f"),
    ("drive.list_comments", {"file_id": "f"}, "f"), ("drive.list_revisions", {"file_id": "f"}, "f"),
    ("docs.outline", {"file_id": "plan"}, "plan"), ("chat.get_channel", {"channel": "#plans"}, "Cplans"),
    ("calendar.list_sharing", {"calendar_id": MARA}, MARA),
])
def test_details_are_enough_where_that_is_said(tool: str, arguments: dict[str, Any], identity: str) -> None:
    floor = Floor()
    floor.file(id="f")
    floor.doc()
    work = Bench(floor)
    work.do("drive.search_files", q="")
    work.do("chat.list_channels")
    work.do("calendar.list_calendars")
    assert not work.holds("opened", id=identity, details=True)
    work.do(tool, **arguments)
    assert work.holds("opened", id=identity, details=True)
    assert not work.holds("opened", id=identity)


def test_a_files_bytes_are_its_content_by_the_vendors_method_too() -> None:
    floor = Floor()
    floor.file(id="f")
    work = Bench(floor)
    work.do("drive.files.get", file_id="f", alt="media")
    assert work.holds("opened", id="f")


def test_what_is_attached_to_a_mail_opens_the_mail_and_the_file_that_it_is() -> None:
    floor = Floor()
    for identity, text in (("f", "a;1"), ("other", "a;2")):
        floor.file(name=f"{identity}.csv", text=text, id=identity)
    files = [{"name": name, "type": "text/csv", "text": text} for name, text in (("costs.csv", "a;1"), ("b.csv", "b"))]
    mail = str(floor.put("mail.put_message", mailbox=MARA, sender=BOB, to=[MARA], subject="Costs", body="",
                         attachments=files)["id"])
    work = Bench(floor)
    work.do("mail.list_messages")
    work.do("mail.get_attachment", message_id=mail, name="b.csv")
    assert [bool(work.holds("opened", id=one)) for one in (mail, "f", "other")] == [True, False, False]
    work.do("mail.get_attachment", message_id=mail, name="costs.csv")
    assert [bool(work.holds("opened", id=one)) for one in (mail, "f", "other")] == [True, True, False]
