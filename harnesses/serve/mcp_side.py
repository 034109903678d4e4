"""The Model Context Protocol: an agent's tools and the documents of its world, by stdio or HTTP."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError

from ... import __version__
from ...mocks.faces.schemas import mcp
from ...snapshots.calls import Outcome, Spec
from ...snapshots.errors import shown
from .agent_side import Receive, Scope, Send
from .served import Account

MAX_MESSAGE = 8 * 1024 * 1024
"""Bytes of one request. Ours: the largest action in JSON and a little."""

LOCAL = ("127.0.0.1", "localhost", "[::1]")
"""Hosts that a server on this machine is reached by."""

DOCUMENT = "docs://documents/{document_id}"
"""The address of a document's text."""

_DOCUMENT = re.compile(r"docs://documents/([^/?#]+)")
_Context = ServerRequestContext[Any, Any]


def build_server(account_of: Callable[[], Account], instructions: str | None = None) -> Server[Any]:
    """Return a server whose requests are those of an account. Its name says nothing of what is behind it."""

    async def list_tools(context: _Context, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(spec) for spec in account_of().served.live.specs])

    async def call_tool(context: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        account = account_of()
        offered = {spec.wire: spec.name for spec in account.served.live.specs}
        if params.name not in offered:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {shown(params.name)}")
        return _result(_act(account, offered[params.name], params.arguments or {}))

    async def list_resources(context: _Context, params: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[])

    async def list_templates(context: _Context, params: object) -> types.ListResourceTemplatesResult:
        templates = [_TEMPLATE] if "docs" in account_of().served.live.services else []
        return types.ListResourceTemplatesResult(resource_templates=templates)

    async def read_resource(context: _Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        found = _DOCUMENT.fullmatch(params.uri)
        if found is None or "docs" not in account_of().served.live.services:
            raise MCPError(types.INVALID_PARAMS, f"Resource not found: {shown(params.uri)}")
        text = _document(account_of(), unquote(found[1]))
        content = types.TextResourceContents(uri=params.uri, mime_type="text/markdown", text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "office", version=__version__, instructions=instructions, on_list_tools=list_tools, on_call_tool=call_tool,
        on_list_resources=list_resources, on_list_resource_templates=list_templates, on_read_resource=read_resource,
    )


class McpSide:
    """MCP over HTTP, for all accounts of a server. No session holds anything: each request is answered by itself."""

    def __init__(self, hosts: Sequence[str] = ()) -> None:
        self._account: ContextVar[Account] = ContextVar("account")
        allowed = [*LOCAL, *hosts]
        self._manager = StreamableHTTPSessionManager(
            build_server(self._account.get), json_response=True, stateless=True, max_request_body_size=MAX_MESSAGE,
            security_settings=TransportSecuritySettings(
                allowed_hosts=[*allowed, *(f"{host}:*" for host in allowed)],
                allowed_origins=[f"{kind}://{host}{port}" for kind in ("http", "https") for host in allowed
                                 for port in ("", ":*")],
            ),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the sessions' tasks while the server runs."""
        async with self._manager.run():
            yield

    async def handle(self, account: Account, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        self._account.set(account)
        await self._manager.handle_request(scope, receive, send)


async def speak(account: Account, instructions: str) -> None:
    """Speak MCP over standard input and output until the input ends."""
    server = build_server(lambda: account, instructions)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


_TEMPLATE = types.ResourceTemplate(
    name="document", title="Document", uri_template=DOCUMENT, mime_type="text/markdown",
    description="The text of a document as Markdown. Ids come from the tools that list and search documents.",
)


@lru_cache(maxsize=2048)
def _tool(spec: Spec) -> types.Tool:
    return types.Tool.model_validate({**mcp(spec), "outputSchema": {"type": "object"}})


def _act(account: Account, tool: str, arguments: dict[str, Any]) -> Outcome:
    """Make a call; MCPError, which says nothing more, if our side fails."""
    try:
        return account.act({"tool": tool, "arguments": arguments})
    except Exception as error:  # our bug, whatever it is: say so to whoever runs the server
        account.served.failed(error)
        raise MCPError(types.INTERNAL_ERROR, "Internal error") from None


def _result(outcome: Outcome) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(text=outcome.observation)]
    if not outcome.ok:
        return types.CallToolResult(content=content, is_error=True)
    value = outcome.value
    structured = value if isinstance(value, dict) else {"result": value}
    return types.CallToolResult(content=content, structured_content=structured)


def _document(account: Account, document: str) -> str:
    """Return a document as Markdown, page by page."""
    pages: list[str] = []
    offset = 0
    while True:
        outcome = _act(account, "docs.export", {"file_id": document, "form": "markdown", "offset": offset})
        if not outcome.ok:
            raise MCPError(types.INVALID_PARAMS, outcome.message)
        page: Any = outcome.value
        pages.append(page["text"])
        if "next_offset" not in page:
            return "".join(pages)
        offset = page["next_offset"]
