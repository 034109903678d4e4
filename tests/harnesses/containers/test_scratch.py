"""Scratch folders: a container has the episode in hand, and what it leaves is trusted for that one alone."""

from pathlib import Path

import pytest

from diorama.harnesses.containers.scratch import Scratch, User, settle_all


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a run's folder with two jobs begun."""
    for folder in ("traces", "talk"):
        (tmp_path / "run" / folder).mkdir(parents=True)
        for job in ("one", "two"):
            (tmp_path / "run" / folder / f"{job}.jsonl").write_text(f"{folder} of {job}")
    return tmp_path / "run"


def files(folder: Path) -> dict[str, str]:
    return {
        f"{name}/{path.name}": path.read_text() for name in ("talk", "traces") for path in (folder / name).iterdir()
    }


def test_the_episode_in_hand_goes_in_and_comes_back(run: Path) -> None:
    before = files(run)
    scratch = Scratch(run, 1, User())
    scratch.take("one")
    assert files(scratch.path) == {"talk/one.jsonl": "talk of one", "traces/one.jsonl": "traces of one"}
    assert "traces/one.jsonl" not in files(run)
    (scratch.path / "traces" / "one.jsonl").write_text("longer")
    scratch.give_back("one")
    assert files(run) == {**before, "traces/one.jsonl": "longer"}
    scratch.close()
    assert not scratch.path.exists()


def test_what_was_in_hand_when_all_was_killed_is_taken_back(run: Path) -> None:
    before = files(run)
    scratch = Scratch(run, 3, User())
    scratch.take("two")
    (scratch.path / "traces" / "two.jsonl").write_text("as far as it got")
    (scratch.path / "logs" / "worker-1-1.log").write_text("last words")
    settle_all(run)
    assert files(run) == {**before, "traces/two.jsonl": "as far as it got"}
    assert [path.read_text() for path in (run / "logs").iterdir()] == ["last words"]
    assert not (run / "containers").exists()


def test_nothing_else_is_taken_back(run: Path, tmp_path: Path) -> None:
    """Neither another job's trace, nor what a link leads to, nor through a folder that is a link."""
    before = files(run)
    secret = tmp_path / "secret"
    secret.write_text("of the host")
    scratch = Scratch(run, 1, User())
    scratch.take("one")
    (scratch.path / "traces" / "two.jsonl").write_text("forged")
    (scratch.path / "traces" / "one.jsonl").unlink()
    (scratch.path / "traces" / "one.jsonl").symlink_to(secret)
    scratch.give_back("one")
    assert files(run) == {key: text for key, text in before.items() if key != "traces/one.jsonl"}

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    scratch.take("two")
    for path in (scratch.path / "traces").iterdir():
        path.unlink()
    (scratch.path / "traces").rmdir()
    (scratch.path / "traces").symlink_to(elsewhere)
    (elsewhere / "two.jsonl").write_text("through a link")
    scratch.give_back("two")
    assert "traces/two.jsonl" not in files(run)
    (run / "traces" / "two.jsonl").write_text("again")
    scratch.take("two")
    assert [path.name for path in elsewhere.iterdir()] == ["two.jsonl"]
    assert (elsewhere / "two.jsonl").read_text() == "through a link"
    scratch.close()
    settle_all(run)
    assert secret.read_text() == "of the host"


def test_a_file_that_containers_cannot_read_is_told(tmp_path: Path) -> None:
    user = User()
    if not user.root:
        pytest.skip("containers run as whoever runs the tests, who may read it all")
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "open").mkdir(mode=0o755)
    assert not user.may_read(tmp_path / "closed")
    assert user.may_read(tmp_path / "open")
