"""Properties of the shell's state: any commands leave a whole machine, alike in every copy and every repetition."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.catalog import service_classes
from diorama.mocks.shell.names import bytes_of, name_of, path_of, text_of
from diorama.mocks.world import World, agent
from diorama.snapshots.calls import Call
from diorama.snapshots.diff import diff
from diorama.snapshots.state import State
from tests.mocks.shell.machine import ANA, BO, KIM, bash, content, dock, machine, out, put
from tests.mocks.shell.soundness import assert_sound, tree_of

WHO = st.sampled_from((ANA, BO, KIM))
PATHS = st.sampled_from((
    "crates.csv", "rules.txt", "wages.txt", "latest", "new", "d", "d/e", "/tmp/t", "/srv/dock", "/etc/hosts", "gone/x",
    "'sp ace'", "größe", "/usr/bin/awk", "/opt",
))


def command(form: str) -> st.SearchStrategy[str]:
    """Return commands of a form: each `@` is a path."""
    parts = form.split("@")
    return st.tuples(*[PATHS] * (len(parts) - 1)).map(
        lambda paths: "".join(part + path for part, path in zip(parts, (*paths, ""), strict=True)))


COMMANDS = st.one_of([command(form) for form in (
    "cat @", "echo more >> @", "echo new > @", "rm -f @", "rm -r @", "mkdir -p @", "mv @ @", "cp -r @ @", "ln -s @ @",
    "chmod 600 @", "chmod 777 @", "touch @", "touch -d 2020-05-05 @", "cd @; export HERE=$PWD", "ls -lR @",
    "sudo rm -r @", "sudo chown bo @", "grep -r a @", "sort @ | tee @ | wc -l",
    "for i in 1 2 3; do echo $i $RANDOM >> @; done",
    "sleep 3; date > @", "(cd @ && tar cf /tmp/a.tar . && tar tf /tmp/a.tar)", "head -c 9 /dev/urandom > @",
    "find @ -newer @", "trap 'echo bye' EXIT; exit 4 > @", "sed -i s/1/2/ @", "truncate -s 5 @",
    "mktemp", "cat <<< $((RANDOM % 7)) > @",
)])
CALLS = st.one_of(
    st.builds(lambda text: Call.of("shell.bash", {"command": text}), COMMANDS),
    st.builds(lambda path, text: Call.of("shell.write_file", {"path": path, "text": text}), PATHS, st.text(
        st.characters(exclude_categories=["Cs"]), max_size=9)),
    st.builds(lambda path: Call.of("shell.edit_file", {"path": path, "old_text": "1", "new_text": "one",
                                                       "everywhere": True}), PATHS),
    st.builds(lambda path: Call.of("shell.read_file", {"path": path}), PATHS),
    st.builds(lambda path: Call.of("shell.search", {"path": path, "pattern": "[0-9]+"}), PATHS),
)


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(WHO, CALLS), min_size=1, max_size=12), middle=st.integers(0, 11))
def test_any_calls_leave_a_whole_machine_alike_in_every_copy(steps: list[tuple[str, Call]], middle: int) -> None:
    world = machine()
    kept: State | None = None
    for number, (who, call) in enumerate(steps):
        if number == middle:
            kept, twin = world.snapshot(), world.fork()
        before = world.state
        outcome = world.call(call, actor=agent(who))
        if not outcome.ok:
            assert world.state is before
        if kept is not None:
            assert twin.call(call, actor=agent(who)) == outcome
            assert twin.state.digest() == world.state.digest()
    assert_sound(world.state)
    read = State.from_json(json.loads(json.dumps(world.state.to_json())), world.box.schemas)
    assert read.digest() == world.state.digest()
    assert tree_of(read) == tree_of(world.state)
    assert World(service_classes(("shell",)), dock()).state.digest() == dock().digest()
    again = machine()
    for entry in world.log:
        assert again.call(entry.step.call, actor=entry.step.actor, recorded=entry.step) == entry.step.outcome
        assert again.state.digest() == entry.after.digest()
    if kept is not None:
        last = world.state.digest()
        world.restore(kept)
        for who, call in steps[middle:]:
            world.call(call, actor=agent(who))
        assert world.state.digest() == last


@settings(max_examples=60)
@given(steps=st.lists(COMMANDS, min_size=1, max_size=8))
def test_every_change_of_a_file_is_in_the_runs_and_the_old_content_in_the_history(steps: list[str]) -> None:
    world = machine()
    for text in steps:
        before = world.state
        bash(world, text)
        table = world.state.table("shell.runs")
        (run,) = [row for row in table.rows() if row.number == len(table)]
        listed = {one.path: one for one in run.writes}
        changed = {change.path.removeprefix("shell.files.") for change in diff(before, world.state)
                   if change.path.startswith("shell.files.")}
        for path in listed:
            changed = {one for one in changed if one != path and not one.startswith(f"{path}.")}
        assert not changed, text
        old, past = tree_of(before), world.state.table("shell.versions")
        for path, one in listed.items():
            if path_of(path) not in old:
                assert not one.before
                continue
            newest = past[list(past.find("by_path", path))[-1][1]]
            node, content_ = old[path_of(path)]
            assert (newest.mode, newest.owner, newest.mtime) == (node.mode, node.owner, node.mtime)
            was = world.state.blobs[newest.blob] if newest.blob else b""
            assert was == (content_ if node.kind == "file" else b"")
            assert newest.blob == one.before


@settings(max_examples=100)
@given(st.binary(min_size=1, max_size=20).map(lambda raw: "/" + raw.replace(b"\0", b"_").decode("latin-1")))
def test_every_path_has_a_name_in_state_and_back(path: str) -> None:
    name = name_of(path)
    name.encode()
    assert path_of(name) == path


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_an_ordinary_text_goes_in_and_comes_out(text: str) -> None:
    assert text_of(bytes_of(text)) == text
    assert len(bytes_of(text)) == len(text.encode())


def test_forks_go_their_own_ways() -> None:
    world = machine()
    out(world, "echo one > f")
    other = world.fork()
    out(world, "echo two > f")
    out(other, "echo three > f; cd /tmp")
    assert content(world, "/srv/dock/f") == b"two\n"
    assert content(other, "/srv/dock/f") == b"three\n"
    assert out(world, "pwd") == "/srv/dock\n"
    assert out(other, "pwd") == "/tmp\n"


def test_what_is_drawn_follows_the_seed_and_differs_between_commands() -> None:
    first = [out(world, "echo $RANDOM; shuf -i 1-99 | head -1; mktemp -u") for world in (machine(), machine())]
    assert first[0] == first[1]
    world = machine()
    assert out(world, "echo $RANDOM $RANDOM") != out(world, "echo $RANDOM $RANDOM")


@pytest.mark.parametrize("more", [{"hostname": "scale"}, {"seconds": 5}, {"sh": "bash"}, {"work": 9}])
def test_the_machine_is_state(more: dict[str, Any]) -> None:
    assert machine(put("set_machine", **more)).state.digest() != dock().digest()
