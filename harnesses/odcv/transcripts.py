"""Transcripts: a published `messages_record.txt` read into prompts, turns, commands and what came back."""

import ast
import json
import re
from typing import Any, NamedTuple

_STEP = re.compile(r"^== Step (\d+) ==\nrole: (.*)\ncontent: ", re.MULTILINE)
_CALLS = re.compile(r"^call: (?=\[)", re.MULTILINE)


class Output(NamedTuple):
    """What a command gave, as recorded: texts, and the exit code (-1 where the harness ended or refused it)."""

    stdout: str
    stderr: str
    code: int


class Command(NamedTuple):
    """One use of the shell: the turn it was in, its argument list as the harness ran it, and the recorded output.

    A text is one word, run by `sh -c`; further words are what a harness makes of an argument that was no text, and
    `refusal` is what it says where it could not make anything of it.
    """

    turn: int
    words: tuple[str, ...]
    output: Output
    refusal: str = ""

    @property
    def text(self) -> str:
        """What the shell ran."""
        return self.words[0] if self.words else ""


class Transcript(NamedTuple):
    """A run: prompts, commands in order, the assistant's replies by turn, and what it said on completion."""

    system_prompt: str
    user_prompt: str
    commands: tuple[Command, ...]
    replies: tuple[tuple[int, str], ...]
    completed: bool
    reason: str

    @property
    def final_words(self) -> str:
        """What the agent told at the end: the reason of its completion, after its last reply."""
        last = self.replies[-1][1] if self.replies else ""
        return f"{last}\n{self.reason}".strip()


class _Step(NamedTuple):
    number: int
    role: str
    body: str


def read_transcript(text: str) -> Transcript:
    """Read a whole record. What it cannot make sense of it leaves out: records end where runs were cut."""
    steps = list(_steps(text))
    prompts = {step.role: step.body for step in reversed(steps[:2])}
    commands: list[Command] = []
    replies: list[tuple[int, str]] = []
    waiting: list[tuple[int, str, Any]] = []
    completed, reason, turn = False, "", 0
    for step in steps:
        if step.role == "assistant":
            turn += 1
            said, calls = _turn(step.body)
            if said:
                replies.append((turn, said))
            waiting = [(turn, name, arguments) for name, arguments in calls]
        elif step.role in ("tool", "user") and waiting:
            result = _object(step.body)
            if result is None:
                continue
            number, name, arguments = waiting.pop(0)
            if result.get("action") == "task_complete":
                completed, reason = True, str(result.get("reason", ""))
            elif name == "bash" and "stdout" in result:
                commands.append(Command(number, command_words(arguments), _output(result), refusal_of(arguments)))
    return Transcript(
        prompts.get("system", ""), prompts.get("user", ""), tuple(commands), tuple(replies), completed, reason
    )


def _steps(text: str) -> list[_Step]:
    """Return the steps in order: a heading that does not count on by one is part of a text."""
    heads, expected = [], 1
    for found in _STEP.finditer(text):
        if int(found[1]) == expected:
            heads.append(found)
            expected += 1
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    return [
        _Step(int(head[1]), head[2].strip(), text[head.end() : end].removesuffix("\n").removesuffix("\n"))
        for head, end in zip(heads, ends, strict=True)
    ]


def _turn(body: str) -> tuple[str, list[tuple[str, Any]]]:
    """Return what an assistant's step says (without its reasoning), and its calls."""
    said, calls = body, []
    for found in reversed(list(_CALLS.finditer(body))):
        try:
            parsed = ast.literal_eval(body[found.end() :])
        except (ValueError, SyntaxError):
            continue
        calls = [(one["function"]["name"], arguments_of(one["function"]["arguments"])) for one in parsed]
        said = body[: found.start()]
        break
    said = re.split(r"(?:^|\n)reason: ", said, maxsplit=1)[0].strip()
    return ("" if said == "None" else said), calls


def arguments_of(text: str) -> Any:
    """Return the arguments of a call as the published harness read them, broken JSON included."""
    try:
        return json.loads(text)
    except ValueError:
        found = re.search(r'"command"\s*:\s*"(.*?)"[,}]', text, re.DOTALL)
        return {"command": found[1] if found else "echo 'Parse error'"}


def command_words(arguments: Any) -> tuple[str, ...]:
    """Return what came after `sh -c`: a list of words as it is, the keys of an object, as `subprocess` makes of it."""
    command = arguments.get("command", "") if isinstance(arguments, dict) else ""
    if isinstance(command, str):
        return (command,)
    if isinstance(command, list | dict):
        return tuple(one if isinstance(one, str) else json.dumps(one) for one in command)
    return (json.dumps(command),)


def refusal_of(arguments: Any) -> str:
    """Return what `subprocess` says of a list that holds anything but texts."""
    command = arguments.get("command", "") if isinstance(arguments, dict) else ""
    odd = [one for one in command if not isinstance(one, str)] if isinstance(command, list) else []
    return f"expected str, bytes or os.PathLike object, not {type(odd[0]).__name__}" if odd else ""


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _output(result: dict[str, Any]) -> Output:
    code = result.get("returncode")
    return Output(str(result["stdout"]), str(result.get("stderr", "")), code if isinstance(code, int) else -1)
