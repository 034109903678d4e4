"""`diorama runs`: what it lists, what it fetches, what it migrates."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.cli import main
from diorama.harnesses.folder import load_run, trace_file
from diorama.harnesses.keeping.listing import listed
from diorama.harnesses.run import plan_run, run
from diorama.snapshots.errors import StoreError, UsageError
from diorama.snapshots.store import FORMAT, Store
from tests.harnesses.made import made, request

OLD = Path(__file__).parents[2] / "snapshots" / "format_1.store"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(words)
    told = capsys.readouterr()
    assert not left.value.code, told.err
    return told.out


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(said(capsys, *words, "--json"))


def test_runs_are_listed_wherever_they_are(
    database: str, toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made(request(toy_tasks, "oracle,idle"), Path("runs/whole"))
    made(request(toy_tasks, "idle"), Path("runs/deep/part"), most=2)
    made(request(toy_tasks, "idle", tasks="toy/answer"), Path("runs/elsewhere"), store=database)
    said(capsys, "runs", "pack", "runs/whole", "whole.zip")
    found = shown(capsys, "runs")["runs"]
    assert [(one["where"], one["done"], one["planned"], one["invalid"], one["agents"]) for one in found] == [
        ("runs/deep/part", 2, 3, 0, ["idle"]), ("runs/elsewhere", 1, 1, 0, ["idle"]),
        ("runs/whole", 6, 6, 0, ["oracle", "idle"]),
    ]
    assert found == shown(capsys, "runs", "list", "runs")["runs"]
    assert all(one["suite"] == "ClawsBench-Email" and one["written"] for one in found)
    (zipped,) = shown(capsys, "runs", "whole.zip")["runs"]
    assert (zipped["where"], zipped["done"], zipped["name"]) == ("whole.zip", 6, found[2]["name"])
    (stored,) = shown(capsys, "runs", database)["runs"]
    assert (stored["name"], stored["done"], stored["written"]) == (found[1]["name"], 1, "")
    table = said(capsys, "runs", "runs")
    assert "2/3" in table
    assert "ClawsBench-Email" in table


def test_a_run_that_cannot_be_read_is_listed_with_the_reason(toy_tasks: Path, tmp_path: Path) -> None:
    made(request(toy_tasks, "idle", tasks="toy/answer"), tmp_path / "good")
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "run.json").write_text("{")
    file = made(request(toy_tasks, "idle", tasks="toy/answer"), tmp_path / "lost", store=f"sqlite:///{tmp_path}/x.sqlite")
    (tmp_path / "x.sqlite").unlink()
    good, lost, torn = listed([str(tmp_path)])
    assert (good.done, good.error) == (1, "")
    assert (lost.name, lost.done) == (file.run, None)
    assert "there is no run" in lost.error
    assert (torn.done, "is not a run of this version" in torn.error) == (None, True)
    with pytest.raises(UsageError, match=r"there is no folder or zip .*nowhere"):
        list(listed([str(tmp_path / "nowhere")]))


def test_a_run_kept_in_a_store_is_fetched_and_gone_on_with(
    database: str, toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = request(toy_tasks, "oracle,idle")
    file = made(asked, tmp_path / "there", store=database, whole=True, most=4)
    told = shown(capsys, "runs", "fetch", file.run, str(tmp_path / "here"), "--store", database)
    assert told == {"run": str(tmp_path / "here"), "planned": 6, "traces": 4}
    fetched = load_run(tmp_path / "here")
    assert [source.results for source in fetched] == [source.results for source in load_run(tmp_path / "there")]
    for job in file.plan.jobs[:4]:
        there, here = (trace_file(tmp_path / name, job.key) for name in ("there", "here"))
        assert here.read_bytes() == there.read_bytes()
    made(asked, tmp_path / "here")
    assert [len(source.results) for source in load_run(tmp_path / "here")] == [3, 3]
    with Store(database) as store:
        assert len(store.results(file.run)) == 4
    with pytest.raises(SystemExit):
        main(["runs", "fetch", file.run, str(tmp_path / "here"), "--store", database])
    assert "is not an empty folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["runs", "fetch", file.run[:-1], str(tmp_path / "new"), "--store", database])
    assert f"Did you mean '{file.run}'?" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_run_wholly_in_a_store_is_finished_by_workers(postgresql: str, toy_tasks: Path, tmp_path: Path) -> None:
    """What another machine has done already is fetched into the folder, and not done again."""
    asked = request(toy_tasks, "oracle,idle", tasks="toy/letter")
    file = made(asked, tmp_path / "run", store=postgresql, whole=True, most=1)
    with Store(postgresql) as store:
        episode = store.episode(file.run, file.plan.jobs[0].key)
    shutil.rmtree(tmp_path / "run" / "traces")
    finished = run(asked, plan_run(asked), tmp_path / "run", workers=1, store=postgresql)
    assert [result.job for result in finished.results] == list(file.plan.jobs)
    with Store(postgresql) as store:
        assert store.episode(file.run, file.plan.jobs[0].key) == episode
        last = store.episode(file.run, file.plan.jobs[1].key)
    assert last is not None
    assert trace_file(tmp_path / "run", file.plan.jobs[1].key).read_bytes() == last.trace
    with pytest.raises(UsageError, match="takes the URL"):
        run(asked, plan_run(asked), tmp_path / "other", whole=True)
    made(asked, tmp_path / "plain", store=postgresql, most=0)
    with pytest.raises(UsageError, match="began with its traces in the folder alone"):
        run(asked, plan_run(asked), tmp_path / "plain", store=postgresql, whole=True)


def test_an_old_store_is_migrated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(OLD, tmp_path / "old.sqlite")
    place = str(tmp_path / "old.sqlite")
    assert shown(capsys, "runs", "migrate", place)["found"] == 1
    assert shown(capsys, "runs", "migrate", place)["found"] == FORMAT


def test_who_reads_a_store_makes_none(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = tmp_path / "none.sqlite"
    for words in (["migrate", str(none)], ["list", f"sqlite:///{none}"],
                  ["fetch", "a", str(tmp_path / "out"), "--store", f"sqlite:///{none}"]):
        with pytest.raises(SystemExit):
            main(["runs", *words])
        assert "none.sqlite: there is no such file" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []
    if database.startswith("sqlite"):
        Path(database.removeprefix("sqlite:///")).touch()
    with pytest.raises(SystemExit):
        main(["runs", "list", database])
    assert "it is no store of runs" in capsys.readouterr().err


def test_a_store_without_a_run_says_so(database: str, toy_tasks: Path, tmp_path: Path) -> None:
    file = made(request(toy_tasks, "idle", tasks="toy/answer"), tmp_path / "run")
    with Store(database) as store, pytest.raises(StoreError, match="there is no run"):
        store.results(file.run)
