"""The sums of one day of a response beside those of the day before."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from messages.views.pictures import DrawnSum
from office.desk import Desk
from office.plan.forms import MEASURED, FormField
from office.plan.model import Owed, Plan
from office.reports.sums import ReportedNumber, Sum, SumDays, of_fields
from storage.decisions.matters import Order
from storage.owed import figures
from storage.owed.figures import StoredFigure

Fields = Mapping[tuple[str, str], FormField]
"""By body and id: what may be added up."""


async def of_day(
    desk: Desk, plan: Plan, order: Order, kind: Owed, day: date
) -> tuple[DrawnSum, ...]:
    """What most bodies have figures for comes first."""
    stored = await figures.of_matter(desk.session, order.matter_id, kind.kind)
    fields = _fields(plan, kind, stored)
    numbers = [
        _number(one, field) for one in stored if (field := fields.get((one.body, one.field)))
    ]
    stocks = {_alike(field) for field in fields.values() if field.stock}
    found, before = [
        of_fields(numbers, SumDays(that, that), stocks, drill=order.drill)
        for that in (day, day - timedelta(days=1))
    ]
    named = {_alike(field): field for field in fields.values()}
    ordered = sorted(found, key=lambda key: -found[key].bodies)
    return tuple(_shown(named[key], found[key], before.get(key)) for key in ordered)


def _fields(plan: Plan, kind: Owed, stored: list[StoredFigure]) -> Fields:
    forms = {body: plan.form_of(kind, body) for body in {one.body for one in stored}}
    return {
        (body, field.id): field
        for body, form in forms.items()
        if form is not None
        for field in form.fields
        if field.kind in MEASURED and (field.sum or field.stock)
    }


def _alike(field: FormField) -> str:
    """Two forms may give one id to different things, which are not to be added."""
    return f"{field.id} {field.name} {field.unit or ''}"


def _number(one: StoredFigure, field: FormField) -> ReportedNumber:
    value = Decimal(one.value) if one.value is not None else None
    return ReportedNumber(
        _alike(field), one.body, one.day, one.report_id, one.version, value, one.late, one.drill
    )


def _shown(field: FormField, found: Sum, before: Sum | None) -> DrawnSum:
    return DrawnSum(
        field.name, field.unit or "", found.value, before.value if before is not None else None
    )
