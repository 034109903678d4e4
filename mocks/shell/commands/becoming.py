"""Programs with which one becomes somebody else: sudo and su. What an account may is enforced."""

import re

from ..errors import FileError
from ..process import Process, Program
from ..programs import find_program
from ..session import Account
from .launching import launch
from .machine import account_of
from .options import Given, Spec, program
from .quoting import quotef

SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_USAGE = """usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] \
[-R directory] [-T timeout] \
[-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] \
[-R directory] [-T timeout] \
[-u user] file ...
"""


@program(Spec("AbBC:D:EeHg:h:iKklNnPp:sSu:U:vV",
              "askpass=A background=b preserve-env=E edit=e group=g set-home=H login=i "
              "remove-timestamp=K reset-timestamp=k list=l non-interactive=n preserve-groups=P prompt=p "
              "shell=s stdin=S user=u "
              "other-user=U validate=v chdir=D no-update=N", stops=True, hint=_USAGE), "sudo) 1.9.13p3")
def sudo(process: Process, given: Given) -> int:
    """Run a program as another user, where the account may do so without a password: nobody here can give one."""
    return _Sudo(process, given).run()


class _Sudo:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._given = given
        self._me = account_of(process)

    def run(self) -> int:
        """Do what is asked, or say why not."""
        process, given, me = self._process, self._given, self._me
        if "V" in given:
            process.out("Sudo version 1.9.13p3\n")
            return 0
        words = list(given.operands)
        if ("K" in given or "k" in given) and not words:
            return 0
        if "l" in given:
            return self._list()
        if "v" in given:
            return 0 if self._free() else self._password()
        if not words and "i" not in given and "s" not in given:
            process.err(_USAGE)
            return 1
        name = given.get("u", "root").removeprefix("#")
        target = process.session.accounts.user(name) or next(
            (one for one in process.session.accounts.users() if str(one.uid) == name), None)
        if target is None:
            return process.complain(f"unknown user {name}\nsudo: error initializing audit plugin sudoers_audit")
        own: dict[str, str] = {}
        while words and re.fullmatch(r"[A-Za-z_]\w*=.*", words[0], re.DOTALL):
            variable, _, value = words.pop(0).partition("=")
            own[variable] = value
        if "i" in given or "s" in given:
            shell = target.shell if "i" in given else process.env.get("SHELL", me.shell)
            words = [shell, "-c", " ".join(quotef(word) for word in words)] if words else [shell]
        if not words:
            process.err(_USAGE)
            return 1
        try:
            where = find_program(self._process.files.tree.view(target.credentials, process.files.cwd), words[0],
                                 SECURE_PATH)[0]
        except FileError as error:
            where = ""
            if self._may(where, words, target):
                return process.complain(f"{words[0]}: command not found" if error.name == "ENOENT"
                                        and "/" not in words[0]
                                        else f"{words[0]}: command not found" if error.name == "ENOENT"
                                        else f"unable to execute {words[0]}: {error.text}")
        if not self._may(where, words, target):
            return self._password()
        return self._start(words, where, target, own)

    def _free(self) -> bool:
        return self._process.files.who.root or bool(self._me.sudo)

    def _may(self, where: str, words: list[str], target: Account) -> bool:
        """Tell whether the account may run a program as somebody: all, or those whose whole path it was granted."""
        if self._process.files.who.root or "ALL" in self._me.sudo:
            return True
        if target.uid != 0 or not where:
            return False
        for granted in self._me.sudo:
            path, *args = granted.split()
            found = self._process.files.tree.view(target.credentials).stat(path)
            if found is None or self._process.files.tree.view(target.credentials).resolve(path)[0] != where:
                continue
            if not args or args == words[1:] or (args == ['""'] and not words[1:]):
                return True
        return False

    def _password(self) -> int:
        """Say that a password is wanted, which nobody can type."""
        process = self._process
        if "n" in self._given:
            return process.complain("a password is required")
        if "S" in self._given:
            tries = 0
            process.err(self._given.get("p") or f"[sudo] password for {self._me.name}: ")
            while process.stdin.line():
                tries += 1
                if tries == 3:
                    break
                process.err("Sorry, try again.\n")
                process.err(self._given.get("p") or f"[sudo] password for {self._me.name}: ")
            if not tries:
                process.err("\nsudo: no password was provided\n")
                return process.complain("a password is required")
            process.err("\n" if tries < 3 else "")
            if tries < 3:
                process.complain("no password was provided")
            return process.complain(f"{tries} incorrect password attempt{'s' if tries > 1 else ''}")
        process.complain("a terminal is required to read the password; either use the -S option to read from "
                         "standard input or configure an askpass helper")
        return process.complain("a password is required")

    def _list(self) -> int:
        process, me = self._process, self._me
        if not self._free():
            return self._password()
        if self._given.operands:
            try:
                words = list(self._given.operands)
                where = find_program(process.files, words[0], SECURE_PATH)[0]
            except FileError:
                return 1
            if not self._may(where, words, process.session.accounts.user("root") or me):
                return 1
            process.out(" ".join([where, *words[1:]]) + "\n")
            return 0
        host = process.session.system.hostname
        granted = ("ALL",) if process.files.who.root else me.sudo
        whom = "(ALL : ALL)" if "ALL" in granted else "(root)"
        process.out(f"Matching Defaults entries for {me.name} on {host}:\n    env_reset, mail_badpass,\n    "
                    f"secure_path={SECURE_PATH.replace(':', chr(92) + ':')}, use_pty\n\nUser {me.name} may run the "
                    f"following commands on {host}:\n    {whom} NOPASSWD: {', '.join(granted)}\n")
        return 0

    def _start(self, words: list[str], where: str, target: Account, own: dict[str, str]) -> int:
        process, given, me = self._process, self._given, self._me
        kept = {name: value for name, value in process.env.items() if "E" in given or name in (
            "TERM", "LANG", "LANGUAGE", "PATH", "COLORTERM", "DISPLAY", "HOSTNAME") or name.startswith("LC_")}
        files = process.files
        cwd = target.home if "i" in given and files.tree.view(target.credentials).is_dir(target.home) else files.cwd
        if "D" in given:
            cwd = files.resolve(given.get("D"))[0]
        environment = {
            **kept, "PATH": SECURE_PATH, "HOME": target.home, "MAIL": f"/var/mail/{target.name}",
            "LOGNAME": target.name,
            "USER": target.name, "SHELL": target.shell, "SUDO_COMMAND": " ".join([where, *words[1:]]),
            "SUDO_USER": me.name,
            "SUDO_UID": str(me.uid), "SUDO_GID": str(me.gid), **own,
        }
        view = files.tree.view(target.credentials, cwd, files.umask | 0o022)
        return launch(process, words, "{name}", env=environment, files=view)


@program(Spec("c:flg:G:mps:Pw:T", "command=c fast=f login=l group=g supp-group=G preserve-environment=p shell=s pty=P "
              "whitelist-environment=w session-command:", stops=False))
def su(process: Process, given: Given) -> int:
    """Run a shell as another user: root may, others would need a password."""
    operands = list(given.operands)
    login = "l" in given
    if operands[:1] == ["-"]:
        login = True
        operands.pop(0)
    name = operands.pop(0) if operands else "root"
    target = process.session.accounts.user(name)
    if target is None:
        return process.complain(
            f"user {name} does not exist or the user entry does not contain all the required fields")
    files = process.files
    if not files.who.root:
        process.err("Password: ")
        process.stdin.line()
        process.err("\n")
        return process.complain("Authentication failure")
    keep = "p" in given or "m" in given
    shell = given.get("s") or (process.env.get("SHELL", target.shell) if keep else target.shell)
    environment = dict(process.env)
    if not keep:
        environment |= {"HOME": target.home, "SHELL": shell}
        if target.uid:
            environment |= {"USER": target.name, "LOGNAME": target.name}
    cwd = files.cwd
    if login:
        path = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games" if target.uid else SECURE_PATH
        environment = {"HOME": target.home, "SHELL": shell, "USER": target.name, "LOGNAME": target.name, "PATH": path,
                       **({"TERM": process.env["TERM"]} if "TERM" in process.env else {})}
        cwd = target.home if files.is_dir(target.home) else cwd
    if "nologin" in shell or shell == "/bin/false":
        process.out("This account is currently not available.\n" if "nologin" in shell else "")
        return 1
    text = given.get("c") or given.get("session-command")
    words = [shell, *(["-c", text] if text else []), *operands]
    return launch(process, words, "failed to execute {name}", env=environment,
                  files=files.tree.view(target.credentials, cwd, files.umask))


PROGRAMS: dict[str, Program] = {"su": su, "sudo": sudo}
