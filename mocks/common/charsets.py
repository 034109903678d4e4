"""Charsets: bytes of mail as text, by a table of our own, since codecs and their aliases differ between Pythons."""

import re

_CODECS = {
    "cp1252": "ascii us-ascii ansi_x3.4-1968 646 iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 cp819 ansi "
              "x-ansi x-cp1252",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-sig",
    "utf-16": "utf-16 utf16 unicode ucs-2 iso-10646-ucs-2",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32 utf32",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp437": "cp437 ibm437",
    "cp850": "cp850 ibm850",
    "cp852": "cp852 ibm852",
    "cp866": "cp866 ibm866",
    "cp874": "tis-620 iso-8859-11 windows-874 cp874",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 iso-8859-6-i iso-8859-6-e arabic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i iso-8859-8-e hebrew",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9 latin-9",
    "iso8859-16": "iso-8859-16 iso8859-16",
    "koi8-r": "koi8-r koi8 cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman macroman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 csshiftjis",
    "euc_jp": "euc-jp x-euc-jp eucjp",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-ext",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 ks_c_5601-1989 windows-949 cp949 korean",
    "iso2022_kr": "iso-2022-kr",
    "gb18030": "gb18030 gb2312 gbk gb_2312-80 gb_2312 x-gbk cp936 windows-936 chinese csgb2312 euc-cn",
    "hz": "hz-gb-2312 hz",
    "cp950": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
}
"""Codec of the standard library: the charset names that mean it. ISO 8859-1 is read as Windows-1252, GB 2312 as
GB 18030 and so on: supersets that real mail uses under the smaller name. The tables of these codecs are equal in
Python 3.11, 3.12 and 3.13."""

_BY_NAME = {name: codec for codec, names in _CODECS.items() for name in names.split()}

_C1 = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_WINDOWS_1252 = "".join(_C1[code] if code in _C1 else bytes((code,)).decode("cp1252") for code in range(256))
_SURROGATE = re.compile("[\ud800-\udfff]")


def known_charset(name: str) -> str:
    """Return the codec that a charset name means, empty if we know none."""
    return _BY_NAME.get(name.strip().strip("\"'").lower(), "")


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Return bytes as text: by the charset declared, else UTF-8, else what the charset makes of them, else
    Windows-1252, in which every byte is a character."""
    return decoded(data, charset)[0]


def decoded(data: bytes, charset: str = "") -> tuple[str, bool]:
    """Return bytes as text, and whether they are what the charset says: a charset that is unknown or a lie is not
    obeyed. Without a charset, ASCII and UTF-8 are as they should be."""
    codec = known_charset(charset)
    named_ascii = codec == "cp1252" and ("ascii" in charset.lower() or charset.strip() == "646")
    if data.isascii() and codec not in _NOT_ASCII:
        return data.decode("ascii"), bool(codec) or not charset.strip()
    if codec == "cp1252" and not named_ascii:
        return _windows(data), True
    if codec and not named_ascii:
        text = _strictly(data, codec)
        if text is not None:
            return text, True
    text = _strictly(data, "utf-8")
    if text is not None:
        return text, not charset.strip()
    if codec and codec != "utf-8" and not named_ascii:
        return _SURROGATE.sub("\ufffd", data.decode(codec, "replace")), False
    return _windows(data), False


_NOT_ASCII = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "iso2022_jp_ext", "iso2022_kr", "hz"})
"""Codecs in which bytes under 128 may mean something else."""


def _windows(data: bytes) -> str:
    return "".join(map(_WINDOWS_1252.__getitem__, data))


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeError:
        return None
    return None if _SURROGATE.search(text) else text
