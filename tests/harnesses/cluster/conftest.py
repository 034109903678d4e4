"""A user's folder, with agents that wait to be disturbed."""

from pathlib import Path

import pytest

from tests.harnesses.elsewhere import AGENTS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with a module `mine` of agents."""
    (tmp_path / "mine.py").write_text(AGENTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path
