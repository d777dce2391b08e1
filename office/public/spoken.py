"""Writes a Chinese text as an announcer reads it: numbers in words, no brackets and no symbols."""

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_BY_PHONE = "零幺二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_TERMS = {
    "PM2.5": "细颗粒物",
    "PM₂.₅": "细颗粒物",
    "PM10": "可吸入颗粒物",
    "PM₁₀": "可吸入颗粒物",
    "AQI": "空气质量指数",
    "VOCs": "挥发性有机物",
    "NO2": "二氧化氮",
    "SO2": "二氧化硫",
    "O3": "臭氧",
    "O₃": "臭氧",
    "CO": "一氧化碳",
}
_LEVELS = {
    "Ⅰ": "一",
    "Ⅱ": "二",
    "Ⅲ": "三",
    "Ⅳ": "四",
    "I": "一",
    "II": "二",
    "III": "三",
    "IV": "四",
}
_MARKS = str.maketrans(
    {",": "，", ";": "；", "?": "？", "!": "！", "/": "或", "—": "，", "–": "，", "·": "、"}
)

ReadOut = Callable[[re.Match[str]], str]


def spoken(text: str) -> str:
    """Only Chinese signs, letters and marks at which one pauses are left."""
    for pattern, said in _STEPS:
        text = pattern.sub(said, text)
    text = _UNREADABLE.sub("", text.translate(_MARKS))
    return _PAUSES.sub(lambda found: found[1], text).lstrip("，。；：、")


def counted(number: int) -> str:
    """215 as 二百一十五."""
    if number >= 10_000:
        above, rest = divmod(number, 10_000)
        gap = "零" if 0 < rest < 1_000 else ""
        return f"{counted(above)}万{gap}{_below_ten_thousand(rest) if rest else ''}"
    return _below_ten_thousand(number) or "零"


def _below_ten_thousand(number: int) -> str:
    said, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if skipped else "") + _DIGITS[digit] + _PLACES[place]
        skipped = bool(said) and not digit
    # Twelve is 十二 and not 一十二.
    return said[1:] if 10 <= number < 20 else said


def _one_by_one(digits: str, names: str = _DIGITS) -> str:
    return "".join(names[int(digit)] for digit in digits)


def _figure(said: str) -> str:
    whole, _, part = said.partition(".")
    if len(whole) > 8:
        return _one_by_one(whole)
    return counted(int(whole)) + (f"点{_one_by_one(part)}" if part else "")


def _clock(found: re.Match[str]) -> str:
    minutes = f"{_figure(found[2])}分" if int(found[2]) else ""
    return f"{_figure(found[1])}时{minutes}"


_PLAIN = re.ASCII
_STEPS: tuple[tuple[re.Pattern[str], ReadOut], ...] = (
    # What only repeats in signs what stands before it: 空气质量指数（AQI）.
    (re.compile(r"[（(][A-Za-z0-9.₀-₉ ]+[)）]"), lambda _: ""),
    (
        re.compile("|".join(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z0-9])" for one in _TERMS)),
        lambda found: _TERMS[found[0]],
    ),
    (re.compile(r"(?<![A-Za-z])([ⅠⅡⅢⅣ]|I{1,3}|IV)(?=级)"), lambda found: _LEVELS[found[1]]),
    (re.compile("[ⅠⅡⅢⅣ]"), lambda found: _LEVELS[found[0]]),
    (
        re.compile(r"((?:热线|电话|拨打|号码)[：:]?\s?)([0-9][0-9-]{2,})", _PLAIN),
        lambda found: found[1] + _one_by_one(found[2].replace("-", ""), _BY_PHONE),
    ),
    (re.compile(r"([0-9]{4})(?=年)", _PLAIN), lambda found: _one_by_one(found[1])),
    (re.compile(r"(?<![0-9])([0-9]{1,2})[:：]([0-5][0-9])(?![0-9])", _PLAIN), _clock),
    (
        re.compile(r"([0-9]+(?:\.[0-9]+)?)[%％]", _PLAIN),
        lambda found: f"百分之{_figure(found[1])}",
    ),
    (re.compile(r"(?<=[0-9])\s*[~～—–-]\s*(?=[0-9])", _PLAIN), lambda _: "至"),
    (re.compile(r"(?<=[A-Za-z])([0-9]+)", _PLAIN), lambda found: _one_by_one(found[1])),
    (
        re.compile(r"(?<![0-9.])2(?=个|小时|天|次|家|人|辆|倍|位|名|条|分钟|周|种|处)", _PLAIN),
        lambda _: "两",
    ),
    (re.compile(r"[0-9]+(?:\.[0-9]+)?", _PLAIN), lambda found: _figure(found[0])),
    (re.compile("[:：]"), lambda _: "，"),
    (re.compile(r"\n+"), lambda _: ""),
)
_UNREADABLE = re.compile("[^\u4e00-\u9fff〇A-Za-z，。、；？！]")
_PAUSES = re.compile("([，。、；？！])[，、；]+")
