"""A Docker engine with the pool's image, and tasks and agents that a container's user can read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Require
from tests.harnesses.elsewhere import AGENTS


@pytest.fixture
def image(require: Require) -> Iterator[str]:
    """Return the image of the code that is tested; after the test nothing is left of containers that were made here."""
    require("docker")
    yield require("pool image")
    from diorama.harnesses.containers.engine import OWNER, engine
    from diorama.mocks.shell.executors.owners import own_mark

    assert engine().api.containers(all=True, filters={"label": f"{OWNER}={own_mark()}"}) == []


@pytest.fixture
def home(tmp_path: Path, toy_tasks: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with a module `mine` of agents."""
    (tmp_path / "mine.py").write_text(AGENTS)
    tmp_path.chmod(0o755)
    toy_tasks.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path
