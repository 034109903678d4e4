"""Who and where in the offices' chat: the workspace, accounts, channels and direct messages of talk.yaml."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from .cast import Party, cast, read_seed
from .texts import Fact, fill, unwrapped


def user_id(key: str) -> str:
    """Return the id of an account by the key of whose it is."""
    return f"user_{key}"


def handle_of(party: Party) -> str:
    """Return somebody's handle: the first half of the address, so that two people called Anna stay apart."""
    return party.email.partition("@")[0]


def workspace_calls(office: str) -> list[Call]:
    """Return the calls that put the workspace, its accounts and its user groups."""
    data = read_seed("talk")
    calls = [Call.of("chat.put_workspace", {
        **data["workspace"], "edit_minutes": int(data["workspace"]["edit_minutes"]),
    })]
    for party in cast().of("home"):
        calls.append(_account(party, data["accounts"].get(party.key, {})))
    for key, entry in data["visitors"].items():
        if entry.get("only", office) == office:
            party = cast().party(key)
            calls.append(_account(party, {**entry, "title": f"{party.details['title']}, {_organisation(party)}"}))
    for key, entry in data["others"].items():
        if entry.get("only", office) == office:
            calls.append(_account(Party(key, "home", entry["name"], entry["address"], entry), entry))
    for handle, entry in data["groups"].items():
        people = _keys(tuple(entry.get("members", ())))
        calls.append(Call.of("chat.put_user_group", {
            "id": f"group_{handle.replace('-', '_')}", "handle": handle, "name": entry["name"],
            "description": entry["description"], "members": [user_id(key) for key in people],
            "group": entry.get("group", ""),
        }))
    return calls


def _account(party: Party, entry: Mapping[str, Any]) -> Call:
    """Return the call that puts an account; what `entry` says goes before what the cast does."""
    return Call.of("chat.put_user", {
        "id": user_id(party.key), "address": party.email, "name": party.name, "handle": handle_of(party),
        "title": entry.get("title", party.details.get("title", "")), "role": entry.get("role", "member"),
        "time_zone": party.details.get("zone", "Europe/Berlin"), "away": "away" in entry,
        "deactivated": "deactivated" in entry, "quiet_hours": entry.get("quiet", ""),
        "status_text": entry.get("status", ""), "status_emoji": entry.get("emoji", ""),
    })


def _organisation(party: Party) -> str:
    return cast().organisations[party.details["organisation"]]["name"]


def rooms_of(office: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the id and entry of each conversation of an office."""
    data = read_seed("talk")
    for prefix, part in (("chan_", "channels"), ("dm_", "directs")):
        for name, entry in data[part].items():
            if entry.get("only", office) == office:
                yield prefix + name.replace("-", "_"), {"name": name if part == "channels" else "", **entry}


def members_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of a conversation's members."""
    return _keys(tuple(entry["members"]))


@lru_cache(maxsize=128)
def _keys(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys of accounts: named themselves, by department, by a shared mailbox, or `everyone` at home."""
    out: dict[str, None] = {}
    for name in named:
        crew = [one.key for one in cast().of("home") if name in ("everyone", one.details["department"])]
        out.update(dict.fromkeys(crew or cast().members.get(name, (name,))))
    return tuple(out)


def room_calls(office: str, facts: Mapping[str, Fact]) -> list[Call]:
    """Return the calls that put channels and direct messages, with what stands at their heads."""
    calls: list[Call] = []
    for identity, entry in rooms_of(office):
        people = members_of(entry)
        row: dict[str, Json] = {
            "id": identity, "name": entry["name"], "members": [user_id(key) for key in people],
            "kind": entry.get("kind", "public") if entry["name"] else ("im" if len(people) < 3 else "mpim"),
            "creator": user_id(entry.get("creator", people[0])), "date": entry["since"],
            "general": "general" in entry, "archived": "archived" in entry,
            "topic": fill(entry.get("topic", ""), facts), "purpose": unwrapped(fill(entry.get("purpose", ""), facts)),
        }
        if "posters" in entry:
            row |= {"posting": "admins", "posters": [user_id(key) for key in entry["posters"]]}
        calls.append(Call.of("chat.put_channel", row))
        for number, (title, link) in enumerate(entry.get("bookmarks", {}).items(), 1):
            calls.append(Call.of("chat.put_bookmark", {
                "id": f"mark_{entry['name'].replace('-', '_')}_{number}", "channel": identity, "title": title,
                "link": link, "user": user_id(entry.get("creator", people[0])),
            }))
    return calls


def mark_calls(office: str) -> list[Call]:
    """Return the calls that put up to when everybody has read: all of it, but the principal until `read`."""
    calls: list[Call] = []
    for identity, entry in rooms_of(office):
        calls.append(Call.of("chat.put_read_mark", {"channel": identity}))
        if "read" in entry:
            calls.append(Call.of("chat.put_read_mark", {
                "channel": identity, "users": [user_id("mara")], "date": f"{entry['read']}+01:00",
            }))
    return calls
