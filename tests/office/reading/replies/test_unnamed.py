"""A correction that names no field: which fields are offered, and what is left to other readers."""

import pytest

from office.reading.replies.later import read_later
from office.reading.replies.reading import Value
from tests.office.reading.replies.forms import FORM

KNOWN: dict[str, Value] = {"people": 12, "firms": 31, "problems": 4, "fixed": 3}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("写错了，是5个", ["problems", "fixed", "people", "firms"]),
        ("不好意思，刚才报错了，应该是5个", ["problems", "fixed", "people", "firms"]),
        ("更正：5个", ["problems", "fixed", "people", "firms"]),
        ("改成5人次", ["people"]),
        ("错了，5", ["people", "firms", "problems", "fixed"]),
        # What stands there already was not wrong.
        ("写错了，是4个", ["fixed", "people", "firms"]),
    ],
)
def test_whatever_was_told_and_may_be_meant_is_offered(text: str, fields: list[str]) -> None:
    reading = read_later(FORM, KNOWN, text)
    assert (dict(reading.values), reading.unread) == ({}, ())
    [doubt] = reading.doubts
    assert doubt.words == text
    assert [[*one] for one in doubt.readings] == [[one] for one in fields]


def test_where_nothing_was_told_every_field_of_the_unit_is_offered() -> None:
    [doubt] = read_later(FORM, {}, "写错了，是5个").doubts
    fields = ["problems", "fixed", "open", "people", "firms", "sites", "stopped", "limited"]
    assert [[*one] for one in doubt.readings] == [[one] for one in fields]


@pytest.mark.parametrize(
    "text",
    [
        "是5个",
        "附件改为3个",
        "时间写错了，应为15点",
        "写错了，是5个和6个",
        "写错了，是5吨",
        "写错了，改天再报" + "。" * 40 + "5个",
        "写错了",
    ],
)
def test_what_names_something_else_or_no_number_is_not_asked_about(text: str) -> None:
    assert read_later(FORM, KNOWN, text).doubts == ()


@pytest.mark.parametrize("text", ["写错了，是-5", "写错了 －5个", "更正：负五个", "应该是—5家"])
def test_what_is_below_zero_is_offered_for_no_field(text: str) -> None:
    reading = read_later(FORM, KNOWN, text)
    assert (dict(reading.values), reading.doubts, reading.unread) == ({}, (), (text,))


@pytest.mark.parametrize("text", ["发现问题改为5个", "不是4，是5", "更正：发现问题5个"])
def test_what_names_its_field_is_read_at_once(text: str) -> None:
    reading = read_later(FORM, KNOWN, text)
    assert (dict(reading.values), reading.doubts) == ({"problems": 5}, ())
