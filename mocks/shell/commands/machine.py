"""Programs that tell who one is and what the machine is."""

from ..clock import strftime
from ..process import Process, Program
from ..session import Account
from ..tree import Credentials, joined
from .options import Given, Refused, Spec, program
from .places import human, zone
from .quoting import quote

_ROOT = Credentials("root", 0, 0, ("root",))


def account_of(process: Process) -> Account:
    """Return the account that a process runs as."""
    who = process.files.who
    return process.session.accounts.user(who.user) or Account(who.user, who.uid, who.gid, who.groups, "/", "/bin/sh")


def _group_name(process: Process, number: int) -> str:
    return next((name for name, one in process.session.accounts.groups() if one == number), "")


def _numbers(process: Process, account: Account) -> list[int]:
    """Return the numbers of an account's groups, its own first."""
    out = [account.gid]
    for name in account.groups:
        number = process.session.accounts.group_id(name)
        if number is not None and number not in out:
            out.append(number)
    return [account.gid, *sorted(out[1:])]


@program(Spec("aGgnruzZ", "group=g groups=G name=n real=r user=u zero=z context=Z"))
def id_(process: Process, given: Given) -> int:
    """Write the numbers and names of a user and his groups."""
    only = [one for one in ("G", "g", "u") if one in given]
    if len(only) > 1:
        raise Refused("cannot print \"only\" of more than one choice")
    if not only and ("n" in given or "r" in given):
        raise Refused("cannot print only names or real IDs in default format")
    code = 0
    for name in given.operands or [""]:
        account = account_of(process)
        if name:
            found = process.session.accounts.user(name) or next(
                (one for one in process.session.accounts.users() if str(one.uid) == name), None)
            if found is None:
                code = process.complain(f"{quote(name)}: no such user")
                continue
            account = found
        groups = _numbers(process, account)
        named = [f"{one}({_group_name(process, one)})" for one in (account.gid, *groups)]
        text = f"uid={account.uid}({account.name}) gid={named[0]} groups={','.join(named[1:])}"
        if only == ["u"]:
            text = account.name if "n" in given else str(account.uid)
        elif only == ["g"]:
            text = _group_name(process, account.gid) if "n" in given else str(account.gid)
        elif only == ["G"]:
            text = " ".join(_group_name(process, one) if "n" in given else str(one) for one in groups)
        process.out(text + ("\0" if "z" in given else "\n"))
    return code


@program(Spec())
def whoami(process: Process, given: Given) -> int:
    """Write the name of the user."""
    if given.operands:
        raise Refused(f"extra operand {quote(given.operands[0])}", hint=True)
    process.out(process.files.who.user + "\n")
    return 0


@program(Spec())
def groups(process: Process, given: Given) -> int:
    """Write the names of the groups that users are in."""
    code = 0
    for name in given.operands or [""]:
        account = process.session.accounts.user(name) if name else account_of(process)
        if account is None:
            code = process.complain(f"{quote(name)}: no such user")
            continue
        names = " ".join(_group_name(process, one) for one in _numbers(process, account))
        process.out(f"{name} : {names}\n" if name else f"{names}\n")
    return code


@program(Spec("abdHlmpqrstTuw", "all=a boot=b count=q heading=H users=u"))
def who(process: Process, given: Given) -> int:
    """Write who is logged in at a terminal: nobody."""
    if "q" in given:
        process.out("# users=0\n")
    return 0


@program(Spec())
def logname(process: Process, given: Given) -> int:
    """Write the name one has logged in with: there is none without a terminal."""
    return process.complain("no login name")


@program(Spec("adfisAIF:", "short=s fqdn=f long=f domain=d ip-address=i all-ip-addresses=I alias=a file=F"))
def hostname(process: Process, given: Given) -> int:
    """Write the name of the machine. It cannot be changed."""
    if given.operands or "F" in given:
        return process.complain("you must be root to change the host name" if not process.files.who.root
                                else "sethostname: Operation not permitted")
    name = process.session.system.hostname
    how = given.last("s", "f", "d", "i", "I", "a")
    text = {"s": name.partition(".")[0], "d": name.partition(".")[2], "i": "127.0.1.1", "I": "", "a": ""}.get(how, name)
    process.out(text + "\n")
    return 0


@program(Spec("aimnoprsv", "all=a kernel-name=s nodename=n kernel-release=r kernel-version=v machine=m processor=p "
              "hardware-platform=i operating-system=o"))
def uname(process: Process, given: Given) -> int:
    """Write what the system says of itself."""
    if given.operands:
        raise Refused(f"extra operand {quote(given.operands[0])}", hint=True)
    system = process.session.system
    version = system.kernel.removesuffix("-amd64")
    parts = {"s": "Linux", "n": system.hostname, "r": system.kernel,
             "v": f"#1 SMP PREEMPT_DYNAMIC Debian {version.replace('-', '.')}-1",
             "m": "x86_64", "p": "unknown", "i": "unknown", "o": "GNU/Linux"}
    wanted = [one for one in parts if one in given] or ["s"]
    if "a" in given:
        wanted = [one for one in parts if one not in "pi"]
    process.out(" ".join(parts[one] for one in wanted) + "\n")
    return 0


@program(Spec())
def arch(process: Process, given: Given) -> int:
    """Write what kind of processor the machine has."""
    process.out("x86_64\n")
    return 0


_BOOTED = 9 * 86_400_000 + 4 * 3_600_000 + 17 * 60_000
"""Milliseconds that the machine had been up when the command began: a figure of ours."""


@program(Spec("psV", "pretty=p since=s"))
def uptime(process: Process, given: Given) -> int:
    """Write how long the machine has been up."""
    up = _BOOTED + process.session.elapsed
    days, rest = divmod(up // 60_000, 1440)
    hours, minutes = divmod(rest, 60)
    if "s" in given:
        process.out(strftime("%Y-%m-%d %H:%M:%S", process.now - up, zone(process)) + "\n")
    elif "p" in given:
        process.out(f"up 1 week, {days - 7} days, {hours} hours, {minutes} minutes\n")
    else:
        clock = strftime("%H:%M:%S", process.now, zone(process))
        process.out(f" {clock} up {days} days, {hours:2d}:{minutes:02d},  0 users,  load average: 0.08, 0.03, 0.01\n")
    return 0


@program(Spec("bkmghltc:s:wV", "bytes=b kibi=k mebi=m gibi=g human=h total=t wide=w lohi=l si"))
def free(process: Process, given: Given) -> int:
    """Write how much memory there is and is used."""
    total = process.session.system.memory_kib
    used, shared, cache = total * 17 // 100, total // 500, total * 31 // 100
    available = total - used - shared
    rows = [("Mem:", [total, used, total - used - cache, shared, cache, available]), ("Swap:", [0, 0, 0])]
    if "t" in given:
        rows.append(("Total:", [total, used, total - used - cache]))
    head = ("total", "used", "free", "shared", "buff/cache", "available")
    process.out(" " * 7 + "".join(f"{one:>13}" if i == 0 else f"{one:>12}" for i, one in enumerate(head)) + "\n")
    for name, values in rows:
        process.out(f"{name:<8} " + " ".join(f"{_amount(value, given):>11}" for value in values) + "\n")
    return 0


def _amount(kib: int, given: Given) -> str:
    if "h" in given:
        return "0B" if not kib else human(kib, unit=1024) + "i"
    return str({"b": kib * 1024, "m": kib // 1024, "g": kib // (1 << 20)}.get(given.last("b", "k", "m", "g"), kib))


def ps(process: Process) -> int:
    """Write which processes run: those of the command itself, as far as they are known."""
    pid = process.session.new_pid()
    user = process.files.who.user
    words = " ".join(["ps", *process.args])
    letters = "".join(one for one in process.args if not one.startswith("--")).replace("-", "")
    started = strftime("%H:%M", process.session.started, zone(process))
    if "u" in letters and "-u" not in process.args:
        process.out("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
        process.out(f"root           1  0.0  0.1 102012 11468 ?        Ss   Feb23   0:09 /sbin/init\n"
                    f"{user:<8} {pid - 1:7d}  0.0  0.0   7224  3900 ?        Ss   {started}   0:00 bash\n"
                    f"{user:<8} {pid:7d}  0.0  0.0  11080  4452 ?        R    {started}   0:00 {words}\n")
    elif "f" in letters:
        process.out("UID          PID    PPID  C STIME TTY          TIME CMD\n")
        process.out(f"root           1       0  0 Feb23 ?        00:00:09 /sbin/init\n"
                    f"{user:<8} {pid - 1:7d}       1  0 {started} ?        00:00:00 bash\n"
                    f"{user:<8} {pid:7d} {pid - 1:7d}  0 {started} ?        00:00:00 {words}\n")
    else:
        everything = f"{1:7d} ?        00:00:09 systemd\n" if "e" in letters or "A" in letters else ""
        process.out(f"    PID TTY          TIME CMD\n{everything}{pid - 1:7d} ?        00:00:00 bash\n"
                    f"{pid:7d} ?        00:00:00 ps\n")
    return 0


@program(Spec("", "all ignore:"))
def nproc(process: Process, given: Given) -> int:
    """Write how many processors there are."""
    if given.operands:
        raise Refused(f"extra operand {quote(given.operands[0])}", hint=True)
    ignored = given.get("ignore", "0")
    if not ignored.isdecimal():
        raise Refused(f"invalid number: {quote(ignored)}")
    process.out(f"{max(1, process.session.system.processors - int(ignored))}\n")
    return 0


def passwd_line(process: Process, account: Account) -> str:
    """Return an account as a line of /etc/passwd."""
    return f"{account.name}:x:{account.uid}:{account.gid}:{account.full_name}:{account.home}:{account.shell}"


def group_line(process: Process, name: str, number: int) -> str:
    """Return a group as a line of /etc/group, with those who are in it beside their own."""
    members = [one.name for one in process.session.accounts.users() if name in one.groups and one.gid != number]
    return f"{name}:x:{number}:{','.join(members)}"


@program(Spec("s:i", "service=s no-idn=i"))
def getent(process: Process, given: Given) -> int:
    """Write what the system knows of users, groups and hosts."""
    if not given.operands:
        process.err("getent: wrong number of arguments\n"
                    "Try `getent --help' or `getent --usage' for more information.\n")
        return 1
    database, *keys = given.operands
    accounts = process.session.accounts
    if database in ("passwd", "initgroups"):
        entries = [(one.name, one.uid, passwd_line(process, one)) for one in accounts.users()]
    elif database == "group":
        entries = [(name, number, group_line(process, name, number)) for name, number in accounts.groups()]
    elif database in ("hosts", "ahosts"):
        lines = [one.split() for one in process.text("/etc/hosts").splitlines() if one.strip()
                 and not one.startswith("#")]
        rows = [(line[0], line[1:]) for line in lines]
        found = [(address, names) for address, names in rows if not keys or address in keys or set(keys) & set(names)]
        process.out("".join(f"{address:<15} {' '.join(names)}\n" for address, names in found))
        return 0 if found else 2
    else:
        return process.complain(f"Unknown database: {database}\n"
                                "Try `getent --help' or `getent --usage' for more information.")
    code = 0
    for key in keys or [""]:
        hits = [line for name, number, line in entries if key in ("", name, str(number))]
        process.out("".join(f"{line}\n" for line in hits))
        code = code if hits else 2
    return code


@program(Spec("f:isp:t:P:n:d", "file=f id::  priority=p stderr=s tag=t"))
def logger(process: Process, given: Given) -> int:
    """Put a line into the system's log, as far as one may write it."""
    tag = given.get("t", process.files.who.user)
    text = " ".join(given.operands) if given.operands else process.stdin.read()
    number = f"[{process.session.new_pid()}]" if "i" in given else ""
    stamp = strftime("%b %e %H:%M:%S", process.now, zone(process))
    lines = [f"{tag}{number}: {line}" for line in text.splitlines()]
    if "s" in given:
        process.err("".join(f"<13>{stamp} {line}\n" for line in lines))
    root = process.files.tree.view(_ROOT)
    if root.is_dir("/var/log"):
        host = process.session.system.hostname
        root.write("/var/log/syslog", "".join(f"{stamp} {host} {line}\n" for line in lines).encode("latin-1"),
                   append=True, mode=0o640)
    return 0


@program(Spec("ackm", "all-locales=a category-name=c keyword-name=k charmaps=m"))
def locale(process: Process, given: Given) -> int:
    """Write the locale: C, whatever the environment asks for."""
    if "a" in given:
        process.out("C\nC.utf8\nPOSIX\n")
        return 0
    env = process.env
    everything = env.get("LC_ALL", "")
    process.out(f"LANG={env.get('LANG', '')}\nLANGUAGE={env.get('LANGUAGE', '')}\n")
    for name in ("CTYPE", "NUMERIC", "TIME", "COLLATE", "MONETARY", "MESSAGES", "PAPER", "NAME", "ADDRESS", "TELEPHONE",
                 "MEASUREMENT", "IDENTIFICATION"):
        own = env.get(f"LC_{name}", "")
        implied = everything or env.get("LANG") or "POSIX"
        process.out(f"LC_{name}={own}\n" if own and not everything else f'LC_{name}="{implied}"\n')
    process.out(f"LC_ALL={everything}\n")
    return 0


@program(Spec("s", "silent=s quiet=s", code=2))
def tty(process: Process, given: Given) -> int:
    """Say that there is no terminal."""
    if "s" not in given:
        process.out("not a tty\n")
    return 1


def clear(process: Process) -> int:
    """Clear the screen, where there is a terminal to be cleared."""
    if "TERM" not in process.env:
        process.err("TERM environment variable not set.\n")
        return 1
    process.out("\x1b[H\x1b[2J\x1b[3J")
    return 0


def which(process: Process) -> int:
    """Write where programs are that PATH leads to."""
    every = "-a" in process.args
    names = [one for one in process.args if one not in ("-a", "-s")]
    code = 0 if names else 1
    for name in names:
        places = [name] if "/" in name else [joined(one or ".", name) for one in process.env.get("PATH", "").split(":")]
        found = [one for one in places if (node := process.files.stat(one)) and node.kind == "file"
                 and process.files.may(node, "x")]
        process.out("".join(f"{one}\n" for one in (found if every else found[:1])))
        code = code if found else 1
    return code


PROGRAMS: dict[str, Program] = {
    "arch": arch, "clear": clear, "free": free, "getent": getent, "groups": groups, "hostname": hostname, "id": id_,
    "locale": locale, "logger": logger, "logname": logname, "nproc": nproc, "ps": ps, "tty": tty, "uname": uname,
    "uptime": uptime, "which": which, "who": who, "whoami": whoami,
}
