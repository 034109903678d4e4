"""Clutter: suggestions that apps add to their pages, of no use for anything that is asked; a tap does nothing."""

from collections.abc import Sequence

from ..screens import material
from ..screens.widgets import Widget
from .look import Look
from .records import Language

HEADING: dict[Language, str] = {"en": "You might also like", "zh": "猜你喜欢"}
SUGGESTIONS: tuple[tuple[str, dict[Language, str], dict[Language, str]], ...] = (
    ("star", {"en": "Favourites of this week", "zh": "本周热门"}, {"en": "What others looked at", "zh": "大家都在看"}),
    ("task", {"en": "Tips for beginners", "zh": "新手指南"}, {"en": "Five minutes", "zh": "五分钟学会"}),
    ("public", {"en": "What is new in this version", "zh": "新版本有什么变化"},
     {"en": "Faster and clearer", "zh": "更快更清晰"}),
    ("history", {"en": "Your month at a glance", "zh": "您的月度小结"}, {"en": "Ready to look at", "zh": "已生成"}),
    ("favorite", {"en": "Tell us how you like it", "zh": "给我们打分"}, {"en": "Two questions", "zh": "只有两个问题"}),
    ("apps", {"en": "More by the same makers", "zh": "同一团队的其他产品"}, {"en": "All of them", "zh": "查看全部"}),
)
"""Icon, title and subtitle of each."""

SIGNS = ("star", "apps")
"""Icons that a page's bar has beside its own, if there is room."""

ROOM = 3
"""Actions that a bar holds beside its title."""

NOTHING_DONE = ("nothing",)


def suggested(look: Look) -> tuple[Widget, ...]:
    """Return what stands below the body of a page."""
    count = look.device.suggestions
    if not count:
        return ()
    language = look.device.language
    return (material.section(HEADING[language]), *(
        material.list_row(title[language], subtitle[language], material.disc(icon), act=NOTHING_DONE,
                          key=f"suggestion_{number}")
        for number, (icon, title, subtitle) in enumerate(SUGGESTIONS[:count])
    ))


def beside(look: Look, actions: Sequence[Widget]) -> tuple[Widget, ...]:
    """Return the icons that the bar of a page has beside its own actions."""
    if not look.device.suggestions:
        return ()
    told = SUGGESTIONS[0][1][look.device.language], SUGGESTIONS[-1][1][look.device.language]
    return tuple(
        material.icon_button(sign, NOTHING_DONE, words, key=f"suggestion_{sign}")
        for sign, words in list(zip(SIGNS, told, strict=True))[: max(0, ROOM - len(actions))]
    )
