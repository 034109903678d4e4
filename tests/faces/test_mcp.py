"""MCP by the official client, over HTTP and over standard input and output, against real processes."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from diorama.harnesses.replay import replay
from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.trace import read_trace
from diorama.tasks.catalog import load_catalog
from tests.faces.wire import Running, ask, running

T = TypeVar("T")
TASK = "clawsbench/email/pass-on-the-milestones"
MARA = "mara.lindqvist@tarnvale.test"
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running("office-small", TASK, "--seed", "0") as started:
        yield started


def over_http(url: str, act: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    async def run() -> T:
        async with Client(url, mode=mode) as client:
            return await act(client)

    return asyncio.run(run())


def over_stdio(arguments: list[str], act: Callable[[Client], Awaitable[T]]) -> T:
    command = StdioServerParameters(command=sys.executable, args=["-m", "diorama", "mcp", *arguments])

    async def run() -> T:
        async with Client(stdio_client(command)) as client:
            return await act(client)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_all_tools_of_a_world_are_offered_with_what_they_do(server: Running, mode: str) -> None:
    async def act(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in over_http(server.first["services"]["mcp"]["url"], act, mode)}
    world = World(service_classes(base_world("office-small").services))
    assert set(tools) == {spec.wire for spec in world.box.offered("agent")} - {"finish", "decline"}
    for spec in world.box.offered("agent"):
        if spec.wire in tools:
            tool = tools[spec.wire]
            assert tool.input_schema == spec.schema
            assert tool.description == spec.doc
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint == (spec.effect == "read")
            assert tool.annotations.destructive_hint == (spec.effect == "destroy")


def test_results_are_structured_and_errors_are_results(server: Running) -> None:
    async def act(client: Client) -> Any:
        good = await client.call_tool("mail__list_messages", {"q": "is:unread", "max_results": 2})
        bad = await client.call_tool("mail__get_message", {"message_id": "none"})
        wrong = await client.call_tool("mail__get_message", {"message": 1})
        with pytest.raises(MCPError, match="Unknown tool"):
            await client.call_tool("mail__put_message", {})
        with pytest.raises(MCPError, match="Unknown tool"):
            await client.call_tool("gmail__users__messages__list", {"user_id": "me"})
        return good, bad, wrong

    good, bad, wrong = over_http(server.first["services"]["mcp"]["url"], act)
    assert not good.is_error
    assert good.structured_content == json.loads(good.content[0].text)
    assert len(good.structured_content["messages"]) == 2
    assert (bad.is_error, json.loads(bad.content[0].text)["error"]["code"]) == (True, "not_found")
    assert (wrong.is_error, json.loads(wrong.content[0].text)["error"]["code"]) == (True, "invalid_arguments")


def test_documents_are_resources_in_markdown(server: Running) -> None:
    async def act(client: Client) -> Any:
        templates = (await client.list_resource_templates()).resource_templates
        read = await client.read_resource("docs://documents/doc_handbook")
        for uri in ("docs://documents/none", "file:///etc/passwd", "docs://documents/doc_handbook/../x"):
            with pytest.raises(MCPError):
                await client.read_resource(uri)
        return templates, (await client.list_resources()).resources, read.contents

    templates, listed, contents = over_http(server.first["services"]["mcp"]["url"], act)
    assert [one.uri_template for one in templates] == ["docs://documents/{document_id}"]
    assert listed == []
    assert contents[0].mime_type == "text/markdown"
    assert contents[0].text.startswith("# ")


def test_the_solution_of_a_task_succeeds_and_gives_the_digests_of_a_run_in_process(
    server: Running, tmp_path: Path
) -> None:
    made = server.admin("POST", "/worlds", {"task": TASK, "seed": 0})
    path, mara = f"/worlds/{made['world']}", made["identities"][0]
    instance = load_catalog().instance(TASK, 0)
    alone = World(service_classes(instance.task.services), instance.start)

    async def act(client: Client) -> None:
        for call in instance.task.solution:
            result = await client.call_tool(call.tool.replace(".", "__"), call.arguments)
            assert not result.is_error
            alone.call(call, actor=agent(MARA), face="agent")
            assert server.admin("GET", path)["digest"] == alone.state.digest()

    over_http(mara["services"]["mcp"]["url"], act)
    if not server.admin("GET", f"{path}/verdict")["over"]:
        server.admin("POST", f"{path}/end", {"how": "done"})
    verdict = server.admin("GET", f"{path}/verdict")["verdict"]
    assert (verdict["success"], verdict["label"]) == (True, "success")
    trace = tmp_path / "served.jsonl"
    trace.write_text(server.admin("GET", f"{path}/trace"))
    assert replay(trace).differences == ()

    async def late(client: Client) -> Any:
        return await client.call_tool("mail__list_labels", {})

    after = over_http(mara["services"]["mcp"]["url"], late)
    assert (after.is_error, "Invalid Credentials" in after.content[0].text) == (True, True)
    server.admin("DELETE", path)


def test_what_is_no_call_is_a_step_that_replays(server: Running, tmp_path: Path) -> None:
    made = server.admin("POST", "/worlds", {"task": TASK, "seed": 0})
    path, mara = f"/worlds/{made['world']}", made["identities"][0]
    deep: Any = 1
    for _ in range(60):
        deep = [deep]

    async def act(client: Client) -> list[str]:
        out = []
        for odd in ({"q": 0.5}, {"q": deep}, {"q": 2**70}, {"q": "x", "other": None}):
            result: Any = await client.call_tool("mail__list_messages", odd)
            out.append(json.loads(result.content[0].text)["error"]["code"])
        return out

    codes = over_http(mara["services"]["mcp"]["url"], act)
    assert codes == ["invalid_action", "invalid_action", "invalid_action", "invalid_arguments"]
    server.admin("POST", f"{path}/end", {"how": "declined", "answer": "No."})
    trace = tmp_path / "served.jsonl"
    trace.write_text(server.admin("GET", f"{path}/trace"))
    assert replay(trace).differences == ()
    server.admin("DELETE", path)


def test_only_hosts_that_are_known_and_keys_that_open_are_answered(server: Running) -> None:
    url = server.first["services"]["mcp"]["url"]
    headers = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert ask(url, "POST", INITIALIZE, **headers).json["result"]["serverInfo"]["name"] == "office"
    assert ask(url, "POST", INITIALIZE, Host="evil.example", **headers).status == 421
    assert ask(url, "POST", INITIALIZE, Origin="http://evil.example", **headers).status == 403
    assert ask(url.replace(server.first["token"], "no"), "POST", INITIALIZE, **headers).status == 401
    named = url.replace(server.first["token"], server.first["world"])
    assert ask(named, "POST", INITIALIZE, Authorization=f"Bearer {server.first['token']}", **headers).status == 200
    assert ask(url, "POST", b"{", **headers).status == 400


def test_a_world_over_standard_input_and_output() -> None:
    async def act(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        me = await client.call_tool("mail__list_messages", {"max_results": 1})
        return tools, me, (await client.read_resource("docs://documents/doc_standup")).contents

    tools, found, contents = over_stdio(["office-small"], act)
    assert len(tools) > 150
    assert len(found.structured_content["messages"]) == 1
    assert contents[0].text


def test_a_task_over_standard_input_and_output_leaves_its_trace(tmp_path: Path) -> None:
    trace = tmp_path / "traces" / "mine.jsonl"
    task = load_catalog().instance(TASK, 2).task

    async def act(client: Client) -> str:
        for call in task.solution:
            await client.call_tool(call.tool.replace(".", "__"), call.arguments)
        return client.instructions or ""

    instructions = over_stdio([TASK, "--seed", "2", "--trace", str(trace)], act)
    assert instructions == task.instruction
    written = read_trace(trace)
    assert written.verdict is not None
    assert written.verdict["label"] == "success"
    assert replay(trace).differences == ()
    assert [one.step.call for one in written.steps][: len(task.solution)] == list(task.solution)
    assert isinstance(written.steps[0].step.call, Call)
