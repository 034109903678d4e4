"""World files: the same world back, the same bytes for the same world, and a sentence for everything else."""

import json
from pathlib import Path

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.mocks.worldfile import read_world, write_world
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import StateError

ME = "me@home.test"


@pytest.fixture(scope="module")
def world() -> BaseWorld:
    """Return a world with rows, blobs, counters, a waiting event, and text of all kinds."""
    live = World(service_classes(("mail",)), seed=5, now=1_772_613_000_000)
    run_calls(live, [
        Call.of("people.add_organisation", {"id": "h", "name": "H\u00f6me \u2028", "domain": "home.test",
                                            "relation": "home"}),
        Call.of("mail.add_mailbox", {"address": ME, "name": "Me \U0001f600"}),
        Call.of("mail.put_message", {"sender": "a@b.test", "to": [ME], "subject": "Long",
                                     "body": "text \u00fc\n" * 2_000,
                                     "attachments": [{"name": "a.bin", "base64": "AAECAw=="}]}),
    ], actor=setup(ME))
    sent = live.call(Call.of("mail.send", {"to": ["a@b.test"], "subject": "Later", "body": "\x00",
                                           "send_at": "2026-03-05T10:00:00Z"}), actor=agent(ME))
    assert sent.ok, sent.message
    return BaseWorld("toy", ("mail",), ME, live.state)


@pytest.fixture
def path(world: BaseWorld, tmp_path: Path) -> Path:
    out = tmp_path / "toy.world.json"
    write_world(out, world)
    return out


def test_a_world_comes_back_whole(world: BaseWorld, path: Path) -> None:
    read = read_world(path)
    assert read[:3] == world[:3]
    assert read.state.to_json() == world.state.to_json()
    assert read.state.digest() == world.state.digest()
    assert len(read.state.queue) == 1
    assert len(read.state.blobs) == 2


def test_the_bytes_are_those_of_the_world(world: BaseWorld, path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.world.json"
    write_world(again, read_world(path))
    assert again.read_bytes() == path.read_bytes()
    assert json.loads(path.read_text())["state"] == world.state.to_json()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.world.json", "toy.world.json"]


def test_a_base_world_is_found_by_the_path_of_its_file(world: BaseWorld, path: Path) -> None:
    assert base_world(str(path)).state.digest() == world.state.digest()


def test_the_layout_of_the_text_does_not_matter(world: BaseWorld, path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()), indent=2))
    assert read_world(path).state.digest() == world.state.digest()


def _refusal(path: Path, world: BaseWorld) -> str:
    """Return why a file is refused; one that is read must hold the same world."""
    try:
        read = read_world(path)
    except StateError as error:
        return str(error)
    assert read.state.to_json() == world.state.to_json()
    return ""


def test_damage_anywhere_is_found(world: BaseWorld, path: Path) -> None:
    """Change one byte in many places: what is still read is the same world, all else is refused with a sentence."""
    data = path.read_bytes()
    refusals: list[str] = []
    for at in range(0, len(data), 97):
        path.write_bytes(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
        refusals.append(_refusal(path, world))
    given = [refusal for refusal in refusals if refusal]
    assert all(str(path) in refusal for refusal in given)
    assert len(given) > len(refusals) * 9 // 10


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data | {"diorama_world": 2}, "format 2"),
        (lambda data: {"anything": 1}, "no world file"),
        (lambda data: [data], "no world file"),
        (lambda data: data | {"services": ["post"]}, "'post'"),
        (lambda data: data | {"principal": "other@home.test"}, "does not add up"),
        (lambda data: {name: value for name, value in data.items() if name != "state"}, "state"),
        (lambda data: data | {"state": data["state"] | {"blobs": {}}}, "does not add up"),
        (lambda data: data | {"state": data["state"] | {"now": "soon"}}, "damaged"),
        (lambda data: data | {"state": data["state"] | {"queue": [3]}}, "damaged"),
        (lambda data: data | {"state": data["state"] | {"tables": {"mail.letters": {}}}}, "mail.letters"),
        (lambda data: data | {"state": data["state"] | {"tables": []}}, "damaged"),
        (lambda data: data | {"state": 5}, "damaged"),
        (lambda data: data | {"state": data["state"] | {"blobs": {"0" * 64: "!"}}}, "base64"),
    ],
)
def test_what_is_no_world_is_refused(path: Path, change: object, said: str) -> None:
    assert callable(change)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(StateError, match=said) as error:
        read_world(path)
    assert path.name in str(error.value)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_what_is_no_json_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(StateError, match=r"damaged|no world file"):
        read_world(path)
    with pytest.raises(StateError, match="cannot be read"):
        read_world(path.with_name("none.world.json"))


def test_a_file_that_was_cut_short_is_refused(path: Path) -> None:
    data = path.read_bytes()
    for share in (1, 3, 5, 7, 9):
        path.write_bytes(data[: len(data) * share // 10])
        with pytest.raises(StateError):
            read_world(path)
