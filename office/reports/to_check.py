"""Which figures their own reports ask about, until they are corrected or found right. Pure.

They count as they were said: to check one is the office's errand, and a sum leaves nothing out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from office.obligations.understood import questions
from office.plan.forms import MEASURED, Form
from storage.owed.figures import StoredFigure

ONE_DAY = timedelta(days=1)
OfDay = tuple[str, date, bool]
"""A body and the day that it reports on, and whether in an exercise."""


def to_check(
    forms: Mapping[str, Form | None],
    stored: Sequence[StoredFigure],
    above: Mapping[str, int],
) -> frozenset[tuple[OfDay, str]]:
    """By day and field, with forms by body and the figures that are unlikely anyhow.

    Of two figures that contradict each other nobody knows which is wrong, so both are named.
    """
    newest = _newest(stored)
    return frozenset(
        (of_day, name)
        for of_day, rows in newest.items()
        if (form := forms.get(of_day[0])) is not None and not _is_checked(rows)
        for name in _asked(form, rows, newest.get(_day_before(of_day), ()), above)
    )


def of_day(one: StoredFigure) -> OfDay:
    return one.body, one.day, one.drill


def _is_checked(rows: Sequence[StoredFigure]) -> bool:
    """Whether the office found right what it says by now; what was changed since is asked anew."""
    return max(one.checked for one in rows) >= max(one.version for one in rows)


def _asked(
    form: Form,
    rows: Sequence[StoredFigure],
    before: Sequence[StoredFigure],
    above: Mapping[str, int],
) -> Iterator[str]:
    # A report that was sent back says nothing of what is usual.
    earlier = _said(form, [one for one in before if one.is_met])
    for odd in questions(form, _said(form, rows), earlier, above):
        yield odd.field.id
        if odd.than is not None:
            yield odd.than.id


def _day_before(that: OfDay) -> OfDay:
    body, day, drill = that
    return body, day - ONE_DAY, drill


def _newest(stored: Sequence[StoredFigure]) -> dict[OfDay, list[StoredFigure]]:
    """What the newest reply of each body for a day says, in the order of its versions."""
    replies: dict[OfDay, int] = {}
    for one in stored:
        replies[of_day(one)] = max(one.report_id, replies.get(of_day(one), 0))
    found: dict[OfDay, list[StoredFigure]] = {}
    for one in sorted(stored, key=lambda figure: figure.version):
        if one.report_id == replies[of_day(one)]:
            found.setdefault(of_day(one), []).append(one)
    return found


def _said(form: Form, rows: Iterable[StoredFigure]) -> dict[str, Decimal]:
    fields = {one.id for one in form.fields if one.kind in MEASURED}
    newest = {one.field: one.value for one in rows if one.field in fields}
    return {name: Decimal(value) for name, value in newest.items() if value is not None}
