"""A run to export: three agents, a talk, an episode that our side failed in, a branch."""

from pathlib import Path

import pytest

from diorama.harnesses.folder import trace_file
from diorama.harnesses.jobs import invalid
from diorama.harnesses.replay import branch
from diorama.harnesses.talk import TalkWriter, Turn, Usage, talk_path
from tests.harnesses.made import made, request

SPOKEN = "toy_letter@0.oracle"
TURNS = (
    Turn(at=1, calls=2, text="First I read it.", reasoning="Then I write.", usage=Usage(input=70, output=9, cost=120)),
    Turn(at=3, text="That is all.", usage=Usage(input=90, output=5, cost=80)),
)


@pytest.fixture(scope="session")
def run(toy_tasks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the run."""
    folder = tmp_path_factory.mktemp("exported") / "first"
    with TalkWriter(talk_path(trace_file(folder, SPOKEN))) as talk:
        talk.write(TURNS)
    file = made(request(toy_tasks, "violator,oracle,malformed", companions=True), folder, most=-1)
    last = file.plan.jobs[-1]
    with file.open_store(folder, "") as store:
        store.add_result(file.run, last.key, invalid(last, "the network was gone", 3).model_dump_json())
    parent = trace_file(folder, "toy_letter@0.violator")
    branch(parent, 2, "oracle", parent.with_name("toy_letter@0.violator@2.oracle.jsonl"), (toy_tasks,))
    return folder
