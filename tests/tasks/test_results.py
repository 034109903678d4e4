"""Results: calls that ship with a task refer to what calls before them returned."""

import json

import pytest

from diorama.snapshots.calls import Call
from diorama.snapshots.errors import TaskError
from diorama.tasks.results import check_results, with_results

MADE = {"drive.create_folder": json.dumps({"id": "folder_1", "size": 3, "tags": ["a", {"of": "b"}]})}


def _text(text: str) -> object:
    return with_results(Call.of("drive.move", {"folder": text}), MADE).arguments["folder"]


@pytest.mark.parametrize(("text", "filled"), [
    ("$<drive.create_folder.id>", "folder_1"),
    ("$<drive.create_folder.size>", 3),
    ("$<drive.create_folder.tags.1.of>", "b"),
    ("It is $<drive.create_folder.id>, of $<drive.create_folder.size>.", "It is folder_1, of 3."),
    ("$<drive.create_folder.ids>", "$<drive.create_folder.ids>"),
    ("$<drive.create_folder.tags.7>", "$<drive.create_folder.tags.7>"),
    ("$<drive.copy.id>", "$<drive.copy.id>"),
    ("$<id>", "$<id>"),
])
def test_a_reference_stands_for_a_field_of_a_result(text: str, filled: object) -> None:
    assert _text(text) == filled


def test_references_are_filled_in_at_any_depth() -> None:
    call = Call.of("drive.move", {"ids": ["$<drive.create_folder.id>", {"to": "$<drive.create_folder.id>"}]})
    assert with_results(call, MADE).arguments == {"ids": ["folder_1", {"to": "folder_1"}]}


def test_a_call_before_must_be_of_that_tool() -> None:
    make = Call.of("drive.create_folder", {"name": "A"})
    move = Call.of("drive.move", {"file_id": "file_1", "folder": "$<drive.create_folder.id>"})
    check_results([make, move], "task.yaml")
    with pytest.raises(TaskError, match=r"drive.move refers to '\$<drive.create_folder.id>', but no call before it"):
        check_results([move, make], "task.yaml")
    with pytest.raises(TaskError, match=r"Did you mean 'drive.create_folder'"):
        check_results([make, Call.of("drive.move", {"folder": "$<drive.create_foldr.id>"})], "task.yaml")
