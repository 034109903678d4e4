"""Programs on files do what the real ones do: output, messages, codes and what they leave behind."""

import pytest

from tests.mocks.shell.differential import same

FILES = {
    "a.txt": b"one\ntwo\n", "b.txt": b"b\n", "empty": b"", ".hidden": b"h\n", "big.log": b"x" * 4999 + b"\n",
    "run.sh": b"#!/bin/sh\necho hi\n",
    "d/one": b"1\n", "d/two.txt": b"22\n", "d/sub/three": b"333\n", "e/": b"", "with space": b"s\n", "f10": b"",
    "f9": b"",
}

SHOW = "; find . -mindepth 1 -printf '%p %y %m %l\\n' | sort"
"""Put after a command: what there is now, with modes and links."""

LISTING = (
    "ls", "ls -1", "ls -a", "ls -A", "ls -r", "ls -d d", "ls -d .", "ls d a.txt e", "ls -R", "ls -R d e", "ls -F",
    "ls -p", "ls -aF",
    "ls -S", "ls -Sr", "ls -v", "ls -X", "ls -C", "ls -x", "ls -m", "ls -C -w 30", "ls -x -w 40", "ls -m -w 20",
    "ls -Q", "ls -b",
    "ls -s", "ls -sh", "ls -s big.log a.txt", "ls -l --time-style=+%F", "ls -l --time-style=long-iso",
    "ls -l --time-style=full-iso",
    "ls --full-time d", "chmod 755 .; ls -la --time-style=+ d", "ls -lh --time-style=+", "ls -ln --time-style=+",
    "ls -lg --time-style=+",
    "ls -lo --time-style=+", "ls -lG --time-style=+", "ls -ld --time-style=+ d", "ls -lR --time-style=+ d",
    "ls -1 -l --time-style=+ a.txt",
    "ls -lS --time-style=+%m-%d", "ls nosuch", "ls nosuch a.txt", "ls -l nosuch d --time-style=+", "ls --bogus",
    "ls -y", "ls -I '*.txt'",
    "ls --hide='*.txt'", "ls -B", "ls --group-directories-first", "ls -U | sort", "ls --sort=size",
    "ls --format=commas", "ls --sort=bogus 2>/dev/null",
    ("ln -s a.txt l; ln -s nowhere dead; ln -s d dl; ls -F; ls -l --time-style=+; ls dl; ls -d dl; "
     "ls -l --time-style=+ dl dead l"),
    "ln -s a.txt l; ln -s nowhere dead; ls dead; ls -L dead; ls -lL --time-style=+ 2>&1; ls -lF --time-style=+ l dead",
    ("touch -d '2026-03-01' a.txt; touch -d 2026-03-02 b.txt; ls -t a.txt b.txt; ls -tr a.txt b.txt; "
     "ls --sort=time a.txt b.txt"),
    "ls *.txt", "ls -l --time-style=+ with*", "ls --si -s big.log", "ls -l --block-size=K --time-style=+ big.log",
    "dir", "vdir --time-style=+ d",
    "chmod 4755 run.sh; chmod 1777 e; chmod 2755 d; ls -l --time-style=+; ls -F", "ls -- d", "ls ''", "ls a.txt/",
    "ls d/../a.txt", "ls -la --time-style=+ nosuch/x",
)

COPYING = (
    "cp a.txt c", "cp a.txt d", "cp a.txt b.txt d", "cp -v a.txt c", "cp -rv d x | sort", "cp -r d e", "cp -r d/ x",
    "cp -r d/. e", "cp -a d x", "cp d x", "cp a.txt a.txt",
    "cp nosuch x", "cp nosuch a.txt d", "cp a.txt nosuch/x", "cp a.txt nosuch/", "cp a.txt b.txt nosuch",
    "cp a.txt b.txt empty", "cp", "cp a.txt", "cp -T a.txt d",
    "cp -r d a.txt", "cp -r e e/x", "cp -r e e", "cp -n a.txt b.txt; cat b.txt", "cp -u a.txt b.txt; cat b.txt",
    "cp -i a.txt b.txt </dev/null; cat b.txt",
    "echo y | cp -i a.txt b.txt; cat b.txt", "cp -t d a.txt b.txt", "cp -t nosuch a.txt",
    "cp -b a.txt b.txt; cat b.txt~", "cp --backup=numbered a.txt b.txt",
    "cp -S .bak a.txt b.txt", "cp --parents d/sub/three e", "cp -v --parents d/sub/three e", "ln -s a.txt l; cp l m",
    "ln -s a.txt l; cp -P l m", "ln -s a.txt l; cp -d l m",
    "ln -s nowhere l; cp l m", "ln -s nowhere l; cp a.txt l", "ln -s b.txt l; cp a.txt l; cat b.txt",
    "ln -s a.txt d/l; cp -r d x", "ln -s ../a.txt d/l; cp -rL d x",
    "cp a.txt d/one x", "cp -s a.txt x", "cp a.txt b.txt a.txt d",
    "mkdir x; cp d/one e; cp d/one x/one; cp x/one d/one e", "chmod 4711 run.sh; cp run.sh x; cp -p run.sh y",
    "umask 077; cp run.sh x; cp -r d y", "chmod 700 d; cp -r d x", "cp --bogus a b", "cp -f a.txt b.txt",
    "cp a.txt ./a.txt", "cp -r d/sub . && cp -r d/sub .",
    "mkdir e/sub; touch e/sub/x; cp -r d/. e", "mkdir -p x/d; touch x/d/one; cp -rv d x | sort",
    "cp --attributes-only a.txt n", "cp a.txt d/sub/nosuch/q",
    "cp a.txt b.txt/x", "cp --strip-trailing-slashes d/ x", "cp --strip-trailing-slashes d/ e",
    "cp -r d nosuch/x", "mkdir x x/one; cp d/one x",
    "touch x; mkdir y; cp -r e x", "cp /dev/null n; wc -c n", "cp a.txt ''",
    "cp -a a.txt x; stat -c %Y x", "cp -p a.txt x; stat -c %Y x", "cp --no-preserve=mode run.sh x",
    "cp --remove-destination a.txt b.txt",
)

MOVING = (
    "mv a.txt c", "mv a.txt d", "mv a.txt b.txt d", "mv -v a.txt c", "mv -v a.txt b.txt d", "mv d x", "mv d e",
    "mv -T d e", "mv -T d x", "mv a.txt a.txt", "mv nosuch x", "mv a.txt nosuch/x",
    "mv a.txt nosuch/", "mv a.txt b.txt nosuch", "mv", "mv a.txt", "mv d d/x", "mv d d", "mv d a.txt", "mv -T a.txt d",
    "mkdir e/d; mv d e", "mkdir e/d; touch e/d/f; mv d e",
    "mkdir e/a.txt; mv a.txt e", "touch e/d; mv d e", "mv -n a.txt b.txt", "mv -i a.txt b.txt </dev/null",
    "echo y | mv -i a.txt b.txt", "mv -b a.txt b.txt", "mv -f a.txt b.txt",
    "mv -t d a.txt b.txt", "mv -u a.txt b.txt", "ln -s a.txt l; mv l m", "ln -s d l; mv a.txt l",
    "mkdir x; touch x/one; mv x/one d/one e", "mv a.txt b.txt/x", "mv -vb a.txt b.txt",
    "mv ./a.txt ./c", "mv d/ x", "mv nosuch d/", "mv a.txt d/sub/..", "mv -S .old -v a.txt b.txt", "mv d/sub d/one .",
    "mv a.txt ''",
)

REMOVING = (
    "rm a.txt", "rm -v a.txt b.txt", "rm d", "rm -r d", "rm -d e", "rm -d d", "rm nosuch", "rm -f nosuch", "rm -f",
    "rm", "rm -rf nosuch d", "rm -i a.txt </dev/null", "echo y | rm -i a.txt",
    "yes | rm -ri d/sub", "yes n | rm -ri d", "rm -r .", "rm -r ..", "rm -rf d/.", "rm a.txt/", "rm -r nosuch d",
    "rm -rv e", "ln -s d l; rm l", "ln -s d l; rm -r l", "ln -s d l; rm l/", "ln -s d l; rm -rf l/",
    "ln -s d l; rm -r l/", "ln -s e l; rm -d l/", "ln -s a.txt l; rm -f l/", "ln -s nope l; rm l/", "rm -f a.txt/",
    "ln -s d l; rmdir l/", "ln -s nope l; rmdir l/", "ln -s e l; rmdir l/", "ln -s a.txt l; rmdir l/", "rmdir e/",
    "rm -I a.txt b.txt empty f9 </dev/null", "echo y | rm -rI d", "rm *.txt", "rm -- a.txt", "rm ''",
    "echo y | rm -i empty", "rm --bogus", "rm -z a.txt",
    "rmdir e", "rmdir d", "rmdir a.txt", "rmdir nosuch", "rmdir", "rmdir -v e", "mkdir -p x/y/z; rmdir -p x/y/z",
    "mkdir -p x/y/z; rmdir -pv x/y/z", "rmdir --ignore-fail-on-non-empty d e", "mkdir -p x/y; touch x/f; rmdir -p x/y",
    "unlink a.txt", "unlink d", "unlink", "unlink a b", "unlink nosuch",
)

MAKING = (
    "mkdir x", "mkdir d", "mkdir a.txt", "mkdir x/y", "mkdir -p x/y/z", "mkdir -pv x/y d", "mkdir -p d",
    "mkdir -p a.txt", "mkdir -p a.txt/x", "mkdir -p a.txt/x/y", "mkdir a.txt/x", "mkdir", "mkdir -m 700 x",
    "mkdir -m u=rwx,go= x",
    "mkdir -m 700 -p x/y", "mkdir -m zz x", "mkdir -v x y", "mkdir x x", "mkdir ''", "umask 027; mkdir x; touch y",
    "mkdir x/", "mkdir -p x//y/", "mkdir --bogus", "mkdir -pm 1777 x", "chmod 2775 d; mkdir d/x; mkdir -m 700 d/y",
    "touch x", "touch -c x", "touch d", "touch nosuch/x", "touch", "touch -d 2020-01-02T03:04:05 x; stat -c %Y x",
    "touch -t 202001020304.05 x; stat -c %Y x", "touch -r a.txt x; stat -c %Y x", "touch -d bogus x", "touch -t 99 x",
    "touch a.txt/x",
    "touch -d '@86400' x; stat -c %Y x", "touch -d yesterday -r a.txt x; stat -c %Y x", "touch -r nosuch x", "touch ''",
    "ln -s q l; touch l", "ln -s nosuch/q l; touch l", "touch -m -d 2020-01-01 a.txt; stat -c %Y a.txt",
    "touch -h -d 2020-01-01 nosuch",
    "ln -s a.txt l; readlink l", "ln -s a.txt b.txt", "ln -sf a.txt b.txt", "ln -s a.txt d", "ln -s ../a.txt b.txt d",
    "ln -sv a.txt l", "ln -s d l; ln -s x l", "ln -s d l; ln -sfn x l; readlink l", "ln -s d l; ln -sf x l", "ln -s",
    "ln -s a.txt nosuch/l", "ln -s ../a.txt",
    "ln -sr d/one e/l; readlink e/l", "ln -srf a.txt e/l; readlink e/l", "ln -s -t d x y", "ln -sT x d",
    "ln -sb a.txt b.txt", "ln nosuch x", "ln d x", "ln", "ln -s a.txt ./", "ln -s '' l", "ln -sfv a.txt b.txt",
    "ln -s x y z", "ln -sf a.txt a.txt; readlink a.txt",
    "truncate -s 3 a.txt; cat a.txt", "truncate -s +2 b.txt; od -c b.txt", "truncate -s 1K n; wc -c n",
    "truncate -s -2 a.txt; cat a.txt", "truncate", "truncate x", "truncate -s x a.txt", "truncate -c -s 5 nosuch",
    "truncate -r a.txt n; wc -c n", "truncate -s %4 b.txt; wc -c b.txt",
    "truncate -s '<3' a.txt; wc -c a.txt", "truncate -s '>30' a.txt; wc -c a.txt", "truncate -s 0 d",
    "truncate -s 1 nosuch/x",
    "mktemp x", "mktemp xXX", "mktemp a b", "mktemp nosuch/xXXX 2>/dev/null",
    "x=$(mktemp ./fooXXXXXX.txt); echo ${#x}; rm $x", "x=$(mktemp -d ./dXXXX); stat -c '%a %F' $x; rmdir $x",
    "x=$(mktemp ./dXXXX); stat -c '%a %F' $x; rm $x", "x=$(mktemp -u qXXXX); ls $x >/dev/null 2>&1 || echo none",
    "mktemp --suffix=.x fooX.y",
    "install a.txt x", "install -m 600 a.txt x", "install -d x/y z", "install -D a.txt p/q/r", "install -t d a.txt",
    "install", "install a.txt", "install a.txt b.txt d", "install d x", "install nosuch x", "install -m 7z a.txt x",
    "install -dm 700 x", "install -v a.txt x", "install a.txt nosuch/x", "install -vd p/q", "sync; sync nosuch",
)

PERMITTING = (
    "chmod 600 a.txt", "chmod u+x a.txt", "chmod +x a.txt", "chmod -r a.txt", "chmod go-rwx d", "chmod a=r a.txt",
    "chmod u=rwx,g=rx,o= run.sh", "chmod -R 700 d", "chmod -R u+X,go-rwX d", "chmod g=u a.txt", "chmod o=g,u+s a.txt",
    "chmod +t d", "chmod g+s d", "chmod 755 d; chmod g+s d; chmod 755 d; stat -c %a d",
    "chmod g+s d; chmod 00755 d; stat -c %a d",
    "chmod -v 644 a.txt", "chmod -v 600 a.txt b.txt", "chmod -c 600 a.txt; chmod -c 600 a.txt",
    "chmod -Rv 700 d | sort", "chmod zz a.txt", "chmod 99 a.txt", "chmod 77777 a.txt", "chmod", "chmod 644",
    "chmod 644 nosuch", "chmod -f 644 nosuch", "chmod 644 nosuch a.txt", "chmod --reference=run.sh a.txt",
    "chmod --reference=nosuch a.txt", "ln -s a.txt l; chmod 600 l", "ln -s nowhere l; chmod 600 l",
    "chmod -x run.sh", "chmod -w a.txt", "chmod u-w,+x a.txt", "chmod =r a.txt",
    "umask 077; chmod +rw b.txt; chmod -w a.txt", "umask 022; chmod +w a.txt; chmod =rwx b.txt", "chmod 0 a.txt",
    "chmod u+r-w+x a.txt", "chmod a+rwxst a.txt", "chmod --bogus", "chmod ug+rw,o-r a.txt b.txt", "chmod -v u+s run.sh",
    "chmod 4755 run.sh; chmod 755 run.sh; stat -c %A run.sh",
    "chown root a.txt", "chown root:root a.txt", "chown :root a.txt", "chown nosuchuser a.txt",
    "chown root:nosuchgroup a.txt", "chown nosuch:root a.txt", "chown 1234:5678 a.txt; stat -c '%u %g' a.txt",
    "chown root nosuch", "chown", "chown root", "chown -v root a.txt", "chown -v root:root a.txt",
    "chown -c root a.txt", "chown -R 12 d; stat -c %u d d/one", "chown -v 12 a.txt", "chown --reference=a.txt b.txt",
    "chown -h root a.txt", "chown 5: a.txt; stat -c '%u %g' a.txt",
    "chgrp root a.txt", "chgrp nosuch a.txt", "chgrp", "chgrp root", "chgrp -v root a.txt",
    "chgrp -v 77 a.txt; stat -c %g a.txt", "chgrp -R 8 d; stat -c %g d/sub/three", "chgrp root nosuch",
)

TELLING = (
    "stat -c '%n %s %a %A %F %h %U %G %u %g %b %B %o %f' a.txt d empty run.sh | sed 's/ d .*directory/ d/'",
    "stat -c %y a.txt", "stat -c %Y a.txt", "stat -c '%N' a.txt 'with space'",
    "ln -s a.txt l; stat -c '%N %F %s %a' l; stat -Lc '%N %F %s' l", "stat --printf '%n\\t%s\\n' a.txt b.txt",
    "stat --format=%s a.txt", "stat nosuch", "stat", "stat -c %n nosuch a.txt",
    "stat a.txt | sed -E 's/Inode: [0-9]+ */Inode: N /; /^(Access: 2|Change|Device| Birth)/d'",
    "stat d | sed -E 's/Inode: [0-9]+ */Inode: N /; /^(Access: 2|Change|Device| Birth)/d'",
    "ln -s a.txt l; stat l | head -2", "stat -c '[%10s] [%-10s] [%010s]' a.txt", "stat -c '%Q %%' a.txt",
    "stat -c '%.3Y %X' a.txt | cut -d' ' -f1", "stat -c '%h %F' d e", "stat -c '%t %T' /dev/null", "stat -f nosuch",
    "readlink a.txt", "ln -s a.txt l; readlink l; readlink -f l; readlink -n l; readlink -e l", "readlink -f nosuch",
    "readlink -e nosuch", "readlink -f nosuch/x", "readlink -m nosuch/x/../y", "readlink", "readlink nosuch",
    "readlink -v a.txt", "ln -s d l; readlink -f l/one", "ln -s x l; readlink -z l l", "readlink -f d/../a.txt",
    "readlink -f .",
    "realpath a.txt", "realpath nosuch", "realpath nosuch/x", "realpath -e nosuch", "realpath -m nosuch/x",
    "realpath d/../d/sub", "realpath --relative-to=d a.txt", "realpath --relative-to=. d/sub",
    "ln -s d l; realpath l/one; realpath -s l/one", "realpath", "realpath -z a.txt",
    "realpath --relative-base=d d/one a.txt", "realpath .", "realpath -q nosuch",
    "du a.txt", "du d", "du -s d e", "du -a d | sort -k2", "du -h big.log", "du -sh .", "du -b a.txt",
    "du -sb a.txt b.txt", "du -c a.txt b.txt", "du -d 1 d", "du --max-depth=0 .", "du -k d", "du nosuch", "du -S d",
    "du --apparent-size -h big.log a.txt", "du -s -a d", "du -d x", "du -a --exclude='*.txt' d | sort -k2",
    "du -0 d | tr '\\0' '!'", "du -sm .", "du -B1 a.txt", "du --inodes d",
    "du -hc d a.txt", "du a.txt a.txt | uniq",
)




@pytest.mark.parametrize("command", LISTING)
def test_lists_as_the_real_ls(command: str) -> None:
    same(command, FILES)


@pytest.mark.parametrize("command", [*COPYING, *MOVING, *REMOVING, *MAKING, *PERMITTING])
def test_changes_files_as_the_real_programs_do(command: str) -> None:
    same(command + SHOW, FILES, tools=("find",))


@pytest.mark.parametrize("command", TELLING)
def test_tells_of_files_as_the_real_programs_do(command: str) -> None:
    same(command, FILES, tools=("sed",))
