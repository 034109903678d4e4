"""Programs that tell how much space is taken: du, df."""

from ..errors import FileError
from ..patterns import compiled
from ..process import Process, Program
from ..tree import Node
from .inputs import size_of
from .modes import blocks
from .options import Given, Refused, Spec, program
from .places import human, under
from .quoting import quote, quoteaf, quotef

BLOCKS, FREE, INODES, FREE_INODES = 10_255_636, 7_730_112, 2_621_440, 2_480_931
"""The disk: blocks of 4096 bytes and inodes, all and free. Figures of ours."""


@program(Spec("abB:cd:Dhk0lLmPsSt:x",
              "all=a apparent-size bytes=b total=c max-depth=d human-readable=h dereference=L no-dereference=P "
              "summarize=s separate-dirs=S null=0 block-size=B exclude: one-file-system=x si inodes threshold=t time:: "
              "time-style:"))
def du(process: Process, given: Given) -> int:
    """Write how much of the disk directories take with all that is in them."""
    return _Usage(process, given).run()


class _Usage:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._files = process.files
        self._given = given
        self._code = 0
        if "s" in given and "a" in given:
            raise Refused("cannot both summarize and show all entries", hint=True)
        depth = given.get("d", "0" if "s" in given else "1000000")
        if not depth.isdecimal():
            raise Refused(f"invalid maximum depth {quote(depth)}", hint=True)
        self._depth = int(depth)
        self._apparent = "apparent-size" in given or "b" in given
        self._excluded = given.all("exclude")
        self._unit = {"b": 1, "m": 1 << 20, "k": 1024}.get(given.last("b", "k", "m"), 1024)
        if "B" in given:
            text = given.get("B")
            self._unit = size_of(text if text[:1].isdecimal() else f"1{text}", "--block-size argument", least=1)

    def run(self) -> int:
        """Measure what is named."""
        total = 0
        for path in self._given.operands or ["."]:
            try:
                where, node = self._files.find(path, follow="L" in self._given)
            except FileError as error:
                self._code = self._process.complain(f"cannot access {quoteaf(path)}: {error.text}")
                continue
            total += self._measure(path, where, node, 0)
        if "c" in self._given:
            self._write(total, "total")
        return self._code

    def _size(self, node: Node) -> int:
        if "inodes" in self._given:
            return 1
        return node.length if self._apparent else blocks(node) * 512

    def _measure(self, path: str, where: str, node: Node, depth: int) -> int:
        size = self._size(node)
        self._process.tick()
        if node.kind == "dir":
            try:
                names = self._files.names(path)
            except FileError as error:
                self._code = self._process.complain(f"cannot read directory {quoteaf(path)}: {error.text}")
                names = []
            for name in names:
                inner = under(path, name)
                if any(compiled(one, extended=False).match(text) for one in self._excluded for text in (name, inner)):
                    continue
                try:
                    place, one = self._files.find(inner, follow="L" in self._given)
                except FileError as error:
                    self._code = self._process.complain(f"cannot access {quoteaf(inner)}: {error.text}")
                    continue
                added = self._measure(inner, place, one, depth + 1)
                size += 0 if "S" in self._given and one.kind == "dir" else added
        if depth <= self._depth and (node.kind == "dir" or "a" in self._given or not depth):
            self._write(size, path)
        return size

    def _write(self, size: int, name: str) -> None:
        if "h" in self._given or "si" in self._given:
            text = human(size, base_of=1000 if "si" in self._given
                         else 1024) if "inodes" not in self._given else str(size)
        else:
            text = str(size if "inodes" in self._given else -(-size // self._unit))
        self._process.out(f"{text}\t{name}" + ("\0" if "0" in self._given else "\n"))


@program(Spec("aB:hHiklPTt:x:",
              "all=a block-size=B human-readable=h si=H inodes=i local=l portability=P print-type=T type=t "
              "exclude-type=x total output:: sync no-sync"))
def df(process: Process, given: Given) -> int:
    """Write how full the disk is."""
    code = 0
    for path in given.operands:
        try:
            process.files.find(path)
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
    if code and len(given.operands) == 1:
        return code
    used = BLOCKS - FREE
    available = FREE - 524_288
    disks = [("/dev/sda1", "ext4", BLOCKS * 4, used * 4, available * 4, "/")]
    if not given.operands:
        disks.insert(0, ("udev", "devtmpfs", 4_058_204, 0, 4_058_204, "/dev"))
        disks.insert(1, ("tmpfs", "tmpfs", 815_236, 1_040, 814_196, "/run"))
    kind = ["Type"] if "T" in given else []
    how = given.last("h", "H")
    if "i" in given:
        head = ["Filesystem", *kind, "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"]
    elif how:
        head = ["Filesystem", *kind, "Size", "Used", "Avail", "Use%", "Mounted on"]
    else:
        head = ["Filesystem", *kind, "1024-blocks" if "P" in given else "1K-blocks", "Used", "Available",
                "Capacity" if "P" in given else "Use%", "Mounted on"]
    rows = [head]
    for name, form, size, taken, left, place in disks:
        if "i" in given:
            inodes = (INODES, INODES - FREE_INODES, FREE_INODES) if place == "/" else (1_014_551, 420, 1_014_131)
            numbers, share = [str(one) for one in inodes], -(-inodes[1] * 100 // inodes[0])
        else:
            numbers = [human(one, unit=1024, base_of=1000 if how == "H" else 1024) if how else str(one)
                       for one in (size, taken, left)]
            share = -(-taken * 100 // (taken + left))
        rows.append([name, *([form] if kind else []), *numbers, f"{share}%", place])
    if "total" in given:
        rows.append(["total", *(["-"] if kind else []), *rows[-1][1 + len(kind) : -1], "-"])
    wide = [max(len(row[i]) for row in rows) for i in range(len(head))]
    wide[0] = max(wide[0], 14)
    for i in range(1 + len(kind), len(head) - 2):
        wide[i] = max(wide[i], 5)
    for row in rows:
        cells = [row[0].ljust(wide[0]), *(one.ljust(wide[1]) for one in row[1 : 1 + len(kind)]),
                 *(one.rjust(wide[i]) for i, one in enumerate(row[1 + len(kind) : -1], 1 + len(kind))), row[-1]]
        process.out(" ".join(cells) + "\n")
    return code


PROGRAMS: dict[str, Program] = {"df": df, "du": du}
