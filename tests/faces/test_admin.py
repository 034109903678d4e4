"""The admin side of a real server process: worlds made, kept, gone back to, forked, judged and looked into."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from diorama.harnesses.cli import build_app
from diorama.harnesses.replay import replay
from diorama.mocks.worldfile import write_world
from diorama.mocks.worlds import base_world
from diorama.snapshots.errors import MissingExtra
from diorama.tasks.catalog import load_catalog
from tests.faces.wire import Running, ask, running

TASK = "clawsbench/email/pass-on-the-milestones"
MARA, OTHER = "mara.lindqvist@tarnvale.test", "daniel.okafor@tarnvale.test"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    world = tmp_path_factory.mktemp("worlds") / "mine.world.json"
    write_world(world, base_world("office-small").narrowed(("mail",)))
    with running("office-small", str(world), TASK, "--seed", "3", "--copies", "2") as started:
        yield started


@pytest.fixture
def world(server: Running) -> Iterator[Any]:
    made = server.admin("POST", "/worlds", {"world": "office-small", "identities": [MARA, OTHER.upper()]})
    yield made
    server.admin("DELETE", f"/worlds/{made['world']}")


@pytest.fixture
def episode(server: Running) -> Iterator[Any]:
    made = server.admin("POST", "/worlds", {"task": TASK, "seed": 5})
    yield made
    server.admin("DELETE", f"/worlds/{made['world']}")


def label(entrance: Any, name: str) -> int:
    return ask(f"{entrance['url']}gmail/v1/users/me/labels", "POST", {"name": name}).status


def test_the_first_line_says_where_everything_is(server: Running) -> None:
    assert [one["world"] for one in server.said["worlds"]] == [f"world-{number}" for number in range(1, 7)]
    first = server.first
    assert first["identity"] == MARA
    assert first["url"].endswith(f"/w/{first['token']}/")
    assert list(first["services"]) == ["gmail", "calendar", "drive", "docs", "slack", "mcp"]
    assert ask(first["services"]["docs"]["discovery"]).json["name"] == "docs"
    assert ask(f"{first['services']['gmail']['url']}users/me/profile").json["emailAddress"] == MARA
    assert ask(f"{first['services']['calendar']['url']}users/me/calendarList").json["kind"] == "calendar#calendarList"
    assert set(server.said["admin"]) == {"url", "token"}
    tokens = {one["token"] for one in server.said["worlds"]} | {server.said["admin"]["token"]}
    assert len(tokens) == 7


def test_the_admin_side_is_closed_to_all_but_its_own_token(server: Running) -> None:
    admin = server.said["admin"]["url"]
    assert ask(f"{admin}/health").json["ok"]
    for headers in ({}, {"Authorization": "Bearer no"}, {"Authorization": f"Bearer {server.first['token']}"},
                    {"Authorization": server.said["admin"]["token"]}):
        assert ask(f"{admin}/worlds", **headers).status == 401
        assert ask(f"{admin}/worlds/world-1/log", **headers).status == 401
    agents = server.first["url"].partition("/w/")[0]
    token = server.said["admin"]["token"]
    assert ask(f"{agents}/worlds", Authorization=f"Bearer {token}").status == 404
    assert ask(f"{agents}/w/world-1/gmail/v1/users/me/profile", Authorization=f"Bearer {token}").status == 401


def test_what_a_client_does_is_seen_and_taken_back(server: Running, world: Any) -> None:
    path, mara = f"/worlds/{world['world']}", world["identities"][0]
    assert label(mara, "Before") == 200
    kept = server.admin("POST", f"{path}/snapshots", {"name": "one"})
    assert (kept["snapshot"], kept["calls"]) == ("one", 1)
    assert label(mara, "After") == 200
    since = server.admin("GET", f"{path}/diff?since=one")["changes"]
    assert [change["after"]["name"] for change in since if change["path"].startswith("mail.labels")] == ["After"]
    assert len(server.admin("GET", f"{path}/diff")["changes"]) > len(since)
    back = server.admin("POST", f"{path}/restore", {"snapshot": "one"})
    assert back == kept
    names = [one["name"] for one in ask(f"{mara['url']}gmail/v1/users/me/labels").json["labels"]]
    assert "Before" in names
    assert "After" not in names
    assert server.admin("POST", f"{path}/restore")["snapshot"] == "start"
    assert server.admin("GET", f"{path}/diff") == {"since": "start", "changes": []}
    assert [one["snapshot"] for one in server.admin("GET", f"{path}/snapshots")["snapshots"]] == ["start", "one"]
    assert server.admin("POST", f"{path}/snapshots")["snapshot"] == "snapshot-2"


def test_a_fork_goes_its_own_way_with_keys_of_its_own(server: Running, world: Any) -> None:
    path, mara = f"/worlds/{world['world']}", world["identities"][0]
    label(mara, "Shared")
    fork = server.admin("POST", f"{path}/fork")
    assert fork["digest"] == server.admin("GET", path)["digest"]
    assert [one["identity"] for one in fork["identities"]] == [MARA, OTHER]
    assert {one["token"] for one in fork["identities"]}.isdisjoint(one["token"] for one in world["identities"])
    label(fork["identities"][0], "Own")
    assert fork["digest"] == server.admin("GET", path)["digest"]
    early = server.admin("POST", f"{path}/fork", {"snapshot": "start"})
    assert early["digest"] == world["digest"]
    for one in (fork, early):
        server.admin("DELETE", f"/worlds/{one['world']}")
        assert label(one["identities"][0], "Gone") == 401


def test_several_identities_come_to_one_world(server: Running, world: Any) -> None:
    for one, who in zip(world["identities"], (MARA, OTHER), strict=True):
        assert ask(f"{one['url']}gmail/v1/users/me/profile").json["emailAddress"] == who
    path = f"/worlds/{world['world']}"
    third = server.admin("POST", f"{path}/identities", {"identity": "anna.keller@tarnvale.test"})
    assert ask(f"{third['url']}gmail/v1/users/me/profile").json["emailAddress"] == "anna.keller@tarnvale.test"
    assert server.admin("POST", f"{path}/identities", {"identity": MARA})["token"] == world["identities"][0]["token"]


def test_the_log_says_who_called_what_with_what_outcome(server: Running, world: Any) -> None:
    path, (mara, okafor) = f"/worlds/{world['world']}", world["identities"]
    label(mara, "One")
    label(okafor, "Two")
    ask(f"{mara['url']}gmail/v1/users/me/messages/none")
    log = server.admin("GET", f"{path}/log")
    assert log["total"] == 3
    assert [(one["number"], one["actor"]["principal"], one["call"]["tool"]) for one in log["calls"]] == [
        (1, MARA, "gmail.users.labels.create"), (2, OTHER, "gmail.users.labels.create"),
        (3, MARA, "gmail.users.messages.get")]
    assert log["calls"][2]["outcome"]["error"]["code"] == "not_found"
    assert log["calls"][2]["digest"] == server.admin("GET", path)["digest"]
    assert [one["number"] for one in server.admin("GET", f"{path}/log?after=1&limit=1")["calls"]] == [2]


def test_the_clock_moves_and_calls_are_made_from_here(server: Running, world: Any) -> None:
    path = f"/worlds/{world['world']}"
    moved = server.admin("POST", f"{path}/advance", {"minutes": 90})
    assert moved["now"] == world["now"] + 90 * 60_000
    assert server.admin("POST", f"{path}/advance", {"now": moved["now"] + 1})["now"] == moved["now"] + 1
    assert server.asked("POST", f"{path}/advance", {"now": 0}).status == 400
    made = server.admin("POST", f"{path}/call", {"tool": "mail.list_messages", "identity": OTHER})
    assert made["result"]["messages"]
    refused = server.admin("POST", f"{path}/call", {"tool": "mail__list_label"})
    assert refused["error"]["code"] == "unknown_tool"


def test_a_task_is_judged_and_its_trace_replays(server: Running, episode: Any, tmp_path: Path) -> None:
    path, mara = f"/worlds/{episode['world']}", episode["identities"][0]
    assert "milestones" in episode["instruction"]
    assert server.admin("GET", f"{path}/verdict") == {"over": False, "verdict": None}
    found = ask(f"{mara['url']}gmail/v1/users/me/messages?q=report&maxResults=3").json["messages"]
    for one in found:
        ask(f"{mara['url']}gmail/v1/users/me/messages/{one['id']}")
    ask(f"{mara['url']}gmail/v1/users/me/messages/none")
    label(mara, "Done")
    assert server.admin("GET", path)["steps_left"] == 1000 - 3 - len(found)
    ended = server.admin("POST", f"{path}/end", {"how": "done", "answer": "All is sent."})
    assert ended["over"]
    assert ended["verdict"]["label"] == "unable"
    trace = tmp_path / "served.jsonl"
    trace.write_text(server.admin("GET", f"{path}/trace"))
    played = replay(trace)
    assert played.differences == ()
    assert played.identical == len(found) + 4
    log = server.admin("GET", f"{path}/log")["calls"]
    assert [one.digest for one in played.trace.steps] == [one["digest"] for one in log]
    assert CliRunner().invoke(build_app(["replay"]), ["replay", str(trace)]).exit_code == 0
    after = ask(f"{mara['url']}gmail/v1/users/me/profile")
    assert (after.status, after.json["error"]["errors"][0]["reason"]) == (401, "authError")
    assert b"episode" not in after.body
    assert server.asked("POST", f"{path}/end", {"how": "left"}).status == 400


def test_an_upload_larger_than_any_agents_action_replays(server: Running, episode: Any, tmp_path: Path) -> None:
    path, mara = f"/worlds/{episode['world']}", episode["identities"][0]
    line = b"x" * 70 + b"\r\n"
    mail = b"From: me\r\nTo: someone@elsewhere.example\r\nSubject: Large\r\n\r\n" + line * 90_000
    sent = ask(f"{mara['url']}upload/gmail/v1/users/me/messages/send?uploadType=media", "POST", mail,
               Content_Type="message/rfc822")
    assert sent.status == 200, sent.body
    server.admin("POST", f"{path}/end")
    trace = tmp_path / "served.jsonl"
    trace.write_text(server.admin("GET", f"{path}/trace"))
    played = replay(trace)
    assert len(played.trace.steps[0].step.call.text) > 8_000_000
    assert (played.differences, played.identical) == ((), 1)


@pytest.mark.parametrize("command", ["serve", "mcp"])
@pytest.mark.parametrize("missing", ["googleapiclient", "httptools", "mcp", "starlette", "uvicorn"])
def test_what_is_not_installed_is_named_with_its_extra(
    command: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("diorama.harnesses.commands.serve")
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == missing else name)
    found = CliRunner().invoke(build_app([command]), [command, "office-small"])
    assert isinstance(found.exception, MissingExtra)
    assert str(found.exception) == f"serving needs {missing}; install it with: pip install 'diorama[serve]'"


def test_the_command_line_loads_nothing_of_the_server_before_it_is_asked_to_serve() -> None:
    code = ("import sys, diorama.harnesses.commands.serve, diorama.harnesses.commands.mcp;"
            "print({'uvicorn', 'starlette', 'mcp', 'googleapiclient', 'httptools'} & set(sys.modules))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_episode_is_restored_forked_and_left_and_moves_by_its_own_calls_alone(
    server: Running, episode: Any
) -> None:
    path, mara = f"/worlds/{episode['world']}", episode["identities"][0]
    label(mara, "One")
    fork = server.admin("POST", f"{path}/fork")
    assert server.admin("POST", f"{path}/restore")["calls"] == 0
    assert server.admin("GET", path)["digest"] == episode["digest"]
    left = server.admin("POST", f"/worlds/{fork['world']}/end")
    assert left["verdict"]["label"] == "unable"
    assert server.admin("GET", f"{path}/verdict")["over"] is False
    assert label(mara, "Goes on") == 200
    assert server.asked("POST", f"{path}/advance", {"minutes": 5}).status == 400
    assert server.asked("POST", f"{path}/call", {"tool": "wait"}).status == 400
    assert server.asked("POST", f"{path}/identities", {"identity": OTHER}).status == 400
    server.admin("DELETE", f"/worlds/{fork['world']}")


@pytest.mark.parametrize(("verb", "path", "body", "status", "said"), [
    ("POST", "/worlds", {}, 400, "one of the two"),
    ("POST", "/worlds", {"world": "office-smal"}, 400, "office-small"),
    ("POST", "/worlds", {"task": "clawsbench/email/none"}, 400, "there is no task"),
    ("POST", "/worlds", {"world": "office-small", "sed": 1}, 400, "sed"),
    ("POST", "/worlds", {"world": "office-small", "seed": "1"}, 400, "seed"),
    ("GET", "/worlds/world-99", None, 404, "world-99"),
    ("DELETE", "/worlds/world-99", None, 404, "world-99"),
    ("POST", "/worlds/world-1/restore", {"snapshot": "stat"}, 400, "Did you mean 'start'?"),
    ("POST", "/worlds/world-1/snapshots", {"name": "start"}, 400, "already"),
    ("GET", "/worlds/world-1/diff?since=none", None, 400, "no snapshot 'none'"),
    ("GET", "/worlds/world-1/log?after=-1", None, 400, "after"),
    ("GET", "/worlds/world-1/verdict", None, 400, "no episode"),
    ("GET", "/worlds/world-1/trace", None, 400, "no episode"),
])
def test_wrong_use_is_said_in_a_sentence(
    server: Running, verb: str, path: str, body: Any, status: int, said: str
) -> None:
    reply = server.asked(verb, path, body)
    assert reply.status == status, reply.body
    assert said in reply.json["error"]["message"]


def test_the_start_is_readable_without_json_and_wrong_use_ends_with_two() -> None:
    command = [sys.executable, "-m", "diorama", "serve", "--port", "0", "office-small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while lines[-1] and "Authorization" not in lines[-1]:
            lines.append(process.stdout.readline())
        process.terminate()
    text = "".join(lines)
    assert "discoveryServiceUrl=there" in text
    assert "Admin: http://127.0.0.1:" in text
    runner = CliRunner()
    for arguments, said in ((["office-smal"], "office-small"), ([], "name a world"), (["clawsbench/no"], "no task"),
                            (["--tasks", "none*"], "no task fits")):
        found = runner.invoke(build_app(["serve"]), ["serve", *arguments])
        assert said in str(found.exception), arguments


def test_ids_of_tasks_have_a_slash_which_names_of_worlds_have_not() -> None:
    assert all("/" in listed.id for listed in load_catalog())
