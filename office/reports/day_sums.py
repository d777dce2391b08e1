"""The sums of one day of a response beside those of the day before."""

from datetime import date, timedelta

from messages.views.pictures import DrawnSum
from office.desk import Desk
from office.plan.forms import FormField
from office.plan.model import Owed, Plan
from office.reports.measured import measured
from office.reports.sums import Sum, SumDays, of_fields
from storage.decisions.matters import Order
from storage.owed import figures


async def of_day(
    desk: Desk, plan: Plan, order: Order, kind: Owed, day: date
) -> tuple[DrawnSum, ...]:
    """What most bodies have figures for comes first."""
    known = measured(plan, kind, await figures.of_matter(desk.session, order.matter_id, kind.kind))
    found, before = [
        of_fields(known.numbers, SumDays(that, that), known.stocks, drill=order.drill)
        for that in (day, day - timedelta(days=1))
    ]
    ordered = sorted(found, key=lambda key: -found[key].bodies)
    return tuple(_shown(known.fields[key], found[key], before.get(key)) for key in ordered)


def _shown(field: FormField, found: Sum, before: Sum | None) -> DrawnSum:
    return DrawnSum(
        field.name, field.unit or "", found.value, before.value if before is not None else None
    )
