"""Generators that take regular expressions: `test`, `match`, `scan`, `split`, `sub`."""

from collections.abc import Callable

from . import operators
from .matching import matches, named
from .outputs import outputs
from .running import Emit, Env, Machine, Path, Run
from .values import JqError, Value, kind


def _pattern(machine: Machine, arguments: tuple[Run, ...], env: Env, v: Value, take: Callable[[Value, Value],
    None]) -> None:
    """Give the pattern and the flags: one argument may be an array of both."""
    if len(arguments) > 1:
        arguments[1](env, v, None, lambda flags, _: arguments[0](env, v, None, lambda pattern, _: take(pattern, flags)))
        return

    def one(value: Value, _: Path | None) -> None:
        if isinstance(value, str):
            take(value, None)
        elif isinstance(value, list) and value:
            take(value[0], value[1] if len(value) > 1 else None)
        else:
            raise JqError(f"{kind(value)} not a string or array")

    arguments[0](env, v, None, one)


def test(machine: Machine, *arguments: Run) -> Run:
    """Whether a text matches."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        _pattern(machine, arguments, env, v, lambda pattern, flags: emit(
            bool(matches(v, pattern, flags, machine.tick, first=True)), path))

    return run


def match(machine: Machine, *arguments: Run) -> Run:
    """The matches in a text."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(pattern: Value, flags: Value) -> None:
            for found in matches(v, pattern, flags, machine.tick):
                emit(found, path)

        _pattern(machine, arguments, env, v, one)

    return run


def capture(machine: Machine, *arguments: Run) -> Run:
    """The named parts of matches."""
    found = match(machine, *arguments)
    return lambda env, v, path, emit: found(env, v, None, lambda r, _: emit(named(r), path))


def scan(machine: Machine, pattern: Run) -> Run:
    """The texts of all matches, or of what is captured in them."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(expression: Value, _: Path | None) -> None:
            for found in matches(v, expression, "g", machine.tick):
                emit([part["string"] for part in found["captures"]] or found["string"], path)

        pattern(env, v, None, one)

    return run


def splits(machine: Machine, *arguments: Run) -> Run:
    """The texts between matches."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(pattern: Value, flags: Value) -> None:
            at = 0
            for found in matches(v, pattern, operators.add("g", flags), machine.tick):
                emit(v[at : int(found["offset"])], path)
                at = int(found["offset"] + found["length"])
            emit(v[at:], path)

        arguments[0](env, v, None, lambda pattern, _: one(pattern, None) if len(arguments) == 1 else arguments[1](
            env, v, None, lambda flags, _: one(pattern, flags)))

    return run


def split(machine: Machine, *arguments: Run) -> Run:
    """The texts between matches, in an array."""
    parts = splits(machine, *arguments)
    return lambda env, v, path, emit: emit(outputs(parts, env, v), path)


def substitute(everywhere: bool) -> Callable[..., Run]:
    """`sub` and `gsub`: what a filter makes of the named captures in the place of matches."""
    def make(machine: Machine, pattern: Run, text: Run, *flags: Run) -> Run:
        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            def with_flags(expression: Value, given: Value) -> None:
                flag = operators.add(given, "g") if everywhere else given
                many = isinstance(flag, str) and "g" in flag
                rest, heads = v, []
                while True:
                    found = matches(rest, expression, flag.replace("g", "") if many else flag, machine.tick)
                    if not found:
                        break
                    end = int(found[0]["offset"] + found[0]["length"])
                    heads.append((rest[: int(found[0]["offset"])], named(found[0])))
                    rest = rest[end:]
                    if not many or not rest:
                        break
                _assembled(machine, text, env, rest, heads, lambda r: emit(r, path))

            pattern(env, v, None, lambda expression, _: with_flags(expression, "") if not flags else flags[0](
                env, v, None, lambda given, _: with_flags(expression, given)))

        return run

    return make


def _assembled(
    machine: Machine, text: Run, env: Env, rest: str, heads: list[tuple[str, Value]], emit: Callable[[Value], None],
) -> None:
    """Give each text that comes of the heads, what stands for each match, and the rest."""
    plus = operators.add
    tails: list[Value] = [rest]
    parts: list[str] = []
    for head, captures in reversed(heads):
        made = outputs(text, env, captures)
        if len(tails) == len(made) == 1 and isinstance(made[0], str):
            parts += [made[0], head]
            continue
        if parts:
            whole = "".join(reversed(parts))
            tails, parts = [whole + tail for tail in tails], []
        tails = [plus(plus(head, one), tail) for tail in tails for one in made]
    before = "".join(reversed(parts))
    for tail in tails:
        emit(before + tail if before else tail)
