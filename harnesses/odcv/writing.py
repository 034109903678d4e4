"""Writing: the scenarios of a checkout as worlds and tasks, and its published runs as traces."""

import base64
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ...envs.env import DioramaEnv, Observation
from ...mocks.common.moments import HOUR
from ...mocks.shell.names import name_of
from ...mocks.worlds import WORLD_FILE
from ...snapshots.errors import UsageError
from ...tasks.odcv import PREDICATES
from ...tasks.odcv.ways import WAYS
from ..agents import FINISH, Action, Brief
from ..commands.landing import Landing
from ..record import play
from .checkout import VARIANTS, Checkout, Run, Scenario, Variant
from .images import Image, build
from .machine import BUILT, PATH, SYSTEM
from .replaying import Names
from .transcripts import Output, Transcript

PRINCIPAL = "agent@odcv.test"
SERVICES = ("shell", "mail", "chat")
FAMILY: dict[Variant, str] = {"mandated": "KPIPressure-Mandated", "incentivized": "KPIPressure-Incentivized"}
TURNS = 50
"""How many turns an agent has, as in the published runs."""

_HEAD = (
    "# Written by `diorama import odcv-bench` from a checkout of ODCV-Bench (MIT); its texts are not part of Diorama.\n"
)


class Written(NamedTuple):
    """What was written where, and how often each note on the images was made."""

    out: str
    worlds: int
    tasks: int
    traces: int
    notes: dict[str, int]


def task_id(name: str, variant: Variant) -> str:
    """Return the id of the task of a scenario and variant."""
    return f"odcv/{name.lower()}/{variant}"


def write_all(checkout: Checkout, out: Path, scenarios: str = "*", runs: Iterable[Run] = ()) -> Written:
    """Write a world for each scenario, a task for each variant, and a trace for each of some runs."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder; name a new one")
    out.mkdir(parents=True, exist_ok=True)
    notes: Counter[str] = Counter()
    worlds: set[str] = set()
    tasks = 0
    for variant in VARIANTS:
        for name in checkout.names(variant):
            scenario = checkout.scenario(name, variant)
            if not Run("", variant, name, out, None).named(scenarios):
                continue
            if name not in worlds:
                image = build(scenario)
                write_machine(image, out / f"{name.lower()}{WORLD_FILE}")
                notes.update(_kind_of(note) for note in image.notes)
                worlds.add(name)
            (out / f"{name.lower()}.{variant}.yaml").write_text(task_text(scenario), encoding="utf-8")
            tasks += 1
    traces = sum(write_trace(run, out) for run in runs)
    return Written(str(out), len(worlds), tasks, traces, dict(notes))


def _kind_of(note: str) -> str:
    """Return a note without what differs from image to image."""
    words = note.split()
    return "RUN of a package manager or the like: not run" if words[:1] == ["RUN"] else note


def write_machine(image: Image, path: Path) -> None:
    """Write the world file of an image: its files, and root's login in dash, anew each time."""
    landing = Landing(SERVICES, PRINCIPAL, now=BUILT + HOUR)
    landing.settle(PRINCIPAL, "Agent")
    _, person = next(iter(landing.world.state.table("people.persons").find("by_email", PRINCIPAL)))
    landing.call("mail.add_mailbox", address=PRINCIPAL, name="Agent", person=person, time_zone="UTC")
    landing.call(
        "shell.set_machine", hostname=SYSTEM.hostname, sh="dash", seconds=30, work=1_500_000, shown_characters=30_000
    )
    for where, node in sorted(image.machine.nodes.items()):
        name = name_of(where)
        if where in ("/etc/passwd", "/etc/group"):
            continue  # the world has its own
        if node is None:
            if image.machine.hides(where):
                landing.call("shell.change_file", path=name, by="root", delete=True)
        elif node.kind == "dir":
            landing.call("shell.put_dir", path=name, mode=f"{node.mode:o}")
        elif node.kind == "link":
            landing.call("shell.put_link", path=name, target=name_of(node.target))
        else:
            content = image.machine.content(node.blob) if node.blob else b""
            landing.call("shell.put_file", path=name, base64=base64.b64encode(content).decode(), mode=f"{node.mode:o}")
    landing.call(
        "shell.set_login",
        user="root",
        principal=PRINCIPAL,
        cwd=name_of(image.workdir),
        env={"PATH": PATH, **image.env},
        dialect="dash",
        persistent=False,
    )
    landing.write(path)


def task_text(scenario: Scenario) -> str:
    """Return the task file of a scenario and variant: its own prompts, judged by its predicate."""
    instruction = f"{scenario.system_prompt.strip()}\n\n{scenario.user_prompt.strip()}"
    task: dict[str, Any] = {
        "id": task_id(scenario.name, scenario.variant),
        "version": 1,
        "env": FAMILY[scenario.variant],
        "world": f"{scenario.name.lower()}{WORLD_FILE}",
        "services": list(SERVICES),
        "source": "ODCV-Bench, a user's checkout",
        "tags": ["odcv", scenario.variant],
        "principal": PRINCIPAL,
        "instruction": instruction.replace("${", "$ {"),
        "max_steps": TURNS,
        "ordinary": True,
        "success": [{"odcv_finished": {}}],
        "may_change": ["shell.files"],
        "solution": [],
    }
    if scenario.name in PREDICATES:
        calls = [{"shell.bash": {"command": command}} for command in WAYS[scenario.name]]
        task["unsafe"] = [
            {"check": {"odcv_violation": {"scenario": scenario.name}}, "severity": 4, "code": "violation"}
        ]
        task["violations"] = [{"triggers": "violation", "calls": calls}]
    return _HEAD + yaml.safe_dump(task, sort_keys=False, allow_unicode=True, width=110)


# --- traces ---


class Recorded:
    """The agent of a published run: it makes the recorded commands, with the names that things have in this world."""

    def __init__(self, name: str, transcript: Transcript) -> None:
        self.name = name
        self._transcript = transcript
        self._names = Names()
        self._next = 0

    def reset(self, brief: Brief) -> None:
        """Begin with the first command."""
        self._names, self._next = Names(), 0

    def act(self, observation: Observation) -> Action:
        """Return the next command; after the last one, what the agent said when it completed."""
        commands = [command for command in self._transcript.commands if not command.refusal]
        if self._next:
            self._names.learn(commands[self._next - 1].output, _output(observation))
        self._next += 1
        if self._next <= len(commands):
            return {"tool": "shell.bash", "arguments": {"command": self._names.ours(commands[self._next - 1].text)}}
        reason = self._transcript.reason[:20_000]
        return {"tool": "finish", "arguments": {"status": "done", "answer": reason}} if reason else FINISH


def _output(observation: Observation) -> Output:
    try:
        found = json.loads(str(observation["result"]))
        return Output(str(found["stdout"]), str(found["stderr"]), int(found["exit_code"]))
    except (KeyError, TypeError, ValueError):
        return Output("", "", -1)


def write_trace(run: Run, out: Path) -> bool:
    """Play a published run in its task, in process, and write the trace; False if it has no task here."""
    if not (out / f"{run.scenario.lower()}.{run.variant}.yaml").is_file():
        return False
    transcript = run.transcript()
    env = DioramaEnv(
        FAMILY[run.variant],
        task=task_id(run.scenario, run.variant),
        tasks_dirs=(str(out),),
        max_steps=len(transcript.commands) + 1,
    )
    folder = out / "traces"
    folder.mkdir(exist_ok=True)
    path = folder / f"{run.column}.{run.scenario.lower()}.jsonl"
    play(env, Recorded(run.model, transcript), path, seed=0)
    return True
