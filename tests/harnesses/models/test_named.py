"""Names of model agents: what they say, what they refuse, and that no key gets into one."""

from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import check_name
from diorama.harnesses.models import is_model_name, read_name
from diorama.harnesses.models.making import endpoint_of, model_agent
from diorama.snapshots.errors import MissingExtra, UsageError

HERE = "?base_url=http://127.0.0.1:1/v1"


def test_a_name_says_what_to_ask_and_how() -> None:
    given = read_name("openai:vendor/llama3:8b?base_url=http://localhost:11434/v1&temperature=0&parallel=false&tries=2")
    assert (given.kind, given.model) == ("openai", "vendor/llama3:8b")
    assert given.options.temperature == 0
    assert not given.options.parallel
    assert given.options.tries == 2


def test_parameters_have_what_bears_on_an_answer_and_no_more() -> None:
    given = read_name("anthropic:claude-x?thinking=2000&max_output=500&tries=2&timeout=5&key=MY_KEY")
    assert given.parameters == {"protocol": "anthropic", "model": "claude-x", "thinking": 2000, "max_output": 500}


def test_a_dialect_is_found_by_either_spelling_and_looks_at_pixels() -> None:
    given = read_name("openai:m?dialect=ui-tars")
    assert (given.options.dialect, given.options.screen) == ("ui_tars", "pixels")
    assert given.parameters["dialect"] == "ui_tars"
    assert read_name("openai:m?dialect=android_world&screen=elements").options.screen == "elements"


@pytest.mark.parametrize(("name", "why"), [
    ("openai:", "names no model"),
    ("openai:m?temperature", "name=value"),
    ("openai:m?temprature=1", "Did you mean 'temperature'"),
    ("openai:m?temperature=hot", "temperature: "),
    ("openai:m?temperature=1&temperature=0", "an option twice"),
    ("openai:m?base_url=localhost:8000", "base_url is an address"),
    ("openai:m?when_full=never", "when_full"),
    ("openai:m?tools=some", "tools"),
    ("openai:m?dialect=ui_tars&tools=one", "a model that answers in a dialect has no tools"),
    ("openai:m?dialect=ui_tarz", "Did you mean 'ui_tars'"),
    ("anthropic:m?thinking=much", "thinking"),
    ("openai:m?thinking=100", "thinking is Anthropic's"),
    ("anthropic:m?seed=1", "only openai takes a seed"),
    ("openai:m?tries=0", "tries is at least 1"),
    ("openai:m?prices=nowhere.yaml", "no file of prices"),
    ("openia:m", "there is no agent 'openia:m'"),
])
def test_a_wrong_name_is_refused_before_anything_runs(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check_name(name)


@pytest.mark.parametrize("name", [
    "openai:m?key=sk-abc123secret", "openai:m?base_url=http://me:abc123secret@host/v1",
    "openai:m?base_url=http://host/v1?key=abc123secret",
])
def test_a_name_with_a_key_in_it_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(UsageError) as error:
        check_name(name)
    assert "abc123secret" not in str(error.value)
    assert "written down" in str(error.value)


def test_other_names_are_no_models() -> None:
    assert not is_model_name("oracle")
    assert not is_model_name("openai")
    assert not is_model_name("python:openai:Agent")


def test_a_vendor_without_its_key_is_a_mistake_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY has no key"):
        endpoint_of(read_name("openai:gpt-5"))
    with pytest.raises(UsageError, match="MY_KEY has no key"):
        endpoint_of(read_name(f"openai:gpt-5{HERE}&key=MY_KEY"))


def test_a_missing_client_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diorama.harnesses.models.making.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"diorama\[llm\]"):
        endpoint_of(read_name(f"anthropic:m{HERE}"))


def test_a_screen_is_refused_where_there_is_none(toy_tasks: Path) -> None:
    env = DioramaEnv("ClawsBench-Email", task="toy/letter", tasks_dirs=(str(toy_tasks),))
    env.reset(seed=1)
    with pytest.raises(UsageError, match="wants to see a screen"):
        model_agent(f"openai:m{HERE}&screen=pixels", env.task)
