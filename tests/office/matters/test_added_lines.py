"""Lines that the office adds to one alert: kept with the order, checked, read by whom they name."""

import pytest

from office.matters import added_lines
from office.matters.added_lines import AddedLine
from office.refusal import Refusal
from tests.harness.plans import city

PLAN = city()
LINES = (AddedLine("夜间停工"), AddedLine("加密巡查", ("zhujian",)))


def test_they_are_kept_as_they_were_said() -> None:
    assert added_lines.of_says(added_lines.as_says(LINES)) == LINES
    assert added_lines.of_says(added_lines.as_says(())) == ()
    assert added_lines.of_says(added_lines.as_says(None)) is None


@pytest.mark.parametrize(
    ("body", "read"),
    [("zhujian", ["夜间停工", "加密巡查"]), ("gongan", ["夜间停工"])],
)
def test_a_body_reads_what_is_for_all_and_what_is_its_own(body: str, read: list[str]) -> None:
    assert [one.text for one in added_lines.views(PLAN, LINES, body)] == read


def test_in_a_text_for_everybody_they_say_for_whom() -> None:
    assert [one.names for one in added_lines.views(PLAN, LINES, None)] == [(), ("住建局",)]


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ((AddedLine("夜间停工", ("nobody",)),), "button_obsolete"),
        ((AddedLine("停"),) * 11, "lines_too_many"),
        ((AddedLine("停" * 201),), "lines_too_long"),
    ],
)
def test_they_are_few_and_short_and_for_members(lines: tuple[AddedLine, ...], key: str) -> None:
    with pytest.raises(Refusal) as refused:
        added_lines.check(PLAN, lines)
    assert refused.value.key == key
