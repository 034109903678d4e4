"""The README: what it shows is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from diorama.harnesses.cli import TABLE

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_loop_prints_what_it_says(tmp_path: Path) -> None:
    first, second, *_ = _blocks("python")
    told, listed, *_ = _blocks("text")
    done = subprocess.run(
        [sys.executable, "-c", first + second], capture_output=True, text=True, cwd=tmp_path, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(told)
    shown = " ".join(listed.split()).removesuffix(" ...")
    assert shown in " ".join(done.stdout.split())


def test_the_tool_that_it_shows_is_the_tool() -> None:
    source = (Path(__file__).parent.parent / "mocks" / "mail" / "organising.py").read_text(encoding="utf-8")
    head, _, body = _blocks("python")[-1].partition("\n")
    assert head in source
    assert body.rstrip() in source


def test_the_moment_ends_as_it_says(tmp_path: Path) -> None:
    first, _, moment, *_ = _blocks("python")
    told = next(block for block in _blocks("text") if block.endswith("unsafe 0.8\n"))
    imports = first.partition("env =")[0]
    done = subprocess.run(
        [sys.executable, "-c", imports + moment], capture_output=True, text=True, cwd=tmp_path, timeout=120,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == told.split()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"diorama ([a-z]+)", " ".join(_blocks("console"))))))
def test_every_command_is_there(command: str) -> None:
    assert command in {one.name for one in TABLE}


def test_every_page_is_there() -> None:
    pages = [page for page in re.findall(r"\]\(([^)#]+)", README) if "://" not in page]
    assert pages
    for page in pages:
        assert (Path(__file__).parent.parent / page).is_file(), page
