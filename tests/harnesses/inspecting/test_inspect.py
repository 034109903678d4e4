"""Inspect, both ways: its model plays our tasks, its command finds them, our runs are its logs and its logs ours."""

import gc
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.lacking import lacks

if find_spec("inspect_ai") is None:
    lacks("inspect_ai")

import anyio
from inspect_ai import eval as inspect_eval
from inspect_ai.approval import Approval, ApprovalPolicy, Approver, approver, auto_approver
from inspect_ai.log import EvalLog, EvalSample, read_eval_log, write_eval_log
from inspect_ai.model import ChatMessage, ModelOutput, ModelUsage, get_model
from inspect_ai.tool import ToolCall

from diorama.envs.actions import asked_for
from diorama.envs.env import DioramaEnv
from diorama.harnesses.cli import main
from diorama.harnesses.inspecting.kept import KEY, Kept
from diorama.harnesses.inspecting.playing import _inlined, parameters_of
from diorama.harnesses.inspecting.reading import import_log
from diorama.harnesses.inspecting.registry import SUITES
from diorama.harnesses.inspecting.scoring import score_of
from diorama.harnesses.inspecting.writing import write_logs
from diorama.harnesses.jobs import Job
from diorama.harnesses.keeping.reading import episodes_in
from diorama.harnesses.replay import branch, replay
from diorama.harnesses.talk import read_talk, talk_path
from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.world import toolbox
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import UsageError
from diorama.snapshots.trace import read_trace
from diorama.tasks.catalog import load_catalog
from diorama.tasks.verdict import invalid_verdict
from tests.harnesses.models.fake_policies import Tasks, policies
from tests.harnesses.models.fake_server import FakeServer

pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:The 'initial' parameter is deprecated:DeprecationWarning"),
]  # Inspect leaves streams open, and calls what its retries rest on in an old way

@pytest.fixture(autouse=True)
def streams_collected() -> Iterator[None]:
    """Collect what Inspect left open while that is still ignored: it would be another test's warning."""
    yield
    gc.collect()


USED = ModelUsage(input_tokens=10, output_tokens=2, total_tokens=12)


def answers(calls: list[Call]) -> list[ModelOutput]:
    """Return answers of a model, with one call each."""
    out = []
    for number, call in enumerate(calls, 1):
        told = ModelOutput.for_tool_call("mock", call.tool.replace(".", "__", 1), call.arguments, f"call-{number}")
        out.append(told.model_copy(update={"usage": USED}))
    return out


Played = Callable[..., EvalLog]


@pytest.fixture
def played(toy_tasks: Path, tmp_path: Path) -> Played:
    """Return what has a scripted model play the task toy/letter in Inspect."""

    def play(outputs: list[ModelOutput] | Callable[..., ModelOutput], **options: Any) -> EvalLog:
        task = SUITES["clawsbench_email"](tasks="toy/letter", tasks_dir=str(toy_tasks), traces=str(tmp_path / "traces"))
        model = get_model("mockllm/model", custom_outputs=outputs, memoize=False)
        logs = str(tmp_path / "logs")
        return inspect_eval(task, model=model, display="none", log_dir=logs, log_format="eval", **options)[0]

    return play


def only(log: EvalLog) -> EvalSample:
    assert log.samples is not None, log.error
    assert len(log.samples) == 1
    return log.samples[0]


def scores(log: EvalLog) -> dict[str, Any]:
    told = only(log).scores
    assert told, only(log).error
    return {name: score.value for name, score in told.items()}


def letter(toy_tasks: Path) -> Any:
    return load_catalog((toy_tasks,)).task("toy/letter", 0, {})


def test_the_oracle_s_calls_succeed_and_the_trace_replays(played: Played, toy_tasks: Path) -> None:
    log = played(answers([*letter(toy_tasks).solution, Call.of("finish", {"status": "done"})]))
    assert scores(log) == {"success": 1, "unsafe": 0, "unable": 0}
    sample = only(log)
    path = Path(sample.metadata["trace"])
    again = replay(path, (toy_tasks,))
    assert again.first is None
    assert again.trace.digest == sample.metadata["trace_digest"]
    assert sum(turn.usage.input for turn in read_talk(talk_path(path))) == 10 * len(read_talk(talk_path(path)))
    assert branch(path, 1, "idle", path.with_name("branch.jsonl"), (toy_tasks,)).steps >= 1


def test_a_violation_is_unsafe_and_the_episode_is_imported_to_the_byte(
    played: Played, toy_tasks: Path, tmp_path: Path
) -> None:
    calls = [call for one in letter(toy_tasks).violations for call in one.calls]
    log = played(answers([*(call for call in calls if call.tool != "finish"), Call.of("finish", {"status": "done"})]))
    assert scores(log)["unsafe"] == 1
    told = import_log(Path(log.location), tmp_path / "again", (toy_tasks,))
    assert [(one.identical, one.differences) for one in told.again] == [(True, ())]
    sample = only(log)
    assert sample.scores is not None
    sample.scores["unsafe"].value = 0
    forged = tmp_path / "forged.eval"
    write_eval_log(log, forged)
    assert import_log(forged, tmp_path / "forged", (toy_tasks,)).again[0].differences == (("unsafe", "0", "1"),)


def test_what_inspect_does_not_let_through_is_a_step_all_the_same(played: Played) -> None:
    wrong = [Call.of("mail.no_such_tool", {}), Call.of("mail.send", {"to": 7}), Call.of("finish", {"status": "done"})]
    outputs = answers(wrong)
    outputs.insert(0, ModelOutput.from_content("mock", "I would rather talk.").model_copy(update={"usage": USED}))
    kept = Kept.read(only(played(outputs)).store[KEY])
    assert [tool for tool, _ in kept.calls] == ["", "mail.no_such_tool", "mail.send", "finish"]
    assert not kept.verdict.success


def test_several_calls_of_one_answer_are_made_in_their_order_up_to_the_end(played: Played) -> None:
    both = ModelOutput.for_tool_call("mock", "finish", {"status": "done"}, "one").model_copy(update={"usage": USED})
    assert both.message.tool_calls is not None
    both.message.tool_calls.append(ToolCall("two", "finish", {"status": "done"}))
    assert len(Kept.read(only(played([both])).store[KEY]).calls) == 1


def test_a_model_that_fails_leaves_no_score(played: Played, tmp_path: Path) -> None:
    log = played([])  # it runs out of answers, which is an error of the provider
    assert log.status == "error"
    assert not only(log).scores
    told = import_log(Path(log.location), tmp_path / "again")
    assert not told.again
    assert len(told.unscored) == 1
    score = score_of(invalid_verdict("the network was gone"), "unsafe")
    assert math.isnan(score.as_float())
    assert score.metadata == {"cause": "the network was gone"}


def test_a_sample_that_is_tried_again_begins_anew(played: Played, toy_tasks: Path) -> None:
    first = answers([letter(toy_tasks).solution[0]])
    then = answers([*letter(toy_tasks).solution, Call.of("finish", {"status": "done"})])
    given = iter([*first, None, *then])

    def next_answer(*asked: object) -> ModelOutput:
        answer = next(given)
        if answer is None:
            raise RuntimeError("the provider had an error")
        return answer

    log = played(next_answer, retry_on_error=1)
    assert scores(log) == {"success": 1, "unsafe": 0, "unable": 0}
    assert len(only(log).error_retries or ()) == 1
    assert replay(Path(only(log).metadata["trace"]), (toy_tasks,)).trace.digest == only(log).metadata["trace_digest"]


def test_a_refusal_of_the_provider_s_is_declining(played: Played) -> None:
    refused = ModelOutput.from_content("mock", "I cannot help with that.", "content_filter")
    verdict = Kept.read(only(played([refused.model_copy(update={"usage": USED})])).store[KEY]).verdict
    assert verdict.conduct.declined is not None
    assert verdict.conduct.declined.by == "provider"


def test_an_episode_that_inspect_breaks_off_is_judged_as_one_that_ran_out(played: Played) -> None:
    log = played(answers([Call.of("mail.list_labels", {})] * 5), token_limit=30)
    assert (scores(log)["unable"], Kept.read(only(log).store[KEY]).verdict.unable) == (1, "token_budget")


def test_a_model_sees_the_screen_of_a_phone_as_it_does_in_a_run(tmp_path: Path) -> None:
    told: list[str] = []
    given = iter(answers([Call.of("phone.home", {}), Call.of("finish", {"status": "infeasible"})]))

    def looks(messages: list[ChatMessage], *rest: object) -> ModelOutput:
        told.append(messages[-1].text)
        return next(given)

    task = SUITES["phone"](limit=1, traces=str(tmp_path / "traces"))
    model = get_model("mockllm/model", custom_outputs=looks, memoize=False)
    log = inspect_eval(task, model=model, display="none", log_dir=str(tmp_path / "logs"), log_format="eval")[0]
    assert scores(log)["success"] == 0
    job = Job.model_validate_json(json.dumps(only(log).metadata[KEY]))
    env = DioramaEnv(job.family, task=job.task)
    first, _ = env.reset(seed=job.seed)
    then, *_ = env.step({"tool": "phone__home", "arguments": {}})
    assert told == [f"{first['instruction']}\n\nThe screen:\n{first['screen']}",
                    f"{then['result']}\n\nThe screen:\n{then['screen']}"]
    assert "button" in told[0]


def test_an_agent_whose_time_is_up_is_judged(played: Played) -> None:
    async def hangs(*asked: object) -> ModelOutput:
        await anyio.sleep(3600)
        raise AssertionError("nobody waits for that")

    played(answers([Call.of("finish", {})]))  # so that the time is not spent on loading
    log = played(hangs, time_limit=5)
    assert (scores(log)["unable"], Kept.read(only(log).store[KEY]).verdict.unable) == (1, "agent_crash")


def test_a_call_that_is_turned_down_is_a_step_that_was_blocked(played: Played, toy_tasks: Path) -> None:
    @approver
    def never_mails() -> Approver:
        async def approve(message: str, call: ToolCall, view: object, history: object) -> Approval:
            return Approval(decision="reject", explanation="not today")

        return approve

    solution = letter(toy_tasks).solution
    log = played(answers([*solution, Call.of("finish", {"status": "done"})]),
                 approval=[ApprovalPolicy(never_mails(), "mail__*"), ApprovalPolicy(auto_approver(), "*")])
    assert scores(log)["success"] == 0
    trace = read_trace(Path(only(log).metadata["trace"]))
    blocked = [one.step for one in trace.steps if one.step.outcome.code == "blocked"]
    assert [asked_for(step.call).tool for step in blocked] == [call.tool for call in solution if call.tool != "finish"]
    assert "not today" in blocked[0].outcome.observation


def parts_of(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Give every value in a schema with its path."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in inside:
        yield (*path, name), value
        yield from parts_of(value, (*path, name))


@pytest.mark.parametrize("service", SERVICES)
def test_a_tool_s_schema_loses_nothing_but_what_inspect_has_no_word_for(service: str) -> None:
    for spec in toolbox(service_classes((service,))).offered("agent"):
        told = dict(parts_of(parameters_of(spec).model_dump(mode="json", exclude_none=True)))
        assert not any(path[-1] == "$ref" for path in told), spec.name
        schema: Any = spec.schema
        for path, value in parts_of(_inlined(schema, schema.get("$defs", {}))):
            if path[-1] not in ("minItems", "maxItems") and value is not None:
                assert told.get(path) == value or isinstance(value, dict | list), f"{spec.name} {path}"


def test_a_foreign_log_and_a_damaged_one_are_refused(played: Played, tmp_path: Path) -> None:
    log = played(answers([Call.of("finish", {"status": "done"})]))
    whole = Path(log.location).read_bytes()
    cut = tmp_path / "cut.eval"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UsageError, match=r"is no log of Inspect, or a damaged one"):
        import_log(cut, tmp_path / "again")
    only(log).metadata = {}
    foreign = tmp_path / "foreign.eval"
    write_eval_log(log, foreign)
    with pytest.raises(UsageError, match=r"is not of a suite of ours"):
        import_log(foreign, tmp_path / "again")
    with pytest.raises(UsageError, match=r"there is no log"):
        import_log(tmp_path / "none.eval", tmp_path / "again")


def test_a_log_that_was_changed_is_told_where_or_refused(played: Played, toy_tasks: Path, tmp_path: Path) -> None:
    log = played(answers([Call.of("mail.list_labels", {}), Call.of("finish", {"status": "done"})]))
    whole = json.dumps(only(log).store[KEY])

    def imported(**changes: Any) -> Any:
        only(log).store[KEY] = json.loads(whole) | changes
        write_eval_log(log, tmp_path / "changed.eval")
        [one] = import_log(tmp_path / "changed.eval", tmp_path / "again", (toy_tasks,)).again
        return one.differences

    header, verdict = (json.loads(whole)[part] for part in ("header", "verdict"))
    assert imported() == ()
    assert imported(verdict=verdict | {"progress_met": 7}) == (
        ("verdict", verdict["label"], "the same with other progress_met"),)
    assert imported(verdict=verdict | {"label": "success"}) == (("label", "success", verdict["label"]),)
    with pytest.raises(UsageError, match=r"cannot be made again: there is no task 'toy/none'"):
        imported(header=header | {"task": "toy/none"})
    with pytest.raises(UsageError, match=r"cannot be made again: Seed"):
        imported(header=header | {"seed": -5})
    with pytest.raises(UsageError, match=r"keeps of its episode is damaged"):
        imported(verdict={})


def test_a_run_is_written_as_logs_and_read_back(
    run: Path, toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.eval"
    with pytest.raises(SystemExit) as left:
        main(["export", "--inspect", str(out), "--tasks-dir", str(toy_tasks), "--json", str(run)])
    assert not left.value.code
    told = json.loads(capsys.readouterr().out)["inspect"]
    assert len(told) == 3
    oracle = next(Path(one["out"]) for one in told if "oracle" in one["out"])
    log = read_eval_log(oracle)
    assert log.results is not None
    assert [score.name for score in log.results.scores] == ["success", "unsafe", "unable"]
    spoken = next(sample for sample in log.samples or [] if sample.id == "toy/letter@0")
    assert "First I read it." in spoken.messages[1].text
    assert sum(use.total_tokens for use in spoken.model_usage.values()) == 174
    assert {event.event for event in spoken.events} == {"tool", "score"}
    again = import_log(oracle, tmp_path / "again", (toy_tasks,))
    assert all(one.identical and not one.differences for one in again.again)
    malformed = read_eval_log(next(Path(one["out"]) for one in told if "malformed" in one["out"]))
    assert malformed.results is not None
    assert {score.unscored_samples for score in malformed.results.scores} == {1}


COMMAND = str(Path(sys.executable).with_name("inspect"))
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""What the command is run in: a checkout on the path hides that the package is installed, and so its tasks."""


def dumped(path: Path) -> Any:
    """Return what the official command reads out of a log."""
    told = subprocess.run([COMMAND, "log", "dump", str(path)], check=True, timeout=600, capture_output=True,
                          env=INSTALLED)
    return json.loads(told.stdout)


@pytest.mark.long
def test_the_official_command_runs_a_suite_with_several_models(toy_tasks: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    models = [f"openai-api/fake/{model}" for model in ("oracle", "violator", "oracle+missing")]
    asked = [
        COMMAND, "eval", "diorama/clawsbench_email", "--model", ",".join(models), "--no-fail-on-error",
        "--display", "none", "--log-dir", str(logs), "-T", "tasks=toy/letter", "-T", f"tasks_dir={toy_tasks}",
        "-T", f"traces={tmp_path / 'traces'}",
    ]
    with FakeServer(policies(Tasks("toy/*", (0,), (toy_tasks,)))) as server:
        subprocess.run(asked, cwd=tmp_path, check=True, timeout=600,
                       env={**INSTALLED, "FAKE_API_KEY": "none", "FAKE_BASE_URL": server.url})
    read = {log.eval.model.rpartition("/")[2]: log for log in map(read_eval_log, logs.glob("*.eval"))}
    assert scores(read["oracle"]) == {"success": 1, "unsafe": 0, "unable": 0}
    assert scores(read["violator"])["unsafe"] == 1
    lost = only(read["oracle+missing"])
    assert lost.error is not None
    assert not lost.scores
    assert read["oracle+missing"].results is None
    for model in ("oracle", "violator"):
        told = import_log(Path(read[model].location), tmp_path / "again" / model, (toy_tasks,))
        assert [(one.identical, one.differences) for one in told.again] == [(True, ())]


def test_the_official_command_lists_and_opens_a_run_of_ours(run: Path, toy_tasks: Path, tmp_path: Path) -> None:
    episodes = [one for one in episodes_in(run) if one.result.job.agent == "malformed"]
    [(path, count)] = write_logs(episodes, tmp_path / "malformed.eval", (toy_tasks,))
    listed = subprocess.run([COMMAND, "log", "list", "--json", "--log-dir", str(tmp_path)], check=True, timeout=600,
                            capture_output=True, env=INSTALLED)
    [one] = json.loads(listed.stdout)
    assert (Path(one["name"]).name, one["task"]) == ("malformed.eval", "diorama/clawsbench_email")
    told = dumped(path)
    assert len(told["samples"]) == count
    assert [(score["name"], score["scored_samples"], score["unscored_samples"]) for score in told["results"]["scores"]
            ] == [(axis, count - 1, 1) for axis in ("success", "unsafe", "unable")]
