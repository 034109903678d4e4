"""No wall clock, no global randomness, no hash order: read from the source, and by running under a poisoned clock."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LAYERS = ("snapshots", "mocks", "tasks", "envs")
SOURCES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))

MODULES = {"random", "secrets", "uuid", "time", "locale", "calendar"}
"""Modules whose answers depend on the moment, the machine or the process."""

ATTRIBUTES = {
    "now", "today", "utcnow", "utcfromtimestamp", "urandom", "getpid", "default_rng", "localtime",
    "getlocale",
}
"""Methods of the same kind."""

UNCHECKED = {"model_copy", "model_construct"}
"""Pydantic's ways to make a row without validating it, banned where rows are made."""

NAMES = {"hash", "id", "input"}
"""Built-ins whose answers differ between processes."""

TEXT = {"isalnum", "isprintable", "isalpha", "isidentifier", "isdigit", "isnumeric", "casefold", "istitle"}
"""Methods of text whose answers follow the Unicode version of the interpreter."""

ALLOWED = {
    ("mocks/common/lines.py", "isprintable"): "a short cut: a text that it calls printable has no control characters",
    ("mocks/docs/flow.py", "id"): "the ends counted for a row's blocks, kept with them; nothing sees the number",
    ("mocks/docs/forms.py", "id"): "how a paragraph is written, kept with the paragraph; nothing sees the number",
    ("mocks/mail/search.py", "id"): "the words kept beside a row, while the row is there; nothing sees the number",
    ("mocks/shell/executors/cgroups.py", "time"): "names a group of the host's, and waits for its processes to end",
    ("mocks/shell/executors/follow.py", "time"): "ends a real command at its limit; what it did is in the trace",
    ("mocks/shell/executors/layout.py", "urandom"): "a mark that a real command cannot know; nobody is shown it",
    ("mocks/shell/executors/owners.py", "getpid"): "marks what real commands need of the host with who is to clear it",
    ("mocks/shell/executors/sandbox.py", "isdigit"): "of the names of processes, which the kernel writes",
    ("snapshots/log.py", "hash"): "of a log as of the tuple that it is equal to; nothing follows its order",
    ("tasks/files.py", "isdigit"): "of bytes, where it means 0 to 9",
    ("tasks/notations.py", "isalpha"): "of the currency signs that stand in the file",
}
"""(file, what) that cannot differ, and why."""


def findings(path: Path, source: str) -> list[tuple[str, int]]:
    """Return (what, line) for each use of something banned."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [(alias.name, node.lineno) for alias in names if alias.name.split(".")[0] in MODULES]
            case ast.ImportFrom(module=str(module), level=0) if module.split(".")[0] in MODULES:
                found.append((module, node.lineno))
            case ast.Call(func=ast.Attribute(attr="fromtimestamp"), args=[_], keywords=[]):
                found.append(("the machine's time zone", node.lineno))
            case ast.Attribute(attr=attr) if attr in UNCHECKED and "tasks" not in path.parts[-3:-1]:
                found.append((attr, node.lineno))
            case ast.Attribute(attr=attr) if attr in ATTRIBUTES | TEXT and not _ours(node):
                found.append((attr, node.lineno))
            case ast.Call(func=ast.Name(id=name)) if name in NAMES:
                found.append((name, node.lineno))
            case ast.Call(func=ast.Name(id="ZoneInfo")):
                found.append(("the system's time zones", node.lineno))
            case ast.Call(func=ast.Name(id="list" | "tuple" | "join" | "enumerate"), args=[ast.Set() | ast.SetComp()]):
                found.append(("order of a set", node.lineno))
            case ast.For(iter=ast.Set() | ast.SetComp()):
                found.append(("order of a set", node.lineno))
    return found


def _ours(node: ast.Attribute) -> bool:
    """Tell whether an attribute is a field of ours: `self.tx.now`, `state.now`, `context.now`."""
    return node.attr == "now" and ast.unparse(node.value).rpartition(".")[2] not in ("datetime", "date", "dt")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_that_differs_between_runs_is_used(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    found = [f"{name}:{line} uses {what}" for what, line in findings(path, path.read_text(encoding="utf-8"))
             if (name, what) not in ALLOWED]
    assert not found


@pytest.mark.parametrize("line", [
    "import random", "from time import time", "import uuid", "from secrets import token_hex", "x = hash('a')",
    "datetime.now()", "datetime.datetime.now()", "date.today()", "np.random.default_rng()", "'a'.isalnum()",
    "row.model_copy(update={})", "id(x)", "for x in {1, 2}: pass", "list({a for a in b})", "os.urandom(4)",
    "ZoneInfo('Europe/Berlin')", "datetime.fromtimestamp(1)",
])
def test_the_lint_sees_what_it_is_for(line: str) -> None:
    assert findings(Path("x.py"), line)


def test_every_exception_is_still_needed() -> None:
    used = {(str(path.relative_to(ROOT)), what) for path in SOURCES
            for what, _ in findings(path, path.read_text(encoding="utf-8"))}
    assert used >= set(ALLOWED)


POISONED = """
import sys, warnings
import gymnasium, numpy, pydantic, yaml, lark, immutables, zoneinfo
import diorama.envs.env, diorama.harnesses.agents
import datetime, time, random, uuid, os

def poisoned(*args, **kwargs):
    raise AssertionError("a wall clock or a global random number was asked for")

for module, names in ((time, ("time", "time_ns", "localtime", "gmtime", "strftime")),
                      (random, ("random", "randint", "choice", "shuffle", "getrandbits", "sample", "randrange")),
                      (uuid, ("uuid1", "uuid4"))):
    for name in names:
        setattr(module, name, poisoned)

class NoClock(datetime.datetime):
    now = today = utcnow = classmethod(poisoned)

datetime.datetime = NoClock
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").startswith("diorama") and getattr(module, "datetime", None) is not None:
        if isinstance(module.datetime, type):
            module.datetime = NoClock
os.environ["TZ"] = "Pacific/Apia"
env = gymnasium.make("ClawsBench-Email-v0", disable_env_checker=True).unwrapped
from diorama.harnesses.agents import Brief
from diorama.harnesses.reference import Random
for seed in (0, 1):
    observation, info = env.reset(seed=seed)
    agent = Random()
    agent.reset(Brief(observation["instruction"], env.specs, seed))
    for _ in range(15):
        observation, _, terminated, truncated, info = env.step(agent.act(observation))
        if terminated or truncated:
            break
    print(info["digest"])
"""


def test_an_episode_runs_under_a_poisoned_clock() -> None:
    script = [sys.executable, "-W", "error", "-c", POISONED]
    runs = [subprocess.run(script, capture_output=True, text=True, timeout=120) for _ in range(2)]
    for done in runs:
        assert done.returncode == 0, done.stderr[-3000:]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.split()) == 2
