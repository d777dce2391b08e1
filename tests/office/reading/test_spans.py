"""From when until when something lasts, as an office types it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading import spans

FIRST, LAST = date(2026, 10, 15), date(2027, 4, 15)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026年10月15日至2027年4月15日", (FIRST, LAST)),
        ("２０２６年１０月１５日　到　4月15日", (FIRST, LAST)),
        ("2026-10-15 2027-04-15", (FIRST, LAST)),
        ("2026/10/15~2027/4/15", (FIRST, LAST)),
        ("2026.10.15 to 2027.4.15", (FIRST, LAST)),
        ("2026年3月1日至5月31日", (date(2026, 3, 1), date(2026, 5, 31))),
        ("2026年10月15日起", (FIRST, None)),
        ("自2026年10月15日起", (FIRST, None)),
        ("自2026年10月15日起至2027年4月15日止", (FIRST, LAST)),
        ("2026-10-15 from", (FIRST, None)),
        ("from 2026-10-15", (FIRST, None)),
        ("From 2026-10-15 on", (FIRST, None)),
        ("from 2026-10-15 to 2027-04-15", (FIRST, LAST)),
        (" 2026年10月15日至2027年4月15日止\n", (FIRST, LAST)),
    ],
)
def test_spans(text: str, span: tuple[date, date | None]) -> None:
    assert spans.read(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "", "采暖期", "10月15日至4月15日", "2026年10月15日", "2026年13月15日起", "2026-02-30起",
        "2027-04-15至2026-10-15", "2026-10-15至2026-10-15", "2026-10-15至2027-02-29",
    ],
)  # fmt: skip
def test_what_is_no_span(text: str) -> None:
    assert spans.read(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_span_in_order_or_none(text: str) -> None:
    found = spans.read(text)
    assert found is None or found.last is None or found.first < found.last


@given(st.dates(date(2020, 1, 1), date(2080, 12, 31)), st.integers(1, 364))
def test_what_is_written_in_full_is_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    for text in (
        f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
        f"{first:%Y-%m-%d} {last:%Y-%m-%d}",
    ):
        assert spans.read(text) == (first, last)
