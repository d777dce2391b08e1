"""Figures as each language writes them: no blank around them in Chinese, one or several in English.

A name, a path, a time or a figure that stands behind its label alone (收到 3/5, 时限 12月2日) is
no figure within a sentence.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import messages
from messages.render import words_in

HERE = Path(messages.__file__).parent
CHINESE = "[\u4e00-\u9fff]"
TAGS = r"(?:</?[bi]>|\{%[^{}]*%\})*"
FIGURE = r"(\{\{[^{}]*\}\}|(?<![\d:./-])\d+(?:\.\d+)?(?![\d:./～-]))"
BEHIND = re.compile(f"{FIGURE}{TAGS} {TAGS}{CHINESE}")
BEFORE = re.compile(f"{CHINESE}{TAGS} {TAGS}{FIGURE}(?:{TAGS}{CHINESE}| MB)")
EXPRESSION = re.compile(r"\{\{[^{}]*\}\}")
INSIDE = re.compile(f"[\"'] {CHINESE}|{CHINESE} [\"'] ?~")
"""Within an expression, as in "另有 " ~ count ~ " 家"."""
_OTHERS = """
    anchor answered_by by colour file heading jurisdiction level.colour mark name one.body
    one.column path person revision step.position table title username
"""
NO_FIGURES = frozenset(_OTHERS.split())
TOLD_BY = ("short", "moment", "formal", "clock", "day", "whole_date", "to_hour", "listed", "span")
EXAMPLES = ("/forecast 演练 12月2日", "155～185 细颗粒物", "续报 1号", "{{ first }} 张三")
"""They are typed so."""
SEVERAL = re.compile(
    r"\}\} (?:more |earlier |open |other |working |enrolled |member )?(?:agencies|bodies|characters"
    r"|chats|counties|days|digits|entries|fields|firms|forms|hours|letters|lines|measures|members"
    r"|messages|minutes|offices|opinions|places|points|positions|problems|proposals|receipts"
    r"|requests|rows|seconds|signatures|slips|teams|times|versions|walls)\b"
    r"|\(s\)|%d (?:hours|days|points) (?:missing|measured|lost)|~ [\"'] places"
)


def texts(locale: str) -> list[Path]:
    phrases = (HERE / "phrases" / locale).glob("*.yaml")
    return sorted([*phrases, *(HERE / "templates" / locale).rglob("*.j2")])


def lines(locale: str) -> Iterator[tuple[Path, str]]:
    for path in texts(locale):
        for line in path.read_text("utf-8").splitlines():
            if not any(one in line for one in EXAMPLES):
                yield path, line


def is_figure(said: str) -> bool:
    asked = said.strip("{} ")
    teller = asked.rpartition("|")[2].partition("(")[0].strip()
    in_words = " if " in asked or "~" in asked or asked.startswith(('"', "'"))
    return not in_words and asked not in NO_FIGURES and teller not in TOLD_BY


def test_chinese_has_no_blank_around_a_figure() -> None:
    assert [(path.name, line) for path, line in lines("zh") if _is_parted(line)] == []


def _is_parted(line: str) -> bool:
    found = (one for kind in (BEHIND, BEFORE) for one in kind.finditer(line))
    inside = any(INSIDE.search(one) for one in EXPRESSION.findall(line))
    return inside or any(is_figure(one[1]) for one in found)


def test_english_says_one_or_several() -> None:
    """1 days: a figure goes through the filter `counted` with what it counts."""
    assert [(path.name, line) for path, line in lines("en") if SEVERAL.search(line)] == []


@pytest.mark.parametrize(
    ("key", "facts", "wanted"),
    [
        ("button_exercise_n_days", {"days": 1}, "1 day"),
        ("button_exercise_n_days", {"days": 2}, "2 days"),
        ("reconcile_unowed_control", {"count": 1, "names": "A"}, "1 body was not asked"),
        ("reconcile_unowed_control", {"count": 0, "names": ""}, "0 bodies were not asked"),
    ],
)
def test_what_is_counted(key: str, facts: dict[str, object], wanted: str) -> None:
    assert words_in("en", "Asia/Shanghai").plain(key, **facts).startswith(wanted)
