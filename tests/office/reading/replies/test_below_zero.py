"""A dash before a number is a sign behind 是 and the like, and no sign behind a name."""

import pytest

from office.reading.replies.below_zero import says_below_zero
from office.reading.replies.later import read_later
from office.reading.replies.reader import read
from tests.office.reading.replies.forms import FORM


@pytest.mark.parametrize(
    "text",
    ["发现问题：-5个", "发现问题为－5个", "发现问题负5个", "发现问题: −5", "发现问题改成负五个"],
)
def test_a_figure_below_zero_is_said_back(text: str) -> None:
    reading = read(FORM, text)
    assert (dict(reading.values), reading.doubts, reading.unread) == ({}, (), (text,))
    assert says_below_zero(text)


@pytest.mark.parametrize("text", ["不是4，是-5", "不是4是－5个", "发现问题4改为-5个"])
def test_a_correction_below_zero_is_said_back(text: str) -> None:
    reading = read_later(FORM, {"problems": 4}, text)
    assert (dict(reading.values), reading.doubts, reading.unread) == ({}, (), (text,))
    assert says_below_zero(text)


@pytest.mark.parametrize(
    "text",
    ["发现问题-5个", "发现问题——5个", "-发现问题5个", "负责人张三，发现问题5个", "1-发现问题：5"],
)
def test_a_dash_that_parts_is_no_sign(text: str) -> None:
    reading = read(FORM, text)
    assert (dict(reading.values), reading.doubts, reading.unread) == ({"problems": 5}, (), ())
    assert not says_below_zero(text)


def test_a_storey_below_the_ground_is_a_place() -> None:
    for text in ("地下车库负一层已洒水", "负2楼已停工"):
        assert not says_below_zero(text)
