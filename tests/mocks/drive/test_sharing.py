"""Sharing: who is told, what leaves the organisation, what each role may, and what a shared drive allows."""

from typing import Any

import pytest

from diorama.mocks.common.file_records import ROLES
from diorama.mocks.drive.notices import SENDER
from diorama.snapshots.diff import diff
from diorama.snapshots.state import State
from tests.mocks.drive.shelf import ANN, BOB, CLEO, CLUB, CREW, MARA, NED, NOW, OTTO, STAFF, Shelf


def test_a_colleague_is_mailed_and_finds_the_file() -> None:
    shelf = Shelf()
    file = shelf.file()
    done = shelf.do("share", file_id=file, to=[f"Bob <{BOB.upper()}>"], role="commenter", message="Please look")
    assert done == {"id": file, "shared_with": [BOB], "role": "commenter"}
    (mail,) = shelf.mails(BOB)
    assert (mail.sender.email, mail.sender.name, mail.subject) == (SENDER, "Mara Lind (via Drive)",
                                                                   "Shared with you: plan.txt")
    assert "Please look" in mail.body
    assert file in mail.body
    assert mail.reply_to[0].email == MARA
    assert shelf.found("sharedWithMe", by=BOB) == ["plan.txt"]
    assert shelf.left() == []
    shelf.do("share", file_id=file, to=[CLEO], notify=False)
    assert shelf.mails(CLEO) == []


def test_everybody_in_a_group_is_told_and_who_is_outside_is_on_the_ledger() -> None:
    shelf = Shelf()
    file = shelf.file(text="numbers")
    done = shelf.do("share", file_id=file, to=[CLUB, OTTO], role="writer", message="as agreed")
    assert done["outside_your_organisation"] == [ANN, OTTO]
    assert [mail.subject for mail in shelf.mails(CLEO)] == ["Shared with you: plan.txt"]
    ann, otto = shelf.left()
    assert (ann.recipients, otto.recipients) == ((ANN,), (OTTO,))
    assert (otto.channel, otto.sender, otto.source) == ("drive", MARA, file)
    assert otto.files == (("plan.txt", "text/plain", shelf.row(file).blob),)
    assert dict(otto.headers) == {"Role": "writer", "Notified": "yes"}
    shelf.do("share", file_id=shelf.file("quiet.txt"), to=[OTTO], notify=False)
    assert dict(shelf.left()[-1].headers)["Notified"] == "no", "silent sharing is on record too"


def test_without_a_mail_service_the_notice_goes_to_the_ledger() -> None:
    shelf = Shelf(mail=False)
    shelf.do("share", file_id=shelf.file(), to=[BOB])
    (note,) = shelf.left()
    assert note.channel == "mail.receive"


@pytest.mark.parametrize("role", ROLES[:3])
def test_what_each_role_may_do(role: str) -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.give(file, BOB, role)
    allowed: dict[str, dict[str, Any]] = {
        "read_content": {}, "copy": {}, "comment": {"text": "hm"}, "update_content": {"text": "new"},
        "rename": {"name": "x"}, "share": {"to": [CLEO]}, "list_revisions": {}, "trash": {}, "delete_forever": {},
        "transfer_ownership": {"new_owner": CLEO}, "who_has_access": {}, "set_link_sharing": {"audience": "domain"},
    }
    may = {"reader": {"read_content", "copy"}, "commenter": {"read_content", "copy", "comment"}, "writer": {
        *allowed} - {"trash", "delete_forever", "transfer_ownership"}}[role]
    for tool, arguments in allowed.items():
        world = shelf.world
        shelf.world = world.fork()
        if tool in may:
            shelf.do(tool, by=BOB, file_id=file, **arguments)
        else:
            code, message = shelf.refused(tool, by=BOB, file_id=file, **arguments)
            assert code == "permission_denied"
            assert role in message or "writers" in message
        shelf.world = world
    told = shelf.do("get_file", by=BOB, file_id=file)
    assert ("edit" in told["you_can"]) == (role == "writer")


def test_owners_can_keep_writers_from_sharing_and_readers_from_copying() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.give(file, BOB, "writer")
    shelf.give(file, CLEO)
    shelf.do("set_details", file_id=file, writers_can_share=False, download_needs_writer=True)
    assert shelf.refused("share", by=BOB, file_id=file, to=[NED])[0] == "permission_denied"
    assert shelf.refused("copy", by=CLEO, file_id=file)[0] == "permission_denied"
    assert shelf.do("read_content", by=CLEO, file_id=file)["text"] == "the plan"
    assert shelf.refused("set_details", by=BOB, file_id=file, writers_can_share=True)[0] == "permission_denied"


def test_unsharing_says_what_way_is_left() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    file = shelf.file(folder=folder)
    shelf.give(file, CLEO)
    shelf.give(file, BOB)
    shelf.give(folder, STAFF)
    told = shelf.do("unshare", file_id=file, who=CLEO)
    assert told["still_has_access"] == {"to": STAFF, "kind": "group", "role": "reader", "by": "inheritance",
                                        "from": folder, "from_name": "Plans", "through_groups": [STAFF, CREW]}
    assert shelf.do("unshare", by=BOB, file_id=file, who=BOB) == {"id": file, "removed": BOB}
    assert shelf.refused("get_file", by=BOB, file_id=file)[0] == "not_found"
    code, message = shelf.refused("unshare", file_id=file, who=STAFF)
    assert code == "inherited"
    assert f"the folder or drive 'Plans' ({folder})" in message
    assert shelf.refused("unshare", file_id=file, who=OTTO)[0] == "not_found"
    assert "ownership" in shelf.refused("unshare", file_id=file, who=MARA)[1]


def test_a_role_below_the_inherited_one_is_refused() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    file = shelf.file(folder=folder)
    shelf.give(folder, BOB, "writer")
    shelf.give(file, BOB, "writer")
    assert shelf.refused("change_permission", file_id=file, who=BOB, role="reader")[0] == "inherited"
    assert shelf.do("change_permission", file_id=folder, who=BOB, role="reader")["role"] == "reader"
    assert shelf.do("get_file", by=BOB, file_id=file)["your_role"] == "writer"
    until = shelf.do("change_permission", file_id=file, who=BOB, expires="2026-03-20T09:00")
    assert until["expires"] == "2026-03-20T09:00:00+01:00"
    assert "expires" not in shelf.do("change_permission", file_id=file, who=BOB, expires="never")


def test_link_sharing_opens_to_whoever_has_the_link() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.do("set_link_sharing", file_id=file, audience="anyone")
    assert shelf.do("get_file", by=OTTO, file_id=file)["access_by"] == "link"
    assert shelf.found("", by=OTTO) == [], "a link alone is not found by search"
    shelf.do("mark_viewed", by=OTTO, file_id=file)
    assert shelf.found("", by=OTTO) == ["plan.txt"]
    shelf.do("set_link_sharing", file_id=file, audience="domain", role="writer", found_by_search=True)
    assert shelf.refused("get_file", by=OTTO, file_id=file)[0] == "not_found"
    assert shelf.found("visibility = 'domainCanFind'", by=NED) == ["plan.txt"]
    assert shelf.do("who_has_access", file_id=file)["open_to"] == [
        {"to": "tarn.test", "kind": "domain", "role": "writer", "by": "domain", "found_by_search": True}]
    shelf.do("set_link_sharing", file_id=file, audience="restricted")
    assert shelf.do("get_file", file_id=file)["visibility"] == "limited"
    removed = [one for one in shelf.do("list_changes", by=OTTO)["changes"] if one.get("removed")]
    assert [one["file"] for one in removed] == [file]


def test_ownership_goes_to_a_colleague_only() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.give(file, BOB, "reader")
    assert shelf.do("transfer_ownership", file_id=file, new_owner=BOB)["owner"] == BOB
    assert shelf.do("get_file", file_id=file)["your_role"] == "writer"
    assert [mail.subject for mail in shelf.mails(BOB)] == ["You own a file now: plan.txt"]
    assert shelf.found("'me' in owners", by=BOB) == ["plan.txt"]
    other = shelf.file()
    for who in (ANN, CREW, "nobody@tarn.test"):
        assert shelf.refused("transfer_ownership", file_id=other, new_owner=who)[0] in ("invalid_owner", "not_found")
    assert shelf.refused("transfer_ownership", by=BOB, file_id=other, new_owner=BOB)[0] == "not_found"


@pytest.mark.parametrize(("rules", "who", "why"), [
    ({"people_outside": False}, ANN, "is for people of your organisation only"),
    ({"non_members": False}, NED, "opens its files to members only"),
    ({}, "nobody@tarn.test", "no person or group"),
])
def test_a_shared_drive_restricts_sharing(rules: dict[str, Any], who: str, why: str) -> None:
    shelf = Shelf(mail=False)
    file = shelf.file(folder=shelf.drive(**rules))
    assert why in shelf.refused("share", file_id=file, to=[who])[1]


def test_members_of_a_shared_drive_by_role() -> None:
    shelf = Shelf(mail=False)
    team = shelf.drive()
    folder = shelf.folder(folder=team)
    file = shelf.file(folder=folder, owner=BOB)
    assert shelf.row(file).owner == ""
    assert shelf.refused("share", by=BOB, file_id=folder, to=[CLEO])[0] == "permission_denied"
    assert shelf.do("share", by=BOB, file_id=file, to=[CLEO])["role"] == "reader"
    assert shelf.refused("trash", by=BOB, file_id=file)[0] == "permission_denied"
    assert shelf.refused("share", file_id=file, to=[NED], role="organizer")[0] == "invalid_role"
    assert shelf.refused("share", file_id=file, to=[NED], role="fileOrganizer")[0] == "invalid_role"
    shelf.do("change_permission", file_id=team, who=BOB, role="fileOrganizer")
    assert shelf.do("trash", by=BOB, file_id=file)["trashed"]
    assert shelf.refused("delete_forever", by=BOB, file_id=file)[0] == "permission_denied"
    assert shelf.refused("unshare", file_id=team, who=MARA)[0] == "last_organizer"
    assert shelf.refused("share", file_id=team, to=[MARA], role="reader")[0] == "last_organizer"
    assert shelf.refused("delete_shared_drive", file_id=team)[0] == "invalid_arguments"
    assert shelf.do("delete_forever", file_id=folder) == {"deleted": 2}
    assert shelf.do("delete_shared_drive", drive_id=team) == {"deleted": team}


def test_shutting_outsiders_out_of_a_shared_drive_ends_their_access() -> None:
    shelf = Shelf(mail=False)
    team = shelf.drive()
    file = shelf.file(folder=team)
    shelf.give(file, ANN)
    assert shelf.do("get_file", by=ANN, file_id=file)["your_role"] == "reader"
    assert shelf.do("update_shared_drive", drive_id=team, people_outside=False)["people_outside"] is False
    assert shelf.refused("get_file", by=ANN, file_id=file)[0] == "not_found"
    assert shelf.refused("update_shared_drive", by=BOB, drive_id=team, name="Ours")[0] == "permission_denied"


def test_times_of_the_end_of_access() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    for until, code in (("2026-03-04T09:00", "invalid_time"), ("2028-01-01", "invalid_time"), ("soon", "invalid_time")):
        assert shelf.refused("share", file_id=file, to=[BOB], expires=until)[0] == code
    shelf.do("set_link_sharing", file_id=file, audience="anyone")
    assert shelf.refused("change_permission", file_id=file, who="anyone", expires="2026-04-01")[0] == "invalid_expiry"
    assert shelf.world.state.now > NOW


def test_sharing_that_changes_nothing_leaves_nothing() -> None:
    shelf = Shelf()
    file = shelf.file()
    shelf.do("share", file_id=file, to=[BOB, OTTO, CREW], role="commenter")
    for audience in ("anyone", "domain", "restricted"):
        shelf.do("set_link_sharing", file_id=file, audience=audience)
        before = shelf.world.state
        shelf.do("set_link_sharing", file_id=file, audience=audience)
        assert changed(before, shelf.world.state) == []
    before = shelf.world.state
    done = shelf.do("share", file_id=file, to=[BOB, OTTO, CREW], role="commenter", notify=False)
    assert done["shared_with"] == [BOB, OTTO, CREW]
    shelf.do("change_permission", file_id=file, who=OTTO, role="commenter")
    assert changed(before, shelf.world.state) == []
    shelf.do("share", file_id=file, to=[OTTO], role="commenter")
    assert changed(before, shelf.world.state) == ["ledger.departures"], "a mail goes where one is asked for"
    shelf.do("share", file_id=file, to=[OTTO, BOB], role="reader", notify=False)
    assert "files.permissions" in changed(before, shelf.world.state)


def changed(before: State, after: State) -> list[str]:
    """Return the tables that differ."""
    return sorted({".".join(change.path.split(".")[:2]) for change in diff(before, after)})
