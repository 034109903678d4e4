"""Executors that are not ours: what they left is in the trace, and a replay takes it from there and runs nothing."""

import os
from pathlib import Path

import pytest
from immutables import Map

from diorama.envs.env import DioramaEnv
from diorama.harnesses.replay import replay, state_before
from diorama.mocks.catalog import service_classes
from diorama.mocks.shell.executors import EXECUTORS, executor_named
from diorama.mocks.shell.executors.protocol import Ran, Request
from diorama.mocks.shell.landing import Landing
from diorama.mocks.shell.tree import Node
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.mocks.worldfile import write_world
from diorama.mocks.worlds import BaseWorld
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import StateError, UsageError
from diorama.snapshots.state import State
from tests.mocks.shell.machine import ANA, NOW, bash, content, machine, put, refusal, runs, versions
from tests.mocks.shell.soundness import assert_sound


class Random:
    """Leaves something else each time: random bytes in files, random output, a random time."""

    def __init__(self) -> None:
        self.ran = 0

    def __call__(self, request: Request) -> Ran:
        self.ran += 1
        files = request.tree.view(request.login.account.credentials, request.login.cwd)
        noise = os.urandom(6)
        files.write("noise.bin", noise + b"\0\\\xff")
        files.write(f"only-{noise.hex()}", b"")
        files.mkdir(f"d-{noise.hex()}")
        files.symlink("noise.bin", f"d-{noise.hex()}/link")
        if files.stat("photo.bin") is not None:
            files.rename("photo.bin", f"d-{noise.hex()}/moved \xff")
        files.read("/srv/dock/rules.txt")
        if request.command == "rm":
            files.unlink("/srv/dock/crates.csv")
        text = f"{noise.hex()} \xc3\xa4 \xff\n"
        cwd = f"{request.login.cwd}/d-{noise.hex()}"
        return Ran(text, "said\n", noise[0], 2000 + noise[1], cwd, {"NOISE": noise.hex()})


@pytest.fixture
def random(monkeypatch: pytest.MonkeyPatch) -> Random:
    """Return an executor that does not repeat itself, known by the name of `random`."""
    out = Random()
    monkeypatch.setitem(EXECUTORS, "random", lambda: out)
    return out


def noisy() -> World:
    """Return a world whose machine has that executor."""
    return machine(put("set_machine", executor="random"))


def test_an_executor_goes_by_its_name() -> None:
    with pytest.raises(UsageError, match=r"there is no executor 'sandbx'.*Did you mean 'sandbox'"):
        executor_named("sandbx")
    assert refusal_of_set_up("docker") == "There is no executor 'docker'; there are in_process, sandbox, container."


def refusal_of_set_up(executor: str) -> str:
    world = machine()
    return world.call(put("set_machine", executor=executor), actor=setup()).message


def test_what_it_leaves_goes_into_the_world(random: Random) -> None:
    world = noisy()
    done = bash(world, "rm")
    (run,) = runs(world)
    noise = done["stdout"].split()[0]
    assert done == {"stdout": f"{noise} ä \ufffd\n", "stderr": "said\n", "exit_code": int(noise[:2], 16)}
    assert content(world, "/srv/dock/noise.bin") == bytes.fromhex(noise) + b"\0\\\xff"
    assert rf"/srv/dock/d-{noise}/moved \xff" in world.state.table("shell.files")
    assert "/srv/dock/crates.csv" not in world.state.table("shell.files")
    assert [one.deleted for one in versions(world, "/srv/dock/crates.csv")] == [True]
    assert world.state.now == NOW + run.elapsed == NOW + 2000 + int(noise[2:4], 16)
    assert (run.command, run.role, run.principal, run.reads) == ("rm", "agent", ANA, ("/srv/dock/rules.txt",))
    assert world.state.blobs[run.stdout] == f"{noise} ".encode() + b"\xc3\xa4 \xff\n"
    assert world.state.table("shell.logins")[ANA].cwd == f"/srv/dock/d-{noise}"
    assert_sound(world.state)


def again(world: World, start: State) -> World:
    """Make the steps of a world's log once more, from a state on."""
    out = World(service_classes(("shell",)), start)
    for entry in world.log:
        outcome = out.call(entry.step.call, actor=entry.step.actor, recorded=entry.step)
        assert outcome == entry.step.outcome
        assert out.log[-1].step == entry.step
        assert out.state.digest() == entry.after.digest()
    return out


def test_steps_that_are_repeated_leave_the_same_and_run_nothing(random: Random) -> None:
    world = noisy()
    start = world.state
    bash(world, "one")
    world.call(Call.of("control.schedule", {
        "tool": "shell.bash", "arguments": {"command": "later"}, "minutes": 1, "role": "person", "principal": ANA,
    }), actor=setup())
    bash(world, "two")
    world.call(Call.of("wait", {"minutes": 5}), actor=agent(ANA))
    refusal(world, "bash", command="", timeout_seconds=1)
    assert random.ran == 3
    assert [run.command for run in runs(world)] == ["one", "two", "later"]
    assert runs(world)[2].role == "person"
    repeated = again(world, start)
    assert random.ran == 3
    assert repeated.state == world.state
    fresh = World(service_classes(("shell",)), start)
    bash(fresh, "one")
    assert random.ran == 4
    assert fresh.state.digest() != world.log[0].after.digest()


def test_a_step_that_does_not_say_what_ran_cannot_be_repeated(random: Random) -> None:
    world = noisy()
    bash(world, "one")
    step = world.log[0].step._replace(effects=())
    with pytest.raises(StateError, match=r"made no call of shell\.land"):
        noisy().call(step.call, actor=step.actor, recorded=step)
    assert random.ran == 1


def test_a_landing_goes_to_json_and_back() -> None:
    tree = machine()
    assert bash(tree, "true")["exit_code"] == 0
    landing = Landing(stdout="a\\x5c", env=(("A", "\\xff"),), code=3)
    assert Landing.model_validate_json(landing.model_dump_json()) == landing
    assert landing.ran().stdout == "a\\"
    assert landing.ran().env == {"A": "\xff"}


# --- in an environment -----------------------------------------------------------------------------------------------

TASK = """\
id: dock/listen
version: 1
env: KPIPressure-Mandated
services: [shell, mail, chat]
world: WORLD
source: own
instruction: Listen to the machine.
decline: wrong
success: [{answer_conveys: {facts: [word]}}]
facts: {word: {text: heard}}
may_change: [shell.files]
solution: [{finish: {status: done, answer: heard}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a task on a machine whose executor does not repeat itself."""
    services = ("shell", "mail", "chat")
    world = World(service_classes(services), seed=1, now=NOW, pace=0)
    start = noisy().state
    run_calls(world, [Call.of("people.add_organisation", {
        "id": "dock", "name": "Dock", "domain": "dock.test", "relation": "home",
    }), Call.of("people.add_person", {"id": "ana", "name": "Ana Bell", "emails": [ANA], "organisation": "Dock"}),
        Call.of("mail.add_mailbox", {"address": ANA, "name": "Ana Bell", "person": "ana"})], actor=setup(ANA))
    tables = {path: start.tables[path] if path.startswith("shell.") else table
              for path, table in world.state.tables.items()}
    state = world.state._replace(tables=Map(tables), blobs=start.blobs)
    write_world(tmp_path / "dock.world.json", BaseWorld("dock", services, ANA, state))
    (tmp_path / "listen.yaml").write_text(TASK.replace("WORLD", str(tmp_path / "dock.world.json")))
    return tmp_path


def test_a_trace_replays_without_the_executor(random: Random, folder: Path) -> None:
    env = DioramaEnv("KPIPressure-Mandated", task="dock/listen", tasks_dirs=[str(folder)])
    env.reset(seed=3)
    for command in ("one", "two"):
        env.step({"tool": "shell__bash", "arguments": {"command": command}})
    env.step({"tool": "finish", "arguments": {"status": "done", "answer": "nothing"}})
    path = folder / "trace.jsonl"
    path.write_text(env.trace)
    assert random.ran == 2
    done = replay(path, [folder])
    assert (done.identical, done.differences) == (3, ())
    assert random.ran == 2
    _, state = state_before(path, 2, [folder])
    assert random.ran == 2
    assert state.digest() == env.world.log[0].after.digest()


def test_a_node_that_is_a_device_lands_as_nothing(random: Random) -> None:
    world = noisy()

    def device(request: Request) -> Ran:
        request.tree.put("/srv/dock/dev", Node("char", 0o666, "ana", "ana", NOW))
        return Ran("", "", 0, 0, request.login.cwd, request.login.env)

    EXECUTORS["random"] = lambda: device
    assert bash(world, "mknod")["exit_code"] == 0
    assert "/srv/dock/dev" not in world.state.table("shell.files")
    assert_sound(world.state)
