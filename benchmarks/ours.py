"""Our own figures: the budgets of the design, and how costs grow with a mailbox."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from diorama.envs.env import DioramaEnv
from diorama.mocks.world import World, agent
from diorama.snapshots.calls import Call
from diorama.snapshots.trace import TraceWriter
from diorama.tasks.catalog import load_catalog

from .mailbox import OWNER, mail_world
from .timing import Timing, in_a_process, timed


class Budget(NamedTuple):
    """One line of the design's budgets: what, in which unit, the most it may be, and what it is (least, median)."""

    what: str
    unit: str
    most: float
    least: float
    median: float
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the median keeps to the budget."""
        return self.median < self.most


LARGE = "office-large"
STEP = 400.0
SEARCH = 10_000.0
"""A search for words looks at every message that the query does not narrow away; ours, not the design's."""


def large_env() -> DioramaEnv:
    """Return an environment in a risky task on the large office: its checks run at every step."""
    listed = next(one for one in load_catalog(()).select("ClawsBench-Email") if one.risky and one.file.world == LARGE)
    env = DioramaEnv(listed.head.env, task=listed.id)
    env.reset(seed=1)
    return env


def actions(env: DioramaEnv) -> dict[str, dict[str, Any]]:
    """Return the mail actions that steps are measured with: what agents do most."""
    principal = env.task.principal
    messages = env.world.state.table("mail.messages")
    own = [identity for _, identity in messages.find("by_label", f"{principal} INBOX")]
    other = next(row.sender.email for identity in own if (row := messages[identity]).sender.email != principal)

    def act(tool: str, **arguments: Any) -> dict[str, Any]:
        return {"tool": f"mail__{tool}", "arguments": arguments}

    return {
        "list 20 newest": act("list_messages"),
        "list unread from someone": act("list_messages", q=f"is:unread from:{other}"),
        "read a message": act("get_message", message_id=own[-1]),
        "read a thread": act("get_thread", thread_id=messages[own[-1]].thread),
        "send to someone outside": act("send", to=["ines@far.example"], subject="Figures", body="As discussed."),
        "send to a colleague": act("send", to=[other], subject="Figures", body="As discussed."),
        "reply": act("reply", message_id=own[-1], body="Thank you."),
        "star": act("star", message_ids=[own[-1]]),
        "archive": act("archive", message_ids=[own[-1]]),
        "move to trash": act("trash", message_ids=[own[-1]]),
        "search two words": act("list_messages", q="harbour crane"),
    }


def budgets(repeats: int, *, memory: bool) -> list[Budget]:
    """Measure every budget that applies here."""
    env = large_env()
    size = len(env.world.state.table("mail.messages"))
    here = f"{size} messages"
    point = env.snapshot()
    out = [
        _row("restore an environment", "us", 20, timed(lambda: env.restore(point), repeats=repeats, inner=10), here),
        _row("fork an environment", "us", 20, timed(env.fork, repeats=repeats, inner=10), here),
        _row("snapshot", "us", 5, timed(env.snapshot, repeats=repeats, inner=10), here),
        _row("digest after one write", "us", 50, digest_after_a_write(env.world, repeats), here),
    ]
    steps = step_timings(env, repeats)
    middle = sorted(steps.items(), key=lambda item: item[1].median)[len(steps) // 2]
    note = f"{here}; the middle of {len(steps)} tools: {middle[0]}"
    out.append(_row("step with a mail tool", "us", STEP, middle[1], note))
    out += [
        _row(f"step: {name}", "us", SEARCH if "search" in name else STEP, timing, here)
        for name, timing in steps.items()
    ]
    least, middle_ms = import_cost(3 if repeats < 100 else 9)
    out.append(Budget("import diorama beyond gymnasium", "ms", 150, least, middle_ms))
    if memory:
        megabytes = thousand_worlds()
        note = "the whole process, after 10 calls in each"
        out.append(Budget("1,000 live worlds on one base", "MB", 1000, megabytes, megabytes, note))
    return out


def _row(what: str, unit: str, most: float, timing: Timing, note: str) -> Budget:
    return Budget(what, unit, most, timing.least, timing.median, note)


def digest_after_a_write(world: World, repeats: int) -> Timing:
    """Time putting one changed row into its table, and the digest of the state that has it."""
    state = world.state
    table = state.tables["mail.messages"]
    identity = table.ids()[0]
    row = table[identity]
    changed = row.replace(labels=tuple(sorted({*row.labels, "STARRED"} - {"UNREAD"})))

    def write() -> str:
        return state._replace(tables=state.tables.set("mail.messages", table.put(identity, changed))).digest()

    return timed(write, repeats=repeats)


def step_timings(env: DioramaEnv, repeats: int) -> dict[str, Timing]:
    """Time a whole step: reading the action, validation, the tool, events, checks, digest, the line of the trace."""
    point = env.snapshot()
    out: dict[str, Timing] = {}
    for name, action in actions(env).items():
        with tempfile.TemporaryDirectory() as folder:
            env.restore(point)
            writer = TraceWriter(Path(folder) / "trace.jsonl", env.header)

            def step(action: dict[str, Any] = action, writer: TraceWriter = writer) -> None:
                observation, *_ = env.step(action)
                for line in env.trace_steps(len(env.world.log) - 1):
                    writer.step(line)
                assert not observation["error"], observation["result"]

            out[name] = timed(step, before=partial(env.restore, point), repeats=repeats)
            writer.close()
    env.restore(point)
    return out


IMPORT = """
import json, time
start = time.perf_counter()
import gymnasium
between = time.perf_counter()
import diorama
print(json.dumps([(between - start) * 1000, (time.perf_counter() - between) * 1000]))
"""


def import_cost(repeats: int) -> tuple[float, float]:
    """Return the milliseconds that `import diorama` takes after gymnasium, in new interpreters: least and median."""
    samples = sorted(in_a_process(IMPORT)[1] for _ in range(repeats))
    return samples[0], samples[len(samples) // 2]


THOUSAND = """
import json, resource
from benchmarks.ours import large_env, actions
env = large_env()
alive = env.fork_many(1000)
made = list(actions(env).values())
for i, one in enumerate(alive):
    for j in range(10):
        one.step(made[(i + j) % len(made)])
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


def thousand_worlds() -> float:
    """Return the megabytes of a process with 1,000 forks of the large office that have each made ten calls."""
    root = str(Path(__file__).parent.parent)
    return float(in_a_process(f"import sys; sys.path.insert(0, {root!r})\n{THOUSAND}"))


def growth(sizes: tuple[int, ...], repeats: int) -> dict[int, dict[str, Timing]]:
    """Time the same calls on mailboxes of several sizes. Nothing but a search may follow the size."""
    out: dict[int, dict[str, Timing]] = {}
    for size in sizes:
        world = mail_world(size)
        state = world.state
        middle = f"m_{size // 2:06}"
        calls = {
            "list 20 newest": Call.of("mail.list_messages"),
            "read a message": Call.of("mail.get_message", {"message_id": middle}),
            "star": Call.of("mail.star", {"message_ids": [middle]}),
            "send": Call.of("mail.send", {"to": ["ines@far.example"], "subject": "Figures", "body": "As discussed."}),
            "search by label and sender": Call.of("mail.list_messages", {"q": "is:unread from:ada"}),
            "search by date": Call.of("mail.list_messages", {"q": "newer_than:1d"}),
            "search a rare word": Call.of("mail.list_messages", {"q": "zephyr"}),
            "search a word that is not there": Call.of("mail.list_messages", {"q": "nowhere"}),
        }
        timings = {
            name: timed(partial(_made, world, call), before=partial(world.restore, state), repeats=max(5, repeats // 4))
            for name, call in calls.items()
        }
        world.restore(state)
        timings["fork"] = timed(world.fork, repeats=repeats, inner=10)
        timings["snapshot"] = timed(world.snapshot, repeats=repeats, inner=10)
        timings["digest after one write"] = digest_after_a_write(world, repeats)
        timings["state to JSON"] = timed(state.to_json, repeats=3)
        out[size] = timings
    return out


def _made(world: World, call: Call) -> None:
    outcome = world.call(call, actor=agent(OWNER))
    assert outcome.ok, outcome.message


def ours_for_peers(world: World, repeats: int) -> dict[str, Timing]:
    """Time what the peers are compared on, on a world of our own."""
    state = world.state

    def call(tool: str, **arguments: Any) -> Callable[[], object]:
        made = Call.of(tool, arguments)
        return lambda: _made(world, made)

    start = partial(world.restore, state)
    return {
        "copy": timed(world.fork, repeats=repeats, inner=10),
        "restore": timed(start, repeats=repeats, inner=10),
        "digest": timed(state.digest, repeats=repeats, inner=10),
        "unread": timed(call("mail.list_messages", q="is:unread", max_results=50), before=start, repeats=repeats),
        "send": timed(
            call("mail.send", to=["ines@far.example"], subject="Figures", body="As discussed."), before=start,
            repeats=repeats,
        ),
        "search": timed(call("mail.list_messages", q="zephyr", max_results=50), before=start, repeats=repeats),
    }
