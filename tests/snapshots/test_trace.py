"""Traces: read back as written, resumed where they were cut, and refused, with the line, wherever a byte differs."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.snapshots.calls import Actor, Call, Outcome, Step
from diorama.snapshots.digest import Json, text_digest
from diorama.snapshots.errors import TraceError
from diorama.snapshots.state import Entry
from diorama.snapshots.trace import (
    LONG,
    Close,
    Header,
    Lines,
    Parent,
    Setting,
    Trace,
    TraceStep,
    TraceWriter,
    parse_trace,
    read_trace,
    trace_text,
)
from tests.toy import AGENT, act, toy_world

LONG_AGO = "long ago " * 112
HEADER = Header(
    package="0.1.0", task="toy/tidy", version=3, seed=7, factors={"wording": "curt"}, base="0" * 32,
    env=Setting(family="Toy", max_steps=None, pace=1000, reward="success", tasks_dirs=("mine",)),
    agent="tester", parameters={"model": "none", "nested": [1, {"a": None}]}, contract="c" * 32,
    parent=Parent(trace="d" * 32, at=4),
)
CLOSE = Close({"label": "success", "evidence": "é" + "e" * LONG}, "step_budget", "gone: 1\n\t2", Call.of("toy.count"))


def _step(entry: Entry) -> TraceStep:
    return TraceStep(entry.number, entry.step, entry.after.now, entry.number % 3, ({"code": "x", "n": entry.number},),
                     entry.after.digest())


def _episode() -> list[TraceStep]:
    """A short episode with effects inside effects, errors, long texts that come back, and what is not ASCII."""
    world = toy_world()
    act(world, "toy.add", text="Zoë \U0001f4d7 \u0000 \u2028", folder="inbox", tags=["one", "two"])
    act(world, "toy.remind", name="bell", minutes=1, times=2)
    act(world, "toy.keep", text=LONG_AGO)
    act(world, "toy.both", first="a", second="b")
    act(world, "toy.listen", minutes=30)
    act(world, "toy.nothing", text=LONG_AGO)
    act(world, "toy.elsewhere", text=LONG_AGO)
    act(world, "toy.keep", text='{"$text": 1}')
    world.refuse(Call.of("", {"raw": '"["'}), Outcome(code="invalid_action", message="no"), actor=AGENT)
    return [_step(entry) for entry in world.log]


STEPS = _episode()
DATA = trace_text(HEADER, STEPS, CLOSE).encode()
LINES = DATA.splitlines(keepends=True)


SMALL = trace_text(HEADER, STEPS[:4], Close({"label": "success"})).encode()
"""For what is done with every byte: in it are a text that is stored by its digest, and effects."""


def _line_of(offset: int, data: bytes = DATA) -> int:
    return data[:offset].count(b"\n") + 1


def _refusal(data: bytes) -> str:
    with pytest.raises(TraceError) as caught:
        parse_trace(data)
    return str(caught.value)


def test_what_is_read_is_what_was_written() -> None:
    trace = parse_trace(DATA)
    assert trace == Trace(HEADER, tuple(STEPS), CLOSE, trace.digest, len(DATA))
    assert (trace.header, trace.verdict, trace.complete) == (HEADER, CLOSE.verdict, True)


def test_a_writer_writes_the_same_bytes_and_a_copy_read_back_gives_them_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "t.jsonl"
    with TraceWriter(path, HEADER) as writer:
        for step in STEPS:
            writer.step(step)
        writer.close(CLOSE)
    assert path.read_bytes() == DATA
    trace = read_trace(path)
    assert trace.digest == writer.digest
    assert trace_text(trace.header, trace.steps, trace.close).encode() == DATA


def test_each_step_is_in_the_file_before_the_next_is_made(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    with TraceWriter(path, HEADER) as writer:
        for count, step in enumerate(STEPS):
            seen = read_trace(path)
            assert (len(seen.steps), seen.complete) == (count, False)
            writer.step(step)


def test_any_other_byte_anywhere_is_found_and_placed() -> None:
    """Every byte with one bit flipped, and turned into what could be taken for the end of something."""
    for offset, byte in enumerate(SMALL):
        for other in {byte ^ 1 << offset % 8, b'\n"}\x00'[offset % 4]} - {byte}:
            changed = SMALL[:offset] + bytes([other]) + SMALL[offset + 1 :]
            assert _refusal(changed).startswith(f"line {_line_of(offset, SMALL)}: "), (offset, byte, other)


def test_a_byte_that_is_gone_or_new_is_found_and_placed() -> None:
    for offset in range(len(SMALL) - 1):  # without its last newline a trace is cut short, not damaged
        place = f"line {_line_of(offset, SMALL)}: "
        assert _refusal(SMALL[:offset] + SMALL[offset + 1 :]).startswith(place), offset
        if SMALL[offset] != 0x0A:  # before a newline another newline is a line of its own
            assert _refusal(SMALL[:offset] + b"x\n"[offset % 2 :][:1] + SMALL[offset:]).startswith(place), offset


@settings(max_examples=200)
@given(st.data())
def test_other_bytes_in_any_place_are_found(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(DATA) - 1))
    stop = data.draw(st.integers(start, min(len(DATA), start + 300)))
    changed = DATA[:start] + data.draw(st.binary(max_size=300)) + DATA[stop:]
    if DATA.startswith(changed):
        assert not parse_trace(changed).complete or changed == DATA
        return
    last = changed.rfind(b"\n") + 1
    if DATA.startswith(changed[:last]) and last < len(changed):
        with suppress(TraceError):  # what differs stands in a last line without its end: at most it counts for nothing
            assert not parse_trace(changed).complete
    else:
        assert int(_refusal(changed).split(":")[0].removeprefix("line ")) >= _line_of(start)


def test_lines_that_are_missing_double_or_moved_are_found_and_placed() -> None:
    last = len(LINES)
    for i in range(last - 1):
        assert _refusal(b"".join(LINES[:i] + LINES[i + 1 :])).startswith(f"line {i + 1}: ")
        assert _refusal(b"".join(LINES[: i + 1] + LINES[i:])).startswith(f"line {i + 2}: ")
        swapped = [*LINES[:i], LINES[i + 1], LINES[i], *LINES[i + 2 :]]
        assert _refusal(b"".join(swapped)).startswith(f"line {i + 1}: ")
    assert _refusal(DATA + LINES[-1]).startswith(f"line {last + 1}: ")
    for more in (b"\n", b" ", b"{", b'{"end":"', b"\x00", b'{"step":'):
        assert _refusal(DATA + more).startswith(f"line {last + 1}: "), more


def test_a_trace_cut_at_any_byte_is_incomplete_and_reads() -> None:
    for size in range(len(DATA)):
        trace = parse_trace(DATA[:size])
        whole = DATA[:size].count(b"\n")
        assert not trace.complete
        assert trace.verdict is None
        assert (trace.start is not None) == (whole > 0)
        assert trace.steps == tuple(STEPS[: max(0, whole - 1)])
        assert trace.size == len(b"".join(LINES[:whole]))


def test_a_trace_cut_at_any_byte_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    for size in range(0, len(DATA), 17):
        path.write_bytes(DATA[:size])
        with TraceWriter(path, HEADER) as writer:
            assert writer.steps == tuple(STEPS[: len(writer.steps)])
            for step in STEPS[len(writer.steps) :]:
                writer.step(step)
            writer.close(CLOSE)
        assert path.read_bytes() == DATA, size


def test_what_is_there_can_be_dropped_instead(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b"".join(LINES[:5]))
    with TraceWriter(path, HEADER, keep=False) as writer:
        assert writer.steps == ()
    assert path.read_bytes() == LINES[0]


def test_nothing_is_added_to_a_complete_or_another_trace(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(DATA)
    with pytest.raises(TraceError, match="is complete"):
        TraceWriter(path, HEADER)
    path.write_bytes(b"".join(LINES[:3]))
    with pytest.raises(TraceError, match=r"line 1: it is the trace of another episode; seed, agent differ"):
        TraceWriter(path, HEADER.model_copy(update={"seed": 8, "agent": "other"}))
    damaged = b"".join(LINES[:3]).replace(b"Zo", b"zo")
    path.write_bytes(damaged)
    with pytest.raises(TraceError, match=r"t\.jsonl: line 2: "):
        TraceWriter(path, HEADER)
    assert path.read_bytes() == damaged


def test_an_unfinished_line_is_the_beginning_of_a_line_or_damage() -> None:
    base = b"".join(LINES[:3])
    line, place = LINES[3], "line 4: "
    assert parse_trace(base + line[:-1]).steps == tuple(STEPS[:2])  # all but its newline
    garbage = (
        line[:-1] + b"x", line[:-1] + line, line[:-1] + b"\x00", line[:-3] + b'0"}', b"garbage", b"\x00" * 40,
        line[:40] + b"\x00" * 40, line[:40] + b"\xff\xff", b'{"step":7,', b"[", b'{"diorama_trace":1,',
    )
    for tail in garbage:
        assert _refusal(base + tail).startswith(place), tail
    assert _refusal(b"garbage").startswith("line 1: ")


def _made_up(body: str) -> bytes:
    """Return a trace with a line that is chained as it should be, and holds anything."""
    lines = Lines()
    return lines.header(HEADER) + body.encode() + lines.ending(body.encode())


def _step_with(call: str) -> str:
    return (f'{{"step":1,"call":{call},"actor":{{"role":"agent","principal":"a"}},"outcome":{{"result":null}},"at":0,'
            '"effects":[],"now":0,"cost":0,"unsafe":[],"digest":"d"')


BLOCKED_CALL = '"tool":"guard__blocked","arguments":{"tool":"a.b","arguments":{},"guard":"g","message":"m","stops":'


@pytest.mark.parametrize(("call", "reads"), [
    ('{"tool":"","arguments":{"raw":"\\"x\\""}}', True), ('{"tool":"","arguments":{}}', False),
    ('{"tool":"","arguments":{"raw":"x"}}', False), ('{"tool":"","arguments":{"raw":"7"}}', False),
    ('{"tool":"","arguments":{"raw":[1]}}', False), ('{"tool":"","arguments":{"raw":"\\"x\\"","more":1}}', False),
    (f"{{{BLOCKED_CALL}true}}}}", True), (f"{{{BLOCKED_CALL}1}}}}", False),
    ('{"tool":"guard__blocked","arguments":{}}', False), ('{"tool":"guard__blocked","arguments":{"tool":7}}', False),
])
def test_a_call_that_stands_for_an_action_says_which(call: str, reads: bool) -> None:
    data = _made_up(_step_with(call))
    if reads:
        assert parse_trace(data).steps[0].step.call == Call.of(**json.loads(call))
    else:
        assert _refusal(data).startswith("line 2: its call of ")
        assert "stands for no action" in _refusal(data)


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("place", ["step", "verdict", "arguments"])
def test_what_is_nested_beyond_all_measure_is_refused(place: str, ended: bool) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    body = {
        "step": '{"step":1,"actor":' + deep,
        "verdict": '{"end":"","call":null,"error":"","verdict":' + deep,
        "arguments": _step_with('{"tool":"a.b","arguments":{"x":' + deep + "}}"),
    }[place]
    assert _refusal(_made_up(body)[: None if ended else -1]) == "line 2: it holds lists within lists beyond all measure"


def test_a_newer_format_is_refused_by_its_number() -> None:
    newer = DATA.replace(b'{"diorama_trace":1,', b'{"diorama_trace":2,', 1)
    assert "line 1: the trace is of format 2, which is newer" in _refusal(newer)
    assert "not the header" in _refusal(b'{"some":"json"}\n')


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match=r"missing\.jsonl: it cannot be read: No such file"):
        read_trace(tmp_path / "missing.jsonl")
    with pytest.raises(TraceError, match="nothing was recorded"):
        _ = parse_trace(b"").header


def test_a_long_text_stands_once_in_the_line_that_has_it_first() -> None:
    name = text_digest(LONG_AGO).encode()
    naming = [i for i, line in enumerate(LINES) if name in line]
    assert len(naming) == 3  # three calls carry it
    stored = [i for i in naming if name.decode() in json.loads(LINES[i]).get("blobs", {})]
    assert stored == naming[:1]
    assert json.loads(LINES[naming[0]])["blobs"] == {name.decode(): LONG_AGO}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("x" * (LONG + 1)) | st.just("y" * LONG),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["$text", "plain", "a", "blobs", "chain"]), inner, max_size=3),
    max_leaves=8,
)


@given(_json, _json)
def test_any_json_survives_also_what_looks_like_a_reference(one: Json, other: Json) -> None:
    call = Call.of("a.b", {"value": one})
    step = Step(call, Actor(role="agent", principal="p"), Outcome(Call.of("x", {"v": other}).text), 5, ())
    made = [TraceStep(1, step, 6, 0, (other,), "d"), TraceStep(2, step, 6, 0, (one,), "d")]
    close = Close({"value": other}, "", "", call)
    text = trace_text(HEADER, made, close)
    trace = parse_trace(text.encode())
    assert (list(trace.steps), trace.close) == (made, close)


def test_a_line_holds_what_a_reader_looks_for() -> None:
    header, first, last = json.loads(LINES[0]), json.loads(LINES[1]), json.loads(LINES[-1])
    assert header["diorama_trace"] == 1
    assert {"package", "task", "version", "seed", "base", "env", "agent", "parameters"} <= header.keys()
    assert first["call"] == {"tool": "toy.add", "arguments": {
        "folder": "inbox", "tags": ["one", "two"], "text": "Zoë \U0001f4d7 \u0000 \u2028"}}
    assert first["actor"] == {"role": "agent", "principal": "amy@toy.test"}
    assert {"step", "outcome", "at", "now", "cost", "digest", "effects", "unsafe", "chain"} <= first.keys()
    assert last["end"] == "step_budget"
    nested: list[dict[str, Any]] = json.loads(LINES[5])["effects"]
    assert [effect["call"]["tool"] for effect in nested] == ["toy.ring", "toy.ring"]
    assert nested[0]["actor"]["role"] == "scheduler"


def test_ten_thousand_steps_are_read() -> None:
    step = STEPS[3]
    data = trace_text(HEADER, [step._replace(number=i + 1) for i in range(10_000)], CLOSE).encode()
    assert len(parse_trace(data).steps) == 10_000
