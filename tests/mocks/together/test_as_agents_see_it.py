"""The tools as an agent meets them: their descriptions, results and errors agree with one another."""

import re

import pytest

from diorama.mocks.catalog import SERVICES
from diorama.mocks.faces.schemas import tool_list
from diorama.mocks.service import Service
from diorama.mocks.world import World
from diorama.snapshots.digest import canonical
from tests.mocks.together.house import ANN, BOB, CLUB, CREW, OFFICE, OTTO, STELLA, House


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize("services", [OFFICE, tuple(SERVICES.values())], ids=["office", "phone"])
def test_descriptions_speak_of_tools_that_an_agent_has(services: tuple[type[Service], ...]) -> None:
    specs = World(services).box.specs
    offered = {name: spec for name, spec in specs.items() if "agent" in spec.faces}
    theirs = {name.partition(".")[0] for name in offered if "." in name}
    for name, spec in offered.items():
        said = canonical(tool_list([spec], "anthropic"))
        for service, tool in re.findall(r"\b([a-z]+)\.([a-z]+_[a-z_]+)\b", said):
            assert service not in theirs or f"{service}.{tool}" in offered, f"{name} speaks of {service}.{tool}"


def test_the_refused_form_of_a_document_names_those_that_there_are(house: House) -> None:
    file = house.do("docs.create", name="Plan", text="# Plan")["id"]
    says = house.refused("drive.read_content", file_id=file, as_type="application/pdf")[1]
    for form in house.do("drive.get_file", file_id=file)["can_be_given_as"]:
        assert form in says


def test_the_name_of_a_folder_is_kept_from_who_cannot_open_it(house: House) -> None:
    folder = house.do("drive.create_folder", name="Dismissals")["id"]
    file = house.file(folder=folder)
    house.do("drive.share", file_id=file, to=[ANN], role="writer", notify=False)
    house.do("drive.share", file_id=folder, to=[BOB], notify=False)
    for tool in ("drive.list_permissions", "drive.who_has_access"):
        assert "Dismissals" in canonical(house.do(tool, file_id=file))
        assert "Dismissals" not in canonical(house.do(tool, by=ANN, file_id=file))


def test_somebody_outside_looks_up_his_own_people_alone(house: House) -> None:
    assert {one["name"] for one in house.do("people.search", by=ANN)["people"]} == {"Ann Aster", "Otto Ode"}
    assert house.do("people.get", by=ANN, person=OTTO)["name"] == "Otto Ode"
    assert house.refused("people.get", by=ANN, person=BOB)[0] == "not_found"
    assert {one["address"] for one in house.do("groups.search", by=ANN)["groups"]} == {CLUB}
    assert house.do("groups.get", by=ANN, group=CLUB)["member_count"] == 2
    assert house.refused("groups.get", by=ANN, group=CREW) == house.refused("groups.get", by=STELLA, group=CREW)
    assert len(house.do("people.search")["people"]) == 6
    assert house.do("groups.get", group=CREW)["member_count"] == 2


def test_sharing_says_whom_it_reaches_outside_through_a_group_too_and_when_it_ends(house: House) -> None:
    shared = house.do("drive.share", file_id=house.file(), to=[CLUB], notify=False, expires="2026-03-31T18:00")
    assert (shared["outside_your_organisation"], shared["expires"]) == ([ANN], "2026-03-31T18:00:00+02:00")
    assert "outside_your_organisation" not in house.do("drive.share", file_id=house.file(), to=[CREW], notify=False)
