"""What counts as said unasked in a body's group, and when that is too much."""

from collections import Counter
from datetime import date

import pytest

from tests.harness import unasked

DAY = (-1, date(2026, 12, 2))


@pytest.mark.parametrize(
    ("said", "own_plan", "too_much"),
    [
        ({"prompt": 1, "nudge": 1, "slip": 3}, False, False),
        ({"prompt": 1, "nudge": 1, "slip": 4}, False, True),
        ({"prompt": 1, "nudge": 1, "slip": 4}, True, False),
        ({"prompt": 5, "slip": 1}, True, True),
        ({"answer": 40, "document": 3, "nudge": 5}, False, False),
        ({"alert": 1, "nudge": 6}, False, True),
        ({"alert": 1, "nudge": 6}, True, False),
        ({"decision": 4, "nudge": 2}, False, True),
        ({"decision": 4, "nudge": 2}, True, False),
        ({"level": 1, "nudge": 6}, False, False),
    ],
)
def test_more_than_five_a_day_are_too_many(
    said: dict[str, int], *, own_plan: bool, too_much: bool
) -> None:
    found = unasked.too_many({DAY: Counter(said)}, own_plan=own_plan)
    assert bool(found) is too_much
