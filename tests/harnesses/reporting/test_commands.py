"""The commands: report --html and --compare, power, and run --dry-run, as a user gives them."""

import json
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.cli import main
from diorama.harnesses.jobs import Request
from diorama.harnesses.reporting.foreseeing import foresee, unasked
from tests.harnesses.made import made as make_run
from tests.harnesses.made import request

MODEL = "openai:gpt-5-mini"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, toy_tasks: Path) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "first"
    make_run(request(toy_tasks, "oracle,violator", (0, 1), companions=True), folder)
    return folder


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_report_compares_in_words_and_in_json(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "violator against oracle" in out_of(capsys, "report", str(made), "--compare")
    (found,) = json.loads(out_of(capsys, "report", str(made), "--compare", "--json"))["comparisons"]
    assert [test["difference"] for test in found["tests"] if test["axis"] == "unsafe"] == [1]
    assert "comparisons" not in json.loads(out_of(capsys, "report", str(made), "--json"))


def test_report_writes_a_page(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "report.html"
    told = out_of(capsys, "report", str(made), "--html", str(page))
    size = page.stat().st_size
    episodes = json.loads(out_of(capsys, "report", str(made), "--json"))["episodes"]
    assert told == f"{page}: {size / 1_000_000:.1f} MB, {episodes} episodes\n"
    assert size < 1_000_000
    assert "violator" in page.read_text(encoding="utf-8")
    assert "exclude each other" in refused(capsys, "report", str(made), "--html", str(page), "--json")
    assert "cannot be written" in refused(capsys, "report", str(made), "--html", str(tmp_path))


def test_power_says_what_it_takes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = out_of(capsys, "power", "--difference", "0.2", "--base", "0.4", "--tasks", "50")
    assert "Tasks that it takes" in shown
    assert "From 0.4 (given) to 0.6, found with 80 % at alpha 0.05." in shown
    assert "With 50 tasks" in shown
    found = json.loads(out_of(capsys, "power", "--difference", "0.2", "--base", "0.4", "--repeats", "1,4", "--json"))
    assert [plan["repeats"] for plan in found["plans"]] == [1, 4]
    assert "not '1,x'" in refused(capsys, "power", "--difference", "0.2", "--base", "0.4", "--repeats", "1,x")
    assert "success of 'oracle' is 100 % in the run" in refused(capsys, "power", str(made), "--difference", "0.2")


def test_a_dry_run_says_what_it_would_come_to_and_runs_nothing(
    toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    options = ("run", "ClawsBench-Email", "--tasks", "toy/*", "--tasks-dir", str(toy_tasks), "--seeds", "0-4",
               "--dry-run", "--agent", f"oracle,{MODEL}")
    assert "60 episodes of 3 tasks" in out_of(capsys, *options)
    assert list(tmp_path.iterdir()) == []
    found = json.loads(out_of(capsys, *options, "--json"))
    assert (found["episodes"], found["primary"], found["companions"]) == (60, 30, 30)
    # The solutions have 3, 1 and 1 calls, those of the companions 3, 2 and 2; each may have 6.
    assert found["agents"]["oracle"]["calls"] == {"solution": 60, "twice": 120, "budget": 180}
    assert found["agents"]["oracle"]["tokens"] is None
    assert "there is no agent 'orcle'" in refused(capsys, *options[:-1], "orcle")


def asked(toy_tasks: Path, agent: str, **changes: Any) -> Request:
    return request(toy_tasks, agent, companions=True)._replace(**changes)


def foreseen(one: Request) -> dict[str, Any]:
    return dict(foresee([(one, unasked(one))])["agents"][one.agents[0]])


def test_tokens_grow_with_the_calls_and_have_a_price(toy_tasks: Path, tmp_path: Path) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text("prices:\n  - {model: gpt-5-mini, input: 0.25, cached: 0.025, output: 2}\n")
    found = foreseen(asked(toy_tasks, f"{MODEL}?prices={prices}"))
    inputs = [found["tokens"][size]["input"] for size in ("solution", "twice", "budget")]
    assert inputs == sorted(set(inputs))
    assert found["tokens"]["budget"]["repeated"] < inputs[2]
    tokens, cost = found["tokens"]["solution"], found["cost"]["solution"]
    assert cost["not_kept"] == pytest.approx(0.25 * tokens["input"] + 2 * tokens["output"], abs=2)
    assert cost["kept"] == pytest.approx(cost["not_kept"] - 0.225 * tokens["repeated"], abs=2)
    assert found["sample"] == 6


def test_without_a_price_there_is_no_cost_and_limits_hold(toy_tasks: Path) -> None:
    free = foreseen(asked(toy_tasks, "openai:mine?base_url=http://127.0.0.1:1/v1"))
    assert free["cost"] is None
    limited = foreseen(asked(toy_tasks, MODEL, max_tokens=3000))
    assert limited["tokens"]["budget"]["input"] < free["tokens"]["budget"]["input"]
    small = foreseen(asked(toy_tasks, f"{MODEL}?context=500"))
    assert small["tokens"]["budget"]["input"] == 500 * small["calls"]["budget"]
    short = foreseen(asked(toy_tasks, MODEL, max_steps=2))
    assert short["calls"]["budget"] == 12
