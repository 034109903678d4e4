"""A PostgreSQL server of the tests' own: started when the first of them asks, reached through a socket alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

_WHILE_HELD = '"$0" "$@" & echo $! >pid; cat >/dev/null; kill -QUIT $!; wait'


class Server:
    """A server that runs for as long as this process holds its standard input open, however it ends."""

    def __init__(self, initdb: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="pg")
        self._user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if self._user is not None:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        data = f"{self.folder}/data"
        make = [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(make, check=True, user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL)
        self._run = [str(Path(initdb).resolve().with_name("postgres")), "-D", data, "-k", self.folder,
                     "-c", "listen_addresses=", "-c", "fsync=off"]
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with Path(self.folder, "log").open("ab") as log:
            return subprocess.Popen(["sh", "-c", _WHILE_HELD, *self._run], stdin=subprocess.PIPE, stdout=log,
                                    stderr=log, user=self._user, cwd=self.folder)

    def kill(self) -> None:
        """Kill the server with SIGKILL, as it stands, and wait until all of its processes are gone."""
        server = int(Path(self.folder, "pid").read_text())
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        os.kill(server, signal.SIGKILL)
        self._process.communicate(timeout=60)
        deadline = time.monotonic() + 60
        while any(Path("/proc", child).exists() for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)

    def start(self) -> None:
        """Start the server again on what it had written."""
        self._process = self._started()

    def stop(self) -> None:
        """Stop the server and take its files away."""
        self._process.communicate(timeout=60)
        shutil.rmtree(self.folder)

    def wait(self) -> None:
        """Wait until the server answers."""
        engine = create_engine(f"postgresql+psycopg://tester@/postgres?host={self.folder}")
        for _ in range(300):
            try:
                with engine.connect():
                    break
            except OperationalError:
                time.sleep(0.1)
        else:
            raise TimeoutError(Path(self.folder, "log").read_text())
        engine.dispose()

    def new_database(self) -> str:
        """Make an empty database, once the server is up, and return its URL."""
        self.wait()
        engine = create_engine(
            f"postgresql+psycopg://tester@/postgres?host={self.folder}", isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            name = f"test{len(connection.execute(text('SELECT * FROM pg_database')).all())}"
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"postgresql://tester@/{name}?host={self.folder}"
