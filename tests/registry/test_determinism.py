"""Same task, seed and calls: the same digests, observations and traces, in any process and on any Python."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Require
from tests.registry import story

ROOT = Path(__file__).parent.parent.parent
SCRIPT = str(Path(story.__file__))


def start(python: str, hash_seed: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a process that tells the stories under a hash seed, in another time zone and locale."""
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", ""), "PYTHONHASHSEED": hash_seed,
        "TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
    }
    return subprocess.Popen(
        [python, "-W", "error", SCRIPT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment,
    )


def told(process: "subprocess.Popen[str]") -> list[str]:
    """Return what a process told; it must end well."""
    out, problems = process.communicate(timeout=600)
    assert process.returncode == 0, problems[-3000:]
    return out.splitlines()


def assert_same(first: list[str], second: list[str]) -> None:
    for number, (a, b) in enumerate(zip(first, second, strict=False)):
        assert a == b, f"line {number}, after {first[max(0, number - 3) : number]}"
    assert len(first) == len(second)


def test_processes_with_other_hash_seeds_tell_the_same() -> None:
    """This process has a hash seed of its own: the third."""
    others = [start(sys.executable, seed, "primary", "3") for seed in ("1", "77")]
    here = story.stories([3], companions=False).splitlines()
    assert len(here) > 100
    for other in others:
        assert_same(here, told(other))


def test_seeds_and_tasks_tell_different_stories() -> None:
    task = story.tasks(companions=False)[0]
    told_of = ["\n".join(story.story(task, seed, "random")) for seed in (1, 2, 1)]
    assert told_of[0] == told_of[2]
    assert told_of[0] != told_of[1]


@pytest.mark.long
@pytest.mark.parametrize("name", ["python3.12", "python3.13"])
def test_another_python_tells_the_same(name: str, require: Require, tmp_path: Path) -> None:
    python = require(name)
    subprocess.run([python, "-m", "venv", str(tmp_path / "venv")], check=True)
    other = str(tmp_path / "venv" / "bin" / "python")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    subprocess.run([other, "-m", "pip", "install", "--quiet", *project["dependencies"]], check=True, timeout=600)
    elsewhere = start(other, "5", "all", "0", "1")
    assert_same(story.stories([0, 1], companions=True).splitlines(), told(elsewhere))
