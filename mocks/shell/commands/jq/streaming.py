"""Generators of streams of outputs: ranges, the first so many, loops, and what is found among outputs."""

from collections.abc import Callable

from . import operators
from .outputs import items_of, kept_in, leaving, outputs
from .running import Emit, Env, Machine, Path, Run
from .values import Break, JqError, Value, compare, equal, true


def span(machine: Machine, *bounds: Run) -> Run:
    """`range`: numbers from one to before another."""
    def count(start: Value, stop: Value, step: Value, path: Path | None, emit: Emit) -> None:
        if not all(type(one) is float for one in (start, stop, step)):
            raise JqError("Range bounds must be numeric")
        at, done = start, 0
        while (step > 0 and at < stop) or (step < 0 and at > stop):
            done += 1
            if not done & 15:
                machine.tick()
            emit(at, path)
            at += step

    if len(bounds) == 1:
        return lambda env, v, path, emit: bounds[0](env, v, None, lambda b, _: count(0.0, b, 1.0, path, emit))
    if len(bounds) == 2:
        return lambda env, v, path, emit: bounds[0](env, v, None, lambda a, _: bounds[1](
            env, v, None, lambda b, _: count(a, b, 1.0, path, emit)))
    return lambda env, v, path, emit: bounds[0](env, v, None, lambda a, _: bounds[1](env, v, None, lambda b,
        _: bounds[2](
        env, v, None, lambda c, _: count(a, b, c, path, emit))))


def first(machine: Machine, source: Run) -> Run:
    """The first output of a filter."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def body(label: object) -> None:
            def one(r: Value, p: Path | None) -> None:
                emit(r, p)
                raise Break(label)

            source(env, v, path, one)

        leaving(body)

    return run


def limit(machine: Machine, number: Run, source: Run) -> Run:
    """The first outputs of a filter: with 0 one all the same, with less all, as jq 1.6 has it."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def counted(n: Value, _: Path | None = None) -> None:
            if compare(n, 0.0) < 0:
                source(env, v, path, emit)
                return

            def body(label: object) -> None:
                left = n

                def one(r: Value, p: Path | None) -> None:
                    nonlocal left
                    left = operators.subtract(left, 1.0)
                    emit(r, p)
                    if compare(left, 0.0) <= 0:
                        raise Break(label)

                source(env, v, path, one)

            leaving(body)

        number(env, v, None, counted)

    return run


def last(machine: Machine, source: Run) -> Run:
    """The last output of a filter, null if it has none."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found: Value = None

        def one(r: Value, _: Path | None) -> None:
            nonlocal found
            found = r

        source(env, v, None, one)
        emit(found, path)

    return run


def nth(machine: Machine, number: Run, source: Run) -> Run:
    """The output of a filter with a number, from 0."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(n: Value, _: Path | None) -> None:
            if compare(n, 0.0) < 0:
                raise JqError("nth doesn't support negative indices")
            upto: Run = lambda env, v, path, emit: emit(operators.add(n, 1.0), path)  # noqa: E731
            last(machine, limit(machine, upto, source))(env, v, path, emit)

        number(env, v, None, one)

    return run


def until(machine: Machine, done: Run, step: Run) -> Run:
    """A filter over and over until something is so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            said = outputs(done, env, v)
            if len(said) != 1:
                for one in said:
                    if true(one):
                        emit(v, path)
                    else:
                        step(env, v, path, lambda r, p: run(env, r, p, emit))
                return
            if true(said[0]):
                emit(v, path)
                return
            found: list[tuple[Value, Path | None]] = []
            step(env, v, path, kept_in(found))
            if len(found) != 1:
                for r, p in found:
                    run(env, r, p, emit)
                return
            v, path = found[0]

    return run


def while_true(machine: Machine, goes_on: Run, step: Run) -> Run:
    """The input and what a filter makes of it over and over, as long as something is so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            said = [one for one in outputs(goes_on, env, v) if true(one)]
            if len(said) != 1:
                for _ in said:
                    emit(v, path)
                    step(env, v, path, lambda r, p: run(env, r, p, emit))
                return
            emit(v, path)
            found: list[tuple[Value, Path | None]] = []
            step(env, v, path, kept_in(found))
            if len(found) != 1:
                for r, p in found:
                    run(env, r, p, emit)
                return
            v, path = found[0]

    return run


def repeat(machine: Machine, source: Run) -> Run:
    """What a filter makes of the input, for ever: jq 1.6 gives it the same input each time."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        while True:
            machine.tick()
            source(env, v, path, emit)

    return run


def inputs(machine: Machine) -> Run:
    """All further inputs."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        try:
            while True:
                emit(machine.input(), path)
        except JqError as failure:
            if failure.value != "break":
                raise

    return run


def any_all(decides: bool) -> Callable[..., Run]:
    """`any` and `all`: of the parts, of a condition on them, or of a condition on what a filter gives."""
    def make(machine: Machine, *filters: Run) -> Run:
        condition = filters[-1] if filters else None
        source = filters[0] if len(filters) == 2 else None

        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            found = False

            def body(label: object) -> None:
                def judged(c: Value, _: Path | None) -> None:
                    nonlocal found
                    if true(c) is decides:
                        found = True
                        raise Break(label)

                def one(r: Value, _: Path | None) -> None:
                    if condition is None:
                        judged(r, None)
                    else:
                        condition(env, r, None, judged)

                if source is not None:
                    source(env, v, None, one)
                else:
                    for item in items_of(v):
                        one(item, None)

            leaving(body)
            emit(found is decides, path)

        return run

    return make


def isempty(machine: Machine, source: Run) -> Run:
    """Whether a filter has no output."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found = False

        def body(label: object) -> None:
            def one(r: Value, _: Path | None) -> None:
                nonlocal found
                found = True
                raise Break(label)

            source(env, v, None, one)

        leaving(body)
        emit(not found, path)

    return run


def is_in(machine: Machine, *filters: Run) -> Run:
    """`IN`: whether the input, or any output of a filter, is among the outputs of another."""
    among = filters[-1]

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found = False

        def body(label: object) -> None:
            def looked_up(r: Value, _: Path | None = None) -> None:
                def one(other: Value, _: Path | None) -> None:
                    nonlocal found
                    if equal(r, other):
                        found = True
                        raise Break(label)

                among(env, r, None, one)

            if len(filters) == 2:
                filters[0](env, v, None, looked_up)
            else:
                looked_up(v)

        leaving(body)
        emit(found, path)

    return run
