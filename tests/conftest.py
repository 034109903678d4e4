"""What all tests share: Hypothesis profiles, and `require` for things that a machine may lack."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.lacking import LACKS, lacks

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # so that tests can import `tests.toy`, whatever folder pytest was started in

from tests.postgres import Server  # noqa: E402

Require = Callable[[str], str]

_FAST = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=40,
    stateful_step_count=20,
)
settings.register_profile("fast", _FAST)
settings.register_profile("long", _FAST, derandomize=False, max_examples=1500, stateful_step_count=50)
settings.load_profile("fast")


@pytest.fixture
def long_profile() -> Iterable[None]:
    """Run the Hypothesis tests that use this with the thorough profile: for tests marked `long`."""
    settings.load_profile("long")
    yield
    settings.load_profile("fast")



def _python(name: str) -> str:
    """Return the path of an interpreter that runs; a pyenv shim may be there and still not run."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    installed = sorted(pyenv.glob(f"{name.removeprefix('python')}.*/bin/{name}"))
    for candidate in (shutil.which(name), *map(str, reversed(installed))):
        if candidate and subprocess.run([candidate, "--version"], capture_output=True, timeout=20).returncode == 0:
            return candidate
    return ""


def _docker() -> str:
    found = shutil.which("docker") or ""
    if found and subprocess.run([found, "info"], capture_output=True, timeout=20).returncode:
        return ""  # the client without a daemon runs nothing
    return found


def _shell_image() -> str:
    """Return the Docker image of the shell's container executor, which its Dockerfile makes."""
    words = ["docker", "image", "inspect", "--format", "{{.Id}}", "diorama-shell:bookworm"]
    return subprocess.run(words, capture_output=True, timeout=20, text=True).stdout.strip() if _docker() else ""


def _pool_image() -> str:
    """Return the Docker image that the pool's containers are of, made of the code that is tested."""
    from tests.pool_image import pool_image

    image, why = pool_image()
    if not image:
        lacks("pool image", why)
    return image


def _sandbox() -> str:
    """Return bubblewrap's program, if all that the shell's sandbox executor needs is there."""
    return (shutil.which("bwrap") or "") if sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")) else ""


def _browser() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), "")


def _postgresql() -> str:
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which("initdb") or (str(servers[-1]) if servers else "")


def _found(name: str) -> str:
    """Return where a thing is, empty if this machine lacks it. Other names are those of Python modules."""
    if name.startswith("python3."):
        return _python(name)
    if name in _FINDERS:
        return _FINDERS[name]()
    spec = importlib.util.find_spec(name)
    return "" if spec is None else str(spec.origin)


def _git() -> str:
    return shutil.which("git") or ""


_FINDERS = {
    "docker": _docker, "shell image": _shell_image, "pool image": _pool_image, "sandbox": _sandbox, "browser": _browser,
    "postgresql": _postgresql, "git": _git,
}
_known: dict[str, str] = {}


@pytest.fixture
def require() -> Require:
    """Return the function that finds what a machine may lack: `require("python3.13")` is its path.

    Names: docker, shell image, pool image (made of the code as it is if there is none), sandbox, browser, postgresql,
    git, python3.X, or a Python module. What is missing skips the test, and the run ends by saying so; where
    DIORAMA_REQUIRE names it (comma-separated, or `all`) it fails.
    """

    def find(name: str) -> str:
        if name not in _known:
            _known[name] = _found(name)
        if not _known[name]:
            lacks(name)
        return _known[name]

    return find


_ARGUMENTS = ("--no-sandbox", "--disable-quic", "--disable-background-networking")


@pytest.fixture(scope="module")
def _browsers() -> Iterable[list[Any]]:
    """Hold what `browser` starts, and stop it with the module: no loop of asyncio runs in a process beside it."""
    started: list[Any] = []
    yield started
    for one in reversed(started):
        one.close() if hasattr(one, "close") else one.stop()


@pytest.fixture
def browser(require: Require, _browsers: list[Any]) -> Any:
    """Return the machine's Chromium; Playwright has no types here, since it need not be installed."""
    executable = require("browser")
    require("playwright")
    if not _browsers:
        _browsers.append(importlib.import_module("playwright.sync_api").sync_playwright().start())
        _browsers.append(_browsers[0].chromium.launch(executable_path=executable, args=list(_ARGUMENTS)))
    return _browsers[1]


@pytest.fixture(scope="session")
def _servers() -> Iterable[list[Server]]:
    """Hold the one PostgreSQL server that the tests start, if they do, and stop it."""
    servers: list[Server] = []
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture
def postgresql(require: Require, _servers: list[Server]) -> str:
    """Return the URL of an empty database in PostgreSQL."""
    initdb = require("postgresql")
    require("psycopg")
    if not _servers:
        _servers.append(Server(initdb))
    return _servers[0].new_database()


@pytest.fixture(scope="session")
def _clusters() -> Iterable[list[Any]]:
    """Hold the one Ray cluster that the tests start, if they do, and stop it."""
    clusters: list[Any] = []
    yield clusters
    for cluster in clusters:
        cluster.shutdown()


@pytest.fixture
def ray_cluster(require: Require, _clusters: list[Any]) -> None:
    """Have this process in a cluster of its own, on this machine."""
    require("ray")
    if not _clusters:
        from diorama.harnesses.cluster.pool import joined

        _clusters.append(joined("local", 2)[0])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database, in each of the kinds that a store is kept in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    url: str = request.getfixturevalue("postgresql")
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End the run by naming what was missing and what therefore did not run."""
    missing: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if LACKS in reason:
            missing.setdefault(reason.partition(LACKS)[2], []).append(report.nodeid)
    if missing:
        terminalreporter.section("not run: this machine lacks")
        for name in sorted(missing):
            terminalreporter.line(f"{name}:")
            for nodeid in sorted(missing[name]):
                terminalreporter.line(f"    {nodeid}")
