"""Files go between mail and Drive as links or as the same bytes, and a link says what has become of its file."""

import pytest

from tests.mocks.together.house import ANN, BOB, CLEO, CREW, MARA, OTTO, House


@pytest.fixture
def house() -> House:
    return House()


def test_a_link_says_who_cannot_open_it_and_lets_in_whom_the_sender_lets_in(house: House) -> None:
    file = house.file()
    sent = house.do("mail.send", to=[BOB, ANN], subject="Plan", body="Here.", drive_files=[{"file_id": file}])
    assert sent["cannot_open"] == [{"file": file, "name": "plan.txt", "people": [BOB, ANN]}]
    shown = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))
    assert shown["drive_files"] == [{"file": file, "name": "plan.txt", "type": "text/plain", "no_access": True}]
    assert f"plan.txt: https://drive.test/file/{file}" in shown["body"]
    assert house.left()[0].files == ()
    link = {"file_id": file, "give": "commenter"}
    again = house.do("mail.send", to=[BOB, CREW, ANN], subject="Plan", body="Now.", drive_files=[link])
    assert "cannot_open" not in again
    assert house.do("drive.get_file", by=BOB, file_id=file)["your_role"] == "commenter"
    assert house.do("drive.get_file", by=CLEO, file_id=file)["your_role"] == "commenter"
    shown = house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))
    assert shown["drive_files"] == [{"file": file, "name": "plan.txt", "type": "text/plain"}]
    assert {(one.channel, one.recipients) for one in house.left()} == {("mail", (ANN,)), ("drive", (ANN,))}
    assert house.subjects(BOB) == ["Plan", "Plan"], "one mail tells of it"


def test_a_link_says_when_its_file_is_gone(house: House) -> None:
    file = house.file()
    house.do("mail.send", to=[BOB], subject="Plan", body="", drive_files=[{"file_id": file, "give": "reader"}])

    def line() -> object:
        return house.do("mail.get_message", by=BOB, message_id=house.newest(BOB))["drive_files"][0]

    common = {"file": file, "type": "text/plain"}
    house.do("drive.rename", file_id=file, name="new.txt")
    assert line() == {**common, "name": "new.txt"}
    house.do("drive.trash", file_id=file)
    assert line() == {**common, "name": "new.txt", "in_trash": True}
    house.do("drive.delete_forever", file_id=file)
    assert line() == {**common, "name": "plan.txt", "deleted": True}
    house.do("mail.forward", by=BOB, message_id=house.newest(BOB), to=[CLEO])
    shown = house.do("mail.get_message", by=CLEO, message_id=house.newest(CLEO))
    assert shown["drive_files"][0]["deleted"] is True


def test_a_draft_gives_access_only_when_it_is_sent(house: House) -> None:
    file = house.file()
    draft = house.do("mail.create_draft", to=[BOB], subject="Plan", drive_files=[{"file_id": file, "give": "reader"}])
    assert house.refused("drive.get_file", by=BOB, file_id=file)[0] == "not_found"
    house.do("mail.send_draft", draft_id=draft["draft_id"])
    assert house.do("drive.get_file", by=BOB, file_id=file)["your_role"] == "reader"
    draft = house.do("mail.create_draft", to=[CLEO], subject="Plan", drive_files=[{"file_id": file, "give": "reader"}])
    house.do("mail.update_draft", draft_id=draft["draft_id"], drive_files=[])
    assert "cannot_open" not in house.do("mail.send_draft", draft_id=draft["draft_id"])
    assert house.refused("drive.get_file", by=CLEO, file_id=file)[0] == "not_found"


def test_a_copy_is_the_same_bytes_and_nobody_needs_access(house: House) -> None:
    file = house.file(text="secret plan")
    house.do("mail.send", to=[BOB, OTTO], subject="Plan", body="", drive_files=[{"file_id": file, "how": "copy"}])
    (mail,) = house.mails(BOB)
    assert mail.attachments[0].blob == house.row("files.files", file).blob
    assert house.left()[0].files == (("plan.txt", "text/plain", mail.attachments[0].blob),)
    blobs = len(house.world.state.blobs)
    saved = house.do("drive.save_attachment", by=BOB, message_id=house.newest(BOB), name="plan.txt")
    row = house.row("files.files", saved["id"])
    assert (row.owner, row.blob, row.size) == (BOB, mail.attachments[0].blob, 11)
    assert len(house.world.state.blobs) == blobs
    assert house.do("drive.read_content", by=BOB, file_id=saved["id"])["text"] == "secret plan"


def test_only_what_one_may_see_is_sent_and_saved(house: House) -> None:
    file = house.file()
    for how in ("link", "copy"):
        code, _ = house.refused("mail.send", by=BOB, to=[CLEO], subject="x", body="",
                                drive_files=[{"file_id": file, "how": how}])
        assert code == "not_found"
    house.put("drive.put_permission", file=file, who=BOB, role="reader")
    code, why = house.refused("mail.send", by=BOB, to=[CLEO], subject="x", body="",
                              drive_files=[{"file_id": file, "give": "writer"}])
    assert (code, why[:27]) == ("permission_denied", "'plan.txt' cannot be shared")
    house.do("drive.set_details", file_id=file, download_needs_writer=True)
    code, _ = house.refused("mail.send", by=BOB, to=[CLEO], subject="x", body="",
                            drive_files=[{"file_id": file, "how": "copy"}])
    assert code == "permission_denied"
    document = house.put("docs.put_document", name="Doc", owner=MARA, text="Hello")["id"]
    assert house.refused("mail.send", to=[CLEO], subject="x", body="",
                         drive_files=[{"file_id": document, "how": "copy"}])[0] == "cannot_copy"
    house.do("mail.send", to=[BOB], subject="x", body="", attachments=[{"name": "a.txt", "text": "a"}])
    assert house.refused("drive.save_attachment", by=CLEO, message_id=house.newest(BOB), name="a.txt")[0] == "not_found"
    assert house.refused("drive.save_attachment", by=BOB, message_id=house.newest(BOB), name="b")[0] == "not_found"


def test_events_say_whose_files_they_link_to(house: House) -> None:
    file = house.file()
    house.put("drive.put_permission", file=file, who=BOB, role="reader")
    made = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[CREW, ANN],
                    attachments=[file])
    assert made["cannot_open"] == [{"file": file, "name": "plan.txt", "people": [CLEO, ANN]}]
    changed = house.do("calendar.update_event", event_id=made["id"], location="Room 1")
    assert changed["cannot_open"] == made["cannot_open"]
    house.do("drive.share", file_id=file, to=[CREW, ANN])
    assert "cannot_open" not in house.do("calendar.update_event", event_id=made["id"], location="Room 2")

    def line(by: str) -> object:
        return house.do("calendar.get_event", by=by, event_id=made["id"])["attachments"][0]

    assert line(CLEO) == {"file": file, "title": "plan.txt", "type": "text/plain"}
    house.do("drive.trash", file_id=file)
    house.do("drive.delete_forever", file_id=file)
    assert line(CLEO) == {"file": file, "title": "plan.txt", "type": "text/plain", "deleted": True}


def test_a_file_in_chat_opens_to_those_who_may_read_it(house: House) -> None:
    file = house.file()
    house.do("chat.post_message", channel="Cplans", text="See", files=[file])
    house.do("drive.share", file_id=file, to=[BOB])
    shown = {by: house.do("chat.read_channel", by=by, channel="Cplans")["messages"][0]["files"][0]
             for by in (BOB, CLEO)}
    assert shown[BOB]["name"] == "plan.txt"
    assert shown[CLEO] == {"id": file, "no_access": True}
    house.do("drive.trash", file_id=file)
    house.do("drive.delete_forever", file_id=file)
    assert house.do("chat.read_channel", by=BOB, channel="Cplans")["messages"][0]["files"][0]["gone"] is True
