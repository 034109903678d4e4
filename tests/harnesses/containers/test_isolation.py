"""Isolation: what an agent can reach from inside a container, asked from inside."""

import json
import socket
from pathlib import Path

import pytest

from diorama.harnesses.containers.engine import engine
from diorama.harnesses.containers.pool import Docker
from diorama.harnesses.jobs import Request
from diorama.harnesses.models import KINDS
from diorama.harnesses.run import plan_run, run
from diorama.snapshots.trace import read_trace
from tests.harnesses.models.fake_policies import Tasks, policies
from tests.harnesses.models.fake_server import FakeServer

PROBE = '''
import json, os, socket, urllib.error, urllib.request
from pathlib import Path

def writes(path):
    try:
        Path(path).write_text("x")
        return True
    except OSError:
        return False

def connects(host, port):
    try:
        socket.create_connection((host, port), 2).close()
        return True
    except OSError:
        return False

def status(url):
    asked = urllib.request.Request(url, json.dumps(QUESTION).encode(), {"Authorization": "Bearer mine"})
    try:
        return urllib.request.urlopen(asked).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError as error:
        return str(error)

QUESTION = {"model": "oracle", "messages": [{"role": "user", "content": "Who are you?"}]}

class Looks:
    name = "looks"

    def reset(self, brief):
        pass

    def act(self, observation):
        asked = json.loads(Path("asked.json").read_text())
        base = os.environ.get("OPENAI_BASE_URL", "")
        facts = {
            "uid": os.getuid(), "gid": os.getgid(), "groups": os.getgroups(),
            "capabilities": Path("/proc/self/status").read_text().split("CapEff:")[1].split()[0],
            "no_new_privileges": Path("/proc/self/status").read_text().split("NoNewPrivs:")[1].split()[0],
            "written": [path for path in asked["paths"] if writes(path)],
            "run": sorted(os.listdir(asked["run"])),
            "interfaces": sorted(name for _, name in socket.if_nameindex()),
            "connected": [place for place in asked["places"] if connects(*place)],
            "keys": [name for name, value in os.environ.items() if asked["key"] in value],
            "statuses": [status(base + path) for path in asked["asked"]] if base else [],
            "pids": sorted(int(name) for name in os.listdir("/proc") if name.isdecimal())[0],
        }
        return {"tool": "finish", "arguments": {"status": "done", "answer": json.dumps(facts)}}
'''


def test_what_an_agent_reaches_is_its_episode_and_the_endpoint(
    image: str, home: Path, toy_tasks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-of-the-host")
    (home / "probe.py").write_text(PROBE)
    request = Request("ClawsBench-Email", ("python:probe:Looks",), (0,), tasks="toy/answer", companions=False,
                      folders=(toy_tasks,), time_limit=120)
    with (
        FakeServer(policies(Tasks("toy/*", (0,), (toy_tasks,)))) as server,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        place = Docker(request.agents, request.folders, (home,), image, endpoint=server.url, endpoint_key="A_KEY")
        port = int(server.url.split(":")[2].split("/")[0])
        (home / "asked.json").write_text(json.dumps({
            "paths": ["/x", "/opt/diorama/x", "/etc/x", str(home / "x"), str(toy_tasks / "x"), "/tmp/x"],
            "run": str(home / "run"), "key": "sk-of-the-host",
            "places": [["127.0.0.1", port], ["127.0.0.1", other.getsockname()[1]], ["1.1.1.1", 443]],
            "asked": ["/chat/completions", "/../admin", "/%2e%2e/admin", "x/chat/completions"],
        }))
        [result] = run(request, plan_run(request, place), home / "run", workers=1, place=place).results
        headers = server.headers
    assert result.verdict.valid, result
    trace = read_trace(home / "run" / result.trace)
    answer = trace.steps[-1].step.call.arguments["answer"]
    assert isinstance(answer, str)
    facts = json.loads(answer)
    assert facts.pop("statuses")[1:] == [403, 403, 403], "only what is below the endpoint's path"
    assert [one["authorization"] for one in headers] == ["Bearer sk-of-the-host"]
    assert facts.pop("uid") != 0
    assert facts.pop("gid") != 0
    assert 0 not in facts.pop("groups")
    assert facts == {
        "capabilities": "0" * 16, "no_new_privileges": "1", "written": ["/tmp/x"],
        "run": ["logs", "mark", "talk", "traces", "workers.lock"], "interfaces": ["lo"], "connected": [], "keys": [],
        "pids": 1,
    }


def test_a_model_is_asked_through_the_proxy_and_all_comes_out_as_without_containers(
    image: str, home: Path, toy_tasks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-of-the-host")
    with FakeServer(policies(Tasks("toy/*", (1,), (toy_tasks,)))) as server:
        agents = tuple(f"{kind}:oracle?base_url={server.url}&key=A_KEY" for kind in KINDS)
        request = Request("ClawsBench-Email", agents, (1,), tasks="toy/letter", companions=False, folders=(toy_tasks,),
                          time_limit=120)
        here = run(request, plan_run(request), home / "here", workers=1)
        asked = server.asked
        place = Docker(agents, request.folders, image=image)
        there = run(request, plan_run(request, place), home / "there", workers=1, place=place)
        assert server.asked == 2 * asked
        keys = {one.get("authorization", one.get("x-api-key")) for one in server.headers}
    assert keys <= {"Bearer sk-of-the-host", "sk-of-the-host"}, "whichever way its client shows it"
    assert there.plan == here.plan
    assert there.results == here.results
    assert [result.verdict.success for result in there.results] == [True] * 3
    for folder in ("traces", "talk"):
        for path in (home / "here" / folder).iterdir():
            assert path.read_bytes() == (home / "there" / folder / path.name).read_bytes()


def test_how_containers_are_held_is_on_record(image: str, home: Path, toy_tasks: Path) -> None:
    place = Docker(("oracle",), (toy_tasks,), image=image, memory=512 << 20, cpus=0.5)
    request = Request("ClawsBench-Email", ("oracle",), (0,), tasks="toy/answer", companions=False,
                      folders=(toy_tasks,), time_limit=60)
    [result] = run(request, plan_run(request, place), home / "run", workers=1, place=place).results
    assert result.verdict.success
    held = json.loads((home / "run" / "logs" / "containers.jsonl").read_text())
    assert (held["memory"], held["cpus"], held["image"]) == (512 << 20, 0.5, image)
    assert held["engine"] == engine().version()["Version"]
