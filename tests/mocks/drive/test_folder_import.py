"""Folders of a disk: names that a world can hold and back, names that a disk takes, what is refused."""

import base64
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.file_records import FOLDER, root_of
from diorama.mocks.drive.folders_in import disk_name, drive_name, entries
from diorama.mocks.drive.folders_out import MAX_BYTES, leaves, legal, numbered
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import World, agent, setup
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import StateError
from tests.mocks.drive.soundness import assert_sound

MARA = "mara@tarn.test"
NAMES = st.binary(min_size=1, max_size=40).map(lambda raw: os.fsdecode(raw.replace(b"/", b"-").replace(b"\x00", b"-")))


@given(name=NAMES)
def test_any_name_of_a_disk_comes_back(name: str) -> None:
    clean, kept = drive_name(name)
    assert clean.encode().decode() == clean
    assert not any(character < " " for character in clean)
    assert disk_name(clean, kept) == name
    assert disk_name(f"{clean} renamed", kept) == f"{clean} renamed"


@given(name=st.text(max_size=300), others=st.sets(st.text(max_size=4), max_size=3))
def test_any_name_becomes_one_that_a_disk_takes(name: str, others: set[str]) -> None:
    found = legal(name.encode("utf-8", "replace").decode())
    taken = {found, *others}
    for one in (found, numbered(found, taken)):
        assert 0 < len(os.fsencode(one)) <= MAX_BYTES
        assert "/" not in one
        assert "\x00" not in one
        assert one not in (".", "..")
    assert numbered(found, taken) not in taken


def landed(*given: dict[str, Json]) -> World:
    """Return a world with entries in Mara's Drive, each in the folder given before it where it says so."""
    world = World([Drive], now=1_772_613_000_000)
    outcome = world.call(Call.of("drive.import_files", {"owner": MARA, "entries": [*given]}), actor=setup())
    assert outcome.ok, outcome.message
    return world


def test_files_are_as_on_the_disk() -> None:
    world = landed(
        {"name": "Plans", "parent": "", "modified": 1_000, "folder": True},
        {"name": "a.csv", "parent": "", "modified": 2_345, "content": base64.b64encode(b"x,y").decode()},
        {"name": "raw", "parent": "", "modified": 0, "content": base64.b64encode(b"\xff\x00").decode()},
        {"name": "_x", "parent": "", "modified": 0, "on_disk": "%01x", "content": ""},
    )
    rows = {row.name: row for row in world.state.table("files.files").rows()}
    assert (rows["Plans"].type, rows["a.csv"].type, rows["raw"].type) == (
        FOLDER, "text/csv", "application/octet-stream")
    assert rows["a.csv"].modified == rows["a.csv"].created == 2_345
    assert world.state.blobs[rows["raw"].blob] == b"\xff\x00"
    assert_sound(world.state)
    defects: Counter[str] = Counter()
    found = {one.parts: one.content for one in leaves(world.state, root_of(MARA), defects)}
    assert found == {("Plans",): None, ("a.csv",): b"x,y", ("raw",): b"\xff\x00", ("\x01x",): b""}
    assert not defects
    file = next(one for one in world.state.table("files.files").ids()
                if world.state.table("files.files")[one].name == "raw")
    assert world.call(Call.of("drive.trash", {"file_id": file}), actor=agent(MARA)).ok
    assert ("raw",) not in {one.parts for one in leaves(world.state, root_of(MARA), defects)}
    assert defects == {"is in the trash, left out": 1}
    with pytest.raises(StateError, match="no folder 'none'"):
        list(leaves(world.state, "none", defects))


def test_bad_base64_and_a_folder_that_is_not_there_are_refused() -> None:
    world = World([Drive], now=1_000)
    wrong: tuple[tuple[dict[str, Json], str], ...] = (
        ({"name": "a", "parent": "", "modified": 0, "content": "!"}, "invalid_arguments"),
        ({"name": "a", "parent": "none", "modified": 0}, "not_found"),
    )
    for entry, code in wrong:
        outcome = world.call(Call.of("drive.import_files", {"owner": MARA, "entries": [entry]}), actor=setup())
        assert outcome.code == code


def test_a_folder_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    place = tmp_path / "deep"
    for _ in range(100):
        place = place / "d"
        place.mkdir()
    defects, refused = Counter[str](), Counter[str]()
    assert len(list(entries(tmp_path, defects, refused))) == 98
    assert refused == {"lies too deep": 1}
    assert not list(entries(tmp_path / "none", defects, refused))
    assert refused["is in a folder that cannot be read"] == 1
