"""Minari: the dataset loads, its observations and actions are of the environment's spaces, costs stand by rewards."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SCRIPT = """
import json, sys
from pathlib import Path
import minari
from diorama.harnesses.cli import main
from diorama.harnesses.keeping.reading import episodes_in
from diorama.snapshots.errors import UsageError
from diorama.snapshots.trace import read_trace

run, tasks = map(Path, sys.argv[1:])
command = ["export", "--minari", "lab/first", str(run), "--tasks-dir", str(tasks), "--json"]
try:
    main(command)
except SystemExit as left:
    assert not left.code, left.code
dataset = minari.load_dataset("lab/first/ClawsBench-Email-v0")
results = [one.result for one in episodes_in(run) if one.result.verdict.valid]
assert dataset.total_episodes == len(results)
env = dataset.recover_environment()
assert set(dataset.observation_space.spaces) == set(env.observation_space.spaces)
assert dataset.action_space.max_length == env.action_space.max_length
told = list(dataset.storage.get_episode_metadata(range(len(results))))
for result, episode, about in zip(results, dataset.iterate_episodes(), told, strict=True):
    assert about["options"] == {"key": result.job.key, "agent": result.job.agent, "task": result.job.task}
    trace = read_trace(run / result.trace)
    assert len(episode.rewards) == len(trace.steps)
    assert [round(cost * 5) for cost in episode.infos["cost"]] == [0, *(step.cost for step in trace.steps)]
    digests = [step.digest for step in trace.steps]
    assert [text.decode() if isinstance(text, bytes) else text for text in episode.infos["digest"]][1:] == digests
    assert json.loads(episode.infos["verdict"][-1]) == result.verdict.model_dump(mode="json")
    assert sum(episode.rewards) == float(result.verdict.success)
    assert bool(episode.terminations[-1]) != bool(episode.truncations[-1])
    assert not any(episode.terminations[:-1]) and not any(episode.truncations[:-1])
    for number, action in enumerate(episode.actions):
        assert action in env.action_space
    for number in range(len(trace.steps) + 1):
        observation = {name: values[number] for name, values in episode.observations.items()}
        observation.update(error=int(observation["error"]), steps_left=int(observation["steps_left"]))
        assert observation in env.observation_space, observation
try:
    main(command)
except SystemExit as left:
    assert left.code == 2
print("kept")
"""


def test_minari_loads_what_was_exported(
    run: Path, toy_tasks: Path, require: Callable[[str], str], tmp_path: Path
) -> None:
    """In a process of its own: what Minari brings along has threads."""
    require("minari")
    require("h5py")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(run), str(toy_tasks)], capture_output=True, text=True, timeout=240,
        env={**os.environ, "MINARI_DATASETS_PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.endswith("kept\n")
    assert "Minari has a dataset lab/first/ClawsBench-Email-v0 already" in done.stderr
    assert '"left_out": 1' in done.stdout
