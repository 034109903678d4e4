"""Asking: how a guard has the user asked, and when his answer is a yes."""

import json
import re

from ...snapshots.calls import Call
from .protocol import Seen

TOOL = "phone.ask_user"
"""The tool that reaches the user, where a world has one."""

_LONG = 1_500
"""Characters of a call that a question quotes."""

_YES = re.compile(
    r"(yes|yep|yeah|ok|okay|sure|please do|do it|go ahead|go on|fine|agreed|approved|of course|all right"
    r"|是|好|可以|行|对|同意|没问题)(?![a-z])",
    re.IGNORECASE,
)


def reachable(seen: Seen) -> bool:
    """Tell whether the user can be asked: whether the agent has a tool for it."""
    return any(spec.name == TOOL for spec in seen.brief.tools)


def question(text: str, call: Call) -> Call:
    """Return the call that asks the user about another call."""
    return Call.of(TOOL, {"question": f"{text.strip()[:400]}\n{quoted(call)}"})


def quoted(call: Call) -> str:
    """Return a call as a question ends with it. By this a trace tells a guard's question from the agent's own."""
    return f"{call.tool}{call.text[:_LONG]}"


def is_about(asked: Call, call: Call) -> bool:
    """Tell whether a call is a guard's question about another one."""
    return asked.tool == TOOL and str(asked.arguments.get("question", "")).endswith(f"\n{quoted(call)}")


def is_yes(result: str) -> bool:
    """Tell whether the result of a question, JSON text, is the user's consent: his answer begins with a yes."""
    found = json.loads(result or "null")
    answer = found.get("answer") if isinstance(found, dict) else None
    return isinstance(answer, str) and _YES.match(answer.strip()) is not None
