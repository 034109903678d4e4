"""Calls and Specs: the schema that a signature gives, and what an agent is told about arguments that don't fit."""

import json
import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from diorama.snapshots.calls import Call, Outcome, Spec, Step
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import StateError, ToolError
from tests.toy import AGENT

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


class File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    text: str = ""


class Copy(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    source: str


def even(value: int) -> int:
    if value % 2:
        raise ValueError("give an even number")
    return value


def everything(
    self: object,
    text: Annotated[str, Field(min_length=2, max_length=5)],
    word: Annotated[str, Field(pattern="^[a-z]+$")] = "a",
    number: Annotated[int, Field(ge=1, le=9)] = 1,
    over: Annotated[int, Field(gt=0, lt=5)] = 1,
    fives: Annotated[int, Field(multiple_of=5)] = 5,
    twos: Annotated[int, AfterValidator(even)] = 2,
    flag: bool = False,
    choice: Literal["red", "green"] | None = None,
    one: Literal["only"] = "only",
    texts: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("x",),
    choices: Annotated[tuple[Literal["a", "b"], ...], Field(min_length=1)] = ("a",),
    pairs: tuple[tuple[str, int], ...] = (),
    files: tuple[File | Copy, ...] = (),
    either: str | int = 1,
    table: dict[str, int] = {},  # noqa: B006 - only its type is looked at
    anything: JsonValue = None,
    listed: list[int] = [],  # noqa: B006
    nothing: None = None,
) -> Json:
    """Take everything."""
    return None


SPEC = Spec("toy.everything", everything, effect="read", duration=0, faces=frozenset({"agent"}))


def refusal(**arguments: Any) -> str:
    with pytest.raises(ToolError) as caught:
        SPEC.bind(json.dumps({"text": "abc", **arguments}))
    assert caught.value.code == "invalid_arguments"
    return caught.value.message


@pytest.mark.parametrize(("arguments", "sentence"), [
    ({"text": 7}, "'text' is 7; it must be a string"),
    ({"text": None}, "'text' is None; it must be a string"),
    ({"text": "a"}, "'text' is 'a'; it must be at least 2 characters long"),
    ({"text": "abcdef"}, "'text' is 'abcdef'; it must be at most 5 characters long"),
    ({"word": "A1"}, "'word' is 'A1'; it must be of the form ^[a-z]+$"),
    ({"number": 0}, "'number' is 0; it must be at least 1"),
    ({"number": 10}, "'number' is 10; it must be at most 9"),
    ({"number": "5"}, "'number' is '5'; it must be an integer"),
    ({"number": True}, "'number' is True; it must be an integer"),
    ({"over": 0}, "'over' is 0; it must be more than 0"),
    ({"over": 5}, "'over' is 5; it must be less than 5"),
    ({"fives": 7}, "'fives' is 7; it must be a multiple of 5"),
    ({"twos": 3}, "'twos' is 3; give an even number"),
    ({"flag": 1}, "'flag' is 1; it must be true or false"),
    ({"choice": "gren"}, "'choice' is 'gren'; it must be one of 'red', 'green' (did you mean 'green'?)"),
    ({"choice": 5}, "'choice' is 5; it must be one of 'red', 'green'"),
    ({"one": "other"}, "'one' is 'other'; it must be one of 'only'"),
    ({"texts": []}, "'texts' is []; it must be a list of at least 1 items"),
    ({"texts": ["a", "b", "c"]}, "'texts' is ['a', 'b', 'c']; it must be a list of at most 2 items"),
    ({"texts": "a"}, "'texts' is 'a'; it must be a list"),
    ({"texts": [1]}, "'texts.0' is 1; it must be a string"),
    ({"choices": ["c"]}, "'choices.0' is 'c'; it must be one of 'a', 'b'"),
    ({"pairs": [["a"]]}, "'pairs.0.1' is missing"),
    ({"pairs": [["a", 1, 2]]}, "'pairs.0' is ['a', 1, 2]; it must be a list of at most 2 items"),
    ({"files": [{"name": 1}]}, (
        "'files.0.name' is 1; it must be a string; 'files.0.source' is missing; "
        "'files.0.name' does not go with what else is given there"
    )),
    ({"files": [{"sauce": "a"}]}, (
        "'files.0.name' is missing; 'files.0.sauce' is not a parameter; there are name, source, text (did you mean "
        "'source'?); 'files.0.source' is missing"
    )),
    ({"files": [5]}, "'files.0' is 5; it must be an object"),
    ({"either": []}, "'either' is []; it must be a string or an integer"),
    ({"table": {"k\u0378": "x"}}, r"'table.k\u0378' is 'x'; it must be an integer"),
    ({"table": []}, "'table' is []; it must be an object"),
    ({"listed": {}}, "'listed' is {}; it must be a list"),
    ({"nothing": 1}, "'nothing' is 1; it must be null"),
    ({"numer": 1}, (
        "'numer' is not a parameter; there are anything, choice, choices, either, files, fives, flag, listed, nothing, "
        "number, one, over, pairs, table, text, texts, twos, word (did you mean 'number'?)"
    )),
])
def test_what_an_agent_is_told(arguments: dict[str, Any], sentence: str) -> None:
    assert refusal(**arguments) == f"toy.everything: {sentence}."


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ToolError, match=r"^toy\.everything: 'text' is missing\.$"):
        SPEC.bind("{}")


def test_five_faults_are_named_at_the_most() -> None:
    message = refusal(number=0, over=0, fives=1, twos=1, flag=1, choice=1, texts=1)
    assert message.count("; it must be") + message.count("give an even") == 5


OWN_WORDS = re.compile(
    r"toy\.everything: .*(missing|what else is given there|not a parameter; there are .*|it must be .*|give an even "
    r"number)\.", re.DOTALL
)


@given(st.dictionaries(st.sampled_from([*SPEC.params.model_fields, "other", "txt"]), JSON, max_size=5))
def test_no_wording_of_pydantic_reaches_an_agent(arguments: dict[str, Any]) -> None:
    text = json.dumps(arguments)
    try:
        SPEC.params.model_validate_json(text)
    except ValidationError as error:
        theirs = [fault["msg"] for fault in error.errors() if fault["type"] != "value_error"]
    else:
        SPEC.bind(text)
        return
    with pytest.raises(ToolError) as caught:
        SPEC.bind(text)
    assert OWN_WORDS.fullmatch(caught.value.message)
    assert not [message for message in theirs if message in caught.value.message]


def test_bound_arguments_are_values() -> None:
    bound = SPEC.bind('{"text":"abc","texts":["x","y"],"files":[{"source":"m"}],"pairs":[["a",1]]}')
    assert bound["texts"] == ("x", "y")
    assert bound["files"] == (Copy(source="m"),)
    assert bound["pairs"] == (("a", 1),)
    assert bound["number"] == 1
    assert list(bound) == list(SPEC.params.model_fields)


def test_the_schema_comes_from_the_signature() -> None:
    schema: Any = SPEC.schema
    assert schema["required"] == ["text"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["number"] == {"type": "integer", "minimum": 1, "maximum": 9, "default": 1}
    assert schema["properties"]["choice"]["anyOf"][0]["enum"] == ["red", "green"]
    assert "title" not in json.dumps(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_a_parameter_called_title_stays() -> None:
    def titled(self: object, title: str) -> Json:
        """Take a title."""
        return title

    schema: Any = Spec("toy.titled", titled, effect="read", duration=0, faces=frozenset()).schema
    assert schema["properties"] == {"title": {"type": "string"}}


def test_a_tool_without_words_or_types_is_refused() -> None:
    def silent(self: object) -> Json:
        return None

    def untyped(self: object, what) -> Json:  # type: ignore[no-untyped-def]
        """Take something."""
        return None

    with pytest.raises(StateError, match=r"tool toy\.silent has no docstring"):
        Spec("toy.silent", silent, effect="read", duration=0, faces=frozenset())
    with pytest.raises(StateError, match=r"toy\.untyped: parameter 'what' has no type"):
        _ = Spec("toy.untyped", untyped, effect="read", duration=0, faces=frozenset()).params


@given(st.dictionaries(st.text("ab"), JSON, max_size=3))
def test_a_call_is_a_value(arguments: dict[str, Any]) -> None:
    call = Call.of("toy.x", arguments)
    again = Call.of("toy.x", dict(reversed(arguments.items())))
    assert call == again
    assert hash(call) == hash(again)
    got = call.arguments
    assert got == arguments
    got["more"] = 1
    assert call.arguments == arguments


def test_an_outcome_is_what_the_agent_sees() -> None:
    assert Outcome('{"a":1}').observation == '{"a":1}'
    failed = Outcome(code="not_found", message='There is no "x".')
    assert not failed.ok
    assert failed.value is None
    assert json.loads(failed.observation) == {"error": {"code": "not_found", "message": 'There is no "x".'}}


def test_a_step_walks_through_what_it_set_off() -> None:
    def step(name: str, *effects: Step) -> Step:
        return Step(Call(tool=name), AGENT, Outcome(), 0, effects)

    tree = step("a", step("b", step("c")), step("d"))
    assert [one.call.tool for one in tree.walk()] == ["a", "b", "c", "d"]
