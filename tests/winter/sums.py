"""Adds up once more what bodies wrote of a day, and holds each brief against it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.winter.tape import Tape
from tests.winter.writing import Written

SUMS = re.compile(r"^(\d{1,2})月(\d{1,2})日合计：(.+)。$", re.MULTILINE)
DAILY = "日报"
NUMBER = re.compile(r"^(\D+?)([\d,]+(?:\.\d+)?)\D*$")
ON_THE_WAY = timedelta(minutes=15)
"""What was written so shortly before may not have come yet when the brief was put together."""


def wrong(tape: Tape, written: list[Written], since: datetime) -> list[str]:
    """What the briefs since then sum up otherwise than their bodies wrote, each once."""
    found = Counter[str]()
    for (home, _), at, text in tape.briefs:
        if at >= since and (said := SUMS.search(text)):
            found.update(_faults(home, at.astimezone(tape.zone), said, written))
            tape.compared += said[3].count("，") + 1
    return [f"{line} (in {chats} chats)" for line, chats in found.items()]


def _faults(home: str, at: datetime, said: re.Match[str], written: list[Written]) -> Iterator[str]:
    day = f"{said[1]}月{said[2]}日"
    least, most = (_sums(home, day, written, until) for until in (at - ON_THE_WAY, at))
    for one in said[3].split("，"):
        told = NUMBER.match(one)
        if told is not None and int(told[2].replace(",", "")) not in (
            least[told[1]],
            most[told[1]],
        ):
            yield f"{home}: the brief of {at:%m-%d %H:%M} says {one}, reported {most[told[1]]}"


def _sums(home: str, day: str, written: list[Written], until: datetime) -> Counter[str]:
    sums = Counter[str]()
    for one in written:
        # A team that inspects sums up apart.
        if one.home == home and one.matter.startswith(day) and one.matter.endswith(DAILY):
            sums.update(one.figures_at(until))
    return sums
