"""However long and odd a reply is, reading it takes steps in proportion, counted and not timed."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import office.reading.replies as replies
from office.reading.replies.corrections import correct
from office.reading.replies.findings import MOST_DOUBTS, MOST_UNREAD
from office.reading.replies.letters import LONGEST
from office.reading.replies.reader import read
from tests.office.reading.replies.test_replies import form_of

FORM = form_of("changji", "gongxin", "daily")
FOLDER = str(Path(replies.__path__[0]))
SHORT = 250
MOST_STEPS = 900
"""For each letter of a reply; labels and words of the form are gone through for each number."""

Pattern = Callable[[int], str]
PATTERNS = {
    "a row of digits": lambda n: "1" * n,
    "digits and commas": lambda n: "1," * n,
    "thousands": lambda n: "1" + ",164" * n,
    "ranges": lambda n: "3-5" * n,
    "numbers and blanks": lambda n: "1 " * n,
    "numerals": lambda n: "一" * n,
    "tens": lambda n: "十万" * n,
    "one clause of many figures": lambda n: "检查企业12家" * n,
    "another number each time": lambda n: "".join(f"检查企业{one}家，" for one in range(n)),
    "what no field asks for": lambda n: "".join(f"洗车台{one}个，" for one in range(n)),
    "verbs": lambda n: "检查" * n,
    "brackets": lambda n: "(" * n,
    "brackets with numbers": lambda n: "(1" * n,
    "blanks": lambda n: " " * n,
    "empty lines": lambda n: "\n" * n,
    "lines of names": lambda n: "检查企业\n" * n,
    "names of words": lambda n: "经济影响：\n" * n,
    "cells": lambda n: "检查企业\t12\t" * n,
    "upright lines": lambda n: "|" * n,
    "letters": lambda n: "pm2.5" * n,
    "denials": lambda n: "没有" * n,
    "lists": lambda n: "企业、" * n,
    "numbering": lambda n: "1.一、" * n,
}


@contextmanager
def steps_counted() -> Iterator[list[int]]:
    """Count the lines of the reader that are run."""
    counted = [0]

    def in_reader(frame: FrameType, event: str, arg: Any) -> Any:
        counted[0] += event == "line"
        return in_reader

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        return in_reader if frame.f_code.co_filename.startswith(FOLDER) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield counted
    finally:
        sys.settrace(before)


def steps(text: str) -> int:
    with steps_counted() as counted:
        read(FORM, text)
    return counted[0]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_twice_the_reply_takes_twice_the_steps(pattern: Pattern) -> None:
    text = (pattern(SHORT)[:SHORT], pattern(2 * SHORT)[: 2 * SHORT])
    alone, short, long = (steps(one) for one in ("", *text))
    assert long - alone <= 2.5 * (short - alone)
    assert long - alone <= MOST_STEPS * 2 * SHORT


def test_what_is_too_long_is_kept_and_not_read() -> None:
    tail = "，检查企业12家"
    reading = read(FORM, "阴" * LONGEST + tail)
    assert (dict(reading.values), reading.rest) == ({}, "阴" * LONGEST + tail)


def test_nobody_is_shown_hundreds_of_doubts() -> None:
    doubtful = "".join(f"检查停产企业{one}家。" for one in range(1, 200))
    reading = read(FORM, doubtful)
    assert len(reading.doubts) <= MOST_DOUBTS
    assert len(reading.unread) == MOST_UNREAD + 1
    assert reading.unread[-1] == "…"


def test_a_long_text_corrects_nothing() -> None:
    assert correct(FORM, {"firms_checked": 12}, "检查企业改为15。" * 100) is None
