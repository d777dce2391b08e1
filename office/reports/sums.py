"""Adds up the figures of reports, each sum with the replies that it stands on.

What a body reports of a day counts once, each field by its newest wording, and on the day that it
is of, however late it came. The figures of an exercise are never added to real ones.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from storage.immutable import immutable

Amount = int | Decimal
Numbers = Iterable["ReportedNumber"]
SumKey = TypeVar("SumKey", bound=Hashable)


@immutable
class ReportedNumber:
    """What one version of a reply says of one field; a version says only what it changes."""

    field: str
    body: str
    day: date
    """The day that it is of."""
    reply: int
    version: int
    value: Amount | None
    """None where this version takes back what an earlier one said."""
    late: bool = False
    drill: bool = False
    to_check: bool = False
    """Whether its report asks about it."""


@immutable
class SumDays:
    first: date
    last: date


@immutable
class Sum:
    value: Amount
    replies: tuple[int, ...]
    bodies: int
    late: int
    """How many of these replies came late."""
    carried: int
    """How many bodies said nothing of a stock in these days, so that their last figure stands."""
    to_check: int = 0
    """Of how many bodies a figure is in it that is still to be checked."""


def of_fields(
    figures: Numbers,
    days: SumDays,
    stocks: Collection[str],
    *,
    drill: bool = False,
) -> dict[str, Sum]:
    """The sums of these days by field.

    `stocks` are the fields that say what there is and not what was done, such as problems that are
    still open: of those a body's last figure counts, also one from before these days.
    """
    valid = counted(figures, days, stocks, drill=drill)
    return _grouped(valid, days, lambda figure: figure.field)


def of_alerts(alerts: Iterable[Numbers], days: SumDays, stocks: Collection[str]) -> dict[str, Sum]:
    """The sums of these days over several alerts by field.

    A body answers each alert for itself, so two replies of one day both count. Of what there is
    its last figure counts, under whichever alert it was said.
    """
    valid = [one for figures in alerts for one in counted(figures, days, stocks)]
    flows = [one for one in valid if one.field not in stocks]
    last = _last([one for one in valid if one.field in stocks])
    return _grouped(flows + last, days, lambda figure: figure.field)


def of_bodies(
    figures: Numbers,
    days: SumDays,
    stocks: Collection[str],
    *,
    drill: bool = False,
) -> dict[tuple[str, str], Sum]:
    """The same by field and body."""
    return _grouped(counted(figures, days, stocks, drill=drill), days, _of_body)


def counted(
    figures: Numbers,
    days: SumDays,
    stocks: Collection[str],
    *,
    drill: bool = False,
) -> list[ReportedNumber]:
    """The figures of which the sums of these days are made."""
    valid = [one for one in _newest(figures) if one.drill == drill and one.day <= days.last]
    flows = [one for one in valid if one.field not in stocks and one.day >= days.first]
    return flows + _last([one for one in valid if one.field in stocks])


def _newest(figures: Numbers) -> list[ReportedNumber]:
    """The newest wording of each field in the newest reply of a body for a day."""
    known = sorted(figures, key=lambda one: (one.reply, one.version))
    replies = {(one.body, one.day, one.drill): one.reply for one in known}
    fields = {
        (one.body, one.day, one.drill, one.field): one
        for one in known
        if one.reply == replies[one.body, one.day, one.drill]
    }
    return [one for one in fields.values() if one.value is not None]


def _last(stocks: Iterable[ReportedNumber]) -> list[ReportedNumber]:
    last: dict[tuple[str, str], ReportedNumber] = {}
    for one in sorted(stocks, key=lambda figure: figure.day):
        last[_of_body(one)] = one
    return list(last.values())


def _of_body(figure: ReportedNumber) -> tuple[str, str]:
    return figure.field, figure.body


def _grouped(
    figures: Numbers, days: SumDays, by: Callable[[ReportedNumber], SumKey]
) -> dict[SumKey, Sum]:
    groups: dict[SumKey, list[ReportedNumber]] = {}
    for figure in figures:
        groups.setdefault(by(figure), []).append(figure)
    return {key: _sum(group, days) for key, group in groups.items()}


def _sum(figures: list[ReportedNumber], days: SumDays) -> Sum:
    replies = {one.reply for one in figures}
    return Sum(
        value=sum(one.value for one in figures if one.value is not None),
        replies=tuple(sorted(replies)),
        bodies=len({one.body for one in figures}),
        late=len({one.reply for one in figures if one.late}),
        carried=len({one.body for one in figures if one.day < days.first}),
        to_check=len({one.body for one in figures if one.to_check}),
    )
