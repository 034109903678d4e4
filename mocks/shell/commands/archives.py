"""Programs that keep many files in one: tar."""

from ..process import Process, Program
from .archive import Fatal
from .options import Given, Refused, Spec, program
from .packing import Packing
from .unpacking import Unpacking

_SPEC = Spec(
    "AcdrtuxC:f:hjJkmnOopPsT:UvwWX:zZaSB",
    "create=c extract=x get=x list=t append=r update=u directory=C file=f gzip=z gunzip=z "
    "bzip2=j xz=J verbose=v to-stdout=O exclude: exclude-from=X files-from=T strip-components: transform: "
    "xform=transform "
    "dereference=h keep-old-files=k touch=m no-same-owner=o preserve-permissions=p same-permissions=p absolute-names=P "
    "wildcards no-wildcards anchored no-anchored overwrite=U one-top-level:: owner: group: mode: mtime: sort: "
    "numeric-owner "
    "no-same-permissions same-owner auto-compress=a null no-recursion exclude-vcs format: totals:: remove-files "
    "ignore-failed-read warning: skip-old-files", code=2,
    hint="Try '{name} --help' or '{name} --usage' for more information.")
_TAKING = "CfTX"


def tar(process: Process) -> int:
    """Put files into an archive, list it, or take them out."""
    args = list(process.args)
    if args and not args[0].startswith("-"):
        letters, *rest = args
        spelled: list[str] = []
        for letter in letters:
            spelled.append(f"-{letter}")
            if letter in _TAKING:
                if not rest:
                    process.complain(f"Old option '{letter}' requires an argument.")
                    process.err(_SPEC.hint.format(name="tar") + "\n")
                    return 2
                spelled.append(rest.pop(0))
        process.args = [*spelled, *rest]
    return _tar(process)


@program(_SPEC, "GNU tar) 1.34")
def _tar(process: Process, given: Given) -> int:
    """Put files into an archive, list it, or take them out."""
    how = [one for one in "cxtru" if one in given]
    if not how:
        raise Refused("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", hint=True)
    if len(how) > 1:
        raise Refused("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option", hint=True)
    try:
        archiver = _Archiver(process, given)
        if how[0] in ("c", "r", "u"):
            return archiver.create(append=how[0] != "c")
        return archiver.read(extract=how[0] == "x")
    except Fatal as error:
        process.complain(str(error))
        return process.complain("Error is not recoverable: exiting now", 2)


class _Archiver(Packing, Unpacking):
    """One run of tar."""


PROGRAMS: dict[str, Program] = {"tar": tar}
