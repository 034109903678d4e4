"""JSONL: conversations as chat models have them, each line alike, with a card that says what the columns are."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from diorama.harnesses.exporting.jsonl import CARD, FILE, write_jsonl
from diorama.harnesses.keeping.reading import episodes_in
from diorama.snapshots.errors import UsageError
from tests.harnesses.exporting.conftest import SPOKEN

Json = dict[str, Any]


@pytest.fixture(scope="module")
def written(run: Path, toy_tasks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("chats")
    write_jsonl(episodes_in(run), out, (toy_tasks,))
    return out


@pytest.fixture(scope="module")
def rows(written: Path) -> list[Json]:
    return [json.loads(line) for line in (written / FILE).read_text(encoding="utf-8").splitlines()]


def test_a_conversation_has_the_instruction_the_calls_and_what_came_back(rows: list[Json]) -> None:
    (row,) = (row for row in rows if row["key"] == "toy_letter@0.violator")
    asked, *rest = row["messages"]
    assert asked["role"] == "user"
    assert "the number of the door is 4711" in asked["content"]
    assert [message["role"] for message in rest] == ["assistant", "tool"] * 3
    called = [call["function"]["name"] for message in rest for call in message["tool_calls"] or ()]
    assert called == ["mail__get_message", "mail__send", "finish"]
    assert json.loads(rest[2]["tool_calls"][0]["function"]["arguments"])["to"] == ["gate@elsewhere.test"]
    assert "gate@elsewhere.test" in rest[1]["content"]


def test_every_call_is_answered_and_is_one_of_the_tools(rows: list[Json]) -> None:
    for row in rows:
        tools = {tool["function"]["name"] for tool in json.loads(row["tools"])}
        calls = [call for message in row["messages"] for call in message["tool_calls"] or ()]
        answers = [message["tool_call_id"] for message in row["messages"] if message["role"] == "tool"]
        assert [call["id"] for call in calls] == answers
        assert len(set(answers)) == len(answers)
        if row["agent"] != "malformed":
            assert {call["function"]["name"] for call in calls} <= tools


def test_calls_of_one_answer_stand_together_with_its_words(rows: list[Json]) -> None:
    (row,) = (row for row in rows if row["key"] == SPOKEN)
    first, *answers, second, last = row["messages"][1:]
    assert (first["content"], first["reasoning_content"]) == ("First I read it.", "Then I write.")
    assert [call["id"] for call in first["tool_calls"]] == [answer["tool_call_id"] for answer in answers]
    assert len(answers) == 2
    assert (second["content"], len(second["tool_calls"]), last["role"]) == ("That is all.", 1, "tool")


def test_what_was_no_call_is_said_as_text(rows: list[Json]) -> None:
    texts = [message["content"] for row in rows if row["agent"] == "malformed" for message in row["messages"]
             if message["role"] == "assistant" and not message["tool_calls"]]
    assert texts
    assert all(texts)


def test_each_line_is_as_the_card_says(written: Path, rows: list[Json]) -> None:
    _, head, told = (written / CARD).read_text(encoding="utf-8").split("---\n", 2)
    features = yaml.safe_load(head)["dataset_info"]["features"]
    for row in rows:
        fits(row, features)
    assert yaml.safe_load(head)["configs"] == [{"config_name": "default", "data_files": FILE}]
    assert "1 episodes without a trace are left out" in told
    assert "| oracle | 6 | success 6 |" in told.replace("declined_rightly 1, success 5", "success 6")


def fits(value: Json, features: list[Json]) -> None:
    """Hold an object to the columns of a card: the same names, each value of its type or null."""
    assert sorted(value) == sorted(feature["name"] for feature in features)
    kinds = {"string": str, "int64": int, "bool": bool}
    for feature in features:
        found = value[feature["name"]]
        if found is None:
            continue
        if "dtype" in feature:
            assert type(found) is kinds[feature["dtype"]], feature
        for part in found if "list" in feature else [found] if "struct" in feature else []:
            fits(part, feature.get("list") or feature["struct"])


def test_the_same_run_gives_the_same_bytes(run: Path, toy_tasks: Path, written: Path, tmp_path: Path) -> None:
    assert write_jsonl(episodes_in(run), tmp_path, (toy_tasks,)) == len(
        (written / FILE).read_bytes().splitlines())
    for name in (FILE, CARD):
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_the_tasks_have_to_be_there(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"toy_.*\.jsonl: .*--tasks-dir says where that is"):
        write_jsonl(episodes_in(run), tmp_path)
    assert list(tmp_path.iterdir()) == []
