"""The player of the script: places in results, and what it does with a script that expects something else."""

from collections.abc import Mapping

import pytest

from diorama.snapshots.digest import Json
from tests.week.player import Entry, at, filled, new_world, play, script

KEPT: Mapping[str, Json] = {"mail": {"items": [{"id": "a", "subject": "One"}, {"id": "b", "subject": "Two, once"}],
                                     "lines": [[1, "first"], [7, "second"]], "count": 5}}


@pytest.mark.parametrize(("path", "value"), [
    ("mail.count", 5), ("mail.count-2", 3), ("mail.count+20", 25), ("mail.items.1.id", "b"), ("mail.items.#", 2),
    ("mail.items[subject~once].id", "b"), ("mail.lines[1~sec].0", 7), ("mail.items.0", {"id": "a", "subject": "One"}),
])
def test_a_place_is_found_by_name_number_content_and_sum(path: str, value: Json) -> None:
    assert at(dict(KEPT), path) == value
    assert filled({"x": [f"${{{path}}}"]}, KEPT) == {"x": [value]}
    if not isinstance(value, dict):
        assert filled(f"<${{{path}}}, ${{mail.count}}>", KEPT) == f"<{value}, 5>"


@pytest.mark.parametrize("path", ["post", "mail.items.id", "mail.items[subject~three].id", "mail.items.0.date",
                                  "mail.items.0.id-1", "mail.count.#"])
def test_a_place_that_is_not_there_is_an_error(path: str) -> None:
    with pytest.raises(AssertionError):
        at(dict(KEPT), path)


@pytest.mark.parametrize(("changes", "told"), [
    ({"fails": "not_found"}, "entry 2, 2026-03-04, mara: mail.get_message"),
    ({"gives": {"subject": "Another"}}, "subject is 'A fourth fitter for Petrovice'"),
    ({"arguments": {"message_id": "msg_000000000000"}}, "not_found There is no message"),
    ({"until": 1}, "it is later than that already"),
])
def test_a_script_that_expects_something_else_is_stopped_there(changes: dict[str, Json], told: str) -> None:
    first, second = script()[:2]
    changed: Entry = second._replace(**changes)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=told):
        play(new_world(), [first, changed], {})
