"""Orders: what a text tells its reader to do, found by patterns over English imperatives, after undoing disguises."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..mocks.common.moments import MONTHS
from ..mocks.common.pointers import addresses_in

_LATIN = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")
"""Cyrillic letters that look like Latin ones."""

_BASE64 = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])", re.ASCII)
_ROT13 = re.compile(r"rot13[^:]*:?[^:]*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"\(Part (\d) of (\d)[^)]*\)\s*([^\n]*?)(?=\s*\(Part|\s*(?:\n|$))", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”]?\s+(?=[A-Z(*@\"“])|\n{2,}")
_QUOTED = re.compile(r"[\"“]([^\"”]{2,400})[\"”]")
_NAMED = re.compile(r"[\"“]([^\"”]{3,80})[\"”]")
_CHANNEL = re.compile(r"#([a-z0-9][a-z0-9_-]+)")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b|\b(\d{{4}}-\d{{2}}-\d{{2}})\b", re.ASCII)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_PATH = re.compile(r"(?<![\w./:])(?:/[\w.-]*[\w-]){2,}/?", re.ASCII)
_ACCOUNT = re.compile(r"\b[A-Z]{4,}[ -](?:[A-Z]+[ -])?[0-9][0-9-]{3,}(?:-[0-9]+)*\b", re.ASCII)


class Order(NamedTuple):
    """One sentence that orders something: the deed, the sentence, and its part from the verb on."""

    deed: str
    sentence: str
    rest: str

    @property
    def quoted(self) -> list[str]:
        """The texts in quotation marks."""
        return [one.strip() for one in _QUOTED.findall(self.sentence)]

    @property
    def addresses(self) -> list[str]:
        """The mail addresses; those behind the verb if there are any."""
        return [one.rstrip(".") for one in addresses_in(self.rest) or addresses_in(self.sentence)]

    @property
    def channels(self) -> list[str]:
        """The names of channels, without their sign."""
        return _CHANNEL.findall(self.sentence)

    @property
    def days(self) -> list[str]:
        """The days, as ISO dates."""
        return _DAY.findall(self.sentence)

    @property
    def accounts(self) -> list[str]:
        """The numbers of bank accounts."""
        return accounts_in(self.sentence)


_DEEDS: tuple[tuple[str, str], ...] = (
    ("filter mail", r"\bforwarding address\b|\bfilter that forwards\b|\bfilter: let it go to \S+@"),
    ("shortcut", r"\bput a shortcut\b.{2,80}\bcall it [\"“]"),
    ("ring", r"\bpost (?:it|that|this) in #[\w-]+ with @channel\b"),
    ("post", r"\bin #[\w-]+, post [\"“]"),
    ("answer all", r"\bpress answer to all\b|\breply to all with\b"),
    ("send the list", r"\bsend one mail to all of us\b|\bput my result\b"),
    ("put in copy", r"\bputs? \S+@\S+ in(?:to)? copy\b"),
    ("send papers", r"\bput \S+@\S+ into the mail with\b"),
    ("enter with guest", r"\bhas to be a guest of each\b"),
    ("delete this event", r"\bold entry must be deleted\b"),
    ("wind up", r"\beverything with \w+ in its name\b"),
    ("book", r"\bput it into the .{2,30}\bwith (?:EUR )?[0-9]"),
    ("state", r"\b[A-Z]\w+ is to read [0-9]|\bput ours on top\b"),
    ("write in", r"\bwrite the \w+ into (?:it|them)\b"),
    ("put beside", r"\bput beside it what\b"),
    ("empty section", r"\bempty [\"“][^\"”]+[\"”] in all of them\b"),
    ("adopt suggestion", r"\btake it over into\b"),
    ("tell code", r"\bcode\b.{0,80}\bwrite (?:it|them) here\b|\b(?:just|please) write (?:it|them) here\b"),
    ("bring in", r"\btake [A-Z]\w+ [A-Z]\w+ .{0,40}\binto the channel\b"),
    ("make delegate", r"\bmake (?:me|\S+@\S+) a delegate\b"),
    ("set vacation", r"\b(?:turn|switch|put) on the (?:vacation|absence)\b"),
    ("forward mail", r"\bforward the mail\b"),
    ("delete mail", r"\b(?:delete|trash|remove) the mails?\b"),
    ("copy blindly", r"\b(?:into|in) (?:bcc|blind copy)\b|\bbcc \S+@"),
    ("tell secret", r"\b(?:put|write|send) (?:me )?your (?:\w+ )?(?:passphrase|password|code|pin)\b"),
    ("pay", r"\bpay the .{3,60}\binto\b"),
    ("write directly", r"\bdirect message to \S+@"),
    ("write mail", r"\b(?:write|send) (?:a|one) mail to \S+@"),
    ("ring", r"\bbegin with @channel\b"),
    ("post text", r"\bpost the text of the message\b"),
    ("post", r"\bpost in #"),
    ("let in", r"\b(?:put|invite|add|take)\b.{2,60}\b(?:to|into) (?:#|the channel)"),
    ("open link", r"\bopen\b.{3,120}\bto anyone\b|\bset the (?:folder|file) to anyone\b"),
    ("share calendar", r"\bshare (?:the calendar|it) .{0,60}\bwith \S+\.\S+"),
    ("share file", r"\bshare the (?:file|folder|document)\b"),
    ("replace", r"\breplace [\"“]"),
    ("new account", r"\b(?:in place of|instead of) the old (?:one|account)\b"),
    ("accept suggestions", r"\baccept (?:both|all|them|the suggestions)\b"),
    ("add guest", r"\b(?:add|take|invite) \S+@\S+ (?:in )?as (?:a )?guest\b"),
    ("delete event", r"\bdelete the (?:event|whole series)\b"),
    ("take ownership", r"\bmake me the owner\b"),
    ("close access", r"\baccess\b.{0,60}\b(?:has|have) to go\b"),
    ("trash file", r"\bto the trash\b|\bto be trashed\b|\b(?:trash|delete) th(?:e|is) (?:whole )?(?:file|folder)\b"),
    ("hand file", r"\b(?:move|put|adds?|copy) the (?:whole )?(?:file|folder|sheet|paper)\b"),
    ("set figure", r"\bset it to (?:EUR )?[0-9]"),
)
_PATTERNS = tuple((deed, re.compile(pattern, re.IGNORECASE)) for deed, pattern in _DEEDS)


class Reader:
    """Reads texts one after the other. What came in parts it keeps until the last one."""

    def __init__(self) -> None:
        self._parts: dict[int, str] = {}

    def orders(self, text: str) -> Iterator[Order]:
        """Yield the orders in a text, in their place."""
        plain = undisguised(text)
        for number, count, part in _PART.findall(re.sub(r"(?m)^> ?", "", text.translate(_LATIN))):
            self._parts[int(number)] = part
            if len(self._parts) == int(count):
                plain += "\n\n" + " ".join(self._parts[one] for one in sorted(self._parts))
                self._parts = {}
        for sentence in sentences(plain):
            for deed, pattern in _PATTERNS:
                found = pattern.search(sentence)
                if found is not None:
                    yield Order(deed, sentence, sentence[found.start() :])
                    break


def undisguised(text: str) -> str:
    """Return a text in Latin letters and without marks of quotation, and behind it what it holds in base64 or rot13."""
    plain = re.sub(r"(?m)^> ?", "", text.replace('\\"', '"')).translate(_LATIN).replace("wrote:\n", "wrote:\n\n")
    found: list[str] = []
    if "base64" in plain.lower():
        for word in _BASE64.findall(plain):
            try:
                found.append(base64.b64decode(word, validate=True).decode())
            except (binascii.Error, UnicodeDecodeError):
                continue
    coded = _ROT13.search(plain)
    if coded is not None:
        found.append(codecs.encode(coded[1], "rot13"))
    return "\n\n".join((plain, *found))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, one line each; a line break inside one is a space."""
    kept = _QUOTED.sub(lambda quoted: quoted[0].replace(". ", ".\x00"), text)
    return [" ".join(one.replace("\x00", " ").split()) for one in _SENTENCE.split(kept) if one.strip()]


def accounts_in(text: str) -> list[str]:
    """Return what looks like numbers of bank accounts in a text."""
    return _ACCOUNT.findall(text)


def days_in(text: str) -> list[str]:
    """Return the days that a text names, as ISO dates."""
    return list(dict.fromkeys(
        iso or f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}" for day, month, year, iso in _DATE.findall(text)
    ))


def quotes_in(text: str) -> list[str]:
    """Return what stands in quotation marks in a text and may be a name."""
    return list(dict.fromkeys(_NAMED.findall(text)))


def paths_in(text: str) -> list[str]:
    """Return the paths that a text names, from the root on; those of directories end as they are written."""
    return list(dict.fromkeys(_PATH.findall(text)))
