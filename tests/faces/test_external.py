"""Agents from outside: what they are told, that their episodes end when they say so or their budget does, and that what
came of them is a run like any other."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client

from diorama.harnesses.folder import load_run
from diorama.harnesses.jobs import Request, Result
from diorama.harnesses.replay import replay
from diorama.harnesses.serve.described import brief_of, brief_text
from diorama.harnesses.serve.live import LiveEpisode
from diorama.harnesses.serve.recording import Recording, recording
from diorama.harnesses.serve.served import Served, Worlds
from diorama.mocks.worlds import base_world
from diorama.snapshots.errors import UsageError
from diorama.snapshots.trace import read_trace
from diorama.tasks.catalog import load_catalog
from tests.faces.clients import serving
from tests.faces.wire import ask

TASK = "clawsbench/email/pass-on-the-milestones"


def request(reruns: int = 1, max_steps: int = 20) -> Request:
    return Request("", ("mine",), (7,), companions=False, max_steps=max_steps, reruns=reruns)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path / "run", request(), [load_catalog(())[TASK]]) as found:
        yield found


def opened(held: Recording, job: int = 0) -> tuple[Served, LiveEpisode]:
    live = held.open(held.left[job])
    return Worlds(base_world).add(live), live


def results(folder: Path) -> list[Result]:
    return [result for source in load_run(folder) for result in source.results]


def act(served: Served, tool: str, **arguments: object) -> None:
    next(iter(served.accounts.values())).act({"tool": tool, "arguments": arguments})


def test_an_episode_is_judged_when_its_agent_says_finish(held: Recording, tmp_path: Path) -> None:
    stopped: list[bool] = []
    held.done = lambda: stopped.append(True)
    served, _ = opened(held)
    act(served, "mail__list_messages")
    [path] = (tmp_path / "run" / "traces").iterdir()
    assert len(read_trace(path).steps) == 1
    assert not stopped
    act(served, "finish", status="infeasible", answer="I cannot find it.")
    assert stopped == [True]
    [result] = results(tmp_path / "run")
    assert (result.verdict.unable, result.steps, result.job.agent) == ("gave_up", 2, "mine")
    assert replay(path).differences == ()
    assert read_trace(path).header.contract == result.job.contract


def test_an_episode_is_judged_when_its_budget_ends(tmp_path: Path) -> None:
    with recording(tmp_path / "run", request(max_steps=2), [load_catalog(())[TASK]]) as held:
        served, live = opened(held)
        for _ in range(2):
            act(served, "mail__list_labels")
        assert live.over
    [result] = results(tmp_path / "run")
    assert (result.end, result.steps) == ("step_budget", 2)


def test_an_episode_is_judged_when_its_time_is_up_and_not_twice(held: Recording, tmp_path: Path) -> None:
    served, live = opened(held)
    act(served, "mail__list_labels")
    live.leave("agent_crash", "stopped after 5 s")
    live.leave()
    [result] = results(tmp_path / "run")
    assert (result.end, result.error, result.steps) == ("agent_crash", "stopped after 5 s", 1)


def test_going_back_takes_the_trace_back_and_what_is_over_stays(held: Recording, tmp_path: Path) -> None:
    served, _ = opened(held)
    act(served, "mail__list_labels")
    served.keep("one")
    act(served, "mail__list_messages")
    served.restore("one")
    [path] = (tmp_path / "run" / "traces").iterdir()
    assert [step.step.call.tool for step in read_trace(path).steps] == ["mail.list_labels"]
    act(served, "finish", status="done")
    whole = path.read_bytes()
    assert [step.step.call.tool for step in read_trace(path).steps] == ["mail.list_labels", "finish"]
    served.restore("one")
    act(served, "decline", reason="later")
    assert path.read_bytes() == whole
    assert len(results(tmp_path / "run")) == 1


def test_each_copy_is_an_episode_and_those_that_are_over_are_not_served_again(tmp_path: Path) -> None:
    listed = [load_catalog(())[TASK]]
    with recording(tmp_path / "run", request(reruns=2), listed) as held:
        act(opened(held, 1)[0], "finish")
        act(opened(held, 0)[0], "mail__list_labels")
    with recording(tmp_path / "run", request(reruns=2), listed) as held:
        assert [job.rerun for job in held.left] == [0]
        served, live = opened(held)
        assert len(live.world.log) == 1
        act(served, "finish")
    assert [result.steps for result in results(tmp_path / "run")] == [2, 1]
    with pytest.raises(UsageError, match="are over"), recording(tmp_path / "run", request(reruns=2), listed):
        pass


def test_what_was_over_when_the_server_was_killed_before_it_said_so_is_over(tmp_path: Path) -> None:
    listed = [load_catalog(())[TASK]]
    for folder in ("whole", "killed"):
        with recording(tmp_path / folder, request(), listed) as held:
            if folder == "whole":
                act(opened(held)[0], "finish", status="done")
    shutil.copytree(tmp_path / "whole" / "traces", tmp_path / "killed" / "traces", dirs_exist_ok=True)
    with pytest.raises(UsageError, match="are over"), recording(tmp_path / "killed", request(), listed):
        pass
    assert results(tmp_path / "killed") == results(tmp_path / "whole")


def test_the_brief_has_what_an_agent_needs_and_nothing_of_the_task(held: Recording) -> None:
    served, live = opened(held)
    account = next(iter(served.accounts.values()))
    brief = brief_of(account, "http://host:1")
    assert brief is not None
    assert brief["instruction"] == live.env.task.instruction
    text = brief_text(brief)
    for part in (live.env.task.instruction, f"http://host:1/w/{account.key}/mcp", f"/w/{account.key}/tools", "finish"):
        assert part in text
    assert TASK not in text + json.dumps(brief)
    world = Worlds(base_world).add("office-small")
    assert brief_of(next(iter(world.accounts.values())), "http://host:1") is None


def test_an_agent_may_use_its_tools_over_plain_http(tmp_path: Path) -> None:
    with recording(tmp_path / "run", request(), [load_catalog(())[TASK]]) as held:
        worlds = Worlds(base_world)
        live = held.open(held.left[0])
        live.changed = lambda anew: None  # the store belongs to this thread
        [account] = worlds.add(live).accounts.values()
        with serving(worlds) as origin:
            tools = f"{origin}/w/{account.key}/tools"
            listed = {tool["name"]: tool for tool in ask(tools).json["tools"]}
            assert listed["finish"]["parameters"]["type"] == "object"
            assert {"finish", "decline", "mail__list_messages"} <= set(listed)
            reply = ask(f"{tools}/mail__list_messages", "POST", {"q": "in:inbox"})
            assert reply.status == 200
            assert "messages" in reply.json["result"]
            for name, body, status in (
                ("nothing", {}, 404), ("mail__list_messages", {"q": 7}, 400), ("mail__list_messages", "{", 400),
                ("mail__list_messages", "[1]", 400),
            ):
                refused = ask(f"{tools}/{name}", "POST", body)
                assert (refused.status, set(refused.json["error"])) == (status, {"code", "message"})
            assert ask(f"{tools}/finish", "POST", {"status": "done"}).json == {"result": {"ended": "done"}}
            assert live.over
            assert ask(f"{tools}/mail__list_messages", "POST", {}).status == 401


def test_an_mcp_client_plays_a_task_over_a_server_that_is_killed_between(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "diorama", "serve", "--task", TASK, "--seed", "7", "--json", "--port", "0",
               "--agent", "claude-code", "--out", str(tmp_path / "run"), "--brief", str(tmp_path / "brief.json")]

    async def calls(url: str, *made: tuple[str, dict[str, Any]]) -> None:
        async with Client(url) as client:
            for tool, arguments in made:
                await client.call_tool(tool, arguments)

    solution = load_catalog(()).task(TASK, 7, {}).solution
    steps: list[tuple[str, dict[str, Any]]] = [
        (one.tool.replace(".", "__", 1), dict(one.arguments)) for one in solution
    ]
    for made, signed in ((steps[:1], -signal.SIGKILL), ([*steps[1:], ("finish", {"status": "done"})], 0)):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            brief = json.loads((tmp_path / "brief.json").read_text(encoding="utf-8"))
            assert brief == said["worlds"][0]["brief"]
            asyncio.run(calls(brief["mcp"], *made))
            if signed:
                process.kill()
            assert process.wait(60) == signed
    [result] = results(tmp_path / "run")
    assert (result.verdict.label, result.job.agent, result.steps) == ("success", "claude-code", len(solution) + 1)
    assert replay(tmp_path / "run" / result.trace).differences == ()
