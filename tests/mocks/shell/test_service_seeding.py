"""The shell service's set-up tools: what they put, and what they refuse."""

from typing import Any

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.shell import scripts
from diorama.mocks.shell.process import Process
from diorama.mocks.world import World, run_calls, setup
from diorama.snapshots.errors import StateError
from tests.mocks.shell.machine import ANA, KIM, NOW, bash, content, machine, out, put, result
from tests.mocks.shell.soundness import assert_sound


def refused(tool: str, **arguments: Any) -> str:
    """Make a set-up call that must be refused; return the words."""
    world = machine()
    outcome = world.call(put(tool, **arguments), actor=setup())
    assert not outcome.ok
    return outcome.message


def test_what_is_put_is_there() -> None:
    world = machine(
        put("put_file", path="/data/in/a.txt", text="ä\n", mode="640", owner="bo", modified="2026-01-02T03:04"),
        put("put_file", path="/data/raw", base64="AP8="), put("put_link", path="/data/l", target="in/a.txt"),
        put("put_dir", path="/data/in", mode="750", owner="bo", group="staff"),
        put("put_group", name="crew", gid=2000), put("put_user", name="lu", uid=1500, group="crew", home="/data/lu"),
    )
    assert out(world, "sudo stat -c '%A %U %G %n' /data /data/in /data/l /data/lu", KIM) == (
        "drwxr-xr-x root root /data\ndrwxr-x--- bo staff /data/in\nlrwxrwxrwx root root /data/l\n"
        "drwx------ lu crew /data/lu\n")
    assert out(world, "sudo stat -c %y /data/in/a.txt", KIM) == "2026-01-02 03:04:00.000000000 +0000\n"
    assert content(world, "/data/raw") == b"\0\xff"
    assert out(world, "id lu") == "uid=1500(lu) gid=2000(crew) groups=2000(crew)\n"
    assert_sound(world.state)


def test_set_up_leaves_no_history_and_no_runs() -> None:
    world = machine(put("put_file", path="/srv/dock/rules.txt", text="other\n"))
    assert len(world.state.table("shell.versions")) == len(world.state.table("shell.runs")) == 0


@pytest.mark.parametrize(("tool", "arguments", "words"), [
    ("put_file", {"path": "/a/../b"}, "'/a/../b' is no whole path"), ("put_file", {"path": "/a/"}, "is no whole path"),
    ("put_file", {"path": "a"}, "'path' is 'a'"), ("put_file", {"path": "/srv"}, "At '/srv' there is a dir."),
    ("put_file", {"path": "/dev/null"}, "among the devices"),
    ("put_file", {"path": "/x", "owner": "eve"}, "no user 'eve'"),
    ("put_file", {"path": "/x", "mode": "rw"}, "'mode' is 'rw'"),
    ("put_file", {"path": "/x", "text": "a", "base64": "YQ=="}, "text or base64, not both"),
    ("put_file", {"path": "/x", "base64": "?"}, "'?' is not base64"),
    ("put_file", {"path": "/x", "modified": "soon"}, "'soon' is not a time"),
    ("put_file", {"path": "/srv/dock/rules.txt/x"}, "'/srv/dock/rules.txt' is a file, no directory"),
    ("put_dir", {"path": "/srv/dock/rules.txt"}, "there is a file"),
    ("put_user", {"name": "ana"}, "user 'ana' already"),
    ("put_group", {"name": "staff"}, "group 'staff' already"), ("put_user", {"name": "An A"}, "'name' is 'An A'"),
    ("grant_sudo", {"name": "eve"}, "no user 'eve'"), ("set_login", {"user": "eve"}, "no user 'eve'"),
    ("set_login", {"user": "ana", "cwd": "/nowhere"}, "no directory '/nowhere' to begin in"),
    ("set_machine", {"zone_name": "Mars"}, "no time zone 'Mars'"),
    ("change_file", {"path": "/x", "by": "ana", "delete": True, "text": "a"}, "deleted or written, not both"),
])
def test_what_makes_no_sense_is_refused(tool: str, arguments: dict[str, Any], words: str) -> None:
    assert words in refused(tool, **arguments)


def test_the_machine_says_what_it_is() -> None:
    world = machine(put("set_machine", hostname="scale-2", zone_name="Europe/Oslo", sh="bash"))
    assert out(world, "hostname; cat /etc/hostname /etc/timezone") == "scale-2\nscale-2\nEurope/Oslo\n"
    assert out(world, "readlink /bin/sh; sh -c '[[ a = a ]] && echo yes'") == "bash\nyes\n"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a script known: its text counts lines, and so does the program that it is."""
    monkeypatch.setattr(scripts, "SCRIPTS", {})
    text = "#!/bin/sh\n# counts lines\nwc -l < \"$1\" | tr -d ' '\n"

    def count(process: Process) -> int:
        process.out(f"{process.text(process.args[0]).count(chr(10))}\n")
        process.env.setdefault("RAN", "program")
        return 7

    scripts.register("count", text, count)
    scripts.register("count", text, count)
    with pytest.raises(StateError, match="two scripts called 'count'"):
        scripts.register("count", "other", count)
    return text


def test_a_script_is_a_program_of_ours_until_it_is_edited(counting: str) -> None:
    world = machine(put("put_script", name="count", path="/srv/dock/bin/count", owner="ana"))
    assert result(world, "read_file", path="bin/count")["text"] == counting
    assert bash(world, "bin/count crates.csv") == {"stdout": "3\n", "stderr": "", "exit_code": 7}
    assert bash(world, "sh bin/count crates.csv")["exit_code"] == 7
    assert bash(world, "cp bin/count /tmp/other; /tmp/other crates.csv")["exit_code"] == 7
    assert bash(world, "sed 's/wc -l/wc -c/' bin/count > /tmp/more; sh /tmp/more crates.csv")["stdout"] == "20\n"
    assert bash(world, "sed -i 's/-l/-c/' bin/count; bin/count crates.csv") == {
        "stdout": "20\n", "stderr": "", "exit_code": 0}
    assert "/srv/dock/bin/count" in {one.path for row in world.state.table("shell.runs").rows() for one in row.writes}
    elsewhere = World(service_classes(("shell",)), world.state)
    assert bash(elsewhere, "/tmp/other crates.csv")["exit_code"] == 7


def test_a_script_runs_as_its_text_where_its_program_cannot_read_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "SCRIPTS", {})
    scripts.register("add", "#!/bin/sh\nexpr $(cat limit) + 1\n", lambda process: int(process.text("limit")) + 1)
    world = machine(put("put_script", name="add", path="/srv/dock/bin/add", owner="ana"))
    assert bash(world, "echo 4 > limit; bin/add") == {"stdout": "", "stderr": "", "exit_code": 5}
    assert bash(world, "echo 4 + 3 > limit; bin/add")["stdout"] == "8\n"


def test_a_script_that_nobody_has_registered_is_named(counting: str) -> None:
    world = machine(put("put_script", name="count", path="/srv/dock/count"))
    scripts.SCRIPTS.clear()
    with pytest.raises(StateError, match="there is no script 'count'"):
        bash(world, "true")
    with pytest.raises(StateError, match="there is no script 'counts'"):
        run_calls(machine(), [put("put_script", name="counts", path="/x")], actor=setup())


def test_a_login_begins_where_it_is_set() -> None:
    world = machine(put("set_login", user="bo", principal=ANA, cwd="/tmp", env={"CITY": "Århus"}))
    assert out(world, "whoami; pwd; echo $CITY; date +%s") == f"bo\n/tmp\nÅrhus\n{NOW // 1000}\n"
