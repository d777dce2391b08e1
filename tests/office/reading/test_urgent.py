"""The line of /urgent, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.typed import seen
from office.reading.urgent import UrgentLine, read


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", ("first", "", "", "")),
        ("事故 化工厂起火", ("first", "accident", "", "化工厂起火")),
        ("事故：化工厂起火", ("first", "accident", "", "化工厂起火")),
        ("首报，信访 二十人", ("first", "petition", "", "二十人")),
        ("Opinion\nthree videos", ("first", "opinion", "", "three videos")),
        ("其他", ("first", "other", "", "")),
        ("事故发生在北郊", ("first", "", "", "事故发生在北郊")),
        ("化工厂起火", ("first", "", "", "化工厂起火")),
        ("续报 3号 已控制", ("follow_up", "", "3号", "已控制")),
        ("续报 昌污指急〔2026〕3号：已控制", ("follow_up", "", "昌污指急〔2026〕3号", "已控制")),
        ("续报 3人受伤", ("follow_up", "", "", "3人受伤")),
        ("终报 12号", ("final", "", "12号", "")),
        ("final", ("final", "", "", "")),
        ("续报 事故 已控制", ("follow_up", "", "", "事故 已控制")),
    ],
)
def test_a_line_is_read(typed: str, line: tuple[str, ...]) -> None:
    assert read(typed) == UrgentLine(*line)


@given(st.text())
def test_nothing_of_what_is_typed_is_lost(typed: str) -> None:
    assert read(typed).text in seen(typed)
