"""The sandbox and the container: what holds of a command that a real shell runs, on the world as it then is."""

from typing import Any

import pytest

from diorama.mocks.world import World
from diorama.snapshots.errors import UsageError
from tests.mocks.shell.machine import ANA, BO, KIM, NOW, bash, content, machine, out, put, runs


def real(executor: str, *more: Any) -> World:
    """Return the world of tests/mocks/shell/machine.py, whose commands an executor runs."""
    return machine(put("set_machine", executor=executor, seconds=20), *more)


def test_files_are_what_they_were_and_what_changes_stays(executor: str) -> None:
    world = real(executor)
    assert out(world, "cat crates.csv; readlink latest; stat -c '%a %U %G %Y' crates.csv") == (
        f"id,weight\n1,40\n2,35\ncrates.csv\n664 ana staff {NOW // 1000}\n")
    out(world, "echo 3,10 >> crates.csv; mkdir -p new/deep; echo x > 'new/deep/a b'; ln -s ../rules.txt new/r")
    assert content(world, "/srv/dock/crates.csv") == b"id,weight\n1,40\n2,35\n3,10\n"
    rows = world.state.table("shell.files")
    assert (rows["/srv/dock/new/deep/a b"].owner, rows["/srv/dock/new/deep/a b"].mode) == ("ana", 0o644)
    assert rows["/srv/dock/new/r"].target == "../rules.txt"
    assert rows["/srv/dock/new"].group == "staff"  # the directory above gives its group away
    assert out(world, "mv new old && rm latest && ls -F; cat 'old/deep/a b'") == (
        "crates.csv\nold/\nphoto.bin\nrules.txt\nwages.txt\nx\n")
    rows = world.state.table("shell.files")
    assert "/srv/dock/latest" not in rows
    assert not [name for name in rows.ids() if name.startswith("/srv/dock/new")]
    assert content(world, "/srv/dock/old/deep/a b") == b"x\n"


def test_bytes_and_names_of_any_kind_come_back(executor: str) -> None:
    world = real(executor)
    out(world, r"cp photo.bin $'odd \xff\xe9\nname'; printf '\0\1\377' >> photo.bin; touch Grün")
    rows = world.state.table("shell.files")
    assert r"/srv/dock/odd \xff\xe9" + "\nname" in rows
    assert "/srv/dock/Grün" in rows
    assert content(world, "/srv/dock/photo.bin") == b"\0\1\2\xff\0\1\xff"


def test_permissions_bind(executor: str) -> None:
    world = real(executor)
    done = bash(world, "cat wages.txt; echo x >> rules.txt; chmod 777 wages.txt; rm -f /etc/passwd; id -un; id -Gn")
    assert done["stdout"] == "ana\nana staff\n"
    assert [line.rpartition(": ")[2] for line in done["stderr"].splitlines()] == [
        "Permission denied", "Permission denied", "Operation not permitted", "Permission denied"]
    assert out(world, "cat wages.txt", BO) == "bo 10\n"
    assert "/etc/passwd" not in world.state.table("shell.files")


def test_the_clock_is_the_worlds(executor: str) -> None:
    world = real(executor)
    start = world.state.now
    assert out(world, "date -u '+%F %H:%M'; jq -n 'now | floor / 60 | floor'") == "2026-03-04 08:30\n29543550\n"
    assert bash(world, "sleep 1.2; echo late > late; exit 4")["exit_code"] == 4
    row = world.state.table("shell.files")["/srv/dock/late"]
    assert row.mtime - start >= 1000
    assert runs(world)[-1].elapsed in range(1000, 20_000, 1000)
    assert (row.mtime - start) % 1000 == 0


def test_what_was_read_is_known(executor: str) -> None:
    world = real(executor)
    out(world, "grep -c . crates.csv; ls /srv > /dev/null; cat < rules.txt")
    reads = runs(world)[-1].reads
    assert {"/srv/dock/crates.csv", "/srv/dock/rules.txt", "/srv"} <= set(reads)
    assert "/srv/dock/photo.bin" not in reads
    assert [one.path for one in runs(world)[-1].writes] == []


def test_a_login_keeps_its_directory_and_environment(executor: str) -> None:
    world = real(executor)
    out(world, "cd ..; export COLOUR='deep blue'")
    assert out(world, 'pwd; echo "$COLOUR $OLDPWD"') == "/srv\ndeep blue /srv/dock\n"
    assert out(world, "pwd; echo $0", KIM) == "/home/kim\n/bin/sh\n"
    assert out(world, "cd /; pwd", KIM) == "/\n"
    assert out(world, "pwd", KIM) == "/home/kim\n"


def test_nothing_of_the_host_is_seen(executor: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("of the host")
    monkeypatch.setenv("HOST_TOKEN", "of the host")
    world = real(executor)
    done = bash(world, f"cat {tmp_path}/secret; env; ls -A / /home /tmp; ls /root /proc/1/root/; hostname; set")
    assert "of the host" not in done["stdout"]
    names = set(done["stdout"].split())
    assert {"ana", "bo", "kim", "ws-17"} <= names
    assert tmp_path.parts[2] not in names


def test_there_is_no_network(executor: str) -> None:
    command = "grep -vc 'lo:' /proc/net/dev; timeout 3 bash -c 'echo > /dev/tcp/10.0.0.1/80'; echo $?"
    done = bash(real(executor), command)
    assert done["stdout"].split() == ["2", "1"]  # the two lines of the heading
    assert "unreachable" in done["stderr"]


@pytest.mark.parametrize(("command", "killed", "code"), [
    ("sleep 1e9", "time limit", 124),
    ("yes", "output limit", 137),
    ("while :; do :; done", "time limit", 124),
])
def test_a_runaway_ends_and_what_it_left_stays(executor: str, command: str, killed: str, code: int) -> None:
    world = real(executor)
    done = bash(world, f"echo before > before; {command}", timeout_seconds=2)
    assert (done["exit_code"], done["killed"]) == (code, killed)
    assert content(world, "/srv/dock/before") == b"before\n"
    assert out(world, "cat before") == "before\n"


def test_what_a_command_leaves_behind_is_ended(executor: str) -> None:
    world = real(executor)
    done = bash(world, "(setsid sh -c 'sleep 1; echo soon > soon; sleep 60; echo never > never' &); echo first")
    assert (done["stdout"], done["exit_code"]) == ("first\n", 0)
    rows = world.state.table("shell.files")
    assert "/srv/dock/soon" in rows
    assert "/srv/dock/never" not in rows


def test_a_long_command_runs(executor: str) -> None:
    world = real(executor)
    text = "x" * 150_000
    assert out(world, f"echo {text} | wc -c; echo $?", KIM) == "150001\n0\n"
    assert out(world, f"echo {text} | wc -c; cd /tmp") == "150001\n"
    assert out(world, "pwd") == "/tmp\n"


def test_files_where_the_machine_has_its_own_are_refused(executor: str) -> None:
    world = real(executor, put("put_file", path="/usr/bin/weigh", text="#!/bin/sh\n", mode="755"))
    with pytest.raises(UsageError, match="/usr/bin/weigh lies where"):
        bash(world, "true")
    world = real(executor, put("put_file", path="/usr/local/bin/weigh", text="#!/bin/sh\necho 4 kg\n", mode="755"))
    assert out(world, "weigh") == "4 kg\n"


def test_root_is_root_of_the_files_alone(executor: str) -> None:
    world = real(executor, put("set_login", user="root", principal="root@dock.test"))
    command = ("cat /srv/dock/wages.txt; chown ana:staff /srv/dock/rules.txt; mount -t tmpfs x /mnt; chroot / true; "
               "mknod /tmp/d b 8 0; unshare -Ur true; hostname other; kill -9 1; echo on")
    done = bash(world, command, "root@dock.test")
    assert done["stdout"] == "bo 10\non\n"
    assert world.state.table("shell.files")["/srv/dock/rules.txt"].owner == "ana"
    assert len(done["stderr"].splitlines()) >= 4
    assert out(world, "hostname", ANA) == "ws-17\n"
