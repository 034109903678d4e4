"""`diorama view` as a process: it serves on this machine alone until it is stopped."""

import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen


def test_the_pages_are_there_until_the_command_is_stopped(folder: Path) -> None:
    words = [sys.executable, "-m", "diorama", "view", str(folder), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}api/runs", timeout=60) as answer:
            assert b'"name": "first"' in answer.read()
        process.send_signal(signal.SIGINT)
        try:
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (told, process.returncode) == ("", 0)
