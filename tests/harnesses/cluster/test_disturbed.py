"""Runs on a cluster: workers are killed, and the results are those of a run that nobody has disturbed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diorama.harnesses.cluster.pool import Cluster
from diorama.harnesses.cluster.station import Station, same
from diorama.harnesses.jobs import Request, Result
from diorama.harnesses.progress import Quiet
from diorama.harnesses.run import plan_run, run
from tests.conftest import Require
from tests.harnesses.elsewhere import command, gist, kill

MARK = "from diorama.mocks.shell.executors.owners import own_mark; print(own_mark())"


def stations() -> list[int]:
    """Return the processes of this machine that are stations of a cluster."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(b"ray::Station"):
                found.append(int(path.parent.name))
        except OSError:  # it has ended just now
            continue
    return found


class Disturbing(Quiet):
    """Kills all stations at the sixth result, when the others' agents wait, lets those go on, and kills again at the
    next."""

    def __init__(self) -> None:
        self.results = 0
        self.killed: list[int] = []
        self.notes: list[str] = []

    def add(self, result: Result) -> None:
        self.results += 1
        if self.results in (6, 7):
            for pid in stations():
                kill(pid)
                self.killed.append(pid)
        if self.results == 6:
            Path("hold").unlink()

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.mark.long
@pytest.mark.parametrize("share", [True, False])
def test_killed_workers_lose_nothing(ray_cluster: None, home: Path, toy_tasks: Path, share: bool) -> None:
    """With a folder that all nodes see; and without, when traces come back with the results."""
    whole, killed = home / "whole", home / "killed"
    subprocess.run(command(toy_tasks, "python:mine:Held", whole), check=True, capture_output=True, timeout=300)
    request = Request("ClawsBench-Email", ("python:mine:Held",), (0, 1, 2), tasks="toy/*", companions=False,
                      folders=(toy_tasks,), time_limit=3600)
    place = Cluster(share=share)
    watch = Disturbing()
    Path("hold").touch()
    run(request, plan_run(request, place), killed, workers=2, retries=5, watch=watch, place=place)
    assert len(set(watch.killed)) >= 2
    assert any("its worker was lost" in note for note in watch.notes), watch.notes
    assert gist(killed) == gist(whole)
    assert [path.name for path in killed.iterdir() if path.name.endswith(".shared")] == []


def test_a_station_clears_away_what_killed_ones_have_left(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.run([sys.executable, "-c", MARK], check=True, capture_output=True, text=True, timeout=60)
    left = tmp_path / f"diorama-station-{ended.stdout.strip()}-x"
    left.mkdir()
    station = Station("mine:work", str(tmp_path / "run"), "", str(home), same)
    own = [path for path in tmp_path.iterdir() if path.name.startswith("diorama-station-")]
    assert left not in own
    assert len(own) == 1
    station.close()
    assert not own[0].exists()


def test_the_command_starts_a_cluster_and_ends_it(ray_cluster: None, home: Path, toy_tasks: Path) -> None:
    before = set(stations())
    words = command(toy_tasks, "oracle", home / "run", "--pool", "ray", "--workers", "1", "--limit", "1")
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300,
                           env={**os.environ, "RAY_ADDRESS": ""})
    assert ended.returncode == 0, ended.stderr
    assert len(gist(home / "run")) == 3
    assert set(stations()) <= before


def test_a_cluster_that_is_not_there_is_an_error_with_its_address(
    require: Require, home: Path, toy_tasks: Path
) -> None:
    require("ray")
    words = command(toy_tasks, "oracle", home / "run", "--pool", "ray", "--ray-address", "127.0.0.1:1", "--limit", "1")
    ended = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 2
    assert "there is no Ray cluster at 127.0.0.1:1" in ended.stderr
