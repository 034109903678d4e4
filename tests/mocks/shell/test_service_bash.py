"""The shell service's bash tool: what a caller sees, who he is, what lasts, what time it is, what is kept."""

import pytest

from diorama.mocks.shell.reads import runs_of, touched_by
from diorama.mocks.shell.running import shortened
from tests.mocks.shell.machine import ANA, BO, KIM, NOW, bash, call, content, machine, out, put, refusal, runs, versions
from tests.mocks.shell.soundness import assert_sound


def test_a_command_gives_its_output_and_exit_code() -> None:
    world = machine()
    assert bash(world, "cat crates.csv; ls nothing; exit 3") == {
        "stdout": "id,weight\n1,40\n2,35\n", "exit_code": 3,
        "stderr": "ls: cannot access 'nothing': No such file or directory\n",
    }


def test_texts_go_in_and_come_out_as_utf_8() -> None:
    world = machine()
    assert out(world, "echo Grüße > größe; cat größe; ls | grep ö; printf '\\377\\n'") == "Grüße\ngröße\n\ufffd\n"
    assert content(world, "/srv/dock/größe") == "Grüße\n".encode()
    assert content(world, "/srv/dock/gr\u00f6\u00dfe") == b"Gr\xc3\xbc\xc3\x9fe\n"


def test_names_that_are_no_text_are_kept_exactly() -> None:
    world = machine()
    out(world, r"printf x > $'bad\xff'; printf y > 'back\slash'; mkdir -p $'d\xfe/e'; ln -s $'bad\xff' link")
    rows = world.state.table("shell.files")
    assert {r"/srv/dock/bad\xff", r"/srv/dock/back\x5cslash", r"/srv/dock/d\xfe/e"} <= set(rows.ids())
    assert out(world, r"cat link 'back\slash'; ls -d $'d\xfe'/* | wc -l; rm link $'bad\xff'") == "xy1\n"
    assert r"/srv/dock/bad\xff" not in world.state.table("shell.files")
    assert_sound(world.state)


def test_a_long_output_loses_its_middle_and_says_so() -> None:
    world = machine(put("set_machine", shown_characters=40))
    result = bash(world, "seq 1000 | tr '\\n' ' '; seq 500 >&2")
    whole = "".join(f"{number} " for number in range(1, 1001))
    left = len(whole) - 40
    assert result["stdout"] == f"{whole[:20]}\n[... {left} of {len(whole)} characters left out ...]\n{whole[-20:]}"
    assert result["stdout_left_out"] == left
    assert result["stderr_left_out"] > 1000
    (run,) = runs(world)
    assert world.state.blobs[run.stdout].decode() == whole
    assert shortened("abc", 3) == ("abc", 0)
    assert shortened("abcd", 3)[0].startswith("ab\n[... 1 of 4")
    assert shortened("abcd", 3)[0].endswith("\nd")


def test_a_persistent_login_keeps_directory_and_environment_and_another_does_not() -> None:
    world = machine()
    out(world, "cd /tmp; export COLOR=red PLAIN; shade=dark")
    assert out(world, "pwd; echo $COLOR $shade") == "/tmp\nred\n"
    assert out(world, "pwd; echo $COLOR$LANG", BO) == "/srv/dock\nC\n"
    out(world, "cd /tmp; export COLOR=red", KIM)
    assert out(world, "pwd; echo .$COLOR", KIM) == "/home/kim\n.\n"


def test_each_login_has_its_dialect() -> None:
    world = machine()
    assert out(world, "[[ a == a ]] && echo ${BASH_VERSION%%.*}") == "5\n"
    assert bash(world, "[[ a == a ]]", KIM)["stderr"] == "/bin/sh: 1: [[: not found\n"


def test_who_has_no_login_gets_nowhere() -> None:
    code, message = refusal(machine(), "bash", "eve@dock.test", command="ls")
    assert (code, message) == ("no_login", "eve@dock.test has no login on ws-17.")


def test_permissions_bind() -> None:
    world = machine()
    for command in ("cat wages.txt", "echo more >> rules.txt", "chmod 666 wages.txt", "chown ana wages.txt",
                    "ls /home/bo", "echo x > /etc/passwd", "cat /etc/shadow", "sudo cat wages.txt", "su bo -c id",
                    "cp wages.txt /tmp/w", "ln -s wages.txt w && cat w", "rm /etc/hosts",
                    "touch -d 2020-01-01 rules.txt"):
        result = bash(world, command)
        assert result["exit_code"] != 0, command
        assert result["stderr"], command
    assert content(world, "/srv/dock/wages.txt") == b"bo 10\n"
    assert content(world, "/srv/dock/rules.txt") == b"Weigh everything twice.\n"
    assert out(world, "cat wages.txt", BO) == "bo 10\n"
    assert out(world, "sudo cat /srv/dock/wages.txt; sudo id -un", KIM) == "bo 10\nroot\n"


def test_sudo_goes_as_far_as_it_is_granted() -> None:
    world = machine(put("grant_sudo", name="ana", commands=["/usr/bin/cat"]))
    assert out(world, "sudo cat wages.txt") == "bo 10\n"
    assert bash(world, "sudo rm wages.txt")["exit_code"] == 1
    assert bash(world, "sudo bash -c 'cat wages.txt'")["exit_code"] == 1


def test_etc_tells_of_the_users_that_there_are() -> None:
    world = machine()
    passwd = out(world, "cat /etc/passwd")
    assert "ana:x:1000:1000:Ana Bell:/home/ana:/bin/bash\n" in passwd
    assert out(world, "getent passwd ana; id -Gn; getent group staff") == (
        "ana:x:1000:1000:Ana Bell:/home/ana:/bin/bash\nana staff\nstaff:x:1001:ana,bo\n")
    assert out(world, "getent passwd") == passwd
    assert out(world, "sudo cat /etc/sudoers | grep kim", KIM) == "kim ALL=(ALL) NOPASSWD: ALL\n"


def test_the_clock_is_simulated_and_sleep_moves_it() -> None:
    world = machine()
    assert out(world, "date -u '+%F %T'") == "2026-03-04 08:30:00\n"
    assert world.state.now == NOW + 1000
    out(world, "sleep 90; touch slept")
    assert world.state.now == NOW + 91_000
    assert world.state.table("shell.files")["/srv/dock/slept"].mtime == NOW + 91_000
    assert runs(world)[1].elapsed == 90_000
    assert out(machine(put("set_machine", zone_name="Asia/Tokyo")), "date '+%F %T %Z'") == "2026-03-04 17:30:00 JST\n"


def test_much_work_takes_simulated_time() -> None:
    world = machine()
    out(world, "for i in $(seq 13000); do :; done")
    assert runs(world)[0].elapsed > 1000
    assert world.state.now == NOW + runs(world)[0].elapsed


def test_a_command_ends_when_its_time_is_up() -> None:
    world = machine()
    result = bash(world, "echo begun; sleep 1e9; echo never", timeout_seconds=10)
    assert (result["stdout"], result["exit_code"], result["killed"]) == ("begun\n", 124, "time limit")
    assert world.state.now == NOW + 10_000
    assert bash(world, "f() { if :; then while :; do { f; }; done; fi; }; f")["killed"] == "Segmentation fault"
    assert bash(machine(put("set_machine", seconds=3)), "sleep 4", timeout_seconds=600)["killed"] == "time limit"


def test_a_killed_command_leaves_its_login_where_it_was() -> None:
    world = machine()
    bash(world, "cd /tmp; sleep 1000", timeout_seconds=2)
    assert out(world, "pwd") == "/srv/dock\n"


def test_a_run_is_kept_with_all_that_it_did() -> None:
    world = machine()
    bash(world, "cat rules.txt wages.txt; echo 3,50 >> crates.csv; rm photo.bin; mkdir new; echo a > new/b")
    (run,) = runs(world)
    assert (run.tool, run.role, run.principal, run.user, run.at, run.cwd) == (
        "shell.bash", "agent", ANA, "ana", NOW, "/srv/dock")
    assert run.code == 0
    assert world.state.blobs[run.stdout] == b"Weigh everything twice.\n"
    assert world.state.blobs[run.stderr] == b"cat: wages.txt: Permission denied\n"
    assert run.reads == ("/srv/dock/rules.txt",)
    wrote = {one.path: (world.state.blobs.get(one.before), world.state.blobs.get(one.after)) for one in run.writes}
    assert wrote == {
        "/srv/dock/crates.csv": (b"id,weight\n1,40\n2,35\n", b"id,weight\n1,40\n2,35\n3,50\n"),
        "/srv/dock/photo.bin": (b"\0\1\2\xff", None),
        "/srv/dock/new": (None, None),
        "/srv/dock/new/b": (None, b"a\n"),
    }
    entry = world.log[-1]
    assert runs_of(entry) == (run,)
    assert touched_by(entry) == (run.reads, run.writes)


def test_nothing_is_lost_from_the_history() -> None:
    world = machine()
    out(world, "echo one > f")
    out(world, "echo two > f; touch -d '2020-01-01 UTC' f")
    out(world, "chmod 600 f", ANA)
    out(world, "rm f")
    out(world, "echo three > f", BO)
    past = versions(world, "/srv/dock/f")
    assert [(one.number, world.state.blobs[one.blob], one.mode, one.by, one.deleted) for one in past] == [
        (1, b"one\n", 0o644, "ana", False), (2, b"two\n", 0o644, "ana", False), (3, b"two\n", 0o600, "ana", True)]
    assert [one.mtime for one in past] == [NOW, 1_577_836_800_000, 1_577_836_800_000]
    assert [one.until for one in past] == [NOW + 1000, NOW + 2000, NOW + 3000]
    table = world.state.table("shell.runs")
    assert [table[one.run].number for one in past] == [2, 3, 4]
    assert world.state.table("shell.files")["/srv/dock/f"].owner == "bo"


def test_what_every_machine_has_can_be_changed_by_root_and_is_in_the_history() -> None:
    world = machine()
    out(world, "sudo sh -c 'echo 10.0.0.9 scale >> /etc/hosts; rm /usr/bin/awk; rm -r /opt'", KIM)
    assert out(world, "tail -n 1 /etc/hosts") == "10.0.0.9 scale\n"
    assert bash(world, "awk 1 /etc/hosts")["exit_code"] == 127
    assert bash(world, "ls -d /opt")["exit_code"] == 2
    assert "opt" not in out(world, "ls /").split()
    (old,) = versions(world, "/etc/hosts")
    assert world.state.blobs[old.blob].startswith(b"127.0.0.1\tlocalhost\n")
    assert world.state.table("shell.files")["/usr/bin/awk"].kind == "gone"
    out(world, "sudo mkdir /opt; sudo touch /opt/x", KIM)
    assert out(world, "ls /opt") == "x\n"
    assert_sound(world.state)


def test_writing_into_a_directory_does_not_change_its_row() -> None:
    world = machine()
    before = world.state.table("shell.files")["/srv/dock"]
    out(world, "touch x")
    assert world.state.table("shell.files")["/srv/dock"] == before
    assert out(world, "stat -c %Y .") == f"{NOW // 1000}\n"
    out(world, "rm x")
    assert out(world, "stat -c %Y .") == f"{NOW // 1000 + 2}\n"


@pytest.mark.parametrize("command", [
    ":(){ :|:& };:", "yes", "cat /dev/zero", "dd if=/dev/zero of=big bs=1M count=10000", "f() { f; }; f",
    "while :; do echo x >> grow; done", "mkdir -p $(printf 'a/%.0s' $(seq 3000))", "ln -s loop loop; cat loop",
    "cat /proc/1/environ /dev/mem", "head -c 99999999999 /dev/urandom > r", "sort /dev/zero", "tail -f rules.txt",
])
def test_a_runaway_ends_and_leaves_the_machine_whole(command: str) -> None:
    world = machine(put("set_machine", work=5000))
    result = bash(world, command, timeout_seconds=20)
    assert result["exit_code"] != 0
    assert out(world, "cat rules.txt") == "Weigh everything twice.\n"
    assert_sound(world.state)


def test_a_bad_timeout_is_refused_in_words() -> None:
    outcome = call(machine(), "bash", command="ls", timeout_seconds=0)
    assert outcome.code == "invalid_arguments"
    assert "timeout_seconds" in outcome.message


@pytest.mark.parametrize("command", [
    "exec 2>&-; nosuch; cat nosuch; echo x > /nosuch/x", "exec 1>&-; echo x; cat rules.txt; pwd",
    "exec 1>/dev/full; echo x", "exec 2>/dev/full; nosuch; ls nosuch", "exec 0<&-; cat; read x",
    "exec 1>&- 2>&-; ls; seq 3; awk 1 rules.txt; nosuch",
    "rm nosuch 2>&-", "echo x >&-", "yes | true", "seq 100000 | exec head -1",
])
def test_closed_and_full_outputs_are_no_accident_of_ours(command: str) -> None:
    world = machine(put("set_machine", work=20_000))
    bash(world, command, timeout_seconds=20)
    assert out(world, "cat rules.txt") == "Weigh everything twice.\n"
