"""Holidays in two columns of days are read as spans; a notice stays as it is."""

import pytest

from office.reading.day_rows import as_notice


@pytest.mark.parametrize("heads", ["开始日期\t结束日期", "起\t止", "first\tlast"])
def test_two_columns_are_a_span(heads: str) -> None:
    rows = f"2027年\n节日\t{heads}\n元旦\t2027-01-01\t2027-01-03\t休\n补班\t2027-01-04\n\n"
    assert as_notice(rows).split("\n") == [
        "2027-01-01至2027-01-03 元旦 休",
        "补班 2027-01-04",
        "",
    ]


@pytest.mark.parametrize(
    "text", ["", "2027年1月1日至3日放假，1月4日上班", "日期,安排\n2027-01-01,休"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert as_notice(text) == text
