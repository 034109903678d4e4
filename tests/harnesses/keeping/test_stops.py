"""Stops: a full disk or a killed database ends a run with one sentence, and the same command goes on as if nothing had
happened: nothing is lost, nothing is done twice, and no episode is blamed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diorama.harnesses.episodes import Assignment, carry_out
from diorama.harnesses.folder import load_run, read_run_file, trace_file
from diorama.harnesses.jobs import Request, Result
from diorama.harnesses.keeping.halting import read_answer
from diorama.harnesses.progress import Quiet
from diorama.harnesses.run import plan_run, run
from diorama.snapshots.errors import StoreError, UsageError
from diorama.snapshots.store import Store
from diorama.snapshots.trace import read_trace
from tests.harnesses.made import NoTurn, made, request
from tests.lacking import lacks
from tests.postgres import Server


@pytest.fixture(scope="module")
def asked(toy_tasks: Path) -> Request:
    return request(toy_tasks, "oracle,idle", seeds=(0, 1, 2))


@pytest.fixture(scope="module")
def undisturbed(asked: Request, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    made(asked, folder)
    return gist(folder)


def gist(folder: Path, store: str = "") -> dict[str, str]:
    """Return all results without how many processes each took, and the bytes of the traces."""
    return {
        result.job.key: result.model_dump_json(exclude={"attempts"}) + read_trace(folder / result.trace).digest
        for source in load_run(folder, store) for result in source.results
    }


def complete(folder: Path) -> dict[str, int]:
    """Return the traces of episodes that are over, and when each was written, in ns."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("traces/*.jsonl") if read_trace(path).complete}


class Counting(Quiet):
    """Counts results, and does something at one of them."""

    def __init__(self, at: int = 0, do: Callable[[], object] | None = None) -> None:
        self.earlier = self.added = 0
        self.notes: list[str] = []
        self._at = at
        self._do = do

    def start(self, total: int, earlier: list[Result]) -> None:
        self.earlier = len(earlier)

    def add(self, result: Result) -> None:
        self.added += 1
        if self._do is not None and self.added == self._at:
            self._do()

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def server(require: Callable[[str], str]) -> Iterator[Server]:
    """Return a PostgreSQL server that a test may kill."""
    require("psycopg")
    own = Server(require("postgresql"))
    yield own
    own.stop()


@pytest.mark.long
@pytest.mark.parametrize("whole", [False, True])
def test_a_killed_database_stops_a_run_that_goes_on_later(
    asked: Request, undisturbed: dict[str, str], server: Server, tmp_path: Path, whole: bool
) -> None:
    url = server.new_database()
    folder = tmp_path / "run"
    plan = plan_run(asked)
    watch = Counting(5, server.kill)
    sentence = rf"^postgresql.*The run has stopped and lost nothing; the same command with --out {folder} goes on"
    with pytest.raises(StoreError, match=sentence):
        run(asked, plan, folder, workers=1, store=url, watch=watch, whole=whole)
    assert watch.added == 5
    with pytest.raises(StoreError):
        run(asked, plan, folder, workers=1, store=url, whole=whole)  # it is still gone
    server.start()
    server.wait()
    kept, traces = gist(folder, url), complete(folder)
    assert len(kept) <= 6  # those of the last moment may not have been kept, or not be known to have been
    assert len(traces) >= 5  # but their traces were
    again = Counting()
    run(asked, plan, folder, workers=1, store=url, watch=again, whole=whole)
    assert again.earlier == len(kept)
    assert again.earlier + again.added == len(undisturbed)
    assert again.notes == watch.notes == []
    assert gist(folder, url) == undisturbed
    if not whole:  # else the database has what counts, and traces are written as they are there
        assert traces.items() <= complete(folder).items(), "no episode that was over was played again"
    if whole:
        with Store(url) as store:
            name = read_run_file(folder).run
            for key in undisturbed:
                episode = store.episode(name, key)
                assert episode is not None
                assert episode.trace == trace_file(folder, key).read_bytes()
            assert len(store.traces()) == len(undisturbed)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a disk with little room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True
    ).returncode:
        lacks("the right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.long
def test_a_full_disk_stops_a_run_that_goes_on_later(
    asked: Request, undisturbed: dict[str, str], small: Path
) -> None:
    plan = plan_run(asked)
    made(asked, small / "run", most=2)
    left = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
    (small / "ballast").write_bytes(bytes(left - (48 << 10)))
    watch = Counting()
    with pytest.raises(StoreError, match="The run has stopped and lost nothing") as stop:
        run(asked, plan, small / "run", workers=2, watch=watch)
    assert "\n" not in str(stop.value)
    assert watch.earlier + watch.added < len(undisturbed)
    (small / "ballast").unlink()
    traces, again = complete(small / "run"), Counting()
    run(asked, plan, small / "run", workers=2, watch=again)
    assert again.earlier <= watch.earlier + watch.added
    assert again.earlier + again.added == len(undisturbed)
    assert watch.notes == again.notes == []
    assert gist(small / "run") == undisturbed
    assert traces.items() <= complete(small / "run").items(), "no episode that was over was played again"


_LIMITED = """
import resource, sys
from diorama.harnesses.episodes import carry_out
from tests.harnesses.made import NoTurn

order = sys.stdin.read()
for limit in map(int, sys.argv[1:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    print(carry_out(order, NoTurn()))
"""


def test_a_worker_that_can_write_no_more_says_so_and_blames_no_episode(
    asked: Request, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    """Wherever in the trace it is: the trace is left as one that can be gone on with."""
    job = next(job for job in plan_run(asked).jobs if job.key == "toy_letter@0.oracle")
    order = Assignment(job=job, folder=str(tmp_path), folders=tuple(map(str, asked.folders))).model_dump_json()
    done = subprocess.run([sys.executable, "-c", _LIMITED, "1", "1500"], input=order, capture_output=True, text=True,
                          timeout=120, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    for answer in done.stdout.splitlines():
        with pytest.raises(StoreError, match="File too large"):
            read_answer(answer)
    assert not read_trace(trace_file(tmp_path, job.key)).complete
    result = json.loads(carry_out(order, NoTurn()))
    assert {**result, "attempts": None} == {
        **json.loads(undisturbed[job.key][: undisturbed[job.key].rindex("}") + 1]), "attempts": None}


def test_no_run_begins_on_a_full_disk(asked: Request, small: Path) -> None:
    (small / "ballast").write_bytes(bytes(290 << 10))
    with pytest.raises((UsageError, StoreError), match=r"full|No space left|unable to open"):
        run(asked, plan_run(asked), small / "run", workers=1)
