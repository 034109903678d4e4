"""Settings: the options of the shells."""

from typing import Final

OPTIONS: Final = {
    "allexport": "a", "errexit": "e", "noglob": "f", "nounset": "u", "verbose": "v", "xtrace": "x", "noclobber": "C",
    "noexec": "n", "pipefail": "", "errtrace": "E", "functrace": "T", "hashall": "h", "monitor": "m", "posix": "",
    "nullglob": "", "failglob": "", "dotglob": "", "nocaseglob": "", "nocasematch": "", "globstar": "", "extglob": "",
    "lastpipe": "", "inherit_errexit": "", "expand_aliases": "", "globasciiranges": "", "sourcepath": "",
}
"""The options of `set -o` and `shopt`, with their letters where they have one."""


SHOPT: Final = frozenset(("nullglob", "failglob", "dotglob", "nocaseglob", "nocasematch", "globstar", "extglob",
                          "lastpipe", "inherit_errexit", "expand_aliases", "globasciiranges", "sourcepath"))
"""Those of them that are `shopt`'s."""
