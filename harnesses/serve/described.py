"""What a served world is called and where it is reached: for people, for programs and for the admin side."""

from ...mocks.faces.discovery import APIS
from ...mocks.faces.slack import API as SLACK_API
from ...snapshots.digest import Json
from .door import SERVICES
from .live import LiveEpisode
from .screen.face import SCREEN
from .served import Account, Served
from .tools import TOOLS

_BELOW = {"gmail": "gmail/v1/", "calendar": "calendar/v3/", "drive": "drive/v3/", "docs": "v1/", "slack": SLACK_API}
"""Where each API begins below a world's address."""


def entrance(account: Account, origin: str) -> dict[str, Json]:
    """Return where one identity comes in, with which token: the line that `serve --json` has for it."""
    address = f"{origin}/w/{account.key}/"
    services: dict[str, Json] = {}
    for name, service in SERVICES.items():
        if service not in account.served.live.services:
            continue
        one: dict[str, Json] = {"url": f"{address}{_BELOW[name]}"}
        if name in APIS:
            one["discovery"] = f"{address}discovery/v1/apis/{name}/{APIS[name]}/rest"
        services[name] = one
    if "phone" in account.served.live.services:
        screen = f"{address}{SCREEN}"
        services[SCREEN] = {"url": screen, "png": f"{screen}.png", "xml": f"{screen}.xml"}
    services["mcp"] = {"url": f"{address}mcp"}
    return {
        "world": account.served.name, "identity": account.identity, "url": address, "token": account.key,
        "services": services, "source": account.served.live.source,
    }


def brief_of(account: Account, origin: str) -> dict[str, Json] | None:
    """Return what the agent of an episode is to be given: the request, where its tools are, and how it ends. None for a
    world, in which nothing is asked."""
    live = account.served.live
    if not isinstance(live, LiveEpisode):
        return None
    address = f"{origin}/w/{account.key}/"
    return {"instruction": live.env.task.instruction, "mcp": f"{address}mcp", "tools": f"{address}{TOOLS}",
            "url": address, "token": account.key, "ending": ENDING, "steps": live.env.steps_left}


def brief_text(brief: dict[str, Json]) -> str:
    """Return a brief in words."""
    return (f"{brief['instruction']}\n\nYour tools: by MCP at {brief['mcp']}\nor by HTTP at {brief['tools']} "
            f"(GET lists them, POST to .../NAME with the arguments as JSON calls one).\n{ENDING}\n")


ENDING = ("When everything is done, call the tool finish, with whatever was asked for in `answer`. Call decline "
          "instead if it should not be done. Nothing can be done after that.")
"""How an episode ends, in words."""


def described(served: Served, origin: str) -> dict[str, Json]:
    """Return what the admin side says of a world."""
    live, state = served.live, served.world.state
    out: dict[str, Json] = {
        "world": served.name, "source": live.source, "kind": "episode" if isinstance(live, LiveEpisode) else "world",
        "now": state.now, "digest": state.digest(), "calls": len(served.world.log), "snapshots": list(served.points),
        "identities": [entrance(account, origin) for account in served.accounts.values()],
    }
    if isinstance(live, LiveEpisode):
        task = live.env.task
        out |= {"instruction": task.instruction, "seed": task.seed, "factors": dict(task.factors),
                "steps_left": live.env.steps_left, "over": live.env.verdict is not None}
    return out
