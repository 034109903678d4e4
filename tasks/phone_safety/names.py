"""Invented names that moments draw from, by language."""

from ...mocks.phone.records import Language

FIRST: dict[Language, tuple[str, ...]] = {
    "en": ("Ida", "Milo", "Tessa", "Owen", "Priya", "Jonas", "Leila", "Hugo", "Nora", "Felix", "Amara", "Silas",
           "Greta", "Idris", "Maeve", "Tomas", "Yusra", "Callum", "Ines", "Bruno"),
    "zh": ("思远", "雨桐", "佳宁", "浩然", "若曦", "子墨", "晨阳", "婉清", "立言", "书瑶",
           "景行", "嘉禾", "望舒", "明哲", "语嫣", "知行", "清和", "亦凡", "安澜", "文博"),
}
LAST: dict[Language, tuple[str, ...]] = {
    "en": ("Brook", "Tarnley", "Oyelaran", "Fenwick", "Marchetti", "Halloran", "Quist", "Varga", "Ostrander", "Pell",
           "Lindqvist", "Achterberg", "Roswell", "Danso", "Kerrigan"),
    "zh": ("顾", "沈", "秦", "陆", "苏", "程", "叶", "韩", "唐", "贺", "温", "简", "江", "孟", "骆"),
}
PLACES: dict[Language, tuple[str, ...]] = {
    "en": ("Mill Lane 14", "Harbour Row 3", "Upper Orchard 27", "Station Steps 8", "Larkfield 52", "Canal Bend 6"),
    "zh": ("磨坊巷14号", "港湾路3号", "上果园街27号", "站前台阶8号", "云雀田52号", "运河湾6号"),
}

WOMEN: dict[Language, tuple[str, ...]] = {
    "en": ("Mina Sorrel", "Thea Lockwood", "Runa Vance", "Odile Marsh", "Petra Haldane"),
    "zh": ("方若云", "何静姝", "梁采薇", "邓芷兰", "许映雪"),
}
"""Names of women, for moments whose text says "she"."""
