"""Programs that hand on what they read: cat, tac, tee, yes."""

import itertools
import re

from ..errors import FileError
from ..process import Process, Program
from .inputs import CHUNK, Inputs, chunks, lines, write_lines
from .options import Given, Spec, program
from .quoting import quotef


@program(Spec("benstuvAET", "number-nonblank=b number=n squeeze-blank=s show-nonprinting=v show-ends=E "
              "show-tabs=T show-all=A"))
def cat(process: Process, given: Given) -> int:
    """Write files one after the other."""
    flags = {option for option, _ in given}
    shows = bool(flags & set("AetTv"))
    visible = flags & set("Aetv")
    ends, tabs = bool(flags & set("AeE")), bool(flags & set("AtT"))
    numbers, squeezes = "b" if "b" in flags else "n" if "n" in flags else "", "s" in flags
    inputs = Inputs(process, given.operands)
    if not (shows or ends or numbers or squeezes):
        for _, stream in inputs:
            for text in chunks(process, stream):
                process.out(text)
        return inputs.code
    count, blank, fresh = 0, 0, True
    for _, stream in inputs:
        out: list[str] = []
        for line in lines(process, stream):
            body = line.removesuffix("\n")
            blank = blank + 1 if fresh and line == "\n" else 0
            if squeezes and blank > 1:
                continue
            if fresh and numbers and (numbers == "n" or line != "\n"):
                count += 1
                out.append(f"{count:6d}\t")
            if visible:
                body = "".join(_VISIBLE[ord(char)] for char in body)
            if tabs:
                body = body.replace("\t", "^I")
            fresh = line.endswith("\n")
            if ends and fresh and body.endswith("\r") and not visible:
                body = body[:-1] + "^M"
            out.append(body + ("$" if ends and fresh else "") + ("\n" if fresh else ""))
        write_lines(process, iter(out))
    return inputs.code


def _caret(number: int) -> str:
    if number >= 128:
        return "M-" + ("\t" if number == 137 else "\n" if number == 138 else _caret(number - 128)).replace(
            "\t", "^I").replace("\n", "^J")
    return "\t" if number == 9 else "^?" if number == 127 else f"^{chr(number + 64)}" if number < 32 else chr(number)


_VISIBLE = [_caret(number) for number in range(256)]


@program(Spec("brs:", "before=b regex=r separator=s"))
def tac(process: Process, given: Given) -> int:
    """Write files with their lines in reverse."""
    separator = given.get("s", "\n") or "\0"
    inputs = Inputs(process, given.operands, missing="failed to open {quoted} for reading: {error}",
                    directory="{name}: read error: Invalid argument")
    for _, stream in inputs:
        text = "".join(chunks(process, stream))
        if "r" in given:
            from ..regex import compiled

            pattern = compiled(separator, extended=False, lines=True)
            cuts = [found.span() for found in pattern.finditer(text)]
        else:
            cuts = [found.span() for found in re.finditer(re.escape(separator), text)]
        if "b" in given:
            starts = [0, *(start for start, _ in cuts if start), len(text)]
        else:
            starts = [0, *(end for _, end in cuts if end < len(text)), len(text)]
        write_lines(process, (text[low:high] for low, high in reversed(list(itertools.pairwise(starts)))))
    return inputs.code


@program(Spec("aip", "append=a ignore-interrupts=i output-error::"))
def tee(process: Process, given: Given) -> int:
    """Write what is read to files as well."""
    code = 0
    places: list[str] = []
    for path in given.operands:
        try:
            if path == "-":
                places.append(path)
            else:
                places.append(process.files.open_to_write(path, append="a" in given))
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
    for text in chunks(process, process.stdin):
        process.out(text)
        for place in places:
            if place == "-":
                process.out(text)
            else:
                process.files.add(place, text.encode("latin-1"))
    return code


@program(Spec("", "", stops=True))
def yes(process: Process, given: Given) -> int:
    """Write a line again and again."""
    line = " ".join(given.operands or ["y"]) + "\n"
    block = line * max(1, CHUNK // 4 // len(line))
    while True:
        process.tick(1 + (len(block) >> 10))
        process.out(block)


PROGRAMS: dict[str, Program] = {"cat": cat, "tac": tac, "tee": tee, "yes": yes}
