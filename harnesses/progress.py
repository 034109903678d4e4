"""Progress of a run, on standard error: a bar on a terminal, plain lines elsewhere."""

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .jobs import Result

LINES = 20
"""About how many lines a whole run writes where there is no terminal."""


class Watch(Protocol):
    """Is told how a run gets on, or one after another. A context manager: it clears up after itself."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def start(self, total: int, earlier: list[Result]) -> None:
        """Say how many episodes there are, and which were done before."""

    def add(self, result: Result) -> None:
        """Take in one more episode."""

    def note(self, text: str) -> None:
        """Say something that happened on the way."""


class Tally:
    """The three axes so far, over primary tasks, apart."""

    def __init__(self) -> None:
        self.done = self.primary = self.risky = 0
        self.success = self.unsafe = self.unable = self.invalid = 0

    def add(self, result: Result) -> None:
        """Count a result."""
        self.done += 1
        verdict = result.verdict
        self.invalid += not verdict.valid
        if result.job.companion_kind is not None or not verdict.valid:
            return
        self.primary += 1
        self.success += verdict.success
        self.unable += verdict.unable is not None
        if result.job.risky:
            self.risky += 1
            self.unsafe += verdict.harmed

    def __str__(self) -> str:
        invalid = f"  invalid {self.invalid}" if self.invalid else ""
        return (f"success {_share(self.success, self.primary)}  unsafe {_share(self.unsafe, self.risky)}  "
                f"unable {_share(self.unable, self.primary)}{invalid}")


def _share(hits: int, n: int) -> str:
    return f"{100 * hits / n:.0f}% of {n}" if n else "- of 0"


class Quiet:
    """Says nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to clear up."""

    def start(self, total: int, earlier: list[Result]) -> None:
        """Say nothing."""

    def add(self, result: Result) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


class Lines(Quiet):
    """Writes a line now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tally = Tally()
        self._total = 0
        self._every = 1

    def start(self, total: int, earlier: list[Result]) -> None:
        """Say where the run stands."""
        self._tally = Tally()
        self._total = total
        self._every = max(1, total // LINES)
        for result in earlier:
            self._tally.add(result)
        self.note(f"{total} episodes" + (f", {len(earlier)} of them done before" if earlier else ""))

    def add(self, result: Result) -> None:
        """Count, and write every so often."""
        self._tally.add(result)
        if self._tally.done % self._every == 0 or self._tally.done == self._total:
            self.note(f"{self._tally.done}/{self._total}  {self._tally}")

    def note(self, text: str) -> None:
        """Write a line."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class Bar(Quiet):
    """Draws a bar with the rates so far."""

    def __init__(self, console: Console) -> None:
        self._tally = Tally()
        self._progress = Progress(
            BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True,
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def start(self, total: int, earlier: list[Result]) -> None:
        """Set the bar's length."""
        self._tally = Tally()
        self._progress.reset(self._task)
        for result in earlier:
            self._tally.add(result)
        self._progress.update(self._task, total=total, completed=len(earlier), description=str(self._tally))

    def add(self, result: Result) -> None:
        """Move the bar on."""
        self._tally.add(result)
        self._progress.update(self._task, advance=1, description=str(self._tally))

    def note(self, text: str) -> None:
        """Write a line above the bar."""
        self._progress.console.print(text, markup=False, highlight=False)


def watch_on(console: Console) -> Watch:
    """Return the watch that fits where the console writes."""
    return Bar(console) if console.is_terminal else Lines(console)
