"""What may be added up of some replies: their figures, each with the field that it is of."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from office.plan.forms import MEASURED, FormField
from office.plan.model import Owed, Plan
from office.reports.sums import ReportedNumber
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
    fields = _fields(plan, kind, dict.fromkeys(one.body for one in stored))
    numbers = [
        _number(one, field) for one in stored if (field := fields.get((one.body, one.field)))
    ]
    named = {_alike(field): field for field in fields.values()}
    return Measured(
        tuple(numbers),
        named,
        stocks=frozenset(name for name, field in named.items() if field.stock),
        curbs=frozenset(name for name, field in named.items() if field.curb),
    )


def _fields(plan: Plan, kind: Owed, bodies: Iterable[str]) -> dict[tuple[str, str], FormField]:
    """By body and id."""
    forms = {body: plan.form_of(kind, body) for body in bodies}
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
