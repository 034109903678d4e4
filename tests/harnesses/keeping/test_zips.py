"""Zips: a run that travels is read as its folder is, its bytes depend on the run alone, a hostile one is refused."""

import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from diorama.harnesses.cli import main
from diorama.harnesses.factorial import load_all
from diorama.harnesses.folder import load_run, read_run_file, trace_file
from diorama.harnesses.jobs import Request
from diorama.harnesses.keeping.reading import episodes_in
from diorama.harnesses.keeping.zips import all_opened, opened, pack
from diorama.snapshots.errors import StoreError, UsageError
from tests.harnesses.made import made, request


@pytest.fixture(scope="module")
def run(toy_tasks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "first"
    made(request(toy_tasks, "oracle,idle"), folder)
    return folder


@pytest.fixture(scope="module")
def packed(run: Path) -> Path:
    out = run.with_name("first.zip")
    pack(run, out)
    return out


def test_a_zip_has_the_run_and_nothing_else(run: Path, packed: Path) -> None:
    (run / "logs").mkdir()
    (run / "logs" / "worker-1.log").write_text("/home/somebody")
    (run / "run.lock").touch()
    traces = sorted(path.name for path in (run / "traces").iterdir())
    with zipfile.ZipFile(packed) as archive:
        assert sorted(archive.namelist()) == sorted(
            ["first/run.json", "first/run.sqlite", *(f"first/traces/{name}" for name in traces)])
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read(f"first/traces/{traces[0]}") == (run / "traces" / traces[0]).read_bytes()
    pack(run, run.with_name("again.zip"))
    assert run.with_name("again.zip").read_bytes() == packed.read_bytes()


def test_the_bytes_depend_on_the_results_alone_and_not_on_when_they_came(
    run: Path, packed: Path, toy_tasks: Path, tmp_path: Path
) -> None:
    """A run with its results kept in another order, and elsewhere, is packed alike."""
    other = tmp_path / "first"
    shutil.copytree(run, other, ignore=shutil.ignore_patterns("run.sqlite", "logs", "*.lock"))
    store = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    file = read_run_file(run).model_copy(update={"store": store})
    (other / "run.json").write_text(file.model_dump_json())
    with read_run_file(run).open_store(run, "") as there, file.open_store(other, "") as kept:
        kept.begin_run("another", "{}")
        kept.begin_run(file.run, file.plan.model_dump_json())
        for job, result in reversed(there.results(file.run).items()):
            kept.add_result(file.run, job, result)
    pack(other, tmp_path / "first.zip")
    assert (tmp_path / "first.zip").read_bytes() == packed.read_bytes()


def test_a_design_is_packed_with_its_cells_whatever_their_names(run: Path, tmp_path: Path) -> None:
    for guard in ("never", "delimit:all+keywords:80"):
        shutil.copytree(run, tmp_path / "design" / f"guard={guard},attack=mail:delegate")
    pack(tmp_path / "design", tmp_path / "design.zip")
    with opened(tmp_path / "design.zip") as folder:
        assert sorted(one.name for one in folder.iterdir()) == sorted(
            one.name for one in (tmp_path / "design").iterdir())
        assert len(list(load_all(folder))) == 4


def test_what_a_store_has_is_packed_along_and_the_folder_left_alone(
    database: str, toy_tasks: Path, tmp_path: Path
) -> None:
    file = made(request(toy_tasks, "oracle"), tmp_path / "first", store=database, whole=True)
    traces = {path.name: path.read_bytes() for path in (tmp_path / "first" / "traces").iterdir()}
    trace_file(tmp_path / "first", file.plan.jobs[0].key).unlink()
    before = sorted(tmp_path.rglob("*"))
    pack(tmp_path / "first", tmp_path / "first.zip")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "first.zip"])
    with opened(tmp_path / "first.zip") as folder:
        assert {path.name: path.read_bytes() for path in (folder / "traces").iterdir()} == traces
        assert read_run_file(folder).store == ""
        assert [source.results for source in load_run(folder)] == [
            source.results for source in load_run(tmp_path / "first")]


def test_a_result_cannot_have_another_file_read(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "first"
    shutil.copytree(run, copy)
    connection = sqlite3.connect(copy / "run.sqlite")
    change = "UPDATE results SET result = replace(result, '\"key\":\"toy', '\"key\":\"../toy')"
    assert connection.execute(change).rowcount == 6
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"the result of 'toy_.*' says that it is that of '\.\./toy_"):
        list(episodes_in(copy))


def test_a_zip_is_read_as_the_folder_is(run: Path, packed: Path) -> None:
    with all_opened([packed, run]) as (unpacked, same):
        assert same == run
        assert unpacked.name == "first"
        assert load_run(unpacked) == load_run(run)
    assert not unpacked.exists()


def test_a_design_is_packed_whole(toy_tasks: Path, tmp_path: Path) -> None:
    for cell in ("pressure=0", "pressure=1"):
        made(request(toy_tasks, "idle", tasks="toy/answer"), tmp_path / "dial" / cell)
    pack(tmp_path / "dial", tmp_path / "dial.zip")
    with opened(tmp_path / "dial.zip") as folder:
        assert [source.name for source in load_all(folder)] == ["pressure=0", "pressure=1"]


def test_runs_of_a_design_are_named_after_what_varies(toy_tasks: Path, tmp_path: Path) -> None:
    for cell in ("pressure=0,mood=calm,place=here", "pressure=1,mood=calm,place=here"):
        made(request(toy_tasks, "idle", tasks="toy/answer"), tmp_path / "dial" / cell)
    assert [source.name for source in load_all(tmp_path / "dial")] == ["pressure=0", "pressure=1"]


def test_who_writes_into_a_run_takes_no_zip(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["assess", str(packed), "--agent", "oracle"], ["run", "ClawsBench-Email", "--out", str(packed)]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
        assert "first.zip" in capsys.readouterr().err


def test_moments_of_a_zip_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = Request(suite="PhoneSafety", agents=("violator",), seeds=(0,), tasks="phone-safety/confirm/*-1", limit=1,
                    companions=False)
    made(asked, tmp_path / "phone")
    pack(tmp_path / "phone", tmp_path / "phone.zip")
    told = []
    for place in ("phone", "phone.zip"):
        with pytest.raises(SystemExit) as left:
            main(["compat", str(tmp_path / place), "--json"])
        assert not left.value.code
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert len(told[0]["moments"]) == 1


def test_every_reader_takes_a_zip(
    run: Path, packed: Path, toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(words)
        assert not left.value.code, capsys.readouterr().err
        return capsys.readouterr().out

    for words in (["report", "--json"], ["replay", "--json", "--tasks-dir", str(toy_tasks)], ["runs", "--json"]):
        of_zip, of_folder = (said(words[0], str(place), *words[1:]) for place in (packed, run))
        if words[0] == "report":
            assert of_zip == of_folder
        else:
            assert len(json.loads(of_zip)) == len(json.loads(of_folder))
            assert "first.zip" in of_zip
            assert "/diorama-" not in of_zip
    said("export", "--jsonl", str(tmp_path / "zip"), str(packed), "--tasks-dir", str(toy_tasks))
    said("export", "runs", str(run), "--jsonl", str(tmp_path / "folder"), "--tasks-dir", str(toy_tasks))
    for name in ("episodes.jsonl", "README.md"):
        assert (tmp_path / "zip" / name).read_bytes() == (tmp_path / "folder" / name).read_bytes()


def test_a_zip_that_is_there_is_not_written_over(run: Path, packed: Path) -> None:
    before = packed.read_bytes()
    with pytest.raises(UsageError, match=r"first\.zip is there already"):
        pack(run, packed)
    with pytest.raises(UsageError, match=r"holds no run"):
        pack(run / "traces", run.with_name("none.zip"))
    assert packed.read_bytes() == before
    assert not run.with_name("none.zip").exists()
    assert not list(run.parent.glob("*.new"))


def member(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = mode << 16
    return info


def hostile(kind: str, archive: zipfile.ZipFile) -> None:
    """Add to a zip what somebody might who means harm."""
    match kind:
        case "upwards":
            archive.writestr(member("first/../../evil.jsonl"), "x")
        case "absolute":
            archive.writestr(member("/tmp/run.json"), "x")
        case "backslash":
            archive.writestr(member("first/traces/..\\..\\evil.jsonl"), "x")
        case "drive":
            archive.writestr(member("C:/run.json"), "x")
        case "link":
            archive.writestr(member("first/traces/link.jsonl", stat.S_IFLNK | 0o777), "/etc/passwd")
        case "strange":
            archive.writestr(member("first/setup.py"), "x")
        case "twice":
            archive.writestr(member("first/talk/a.jsonl"), "x")
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(member("first/talk/a.jsonl"), "y")
        case "bomb":
            with archive.open(member("first/traces/bomb.jsonl"), "w") as out:
                for _ in range(160):
                    out.write(bytes(1 << 20))


@pytest.mark.parametrize(("kind", "why"), [
    ("upwards", "a zipped run has no such file"), ("absolute", "a zipped run has no such file"),
    ("backslash", "a zipped run has no such file"), ("drive", "a zipped run has no such file"),
    ("link", "it is a link"), ("strange", "'first/setup.py': a zipped run has no such file"),
    ("twice", "it is there twice"), ("bomb", "it would unpack to 9 files of 1678"),
])
def test_a_hostile_zip_is_refused(packed: Path, tmp_path: Path, kind: str, why: str) -> None:
    path = tmp_path / "in" / "hostile.zip"
    path.parent.mkdir()
    shutil.copy(packed, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        hostile(kind, archive)
    with pytest.raises(UsageError, match=why), opened(path):
        pytest.fail("it was opened")
    assert [one.name for one in tmp_path.rglob("*")] == ["in", "hostile.zip"]


def test_what_says_that_it_is_smaller_is_refused(packed: Path, tmp_path: Path) -> None:
    """A size that is a lie: what is unpacked ends there, and the checksum does not fit."""
    path = tmp_path / "lie.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member("first/run.json"), bytes(1 << 20))
    data = bytearray(path.read_bytes())
    size = (1 << 20).to_bytes(4, "little")
    at = data.rindex(size)
    data[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"lie\.zip is no zip of a run"), opened(path):
        pytest.fail("it was opened")


def changed(packed: Path, out: Path, change: Callable[[str], str]) -> Path:
    """Write a zip with another run.json."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()) if name.endswith("run.json") else data)
    return out


def test_a_zip_cannot_have_other_places_read(packed: Path, tmp_path: Path) -> None:
    """Its results are its own, and its jobs have names of files."""
    remote = changed(packed, tmp_path / "a.zip", lambda text: text.replace('"store": ""', '"store": "sqlite:////x"'))
    with pytest.raises(UsageError, match="its results are said to be kept in sqlite:////x"), opened(remote):
        pytest.fail("it was opened")
    outside = changed(packed, tmp_path / "b.zip", lambda text: text.replace('"toy_answer@0', '"../toy_answer@0'))
    with pytest.raises(UsageError, match=r"names a job '\.\./toy_answer@0.oracle'"), opened(outside):
        pytest.fail("it was opened")


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("text.zip", "empty.zip"):
        with pytest.raises(UsageError, match=f"{name} is no zip of a run"), opened(tmp_path / name):
            pytest.fail("it was opened")
