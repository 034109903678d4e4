"""The few words that the toolkit itself says to readers, in the languages of its themes."""

_CHINESE = {
    "Delete": "删除", "Done": "完成", "Enter": "确定", "Fewer": "减少", "Fingerprint": "指纹", "Language": "切换语言",
    "More": "增加", "Shift": "大写", "Space": "空格",
}


def said(word: str, locale: str) -> str:
    """Return a word of the toolkit in a language: zh, or English for all others."""
    return _CHINESE[word] if locale.startswith("zh") else word
