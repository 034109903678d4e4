"""Everybody is one person in all services, by whichever of his addresses."""

import pytest

from diorama.mocks.world import agent
from diorama.snapshots.calls import Call
from tests.mocks.together.house import ANN, BOB, CLEO, CREW, MARA, NED, House

OTHER = "mara.lind@tarn.test"
"""Mara's second address."""


@pytest.fixture
def house() -> House:
    return House()


def test_a_second_address_means_the_same_person_everywhere(house: House) -> None:
    house.do("mail.send", by=BOB, to=[OTHER], subject="Hello", body="")
    assert house.subjects(MARA) == ["Hello"]
    event = house.do("calendar.create_event", by=BOB, summary="Sync", start="2026-03-05T10:00", guests=[OTHER])["id"]
    assert house.answers(event) == {BOB: "accepted", MARA: "needsAction"}
    assert house.listed(MARA) == ["Sync"]
    file = house.file(owner=BOB)
    house.do("drive.share", by=BOB, file_id=file, to=[OTHER])
    assert house.do("drive.get_file", file_id=file)["your_role"] == "reader"
    assert "cannot_open" not in house.do("mail.send", by=BOB, to=[MARA], subject="File", body="",
                                         drive_files=[{"file_id": file}])


def test_a_group_is_the_same_people_for_mail_files_and_meetings(house: House) -> None:
    members = set(house.do("groups.get", group="staff@tarn.test", everybody=True)["members"])
    assert members == {BOB, CLEO, MARA, NED}
    assert [one["address"] for one in house.do("groups.search", query="crew")["groups"]] == [CREW]
    house.do("mail.send", to=["staff@tarn.test"], subject="Plan", body="")
    event = house.do("calendar.create_event", summary="All", start="2026-03-05T10:00", guests=["staff@tarn.test"])["id"]
    assert set(house.answers(event)) == members
    file = house.file()
    house.do("drive.share", file_id=file, to=["staff@tarn.test"], notify=False)
    for person in members - {MARA}:
        assert house.attempt("drive.get_file", agent(person), {"file_id": file}).ok
    for person in (BOB, CLEO):
        assert sorted(house.subjects(person)) == ["Invitation: All", "Plan"]
    assert [one.list_id for one in house.mails(BOB)].count("<staff.tarn.test>") == 1


def test_who_joins_a_group_gets_in_and_who_leaves_is_out(house: House) -> None:
    file = house.file()
    house.do("drive.share", file_id=file, to=[CREW], notify=False)
    house.put("groups.add_group", address=CREW, name="Crew", members=[CLEO])
    assert house.refused("drive.get_file", by=BOB, file_id=file)[0] == "not_found"
    house.do("mail.send", to=[CREW], subject="Plan", body="")
    assert house.subjects(BOB) == []
    assert house.subjects(CLEO) == house.subjects(CREW) == ["Plan"]


@pytest.mark.parametrize("tool", ["mail.list_messages", "calendar.list_events", "drive.list_folder", "people.search",
                                  "groups.search", "chat.list_channels"])
def test_each_service_is_there_for_an_agent(house: House, tool: str) -> None:
    assert house.world.call(Call.of(tool, {}), actor=agent(MARA), face="agent").ok


def test_everybody_has_one_time_zone_and_one_set_of_settings(house: House) -> None:
    event = house.do("calendar.create_event", summary="Review", start="2026-03-05T10:00")["id"]
    house.do("calendar.share_calendar", who=ANN, notify=False)
    at = "2026-03-05T10:00:00+01:00"
    assert house.do("calendar.get_event", by=ANN, event_id=event, calendar_id=MARA)["start"] == at
    file = house.file()
    house.do("drive.share", file_id=file, to=[ANN], notify=False)
    assert house.do("drive.get_file", by=ANN, file_id=file)["created"].endswith("+01:00")
    house.do("calendar.update_settings", time_zone="Asia/Tokyo", default_event_minutes=25)
    for who in (MARA, OTHER):
        settings = house.do("calendar.get_settings", by=who)
        assert (settings["time_zone"], settings["default_event_minutes"]) == ("Asia/Tokyo", 25)
