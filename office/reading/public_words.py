"""Reads the words that somebody would have a text for the public say instead of the plan's."""

import re
from collections.abc import Iterable

ZH, EN, SHORT = "zh", "en", "short"
AT_MOST = {ZH: 600, EN: 1200, SHORT: 60}
"""The letters of each; facts and signature come on top of them."""

_BEGINS = (
    (EN, re.compile(r"\s*(?:英文|英语|english)\s*[:：]\s*", re.IGNORECASE)),
    (SHORT, re.compile(r"\s*(?:短信|手机短信|sms|text message)\s*[:：]\s*", re.IGNORECASE)),
    (ZH, re.compile(r"\s*(?:中文|正文|公众文本|chinese)\s*[:：]\s*", re.IGNORECASE)),
)
_WHEN = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}\s*[日号]\s*\d{1,2}\s*[时点]|\d{1,2}[:：]\d{2}"
)


def public_words(text: str, first: str) -> dict[str, list[str]]:
    """The lines under each heading; those before any heading are of the `first` one."""
    found: dict[str, list[str]] = {}
    part = first
    for line in text.splitlines():
        part, rest = _headed(line, part)
        if rest.strip():
            found.setdefault(part, []).append(rest.strip())
    return found


def _headed(line: str, part: str) -> tuple[str, str]:
    for name, pattern in _BEGINS:
        if begins := pattern.match(line):
            return name, line[begins.end() :]
    return part, line


def too_long(words: dict[str, list[str]]) -> str | None:
    """The part that is too long, if one is."""
    long = (part for part, lines in words.items() if sum(map(len, lines)) > AT_MOST[part])
    return next(long, None)


def told_facts(words: dict[str, list[str]], levels: Iterable[str]) -> str | None:
    """The first words that tell a level or a time, which are the order's alone."""
    text = "\n".join(line for lines in words.values() for line in lines)
    alarms = [f"{level}预警" for level in levels] + [f"{level} alert" for level in levels]
    found = next((one for one in alarms if one in text), None)
    when = _WHEN.search(text)
    return found or (when[0] if when else None)
