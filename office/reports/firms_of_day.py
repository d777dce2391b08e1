"""Enterprise by enterprise, what bodies said of one day, beside what was found and the power used.

Power that does not fit what was said is named, to be checked. Nothing else follows from it: a shop
that stands still has its lights on, and a meter may be read late.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from messages.views.enterprises import BodyFirms, DayFirms, FirmFinding, PowerRise
from messages.views.pictures import BodyFigures, DrawnSum
from messages.views.understood import CurbSaid
from office.desk import Desk
from office.enterprises.denominators import ListsOfDay
from office.enterprises.firm_counts import CurbCount, FirmStand
from office.obligations import askings
from office.plan.forms import FormField
from office.plan.model import Plan
from office.reports.measured import Measured
from office.reports.sums import Sum, SumDays, of_bodies
from storage.enterprises import reduction_lists
from storage.immutable import immutable
from storage.owed import firm_days
from storage.owed.firm_days import DONE, NOT_DONE, FirmMeasure, NamedDay
from storage.problems import problems

A_DAY = timedelta(days=1)


@immutable
class SaidOfDay:
    """All that was said of one day: the numbers of the bodies, and the enterprises by name."""

    numbers: Mapping[tuple[str, str], Sum]
    """By the figure and the body."""
    named: Sequence[NamedDay]

    def number(self, name: str, body: str) -> int | None:
        found = self.numbers.get((name, body))
        return int(found.value) if found is not None and not found.carried else None

    def tells_of(self, name: str, body: str) -> bool:
        """Whether the body gave this number of this very day, or named an enterprise."""
        return self.number(name, body) is not None or any(
            (one.row.body, one.row.measure) == (body, FirmMeasure.CURB) for one in self.named
        )

    def powers(self) -> dict[int, Decimal]:
        return {
            one.row.enterprise_id: Decimal(one.row.value or "0")
            for one in self.named
            if one.row.measure == FirmMeasure.POWER
        }

    def named_as(self, value: str, body: str = "", act: str = "") -> frozenset[int]:
        return frozenset(
            one.row.enterprise_id
            for one in self.named
            if (one.row.measure, one.row.value) == (FirmMeasure.CURB, value)
            and (not body or one.row.body == body)
            and (not act or one.row.act == act)
        )

    def count(self, body: str, name: str, field: FormField, due: int) -> CurbCount:
        act = field.listed or ""
        done, missing = self.named_as(DONE, body, act), self.named_as(NOT_DONE, body, act)
        return CurbCount(due, self.number(name, body), done, missing)

    def names(self, keys: frozenset[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(it.name for it in self.named if it.row.enterprise_id in keys))


async def of_day(
    desk: Desk, plan: Plan, known: Measured, lists: ListsOfDay, day: date, *, drill: bool
) -> DayFirms:
    here, before = desk.jurisdiction, day - A_DAY
    named = await firm_days.of_days(desk.session, here, before, day, drill=drill)
    said, earlier = [_said(known, named, that, drill=drill) for that in (day, before)]
    level = plan.known_level(lists.level or "")
    stood, stood_before = [await _stood(desk, plan, known, lists, one) for one in (said, earlier)]
    return DayFirms(
        day=day,
        bodies=tuple(_bodies(plan, known, lists, said)),
        findings=await _findings(desk, day, drill=drill),
        powers=tuple(_powers(plan, known, said, earlier)),
        named_powers=len(said.powers()),
        rises=(
            *_rises(said, earlier, stood, stood_before),
            *_whole(plan, known, said, earlier),
        ),
        level=level.name if level is not None else "",
    )


def _said(known: Measured, named: Sequence[NamedDay], day: date, *, drill: bool) -> SaidOfDay:
    numbers = [one for one in known.numbers if one.field in known.curbs]
    found = of_bodies(numbers, SumDays(day, day), known.stocks, drill=drill)
    return SaidOfDay(found, [one for one in named if one.row.day == day])


def _bodies(plan: Plan, known: Measured, lists: ListsOfDay, said: SaidOfDay) -> Iterator[BodyFirms]:
    for body in plan.bodies:
        found = tuple(
            _curb(field, said.count(body.id, name, field, due), said)
            for name, field in known.fields.items()
            if (due := lists.due(body.id, field)) is not None and said.tells_of(name, body.id)
        )
        if found:
            yield BodyFirms(body.short, found)


def _curb(field: FormField, count: CurbCount, said: SaidOfDay) -> CurbSaid:
    return CurbSaid(
        what=field.name,
        act=field.listed or "",
        unit=field.unit or "",
        due=count.due,
        said=count.said,
        missing=said.names(count.missing),
        differences=tuple((str(kind), size) for kind, size in count.differences()),
    )


async def _findings(desk: Desk, day: date, *, drill: bool) -> tuple[FirmFinding, ...]:
    since, until = (askings.midnight(desk, that) for that in (day, day + A_DAY))
    rows = await problems.of_enterprises(desk.session, desk.jurisdiction, since, until, drill=drill)
    return tuple(FirmFinding(name, row.serial) for row, name in rows)


def _powers(
    plan: Plan, known: Measured, said: SaidOfDay, earlier: SaidOfDay
) -> Iterator[BodyFigures]:
    for body in plan.bodies:
        for name in _power_fields(known):
            now, before = (one.numbers.get((name, body.id)) for one in (said, earlier))
            if now is not None:
                field, value = known.fields[name], before.value if before is not None else None
                drawn = DrawnSum(field.name, field.unit or "", now.value, value)
                yield BodyFigures(body.short, (drawn,))


def _power_fields(known: Measured) -> list[str]:
    return [name for name, field in known.fields.items() if field.power]


async def _stood(
    desk: Desk, plan: Plan, known: Measured, lists: ListsOfDay, said: SaidOfDay
) -> frozenset[int]:
    """Of the enterprises whose power is known, those that stopped or cut as far as was said.

    They were named, or the number of their body leaves nothing else.
    """
    ids, found = said.powers().keys(), set(said.named_as(DONE))
    for body in plan.bodies if ids else ():
        version = lists.version_for(body.id)
        counts = {
            field.listed: said.count(body.id, name, field, due)
            for name, field in known.fields.items()
            if (due := lists.due(body.id, field)) is not None and said.tells_of(name, body.id)
        }
        if version is None or not counts:
            continue
        for row in await reduction_lists.rows_of(desk.session, version.key, ids):
            count = counts.get(row.curbs.get(lists.level or "", {}).get("act", ""))
            key = row.enterprise_id
            if count is not None and key is not None and count.stand(key) is FirmStand.BY_NUMBER:
                found.add(key)
    return frozenset(found & ids)


def _rises(
    said: SaidOfDay, earlier: SaidOfDay, stood: frozenset[int], stood_before: frozenset[int]
) -> Iterator[PowerRise]:
    """Enterprises that are said to have stopped or cut, and used more power than the day before.

    One of which the same is said of the day before as well may use as much as then.
    """
    now, before = said.powers(), earlier.powers()
    for key in sorted(stood & before.keys()):
        if now[key] > before[key] or (now[key] == before[key] > 0 and key not in stood_before):
            [name] = said.names(frozenset([key]))
            yield PowerRise(name, "", f"{before[key]:,f}", f"{now[key]:,f}", "kWh")


def _whole(plan: Plan, known: Measured, said: SaidOfDay, earlier: SaidOfDay) -> Iterator[PowerRise]:
    """Bodies that stopped and limited as many as the day before or more, while power rose."""
    for figures in _powers(plan, known, said, earlier):
        [power] = figures.figures
        if power.before is None or power.value <= power.before:
            continue
        for body in plan.bodies:
            now, before = (_curbed(known, one, body.id) for one in (said, earlier))
            if now is not None and before is not None and now >= before and now > 0:
                told = f"{power.before:,}", f"{power.value:,}"
                yield PowerRise("", body.short, *told, power.unit)


def _curbed(known: Measured, said: SaidOfDay, body: str) -> int | None:
    """How many it stopped and limited in all; None where it did not say so of this day."""
    listed = [name for name, field in known.fields.items() if field.listed]
    found = [number for name in listed if (number := said.number(name, body)) is not None]
    return sum(found) if found else None
