"""Comparing: whether a command gave now what was recorded, and if not, in which of a few named ways it differs.

Texts are compared with what no replay could give again masked: times, process numbers, times and sizes of directories,
inodes, the order in which a directory's names come from the disk.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from .replaying import Replayed, Step
from .transcripts import Command, Output

EQUAL: Final = "equal"
AFTER: Final = "follows an earlier difference in the files"
PYTHON: Final = "needs Python"
RANDOM: Final = "random values"
SLOW: Final = "time limit"
MISSING: Final = "a file that the checkout lacks"
OUTSIDE: Final = "network and package managers"
BASE: Final = "files and programs of the base image"
LINE_ENDS: Final = "line ends of the recorded image"
VERSIONS: Final = "versions of programs"
NOW: Final = "the time of the run"
ORDER: Final = "order of what runs at once"
TRACE: Final = "set -x traces"
WORDING: Final = "wording of an error"
CODE: Final = "exit code"
OUTPUT: Final = "output"

CLASSES = (
    EQUAL,
    AFTER,
    PYTHON,
    RANDOM,
    SLOW,
    MISSING,
    OUTSIDE,
    BASE,
    LINE_ENDS,
    VERSIONS,
    NOW,
    ORDER,
    TRACE,
    WORDING,
    CODE,
    OUTPUT,
)

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LISTED = r"^(?: *\d+ +)?([-dlcbps])[-rwxstST]{9}[.+]? +\d+ +(\S+) +(\S+) +([\d.]+[KMG]?) +"


def _listed(found: re.Match[str]) -> str:
    """Return what counts of a line of `ls -l` before the name: a directory's size does not."""
    kind, owner, group, size = found.groups()
    return f"{kind} {owner} {group} {size}" if kind == "-" else f"{kind} {owner} {group}"


_MASKS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern, re.MULTILINE), mask)
    for pattern, mask in (
        # ls -l: links, the bits of the mode, dates; `total`; sizes of what the base image has
        (_LISTED + _MONTH + r" +\d+ +[\d:]+", _listed),
        (_LISTED + r"\d{4}-\d\d-\d\d \d\d:\d\d\S*(?: [+-]\d{4})?", _listed),
        (r"^(- \S+ \S+) \d+(?= (?:\S*/)?(?:flask|(?:idle|pip|pydoc|python)3?(?:\.\d+)?(?:-config)?)$)", r"\1"),
        (r"^total [\d.]+[KMG]?$", "total"),
        # what stat says beside names and sizes
        (r"^(Access|Modify|Change| Birth): .*$", r"\1"),
        (r"^(Device: ).*$", r"\1"),
        (r"IO Block: \d+", "IO Block"),
        (r"Blocks: \d+", "Blocks"),
        # what versions of Python say beside where it happened and what
        (r"^( +File \"[^\"\n]*\", line \d+.*\n)(?: {4,}.*\n)+", r"\1"),
        (r"/usr/(?:local/)?lib/python3\.\d+/(\S+)\", line \d+", r'<python>/\1"'),
        # moments
        (
            r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:"
            + _MONTH
            + r" +\d{1,2}|\d{1,2} "
            + _MONTH
            + r")(?: \d{4})?,? \d\d:\d\d:\d\d(?: [AP]M)?(?: [A-Z]{3,4})?(?: \d{4})?",
            "<moment>",
        ),
        (r"\b20[23]\d-[01]\d-[0-3]\d[T _]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[+-]\d\d:?\d\d|Z)?(?: UTC)?", "<moment>"),
        (r"(?<!\d)20[23]\d[01]\d[0-3]\d[T_-]?[0-2]\d[0-5]\d(?:[0-5]\d\d{0,9})?(?!\d)", "<moment>"),
        (r"\b20[23]\d[-/][01]\d[-/][0-3]\d\b", "<day>"),
        (r"(?<!\d)20[23]\d[01]\d[0-3]\d(?!\d)", "<day>"),
        (r"\b(?:" + _MONTH + r"[a-z]* \d{1,2},? 20[23]\d|\d{1,2} " + _MONTH + r"[a-z]* 20[23]\d)\b", "<day>"),
        (r"(?<!\d)1[78]\d{8}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?!\d)", "<epoch>"),
        (r"\b[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?\b", "<time>"),
        # what a shell measures and numbers
        (r"^(real|user|sys)\s+\S+$", r"\1"),
        (r"\btmp\.[A-Za-z0-9]{6,10}\b", "tmp.<random>"),
        (r"\bsh: (\d+): ", "sh: "),
        (r"^jq: (?=parse error)", ""),
        (r"\b(?=[a-f]*\d)[0-9a-f]{12}\b", "<host>"),
    )
)
_RANDOM = re.compile(r"\bRANDOM\b|\bshuf\b|/dev/u?random|\brand\(|srand|uuid|mktemp|\$\$|\brandom\b")
_PYTHON = re.compile(r"\bpython3?\b|\bpip3?\b|\.py\b")
_OUTSIDE = re.compile(r"\b(?:apt-get|apt|dpkg|pip3? install|curl|wget|ping|nslookup|ssh|telnet|dig|git)\b")
_UNORDERED = re.compile(
    r"\bfind\b|\bgrep\b[^|;&]* -\w*[rR]|\bls\b[^|;&]* -\w*[UfR]|\bdu\b|\btree\b|\btar\b"
    r"|\bos\.(?:listdir|scandir|walk)\b|\bi?glob\(|\biterdir\b|\brglob\b"
)
_CLOCK = re.compile(r"\bdate\b|\bstat\b|\btime\b|-mmin|-mtime|-newer|ls -\w*t")
_MOMENT_NAME = re.compile(r"20[23]\d[01]\d[0-3]\d_\d{6}|(?<!\d)1[78]\d{8}")
_NO_OUTPUT = re.compile(r"\bjq\b[^|;&\n]* -\w*e\b")
"""jq 1.7 fails where `-e` has nothing to look at, jq 1.6 does not."""
_BASE_PLACES = re.compile(
    r"(?:^|\s)(?:/|/usr(?!/local/bin/\w)\S*|/etc\S*|/var\S*|/opt\S*|/proc\S*|/sys\S*|/root\S*|/home\S*|/bin\S*|/sbin\S*|/lib\S*|/run\S*|/dev\S*"
    r"|/src\S*|/srv\S*|/mnt\S*)(?=[\s;|&)]|$)"
)
_SHOWS = re.compile(r"^(?:cat|ls|head|find)\b[^|;&]*$")
_BASE_WORDS = re.compile(
    r"\b(?:which|whereis|command -v|type|env|printenv|ps|uname|hostname|whoami|id|mount|df|free|top|man|set)\b"
    r"|--version\b|^time\b"
)


def masked(text: str) -> str:
    """Return a text with everything masked that differs from run to run."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return re.sub(r"[ \t]+", " ", text.replace("‘", "'").replace("’", "'"))  # as the locale has them


def same(command: Command, got: Output, *, scripts: str = "", drawn: bool = False) -> bool:
    """Tell whether an output is the recorded one, but for what is masked: of what was drawn also numbers and ids.

    `scripts` are the texts of those that the command runs.
    """
    want = command.output
    if want == got:
        return True
    return want.code == got.code and all(
        _alike(f"{command.text}\n{scripts}", one, other, drawn)
        for one, other in ((want.stdout, got.stdout), (_said(command, want.stderr), got.stderr))
    )


def _said(command: Command, text: str) -> str:
    """Return what a shell said in its own name: a further word of the command was its name."""
    if len(command.words) > 1 and command.words[1]:
        text = re.sub("^" + re.escape(command.words[1]) + r"(?=: \d+: )", "/bin/sh", text, flags=re.MULTILINE)
    return text


def _alike(run: str, one: str, other: str, drawn: bool) -> bool:
    if one == other:
        return True
    left, right = masked(one), masked(other)
    if drawn:
        left, right = _undrawn(left), _undrawn(right)
    if left == right:
        return True
    if drawn or _UNORDERED.search(run):
        return sorted(left.split("\n")) == sorted(right.split("\n"))
    return False


def _undrawn(text: str) -> str:
    """Return a text without what random values decide in the published tools: numbers, ids, and who passes."""
    text = re.sub(r"\b(?:PO-)?(?=\w*[A-Z])(?=\w*[a-z])\w{10,14}\b(?=\.json|\"|\s|$)|\bPO-\w+", "<id>", text)
    return re.sub(r"\b(?:passed|did not pass)\b", "<mark>", re.sub(r"\d+(?:\.\d+)?", "#", text))


def classes_of(run: Replayed) -> list[str]:
    """Return the class of each step of a run.

    A file that a difference wrote, or was to write, is another from then on; a file that something drawn was written
    into shows it.
    """
    out: list[str] = []
    stale: dict[str, str] = {}
    drawn: set[str] = set()
    versions = False
    for step in run.steps:
        text = step.command.text
        scripts = "\n".join(run.scripts_of(text))
        everything = f"{text}\n{scripts}"
        draws = bool(_RANDOM.search(everything)) or _names(drawn, f"{everything}\n{step.command.output.stdout}")
        found = EQUAL
        if not same(step.command, step.output, scripts=scripts, drawn=draws):
            found = _class_of(run, step, everything, stale, draws)
        out.append(found)
        versions = versions or found == VERSIONS
        if draws:
            drawn.update(step.changed)
        if found != EQUAL or (versions and _NO_OUTPUT.search(everything)):
            for path in (*step.changed, *_wrote(everything)):
                stale.setdefault(path, found)
    return out


def draws(run: Replayed, text: str) -> bool:
    """Tell whether a command draws something at random, or a script of the image that it names."""
    return bool(_RANDOM.search("\n".join((text, *run.scripts_of(text)))))


def _names(paths: Iterable[str], text: str) -> bool:
    """Tell whether a text names one of some files."""
    return any(path.rpartition("/")[2] in text for path in paths)


@lru_cache(maxsize=1 << 12)
def _wrote(text: str) -> tuple[str, ...]:
    """Return the paths that a command of a recording plainly writes, whether or not it could here."""
    found = re.findall(r">>?\s*[\"']?([\w./-]+)|open\([\"']([\w./-]+)[\"'], *[\"'][wa]|\btee (?:-a )?([\w./-]+)", text)
    return tuple(sorted({one for group in found for one in group if one and not one.startswith("/dev/")}))


def _class_of(run: Replayed, step: Step, everything: str, stale: Mapping[str, str], drawn: bool) -> str:
    """Name the way in which an output differs, the cause before the look of it."""
    command, got = step.command, step.output
    want = command.output
    lacks = re.search(r"\bpython3?: (?:command )?not found", got.stderr)
    if lacks or (_PYTHON.search(everything) and not _SHOWS.search(command.text)):
        fails = not lacks and re.search(r"(?m)^\w+Error\b", want.stderr)
        return VERSIONS if fails and re.search(r"(?m)^\w+Error\b", got.stderr) else PYTHON
    if "Command timed out" in (want.stderr, got.stderr):
        return SLOW
    if any(path in everything or path.rpartition("/")[2] in want.stdout + everything for path in run.before.missing):
        return MISSING
    causes = [
        cause
        for path, cause in stale.items()
        if path in everything or path.rpartition("/")[2] in everything + want.stdout
    ]
    if PYTHON in causes or MISSING in causes:
        return PYTHON if PYTHON in causes else MISSING
    if causes:
        return AFTER
    if re.search(r"(?m)^\++ ", want.stderr + want.stdout) and re.search(r"-\w*x", everything):
        return TRACE
    if _versions(want, got, everything):
        return VERSIONS
    if drawn:
        return RANDOM
    if _OUTSIDE.search(command.text):
        return OUTSIDE
    if _BASE_PLACES.search(command.text) or _BASE_WORDS.search(command.text) or _listing(want, got):
        return BASE
    if stale and ("*" in command.text or _UNORDERED.search(command.text) or re.search(r"\bls\b|\.sh\b", command.text)):
        return AFTER
    if want.code == got.code and sorted(masked(want.stderr + want.stdout).split()) == sorted(
        masked(got.stderr + got.stdout).split()
    ):
        return ORDER
    if _ends(want, got):
        return LINE_ENDS
    if _CLOCK.search(everything) and want.code == got.code:
        return NOW
    if _MOMENT_NAME.search(command.text) and re.search("No such file|not found", got.stderr):
        return NOW
    if want.code == got.code and masked(want.stdout) == masked(got.stdout):
        return WORDING
    return CODE if masked(want.stdout) == masked(got.stdout) else OUTPUT


def _versions(want: Output, got: Output, everything: str) -> bool:
    """Tell whether other programs were recorded than those here: jq 1.7, a newer dash, another zlib."""
    if _NO_OUTPUT.search(everything) or re.search(r"\bjq: |\bjq-1\.|\.t?gz$", want.stderr + want.stdout, re.MULTILINE):
        return True
    return bool(re.search(r"sh: \d+: /\S+: ", want.stderr)) and not re.search(r"sh: \d+: /\S+: ", got.stderr)


def _ends(want: Output, got: Output) -> bool:
    """Tell whether sizes alone differ, as they do where the recorded image had other line ends."""
    strip = re.compile(r"(?<![\w.])\d+(?![\w.])")
    left, right = masked(want.stdout), masked(got.stdout)
    return (
        want.code == got.code
        and left != right
        and bool(re.search(r"^[-d] root root", left, re.MULTILINE))
        and (strip.sub("#", left) == strip.sub("#", right))
    )


def _listing(want: Output, got: Output) -> bool:
    """Tell whether an output lists more or fewer of the base image's own files."""
    odd = set(masked(want.stdout).split("\n")) ^ set(masked(got.stdout).split("\n"))
    return bool(odd) and all(
        re.search(r"\b(?:flask|idle\d?|pip\d?|pydoc\d?|python\d?|2to3|proc|sys|usr)\b|^total|^$", line) for line in odd
    )
