"""What may be added up of some replies: their figures, each with the field that it is of."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from office.plan.forms import MEASURED, Form, FormField
from office.plan.model import Owed, Plan
from office.reports.sums import ReportedNumber
from office.reports.to_check import of_day, to_check
from storage.immutable import immutable
from storage.owed.figures import StoredFigure


@immutable
class Measured:
    numbers: tuple[ReportedNumber, ...]
    fields: Mapping[str, FormField]
    """By the name under which figures are added up."""
    stocks: frozenset[str]
    curbs: frozenset[str]
    """What is told by body and never added up over bodies."""


def measured(plan: Plan, kind: Owed, stored: Sequence[StoredFigure]) -> Measured:
    forms = _forms(plan, kind, dict.fromkeys(one.body for one in stored))
    fields, asked = _fields(forms), to_check(forms, stored, plan.unlikely_figures)
    numbers = [
        _number(one, field, to_check=(of_day(one), one.field) in asked)
        for one in stored
        if (field := fields.get((one.body, one.field)))
    ]
    named = {_alike(field): field for field in fields.values()}
    return Measured(
        tuple(numbers),
        named,
        stocks=frozenset(name for name, field in named.items() if field.stock),
        curbs=frozenset(name for name, field in named.items() if field.curb),
    )


def _forms(plan: Plan, kind: Owed, bodies: Iterable[str]) -> dict[str, Form | None]:
    return {body: plan.form_of(kind, body) for body in bodies}


def _fields(forms: Mapping[str, Form | None]) -> dict[tuple[str, str], FormField]:
    """By body and id."""
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


def _number(one: StoredFigure, field: FormField, *, to_check: bool) -> ReportedNumber:
    value = Decimal(one.value) if one.value is not None else None
    return ReportedNumber(
        field=_alike(field),
        body=one.body,
        day=one.day,
        reply=one.report_id,
        version=one.version,
        value=value,
        late=one.late,
        drill=one.drill,
        to_check=to_check,
    )
