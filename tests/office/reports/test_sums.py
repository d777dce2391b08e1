"""Sums of what was reported, held against a few lines that add up in another way."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from office.reports.sums import ReportedNumber, Sum, SumDays, counted, of_bodies, of_fields

FIRST, SECOND, THIRD = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)
DAYS = (FIRST, SECOND, THIRD)
BODIES = ("gongan", "zhujian")
STOCKS = frozenset({"open"})
WHOLE = SumDays(FIRST, THIRD)


def figure(
    field: str, value: int | str, body: str = "gongan", day: date = FIRST, reply: int = 1
) -> ReportedNumber:
    number = value if isinstance(value, int) else Decimal(value)
    return ReportedNumber(field, body, day, reply, version=1, value=number)


def test_bodies_and_days_are_added_and_the_replies_are_named() -> None:
    rows = [
        figure("people", 32),
        figure("people", 8, "zhujian", reply=2),
        figure("people", 5, day=SECOND, reply=3),
        figure("road_km", "3.5", "zhujian", reply=2),
    ]
    assert of_fields(rows, SumDays(FIRST, FIRST), STOCKS) == {
        "people": Sum(40, replies=(1, 2), bodies=2, late=0, carried=0),
        "road_km": Sum(Decimal("3.5"), replies=(2,), bodies=1, late=0, carried=0),
    }
    assert of_fields(rows, WHOLE, STOCKS)["people"] == Sum(
        45, (1, 2, 3), bodies=2, late=0, carried=0
    )
    assert of_bodies(rows, WHOLE, STOCKS)["people", "gongan"].value == 37


def test_a_newer_version_counts_for_what_it_changes_and_may_take_something_back() -> None:
    before = [figure("people", 32), figure("groups", 4), figure("firms", 9)]
    fewer = replace(figure("people", 15), version=2)
    none = replace(figure("firms", 0), version=3, value=None)
    found = of_fields([none, fewer, *before], WHOLE, STOCKS)
    assert {field: one.value for field, one in found.items()} == {"people": 15, "groups": 4}
    another = figure("people", 7, reply=2)
    assert of_fields([another, fewer, *before], WHOLE, STOCKS) == {"people": Sum(7, (2,), 1, 0, 0)}


def test_a_report_that_came_late_counts_on_its_own_day_and_is_told_as_late() -> None:
    late = replace(figure("people", 9, "zhujian", reply=2), late=True)
    assert of_fields([figure("people", 1), late], SumDays(FIRST, FIRST), STOCKS)["people"] == Sum(
        10, replies=(1, 2), bodies=2, late=1, carried=0
    )
    assert of_fields([late], SumDays(SECOND, THIRD), STOCKS) == {}


def test_a_stock_is_what_each_body_said_last_and_is_never_added_over_days() -> None:
    rows = [
        figure("open", 4),
        figure("open", 3, day=SECOND, reply=2),
        figure("open", 7, "zhujian", reply=3),
        figure("people", 2, "zhujian", day=SECOND, reply=4),
    ]
    assert of_fields(rows, WHOLE, STOCKS)["open"].value == 10
    second = of_fields(rows, SumDays(SECOND, SECOND), STOCKS)
    assert second["open"] == Sum(10, replies=(2, 3), bodies=2, late=0, carried=1)
    assert of_fields(rows, SumDays(FIRST, FIRST), STOCKS)["open"] == Sum(11, (1, 3), 2, 0, 0)


def test_an_exercise_and_what_is_real_are_never_added_together() -> None:
    rows = [figure("people", 5), replace(figure("people", 100, "zhujian", reply=2), drill=True)]
    assert of_fields(rows, WHOLE, STOCKS)["people"].value == 5
    assert of_fields(rows, WHOLE, STOCKS, drill=True)["people"].value == 100


figures = st.builds(
    ReportedNumber,
    field=st.sampled_from(("people", "firms", "open")),
    body=st.sampled_from(BODIES),
    day=st.sampled_from(DAYS),
    reply=st.integers(1, 3),
    version=st.integers(1, 3),
    value=st.none() | st.integers(0, 50) | st.decimals(0, 50, places=1),
    late=st.booleans(),
    drill=st.booleans(),
)


PLACES = tuple(product(BODIES, DAYS, (False, True)))


def as_they_come(rows: Iterable[ReportedNumber]) -> list[ReportedNumber]:
    """A reply is one body's of one day, and a version of it says each number once."""
    said = {}
    for row in rows:
        place = PLACES.index((row.body, row.day, row.drill))
        one = replace(row, reply=10 * place + row.reply)
        said[one.reply, one.version, one.field] = one
    return list(said.values())


reported = st.lists(figures, max_size=15).map(as_they_come)


def by_hand(rows: list[ReportedNumber], days: SumDays, field: str) -> Decimal:
    """Walks through the days and keeps a book of what each body has said last."""
    total, book = Decimal(0), dict[str, Decimal]()
    for day in DAYS:
        if day > days.last:
            break
        for body in BODIES:
            said = [row for row in rows if (row.body, row.day, row.drill) == (body, day, False)]
            said = [row for row in said if row.reply == max(one.reply for one in said)]
            said = [row for row in said if row.field == field]
            final = max(said, key=lambda row: row.version, default=None)
            if final is not None and final.value is not None:
                book[body] = Decimal(final.value)
                total += Decimal(final.value) if day >= days.first else 0
    return sum(book.values(), Decimal(0)) if field in STOCKS else total


@given(reported, st.sampled_from(DAYS))
def test_they_are_what_somebody_adds_up_by_hand(rows: list[ReportedNumber], first: date) -> None:
    for span in (SumDays(first, first), SumDays(first, THIRD)):
        found = of_fields(rows, span, STOCKS)
        for field in ("people", "firms", "open"):
            value = found[field].value if field in found else 0
            assert value == by_hand(rows, span, field)


@given(reported)
def test_bodies_add_up_to_the_whole_and_replies_bear_it(
    rows: list[ReportedNumber],
) -> None:
    whole, parts = of_fields(rows, WHOLE, STOCKS), of_bodies(rows, WHOLE, STOCKS)
    for field, one in whole.items():
        assert one.value == sum(part.value for key, part in parts.items() if key[0] == field)
        replies = [row for row in rows if row.reply in one.replies]
        assert of_fields(replies, WHOLE, STOCKS)[field].value == one.value
    assert {row.field for row in counted(rows, WHOLE, STOCKS)} == set(whole)
