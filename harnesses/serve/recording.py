"""Recording: the episodes of agents that come from outside, kept as a run. Its folder is reported, viewed and gone on
with like that of any other."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ...snapshots.errors import UsageError
from ...snapshots.store import Store
from ...snapshots.trace import TraceWriter, read_trace
from ...tasks.listed import Listed
from ..folder import RunFile, alone_in, results_of, take_up, trace_file
from ..jobs import Chosen, Job, Plan, Request, Result, make_plan
from ..record import played_from, repeat
from .live import MAX_STEPS, LiveEpisode, begin


def plan_of(request: Request, listed: Sequence[Listed]) -> Plan:
    """Return the plan of a run whose agent comes from outside: an episode for each task and rerun."""
    return make_plan(request, Chosen(tuple(listed), ()), {})


class Recording:
    """A run of served episodes that is under way. `done` is called when the last of them is over."""

    def __init__(self, folder: Path, request: Request, file: RunFile, store: Store) -> None:
        self._folder = folder
        self._request = request
        self._file = file
        self._store = store
        self._over = set(results_of(store, file))
        self._files: list[_File] = []
        self.done: Callable[[], object] = lambda: None
        for job in self.left:
            path = trace_file(folder, job.key)
            if path.exists() and read_trace(path).complete:  # the process was killed before there was a result of it
                self._over_with(job, path)

    @property
    def left(self) -> list[Job]:
        """The jobs that have no result yet."""
        return [job for job in self._file.plan.jobs if job.key not in self._over]

    def open(self, job: Job) -> LiveEpisode:
        """Return the episode of a job, at the point up to which its trace goes if it was begun before."""
        live = begin(
            job.task, job.seed, factors=self._request.factors, folders=self._request.folders,
            max_steps=job.max_steps or MAX_STEPS, secret=self._request.secret,
        )
        live.env.header = live.env.header.model_copy(update={"agent": job.agent, "contract": job.contract})
        kept = _File(trace_file(self._folder, job.key), live)
        self._files.append(kept)
        for recorded in kept.writer.steps:
            repeat(live.env, recorded)
        live.changed = lambda anew: self._keep(job, live, kept, anew)
        return live

    def close(self) -> None:
        """Close the traces; those of episodes that are not over stay incomplete."""
        for file in self._files:
            file.writer.close()

    def _keep(self, job: Job, live: LiveEpisode, kept: "_File", anew: bool) -> None:
        """Write what is new of an episode, and its result once it is over. What comes after that is no part of it."""
        if job.key in self._over:
            return
        kept.write(anew)
        if live.env.verdict is None:
            return
        self._over_with(job, kept.path)
        if not self.left:
            self.done()

    def _over_with(self, job: Job, path: Path) -> None:
        """Keep the result of a job by its trace."""
        played = played_from(read_trace(path))
        result = Result(job=job, verdict=played.verdict, steps=played.steps, trace=f"traces/{path.name}",
                        end=played.end, error=played.error)
        self._store.add_result(self._file.run, job.key, result.model_dump_json())
        self._over.add(job.key)


class _File:
    """The trace of a served episode, written as it goes on."""

    def __init__(self, path: Path, live: LiveEpisode) -> None:
        self.path = path
        self.writer = TraceWriter(path, live.env.header)
        self._live = live
        self._written = len(self.writer.steps)

    def write(self, anew: bool) -> None:
        """Write the steps that are new; all of them if the episode has gone back or over to another point."""
        env = self._live.env
        if anew:
            self.writer.close()
            self.writer, self._written = TraceWriter(self.path, env.header, keep=False), 0
        for made in env.trace_steps(self._written):
            self.writer.step(made)
            self._written = made.number
        if env.verdict is not None:
            self.writer.close(env.trace_close)


@contextmanager
def recording(folder: Path, request: Request, listed: Sequence[Listed]) -> Iterator[Recording]:
    """Hold the folder of a run while its episodes are served; one that holds a part of the same run is gone on with."""
    plan = plan_of(request, listed)
    with alone_in(folder):
        file = take_up(folder, plan, "")
        with file.open_store(folder, "") as store:
            found = Recording(folder, request, file, store)
            if not found.left:
                raise UsageError(f"all episodes of {folder} are over; `diorama report {folder}` tells how they went")
            try:
                yield found
            finally:
                found.close()
