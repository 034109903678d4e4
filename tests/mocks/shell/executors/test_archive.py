"""The archives that real machines are laid out from, read by the standard library and by GNU tar."""

import io
import subprocess
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.executors.archive import RECORD, Entry, archived

_names = st.text(st.characters(min_codepoint=1, max_codepoint=255, blacklist_characters="/\0"), min_size=1, max_size=60)
_numbers = st.integers(0, 65_534)
_times = st.integers(-10**12, 10**13)


@st.composite
def _entries(draw: st.DrawFn) -> list[Entry]:
    out: dict[str, Entry] = {}
    for number in range(draw(st.integers(1, 6))):
        name = f"./{number}" + "".join(f"/{part}" for part in draw(st.lists(_names, max_size=5)))
        kind = draw(st.sampled_from(["file", "dir", "link"]))
        out[name] = Entry(
            name, kind, draw(st.integers(0, 0o7777)), draw(_numbers), draw(_numbers), draw(_times),
            draw(st.binary(max_size=1500)) if kind == "file" else b"",
            "/".join(draw(st.lists(_names, min_size=1, max_size=5))) if kind == "link" else "",
        )
    return list(out.values())


@given(_entries())
def test_an_archive_says_what_it_was_made_of(entries: list[Entry]) -> None:
    content = archived(entries)
    assert len(content) % RECORD == 0
    with tarfile.open(fileobj=io.BytesIO(content), encoding="latin-1") as archive:
        members = archive.getmembers()
        assert [(one.name, one.mode, one.uid, one.gid) for one in members] == [
            (one.name.rstrip("/"), one.mode, one.uid, one.gid) for one in entries]
        for member, entry in zip(members, entries, strict=True):
            assert (member.isfile(), member.isdir(), member.issym()) == (
                entry.kind == "file", entry.kind == "dir", entry.kind == "link")
            assert round(member.mtime * 1000) == entry.mtime
            assert member.linkname == entry.target
            if entry.kind == "file":
                taken = archive.extractfile(member)
                assert taken is not None
                assert taken.read() == entry.content


def test_gnu_tar_reads_long_names_odd_bytes_and_times() -> None:
    name = "./" + "/".join(["d" * 90] * 3) + "/\xe9 \n"
    entries = [Entry(name, "file", 0o640, 7, 8, 1_772_613_000_123, b"one\n"),
               Entry("./l", "link", 0o777, 0, 0, 0, target="t" * 150)]
    words = ["tar", "--list", "--verbose", "--numeric-owner", "--full-time", "--quoting-style=c", "--file=-"]
    env = {"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(words, input=archived(entries), capture_output=True, env=env)
    assert done.stderr == b""
    first, second = done.stdout.decode("ascii").splitlines()
    assert first.startswith("-rw-r----- 7/8")
    assert "2026-03-04 08:30:00.123" in first
    assert first.endswith(r'/\351 \n"')
    assert second.endswith(f'"./l" -> "{"t" * 150}"')
