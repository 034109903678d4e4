"""What the agent has opened, and what it has only seen in a listing."""

from typing import Any

import pytest

from tests.tasks.bench import Bench
from tests.tasks.floor import Floor


@pytest.mark.parametrize(("tool", "arguments", "identity"), [
    ("drive.read_content", {"file_id": "f"}, "f"), ("docs.read", {"file_id": "plan"}, "plan"),
    ("docs.export", {"file_id": "plan"}, "plan"), ("calendar.get_event", {"event_id": "evt"}, "evt"),
    ("chat.read_channel", {"channel": "#plans"}, "Cplans"), ("chat.read_channel", {"channel": "#plans"}, "Cplans:TS"),
    ("chat.get_message", {"channel": "Cplans", "ts": "TS"}, "Cplans:TS"),
])
def test_opened_by_its_id_and_not_listed(tool: str, arguments: dict[str, Any], identity: str) -> None:
    floor = Floor()
    floor.file(id="f")
    floor.doc()
    floor.event(id="evt")
    ts, other = floor.said("Cplans", "Hello"), floor.said("Csecret", "Hello")
    work = Bench(floor)
    work.do("drive.search_files", q="")
    work.do("calendar.list_events")
    work.do("chat.search", query="Hello")
    work.do("chat.read_channel", channel="Csecret")
    assert not work.holds("opened", id=identity.replace("TS", ts))
    assert work.holds("opened", id=f"Csecret:{other}")
    work.do(tool, **{name: value.replace("TS", ts) for name, value in arguments.items()})
    assert [one.key for one in work.holds("opened", id=identity.replace("TS", ts))] == ["step 5"]
