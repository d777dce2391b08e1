"""What was reported of one day of a response: sums beside those of the day before, and 停限产."""

from collections.abc import Mapping
from datetime import date, timedelta

from messages.views.enterprises import DayFirms
from messages.views.pictures import BodyFigures, DrawnSum
from office.desk import Desk
from office.enterprises import denominators
from office.enterprises.denominators import ListsOfDay
from office.plan.forms import FormField
from office.plan.model import Owed, Plan
from office.reports import firms_of_day
from office.reports.measured import Measured, measured
from office.reports.sums import Sum, SumDays, of_bodies, of_fields
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.owed import figures


@immutable
class DayFigures:
    sums: tuple[DrawnSum, ...] = ()
    curbs: tuple[BodyFigures, ...] = ()
    """What was stopped or limited, as each body says."""
    lists: ListsOfDay | None = None
    firms: DayFirms | None = None
    """Enterprise by enterprise, where a list was entered or one was named."""


async def of_day(desk: Desk, plan: Plan, order: Order, kind: Owed, day: date) -> DayFigures:
    known = measured(plan, kind, await figures.of_matter(desk.session, order.matter_id, kind.kind))
    lists = await denominators.of_day(
        desk, await matters.issued_orders(desk.session, order.matter_id), day
    )
    return DayFigures(
        _sums(known, day, drill=order.drill),
        _curbs(plan, known, lists, day, drill=order.drill),
        lists,
        await firms_of_day.of_day(desk, plan, known, lists, day, drill=order.drill),
    )


def _sums(known: Measured, day: date, *, drill: bool) -> tuple[DrawnSum, ...]:
    """What most bodies have figures for comes first."""
    found, before = [
        of_fields(known.numbers, SumDays(that, that), known.stocks, drill=drill)
        for that in (day, day - timedelta(days=1))
    ]
    told = [name for name in found if name not in known.curbs]
    ordered = sorted(told, key=lambda name: -found[name].bodies)
    return tuple(_shown(known.fields[name], found[name], before.get(name)) for name in ordered)


def _curbs(
    plan: Plan, known: Measured, lists: ListsOfDay, day: date, *, drill: bool
) -> tuple[BodyFigures, ...]:
    """What bodies said of this very day; a figure of a day before may no longer be true."""
    of_curbs = [one for one in known.numbers if one.field in known.curbs]
    found = of_bodies(of_curbs, SumDays(day, day), known.stocks, drill=drill)
    said = {key: one for key, one in found.items() if not one.carried}
    told = [(body.short, _of_body(known, lists, said, body.id)) for body in plan.bodies]
    return tuple(BodyFigures(body, figures) for body, figures in told if figures)


def _of_body(
    known: Measured, lists: ListsOfDay, found: Mapping[tuple[str, str], Sum], body: str
) -> tuple[DrawnSum, ...]:
    return tuple(
        _shown(field, found[name, body], due=lists.due(body, field))
        for name, field in known.fields.items()
        if (name, body) in found
    )


def _shown(
    field: FormField, found: Sum, before: Sum | None = None, *, due: int | None = None
) -> DrawnSum:
    earlier = before.value if before is not None else None
    return DrawnSum(field.name, field.unit or "", found.value, earlier, due, found.to_check)
