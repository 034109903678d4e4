"""Recorded runs: command lines with what the real programs did with them, in a YAML file beside the test.

`python -m tests.mocks.shell.recorded NAME` runs the commands of NAME.yaml with this machine's programs and records
anew what they do; texts are one character per byte.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from tests.mocks.shell.differential import Result, real

HERE = Path(__file__).parent


class Recording:
    """The files that the commands of a YAML file find, and the commands with their results."""

    def __init__(self, name: str) -> None:
        self.path = HERE / f"{name}.yaml"
        read: dict[str, Any] = yaml.safe_load(self.path.read_text("ascii"))
        self.files = {path: text.encode("latin-1") for path, text in read["files"].items()}
        self.cases: dict[str, Result] = {
            one["run"].encode("latin-1").decode(): _result(one) for one in read["cases"]}

    def after(self, result: Result) -> dict[str, bytes]:
        """Return the files that a result made or changed."""
        return {path: content for path, content in result.files.items() if self.files.get(path) != content}


def _result(case: dict[str, Any]) -> Result:
    made = {path: text.encode("latin-1") for path, text in case.get("files", {}).items()}
    stdout, stderr = (case.get(stream, "").encode("latin-1") for stream in ("out", "err"))
    return Result(stdout, stderr, case.get("code", 0), made)


def record(name: str) -> None:
    """Run the commands of a YAML file with the real programs and write down what they do."""
    recording = Recording(name)
    cases: list[dict[str, Any]] = []
    for command in recording.cases:
        done = real(command, recording.files)
        made = {path: content.decode("latin-1") for path, content in recording.after(done).items()}
        case: dict[str, Any] = {
            "run": command.encode().decode("latin-1"), "out": done.stdout.decode("latin-1"),
            "err": done.stderr.decode("latin-1"), "code": done.code, "files": made}
        cases.append({key: value for key, value in case.items() if value})
    files = {path: content.decode("latin-1") for path, content in recording.files.items()}
    dumped = yaml.safe_dump({"files": files, "cases": cases}, sort_keys=False, width=110)
    recording.path.write_text(dumped, "ascii")


if __name__ == "__main__":
    for one in sys.argv[1:]:
        record(one)
