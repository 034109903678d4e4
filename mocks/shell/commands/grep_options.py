"""What grep is asked for: its options, and the search that they describe."""

from dataclasses import dataclass, field

from ..errors import FileError
from ..process import Process
from .grep_matching import Kind, Matcher
from .options import Given, Refused, Spec

SPEC = Spec(
    "EFGPe:f:iwxzsvVm:bnHhoqaId:D:rRlLcTZA:B:C:0123456789UyX:u",
    "extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P regexp=e: file=f: ignore-case=i no-ignore-case "
    "word-regexp=w line-regexp=x null-data=z no-messages=s invert-match=v version=V help max-count=m: byte-offset=b "
    "line-number=n line-buffered with-filename=H no-filename=h label: only-matching=o quiet=q silent=q binary-files: "
    "text=a directories=d: devices=D: recursive=r dereference-recursive=R include: exclude: exclude-from: exclude-dir: "
    "files-without-match=L files-with-matches=l count=c initial-tab=T null=Z after-context=A: before-context=B: "
    "context=C: group-separator: no-group-separator color:: colour:: binary=U unix-byte-offsets=u",
    code=2, hint="Usage: {name} [OPTION]... PATTERNS [FILE]...\nTry '{name} --help' for more information.")

UNLIMITED = -1


@dataclass
class Search:
    """What to look for, and what to print of it."""

    matcher: Matcher
    invert: bool = False
    end: str = "\n"
    limit: int = UNLIMITED
    before: int = 0
    after: int = 0
    grouped: bool = False
    separator: str | None = "--"
    only: bool = False
    shows: str = "lines"
    """`lines`, `count`, `names`, `others` (the names of the files without), or `nothing`."""
    named: bool = False
    numbers: bool = False
    offsets: bool = False
    tab: bool = False
    null: bool = False
    color: bool = False
    binary: str = "binary"
    quiet_errors: bool = False
    directories: str = "read"
    follows: bool = False
    label: str = "(standard input)"
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    exclude_directories: list[str] = field(default_factory=list)


def search_of(process: Process, given: Given) -> tuple[Search, list[str]]:
    paths = list(given.operands)
    patterns = _patterns(process, given, paths)
    chosen = dict.fromkeys(option for option, _ in given if option in "EFGP")
    if len(chosen) > 1:
        raise Refused("conflicting matchers specified")
    if "X" in given and given.get("X") not in ("grep", "egrep", "fgrep", "perl"):
        raise Refused(f"invalid matcher {given.get('X')}")
    kind: Kind = "P" if "P" in chosen else "F" if "F" in chosen else "E" if "E" in chosen else "G"
    ignore = given.last("i", "y", "no-ignore-case") in ("i", "y")
    matcher = Matcher(patterns, kind, ignore_case=ignore, words="w" in given, lines="x" in given)
    for sign in matcher.stray:
        process.complain(f"warning: {sign} at start of expression")
    out = Search(matcher, invert="v" in given, end="\0" if "z" in given else "\n")
    recursive = given.last("r", "R", "d")
    out.directories = given.get("d", "read") if recursive in ("d", "") else "recurse"
    if out.directories not in ("read", "recurse", "skip"):
        options = "".join(f"\n  - '{one}'" for one in ("read", "recurse", "skip"))
        raise Refused(f"invalid argument '{out.directories}' for '--directories'\nValid arguments are:{options}", 1,
                      hint=True)
    out.follows = recursive == "R"
    _contexts(given, out)
    if "m" in given:
        out.limit = _number(given.get("m"), "invalid max count")
        out.limit = UNLIMITED if out.limit < 0 else out.limit
    out.only, out.quiet_errors = "o" in given, "s" in given
    listing = given.last("l", "L")
    out.shows = "nothing" if "q" in given else {"l": "names", "L": "others"}.get(listing) or (
        "count" if "c" in given else "lines")
    out.numbers, out.offsets, out.tab, out.null = ("n" in given, "b" in given, "T" in given, "Z" in given)
    out.named = len(paths) > 1 or (out.directories == "recurse" and (not paths or _is_dir(process, paths)))
    if given.last("H", "h"):
        out.named = given.last("H", "h") == "H"
    out.color = "always" in (given.get("color"), given.get("colour"))
    out.label = given.get("label", "(standard input)")
    out.binary = _binary(given)
    out.include, out.exclude = given.all("include"), given.all("exclude")
    for path in given.all("exclude-from"):
        out.exclude += _text(process, path).splitlines()
    out.exclude_directories = [one.rstrip("/") or "/" for one in given.all("exclude-dir")]
    return out, paths or ["" if out.directories == "recurse" else "-"]


def _is_dir(process: Process, paths: list[str]) -> bool:
    return any(process.files.is_dir(path) for path in paths)


def _patterns(process: Process, given: Given, paths: list[str]) -> list[str]:
    """Return the patterns, and take the operand that has them out of the paths."""
    if "e" not in given and "f" not in given:
        if not paths:
            raise Refused("", hint=True)
        return paths.pop(0).split("\n")
    out: list[str] = []
    for option, value in given:
        if option == "e":
            out += value.split("\n")
        elif option == "f":
            text = _text(process, value)
            out += text.removesuffix("\n").split("\n") if text else []
    return out


def _text(process: Process, path: str) -> str:
    try:
        return process.text(path)
    except FileError as error:
        raise Refused(f"{path}: {error.text}") from None


def _number(text: str, message: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(message) from None


def _contexts(given: Given, out: Search) -> None:
    """Set how many lines around a selected one are printed: -A and -B say more than -C and -NUM."""
    digits = ""
    around = 0
    for option, value in given:
        if option.isdecimal():
            digits += option
            around = int(digits)
            continue
        digits = ""
        if option in ("A", "B", "C"):
            size = _number(value, f"{value}: invalid context length argument")
            if size < 0:
                raise Refused(f"{value}: invalid context length argument")
            around = size if option == "C" else around
    out.after, out.before = (int(given.get(option)) if option in given else around for option in ("A", "B"))
    out.grouped = any(option in "ABC" or option.isdecimal() for option, _ in given)
    separator = given.last("group-separator", "no-group-separator")
    out.separator = None if separator == "no-group-separator" else given.get("group-separator", "--")


def _binary(given: Given) -> str:
    last = given.last("a", "I", "binary-files")
    kind = {"a": "text", "I": "without-match", "": "binary"}.get(last) or given.get("binary-files")
    if kind not in ("binary", "text", "without-match"):
        raise Refused("unknown binary-files type")
    return "text" if "z" in given and kind == "binary" and last == "" else kind
