"""The viewer: what it tells of a run, of its episodes and of every step, and what it says where there is nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.folder import read_run_file
from diorama.harnesses.jobs import invalid
from diorama.harnesses.replay import beginning, replay, state_before
from diorama.harnesses.viewing.changes import told_changes
from diorama.harnesses.viewing.export import export
from diorama.harnesses.viewing.library import Library, RunShelf
from diorama.harnesses.viewing.states import REPLAYS
from diorama.harnesses.viewing.viewer import Viewer
from diorama.snapshots.calls import BLOCKED, UNPARSED, Call, Outcome
from diorama.snapshots.diff import Change, diff
from diorama.snapshots.errors import UsageError
from diorama.snapshots.store import Store
from diorama.snapshots.trace import Lines, read_trace
from tests.harnesses.made import made, request
from tests.harnesses.viewing.conftest import (
    BRANCH,
    GUARDED,
    HOSTILE,
    LINE,
    LONG,
    ORACLE,
    ROWS,
    STEPS,
    TEXTS,
    UNDER_WAY,
    VIOLATOR,
    recorded,
)

RUN = "first"
JOBS = 24


def told(viewer: Viewer, key: str) -> dict[str, Any]:
    return json.loads(json.dumps(viewer.episode(RUN, key)))  # type: ignore[no-any-return]


def test_a_run_is_told_with_its_counts(viewer: Viewer) -> None:
    run: Any
    [run] = viewer.runs()
    assert run["name"] == RUN
    assert (run["planned"], run["done"]) == (JOBS, JOBS)
    assert run["agents"] == ["<script>window.owned = 1</script>", "decliner", "idle", "oracle", "violator"]
    assert run["total"] == len(viewer.rows(RUN, {})) > JOBS
    assert run["counts"]["success"] == len(viewer.rows(RUN, {"success": "1", "branch": "0"}))
    [fault] = run["faults"]
    assert fault["trace"] == "damaged.jsonl"
    assert "line 1" in fault["why"]


def test_a_list_comes_in_pages(viewer: Viewer) -> None:
    whole = viewer.rows(RUN, {})
    pages: list[Any] = [viewer.episodes(RUN, {}, start, 10) for start in range(0, len(whole), 10)]
    assert all(page["matched"] == len(whole) for page in pages)
    assert [row["key"] for page in pages for row in page["rows"]] == [row.key for row in whole]
    for row, before, after in zip(whole[1:], whole, [*whole[2:], None], strict=False):
        around = viewer.around(RUN, row.key, {})
        assert (around["before"], around["after"]) == (before.key, after.key if after else None)
    with pytest.raises(UsageError, match="1 to 1000 rows"):
        viewer.episodes(RUN, {}, 0, 5_000)


def test_an_episode_has_its_findings_at_their_steps(viewer: Viewer, folder: Path) -> None:
    episode = told(viewer, VIOLATOR)
    verdict = read_trace(folder / "traces" / f"{VIOLATOR}.jsonl").verdict
    assert verdict is not None
    assert episode["verdict"] == {"value": verdict}
    assert episode["row"]["harmed"] is True
    steps = told_steps(viewer, VIOLATOR)
    acts: Any = verdict["unsafe"]
    assert acts
    for act in acts:
        outlined = episode["outline"][act["step"] - 1]["marks"]
        assert {"kind": act["kind"], "name": act["code"], "severity": act["severity"]} in outlined
        assert act["evidence"] in [mark.get("evidence") for mark in steps[act["step"] - 1]["marks"]]


def told_steps(viewer: Viewer, key: str, first: int = 1, last: int = 50, run: str = RUN) -> list[Any]:
    steps = json.loads(json.dumps(viewer.steps(run, key, first, last)))["steps"]
    assert isinstance(steps, list)
    return steps


def test_the_words_of_a_model_stand_at_its_step(viewer: Viewer) -> None:
    first, *others = told_steps(viewer, VIOLATOR)
    [turn] = first["turns"]
    assert turn["value"]["text"] == "I shall read it."
    assert turn["value"]["reasoning"] == "It may matter."
    assert turn["value"]["usage"]["cost"] == 5_600
    assert not any(step["turns"] for step in others)
    assert told(viewer, VIOLATOR)["usage"]["input"] == 1_200
    assert told(viewer, ORACLE)["usage"] is None


def test_a_call_that_a_guard_stopped_is_the_one_that_was_asked_for(viewer: Viewer) -> None:
    [blocked] = told_steps(viewer, GUARDED, 1, 1)
    assert (blocked["tool"], blocked["guard"]) == ("mail.send", {"name": "<b>tool-filter</b>", "stops": True})
    assert blocked["arguments"]["value"]["body"] == "4711"
    assert viewer.part(RUN, GUARDED, "arguments", 1, ["body"], 0, 2) == {"value": "47"}
    [line] = told(viewer, GUARDED)["outline"]
    assert (line["tool"], line["guard"]) == ("mail.send", "<b>tool-filter</b>")


def test_changes_are_those_between_the_states(viewer: Viewer, folder: Path, toy_tasks: Path) -> None:
    path = folder / "traces" / f"{VIOLATOR}.jsonl"
    last = len(read_trace(path).steps)
    found: Any = viewer.changes(RUN, VIOLATOR, 1, last)
    assert found["differs_at"] == 0
    for number, step in enumerate(found["steps"], 1):
        before, after = (state_before(path, at, (toy_tasks,))[1] for at in (number, number + 1))
        assert [one["path"] for one in step["changes"]] == [one.path for one in diff(before, after)]
    assert any(step["changes"] for step in found["steps"])
    assert viewer.brief(RUN, VIOLATOR)["instruction"] == {"value": beginning(path, (toy_tasks,))[1].task.instruction}


def test_what_does_not_replay_is_said(viewer: Viewer) -> None:
    found: Any = viewer.changes(RUN, HOSTILE, 1, 1)
    assert found["differs_at"] == 1
    check: Any = viewer.check(RUN, HOSTILE)
    assert check["identical"] == 0
    assert check["first_difference"]["step"] == 1


def test_where_it_goes_another_way_is_said_however_much_was_looked_at(folder: Path, toy_tasks: Path) -> None:
    """What is forgotten in between is found out again."""
    viewer = Viewer([folder], (toy_tasks,))
    first = viewer.changes(RUN, HOSTILE, 1, 1)
    others = [row for row in viewer.rows(RUN, {"companion": "1"}) if row.steps][: REPLAYS + 1]
    assert len(others) > REPLAYS
    for row in others:
        viewer.changes(RUN, row.key, 1, 1)
    assert viewer.changes(RUN, HOSTILE, 1, 1) == first


def test_a_check_says_what_replay_says(viewer: Viewer, folder: Path, toy_tasks: Path) -> None:
    done = replay(folder / "traces" / f"{ORACLE}.jsonl", (toy_tasks,))
    check = viewer.check(RUN, ORACLE)
    assert check["steps"] == check["identical"] == done.identical
    assert check["first_difference"] is None
    assert check["complete"] is True


def test_without_the_folder_of_tasks_the_reason_is_said(folder: Path) -> None:
    alone = Viewer([folder])
    for told_ in (alone.brief(RUN, ORACLE), alone.check(RUN, ORACLE), alone.changes(RUN, ORACLE, 1, 1)):
        assert "--tasks-dir" in str(told_["error"])
    assert alone.episode(RUN, ORACLE)["outline"]


def test_tasks_are_read_before_anybody_asks(toy_tasks: Path, folder: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(toy_tasks, tmp_path / "tasks")
    viewer = Viewer([folder], (elsewhere,))
    viewer.prepare()
    for path in elsewhere.rglob("*.yaml"):
        path.unlink()
    assert "instruction" in viewer.brief(RUN, VIOLATOR)
    (elsewhere / "broken.yaml").write_text("id: [", encoding="utf-8")
    again = Viewer([folder], (elsewhere, elsewhere))
    again.prepare()
    assert "broken.yaml" in str(again.brief(RUN, VIOLATOR)["error"])


def test_a_branch_stands_under_its_parent(viewer: Viewer) -> None:
    tree: Any = viewer.tree(RUN, BRANCH)
    assert [(node["row"]["key"], node["depth"], node["at"]) for node in tree["nodes"]] == [
        (VIOLATOR, 0, 0), (BRANCH, 1, 2)]
    assert tree["lost"] == ""
    assert viewer.tree(RUN, VIOLATOR) == tree
    alone: Any = viewer.tree(RUN, ORACLE)
    assert len(alone["nodes"]) == 1


def test_a_branch_whose_parent_is_elsewhere_names_it(folder: Path) -> None:
    path = folder / "traces" / f"{BRANCH}.jsonl"
    alone = Viewer([path])
    parent = read_trace(path).header.parent
    assert parent is not None
    assert alone.tree("traces", BRANCH)["lost"] == parent.trace
    both: Any = Viewer([path, folder]).tree("traces", BRANCH)
    assert both["nodes"][0]["run"] == RUN


def test_an_episode_under_way_has_steps_and_no_verdict(viewer: Viewer) -> None:
    episode = told(viewer, UNDER_WAY)
    assert (episode["complete"], episode["verdict"], episode["row"]["label"]) == (False, None, None)
    assert len(episode["outline"]) == 1


def test_hostile_texts_are_told_as_they_are(viewer: Viewer) -> None:
    for text, step in zip(TEXTS, told_steps(viewer, HOSTILE), strict=True):
        assert step["tool"] == TEXTS[0]
        assert step["arguments"]["value"] == {"text": text, text: ["x", text]}
        assert step["outcome"]["value"] == {"result": {"said": text, "more": [text, {text: text}]}}


def test_long_values_come_in_parts(viewer: Viewer) -> None:
    first, second, third = told_steps(viewer, LONG, 1, 3)
    assert len(json.dumps((first, second))) < 20_000
    assert first["outcome"]["cuts"] == [{"place": ["result"], "kind": "items", "size": ROWS}]
    assert second["outcome"]["cuts"] == [{"place": ["result"], "kind": "text", "size": LINE}]
    assert third["outcome"]["value"] == {"result": {"number": str(2**70 + 3)}}
    rows = viewer.part(RUN, LONG, "outcome", 1, ["result"], ROWS - 3, ROWS)
    assert rows == {"value": [ROWS - 3, ROWS - 2, ROWS - 1]}
    text = viewer.part(RUN, LONG, "outcome", 2, ["result"], 0, LINE)["value"]
    assert isinstance(text, str)
    assert len(text) == LINE
    assert len(told(viewer, LONG)["outline"]) == STEPS
    assert len(told_steps(viewer, LONG, STEPS - 49, STEPS)) == 50


@pytest.mark.parametrize(("ask", "why"), [
    (lambda viewer: viewer.episode("frist", ORACLE), "Did you mean 'first'"),
    (lambda viewer: viewer.episode(RUN, "toy_letter@0.oracel"), f"Did you mean '{ORACLE}'"),
    (lambda viewer: viewer.steps(RUN, ORACLE, 1, 500), "50 at most"),
    (lambda viewer: viewer.changes(RUN, ORACLE, 0, 1), "not from 0 to 1"),
    (lambda viewer: viewer.picture(RUN, ORACLE, 0), "has no screen"),
    (lambda viewer: viewer.part(RUN, ORACLE, "secret", 1, [], 0, 1), "there is no part 'secret'"),
    (lambda viewer: viewer.part(RUN, ORACLE, "outcome", 99, [], 0, 1), "there is no step 99"),
    (lambda viewer: viewer.part(RUN, ORACLE, "before", 99, [1], 0, 1), "none of number 99"),
])
def test_what_is_not_there_is_named(viewer: Viewer, ask: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        ask(viewer)


def test_a_trace_outside_the_folder_is_not_read(folder: Path, tmp_path: Path) -> None:
    """Who gets a run from elsewhere does not read the files that it names."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    shutil.copy(folder / "traces" / f"{ORACLE}.jsonl", tmp_path / "outside.jsonl")
    shelf = RunShelf(copy, "copy")
    row = next(row for row in shelf.rows() if row.key == ORACLE)
    with pytest.raises(UsageError, match="outside"):
        shelf.path_of(row._replace(trace="../outside.jsonl"))


def test_results_that_come_later_are_seen(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    file = read_run_file(copy)
    (copy / "run.sqlite").unlink()
    with Store(folder / "run.sqlite") as all_, Store(copy / "run.sqlite") as some:
        results = all_.results(file.run)
        some.begin_run(file.run, file.plan.model_dump_json())
        shelf = RunShelf(copy, "copy")
        assert not any(row.label and row.place < JOBS and shelf.result(row.key) for row in shelf.rows())
        for key in (ORACLE, VIOLATOR):
            some.add_result(file.run, key, results[key])
        assert {row.key for row in shelf.rows() if shelf.result(row.key)} == {ORACLE, VIOLATOR}
    assert len([row for row in shelf.rows() if row.key == ORACLE]) == 1


def test_an_episode_that_left_no_trace_has_its_verdict(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    file = read_run_file(copy)
    (copy / "run.sqlite").unlink()
    (copy / "traces" / f"{ORACLE}.jsonl").unlink()
    job = next(job for job in file.plan.jobs if job.key == ORACLE)
    with Store(copy / "run.sqlite") as store:
        store.begin_run(file.run, file.plan.model_dump_json())
        store.add_result(file.run, ORACLE, invalid(job, "killed: signal 9", 3).model_dump_json())
    viewer = Viewer([copy])
    told_: Any = viewer.episode("copy", ORACLE)
    assert told_["verdict"]["value"]["cause"] == "killed: signal 9"
    assert told_["outline"] == []
    assert told_["result"]["attempts"] == 3
    with pytest.raises(UsageError, match="left no trace"):
        viewer.tree("copy", ORACLE)
    done = export(viewer, tmp_path / "one.html", {"invalid": "1"})
    assert (done.episodes, done.whole) == (1, 1)


def test_traces_that_are_kept_in_a_store_are_fetched(toy_tasks: Path, tmp_path: Path) -> None:
    made(request(toy_tasks, tasks="toy/answer"), tmp_path / "far", store=f"sqlite:///{tmp_path / 'far.sqlite'}",
         whole=True)
    shutil.rmtree(tmp_path / "far" / "traces")
    viewer = Viewer([tmp_path / "far"], (toy_tasks,))
    [row] = viewer.rows("far", {})
    assert len(told_steps(viewer, row.key, run="far")) == row.steps > 0


def test_a_trace_that_somebody_made_up_is_refused_alone(folder: Path, tmp_path: Path) -> None:
    """A line that is chained as it should be may still hold anything; the others are shown all the same."""
    whole = read_trace(folder / "traces" / f"{ORACLE}.jsonl")
    shutil.copy(folder / "traces" / f"{ORACLE}.jsonl", tmp_path / "good.jsonl")
    bodies = {
        "deep.jsonl": '{"step":1,"actor":' + "[" * 100_000 + "]" * 100_000,
        "verdict.jsonl": '{"end":"","call":null,"error":"","verdict":{"unsafe":[{"step":"<b>"}]}',
    }
    for name, body in bodies.items():
        lines = Lines()
        head = lines.header(whole.header)
        (tmp_path / name).write_bytes(head + body.encode() + lines.ending(body.encode()))
    (tmp_path / "traces").mkdir()
    shutil.copy(tmp_path / "good.jsonl", tmp_path / "traces" / f"{VIOLATOR}.jsonl")
    for tool in (BLOCKED, UNPARSED):
        recorded(tmp_path, f"stands-for-{tool or 'nothing'}", [(Call.of(tool, {"tool": 7}), Outcome())])
    for path in (tmp_path / "traces").glob("stands-*"):
        path.rename(tmp_path / path.name)
    shutil.rmtree(tmp_path / "traces")
    [run] = Viewer([tmp_path]).runs()
    faults: Any = run["faults"]
    assert [fault["trace"] for fault in faults] == [
        "deep.jsonl", f"stands-for-{BLOCKED}.jsonl", "stands-for-nothing.jsonl", "verdict.jsonl"]
    assert all("stands for no action" in fault["why"] for fault in faults[1:3])
    assert "beyond all measure" in faults[0]["why"]
    assert "its verdict is none" in faults[3]["why"]
    assert run["total"] == 1


def test_where_there_is_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no run, folder or trace"):
        Library([tmp_path / "nothing"])
    with pytest.raises(UsageError, match="neither a run"):
        Library([tmp_path])
    (tmp_path / "no.jsonl").write_text("{}\n")
    [run] = Viewer([tmp_path / "no.jsonl"]).runs()
    assert run["faults"]


def test_folders_of_the_same_name_are_told_apart(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "first")
    assert [name for name, _ in Library([folder, tmp_path / "first"])] == ["first", "first~2"]
    assert [name for name, _ in Library([tmp_path])] == [f"{tmp_path.name} first"]


LINES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=30)


@given(LINES, LINES)
def test_the_parts_of_a_change_give_both_sides(before: list[str], after: list[str]) -> None:
    told_: Any = told_changes([Change("t.r.f", list(before), list(after))])["changes"]
    parts = told_[0]["parts"]
    kept = sum(one.get("count", 0) for one in parts)
    assert sum(one["op"] in "=-" for one in parts) + kept == len(before)
    assert sum(one["op"] in "=+" for one in parts) + kept == len(after)
