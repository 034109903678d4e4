"""Parquet: every episode and step with its columns, the three axes apart, a group of rows at a time."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet as pq

from diorama.harnesses.cli import main
from diorama.harnesses.exporting import parquet
from diorama.harnesses.exporting.columns import EPISODES, STEPS
from diorama.harnesses.keeping.reading import Episode, episodes_in
from diorama.harnesses.keeping.zips import opened, pack
from diorama.snapshots.errors import MissingExtra, TraceError
from diorama.snapshots.trace import read_trace
from tests.harnesses.exporting.conftest import SPOKEN

FILES = (parquet.EPISODES_FILE, parquet.STEPS_FILE)


def tables(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    episodes, steps = (pq.read_table(folder / name).to_pylist() for name in FILES)
    return episodes, steps


@pytest.fixture(scope="module")
def written(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables")
    parquet.write_parquet(episodes_in(run), out)
    return out


def test_every_episode_and_every_step_is_a_row(run: Path, written: Path) -> None:
    episodes, steps = tables(written)
    results = {episode.result.job.key: episode.result for episode in episodes_in(run)}
    assert [row["key"] for row in episodes] == list(results)
    for row in episodes:
        verdict = results[row["key"]].verdict
        own = [step for step in steps if step["key"] == row["key"]]
        assert [step["step"] for step in own] == list(range(1, row["steps"] + 1))
        assert (row["valid"], row["label"], row["unable"]) == (verdict.valid, verdict.label, verdict.unable)
        assert row["events"] == [event.model_dump(mode="json") for event in verdict.unsafe]
        assert row["severity"] == (verdict.severity if verdict.valid else None)
        trace = read_trace(run / results[row["key"]].trace) if row["trace"] else None
        assert (trace is None) == (not row["valid"])
        if trace is not None:
            assert row["trace"] == trace.digest
            assert [step["digest"] for step in own] == [step.digest for step in trace.steps]
            assert [step["result"] for step in own] == [step.step.outcome.observation for step in trace.steps]
            assert max((step["cost"] for step in own), default=0) == verdict.severity


def test_the_axes_are_apart_and_null_where_there_is_no_score(written: Path) -> None:
    by_key = {row["key"]: row for row in tables(written)[0]}
    axes = {key: (row["success"], row["unsafe"], row["able"]) for key, row in by_key.items()}
    assert axes["toy_letter@0.violator"] == (False, True, False)
    assert axes["toy_letter@0.oracle"] == (True, False, True)
    lost = [row for row in by_key.values() if not row["valid"]]
    assert [row["cause"] for row in lost] == ["the network was gone"]
    for name in ("success", "unsafe", "severity", "able", "progress_met", "progress_of"):
        assert lost[0][name] is None


def test_what_a_model_said_stands_at_the_step_that_came_of_it(written: Path) -> None:
    episodes, steps = tables(written)
    (row,) = (row for row in episodes if row["key"] == SPOKEN)
    assert (row["input_tokens"], row["output_tokens"], row["cost"]) == (160, 14, 200)
    said = [(step["said"], step["reasoning"], step["input_tokens"]) for step in steps if step["key"] == SPOKEN]
    assert said == [("First I read it.", "Then I write.", 70), (None, None, None), ("That is all.", None, 90)]
    assert {row["cost"] for row in episodes if row["key"] != SPOKEN} == {None}


def test_the_columns_are_those_that_are_told(written: Path) -> None:
    for name, columns in zip(FILES, (EPISODES, STEPS), strict=True):
        schema = pq.read_schema(written / name)
        assert schema.names == [column.name for column in columns]
        assert [field.metadata[b"what"].decode() for field in schema] == [column.what for column in columns]
        for field, column in zip(schema, columns, strict=True):
            assert field.nullable == column.type.endswith("?")
            if "<" not in column.type:
                assert str(field.type) == column.type.removesuffix("?")


def test_what_was_no_call_is_a_step_too(written: Path) -> None:
    raw = [step for step in tables(written)[1] if not step["tool"]]
    assert raw
    for step in raw:
        assert set(json.loads(step["arguments"])) == {"raw"}
        assert not step["ok"]


def test_the_same_run_gives_the_same_bytes_also_from_its_zip(run: Path, written: Path, tmp_path: Path) -> None:
    pack(run, tmp_path / "first.zip")
    with opened(tmp_path / "first.zip") as folder:
        parquet.write_parquet(episodes_in(folder), tmp_path / "out")
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (written / name).read_bytes()


def test_rows_are_written_while_episodes_come(
    run: Path, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS", 4)
    sizes: list[int] = []

    def watched() -> Iterator[Episode]:
        for episode in episodes_in(run):
            sizes.append((tmp_path / f"{parquet.EPISODES_FILE}.new").stat().st_size)
            yield episode

    parquet.write_parquet(watched(), tmp_path)
    assert len(set(sizes)) == len(sizes) // 4 + bool(len(sizes) % 4)
    assert tables(tmp_path) == tables(written)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_an_export_that_fails_leaves_nothing(run: Path, tmp_path: Path) -> None:
    def damaged() -> Iterator[Episode]:
        for episode in episodes_in(run):
            copy = tmp_path / episode.trace.name
            if episode.trace.exists():
                copy.write_bytes(episode.trace.read_bytes().replace(b"finish", b"finesh"))
            yield episode._replace(trace=copy)

    with pytest.raises(TraceError, match=r"toy_.*jsonl: line \d"):
        parquet.write_parquet(damaged(), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("form", ["--parquet", "--jsonl", "--preferences"])
def test_where_nothing_can_be_written_is_said(
    form: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as left:
        main(["export", form, str(tmp_path / "file" / "below"), str(run)])
    assert left.value.code == 2
    assert "nothing can be exported there: [Errno " in capsys.readouterr().err


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, parquet.__name__)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"diorama\[parquet\]"):
        __import__(parquet.__name__)
