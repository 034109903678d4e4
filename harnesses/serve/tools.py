"""The tools of an agent over plain HTTP: for agents that speak neither MCP nor a vendor's protocol."""

import json

from ...mocks.faces.rest import Request, Response
from ...mocks.faces.schemas import tool_list
from ...snapshots.digest import canonical
from ...snapshots.errors import shown
from .served import Account

TOOLS = "tools"
"""The path of the list; a tool's is below it."""

_STATUS = {"not_found": 404, "unknown_tool": 404, "unauthenticated": 401, "permission_denied": 403}
"""Statuses of refusals; all others are 400."""


def answer(account: Account, request: Request) -> Response:
    """List the tools (GET), or make a call of one (POST, with its arguments as JSON)."""
    _, _, name = request.path.partition("/")
    specs = account.served.live.specs
    if not name and request.verb == "GET":
        return Response.json(json.dumps({"tools": [tool["function"] for tool in tool_list(specs, "openai")]}))
    if request.verb != "POST" or not name:
        return _refused("bad_request", "GET tools lists them; POST tools/NAME with arguments as JSON makes a call.")
    try:
        arguments = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return _refused("bad_request", "The arguments are no JSON.")
    offered = {spec.wire: spec.name for spec in specs} | {spec.name: spec.name for spec in specs}
    if name not in offered:
        return _refused("unknown_tool", f"There is no tool {shown(name)}.")
    outcome = account.act({"tool": offered[name], "arguments": arguments})
    if outcome.ok:
        return Response.json(f'{{"result":{outcome.text}}}')
    return _refused(outcome.code, outcome.message)


def _refused(code: str, message: str) -> Response:
    return Response.json(canonical({"error": {"code": code, "message": message}}), _STATUS.get(code, 400))
