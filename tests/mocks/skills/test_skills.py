"""Skill pages: true against the tools they speak of, each where its service is, and opening one changes nothing."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import diorama.mocks.skills.service
from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.skills.service import READS, TOOL, Skills, fitting, read_page
from diorama.mocks.world import World, agent, toolbox
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call, Outcome, Spec
from diorama.tasks.canary import MARKDOWN_LINE
from diorama.tasks.families import FAMILIES
from tests.registry.everywhere import everywhere

ALL = tuple(name for name in SERVICES if name != "phone")
"""Services that may have pages. Who holds a phone works through it alone, and has neither their tools nor pages."""

FOLDER = Path(diorama.mocks.skills.service.__file__).parent
BOX = toolbox((*service_classes(ALL), Skills))
TOOLS = {spec.name: spec for spec in BOX.offered("agent")}
CODE = re.compile(r"`([^`]+)`")
MENTION = re.compile(r"([a-z]+(?:\.[a-z_]+)?)(?:\(([a-z_]+(?:, [a-z_]+)*)\)| (\{.*\}))?")
NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

SEARCHES = {"mail": ("mail.list_messages", "q"), "chat": ("chat.search", "query"), "drive": ("drive.search_files", "q")}
"""What a page's queries are put into."""

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("mail.list_messages", {"max_results": 2}), ("mail.list_drafts", {}), ("mail.get_settings", {}),
    ("mail.get_message", {"message_id": "msg_8e0a59ccbb4f"}), ("mail.get_profile", {}),
    ("mail.get_message", {"message_id": "msg_0"}),
    ("people.search", {"query": "keller"}), ("people.get", {"person": "mara.lindqvist@tarnvale.test"}),
    ("chat.read_channel", {"channel": "#ops-standup", "limit": 2}), ("chat.get_channel", {"channel": "#ext-ostrava"}),
    ("chat.list_members", {"channel": "#ext-ostrava"}), ("chat.list_scheduled", {}), ("chat.list_channels", {}),
    ("chat.post_message", {"channel": "#ext-ostrava", "text": "Here.", "files": ["doc_harbour_report"]}),
    ("chat.schedule_message", {"channel": "#random", "text": "Later.", "send_at": "2026-03-05T09:00"}),
    ("calendar.list_events", {"max_results": 1}), ("calendar.get_event", {"event_id": "evt_harbour_steering"}),
    ("calendar.freebusy", {"people": ["nobody@elsewhere.test"]}), ("calendar.get_settings", {}),
    ("calendar.create_event", {"summary": "A", "start": "2026-03-05T09:45", "guests": ["room-quay@tarnvale.test"]}),
    ("drive.search_files", {"q": "name contains 'minutes'"}), ("drive.get_file", {"file_id": "doc_harbour_minutes"}),
    ("drive.who_has_access", {"file_id": "doc_meridian_pilot"}), ("drive.read_content", {"file_id": "doc_offsite"}),
    ("drive.list_permissions", {"file_id": "doc_meridian_pilot"}), ("drive.list_folder", {}),
    ("docs.export", {"file_id": "doc_handbook"}),
    ("drive.share", {"file_id": "folder_mara_meridian", "to": ["tobias.reuter@tarnvale.test"]}),
    ("drive.share", {"file_id": "doc_meridian_pilot", "to": ["tobias.reuter@tarnvale.test"]}),
    ("drive.unshare", {"file_id": "doc_meridian_pilot", "who": "tobias.reuter@tarnvale.test"}),
    ("docs.find", {"file_id": "doc_meridian_pilot", "text": "hall"}), ("docs.read", {"file_id": "doc_offsite"}),
    ("docs.list_suggestions", {"file_id": "doc_meridian_pilot"}), ("docs.outline", {"file_id": "doc_offsite"}),
    ("docs.replace_text", {"file_id": "doc_offsite", "find": "Gut", "replace_with": "Good"}),
    ("shell.bash", {"command": "seq 100000; sleep 1000"}), ("shell.list_dir", {}),
    ("shell.search", {"pattern": "root", "path": "/etc"}),
)
"""Calls whose results show the fields that the pages name."""

PAGED = {"next_offset", "next_line", "next_index", "next_page_token", "next_before"}
"""Fields of long results, which tests of the services see to."""


def world(services: tuple[str, ...] = ALL) -> World:
    base = everywhere().narrowed(services) if "shell" in services else base_world("office-small", services)
    return World((*service_classes(services), Skills), base.state)


def call(where: World, tool: str, **arguments: Any) -> Outcome:
    return where.call(Call.of(tool, arguments), actor=agent("mara.lindqvist@tarnvale.test"), face="agent")


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


@lru_cache(maxsize=1)
def fields() -> frozenset[str]:
    """Return the fields of the results of CALLS; the last refused one brings those of an error."""
    where = world()
    found: set[str] = set()
    for tool, arguments in CALLS:
        outcome = call(where, tool, **arguments)
        assert outcome.ok or tool == "mail.get_message", outcome.message
        found.update(keys(json.loads(outcome.observation)))
    return frozenset(found)


def codes(page: str) -> list[str]:
    return CODE.findall(read_page(page).text)


def spoken_of(page: str) -> list[Spec]:
    return [TOOLS[name] for name in TOOL.findall(read_page(page).text)]


def parameters(spec: Spec) -> set[str]:
    schema: Any = spec.schema
    return set(schema.get("properties", {}))


def parts(spec: Spec) -> set[str]:
    """Return the parameters of a tool and the fields of what they hold."""
    schema: Any = spec.schema
    held = [name for part in schema.get("$defs", {}).values() for name in part.get("properties", {})]
    return parameters(spec).union(held)


def test_there_is_a_page_for_each_service_and_a_shared_one() -> None:
    assert set(READS) == {"shared", *ALL}
    assert {path.stem for path in FOLDER.glob("*.md")} == set(READS)
    for page, needed in READS.items():
        assert needed.startswith("people." if page == "shared" else f"{page}.")


@pytest.mark.parametrize("page", READS)
def test_a_page_begins_with_the_canary_a_title_and_what_it_is_about(page: str) -> None:
    source = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    assert source.splitlines()[0] == MARKDOWN_LINE
    text = read_page(page).text
    assert text.startswith("# ")
    assert "Canary" not in text
    assert re.fullmatch(r"[A-Z][^\n]{40,160}\.", read_page(page).about)
    assert not re.search(r"[\w.]+@[\w.]+", text), "an address that is shown counts as known to the agent"


@pytest.mark.parametrize("page", READS)
def test_every_tool_and_parameter_of_a_page_is_there(page: str) -> None:
    seen = 0
    for code in codes(page):
        found = MENTION.fullmatch(code)
        if found is None or ("." not in found[1] and not found[2]):
            continue
        assert found[1] in TOOLS, code
        named = found[2].split(", ") if found[2] else list(json.loads(found[3])) if found[3] else []
        assert set(named) <= parameters(TOOLS[found[1]]), code
        seen += 1
    assert seen >= 10


@pytest.mark.parametrize("page", READS)
def test_every_other_word_of_a_page_is_a_parameter_or_a_field(page: str) -> None:
    known = set().union(*map(parts, spoken_of(page))) | fields() | PAGED
    if page == "shared":  # what it says of parameters holds for all tools
        known = known.union(*map(parameters, TOOLS.values()))
    words = [code for code in codes(page) if NAME.fullmatch(code) and code not in queries(page)]
    assert words
    for word in words:
        assert word in known, word


def queries(page: str) -> list[str]:
    """Return what a page shows of its search language: what stands in its first section and is no name or call."""
    if page not in SEARCHES:
        return []
    section = read_page(page).text.split("\n## ")[1]
    own = parameters(TOOLS[SEARCHES[page][0]]) | fields()
    return [code for code in CODE.findall(section) if code not in own and not TOOL.match(f"`{code}")]


@pytest.mark.parametrize("page", SEARCHES)
def test_every_query_of_a_page_is_understood(page: str) -> None:
    where = world()
    tool, parameter = SEARCHES[page]
    assert len(queries(page)) >= 12
    for query in queries(page):
        outcome = call(where, tool, **{parameter: query})
        assert outcome.ok, outcome.message


@pytest.mark.parametrize("page", READS)
@pytest.mark.parametrize("office", ["office-small", "office-large"])
def test_every_example_of_a_page_runs(page: str, office: str) -> None:
    base = everywhere(office)
    where = World((*service_classes(ALL), Skills), base.state)
    examples = [found for found in map(MENTION.fullmatch, codes(page)) if found and found[3]]
    assert examples
    for found in examples:
        outcome = where.call(Call.of(found[1], json.loads(found[3])), actor=agent(base.principal), face="agent")
        assert outcome.ok, outcome.message


def test_times_are_written_as_tools_take_them() -> None:
    times = [code for page in READS for code in codes(page) if TIME.fullmatch(code)]
    assert times
    for time in times:
        assert call(world(), "calendar.list_events", time_min=time).ok


@pytest.mark.parametrize("page", READS)
def test_nothing_else_stands_in_code(page: str) -> None:
    for code in codes(page):
        kinds = [MENTION.fullmatch(code), NAME.fullmatch(code), TIME.fullmatch(code), code in queries(page)]
        assert any(kinds), code


@pytest.mark.parametrize("services", sorted({one.services for one in FAMILIES if "phone" not in one.services} | {ALL}))
def test_a_world_has_the_pages_of_its_services_and_of_them_what_holds_there(services: tuple[str, ...]) -> None:
    where = world(services)
    listed: Any = call(where, "skills.list").value
    names = [one["name"] for one in listed["skills"]]
    assert names == [page for page in READS if page in ("shared", *services)]
    offered = {spec.name for spec in where.box.offered("agent")}
    for name in names:
        page: Any = call(where, "skills.open", name=name).value
        assert set(TOOL.findall(page["text"])) <= offered
        assert page["text"].startswith("# ")
        assert not re.search(r"## [^\n]*\n+(##|$)", page["text"]), "a heading with nothing under it"
        assert "\n\n\n" not in page["text"]
    whole = fitting(read_page("mail").text, lambda tool: True)
    assert whole == read_page("mail").text.strip()


def test_a_page_that_is_not_there_is_refused_with_those_that_are() -> None:
    where = world(("mail",))
    assert call(where, "skills.open", name="chat").message == "There is no page 'chat'; there are shared, mail."
    assert "Did you mean 'mail'?" in call(where, "skills.open", name="mial").message


def test_looking_pages_up_changes_nothing() -> None:
    where = world()
    before, digest = where.state, where.state.digest()
    for _ in range(2):
        call(where, "skills.list")
        for page in READS:
            assert call(where, "skills.open", name=page) == call(where, "skills.open", name=page)
    assert where.state == before
    assert where.state.digest() == digest


def test_pages_are_of_a_size_that_is_read() -> None:
    for page in READS:
        assert 2500 < len(read_page(page).text) < 7000
