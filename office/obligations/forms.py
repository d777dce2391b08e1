"""The form of what is owed, as whoever has to answer reads it."""

from messages.views.reports import FieldLine
from office.plan.model import Plan
from storage.owed.obligations import Obligation


def fields_for(plan: Plan, owed: Obligation) -> tuple[FieldLine, ...]:
    form = plan.form_of(plan.owed(owed.kind), owed.agency)
    return tuple(
        FieldLine(one.name, one.kind, one.unit or "", one.required, one.choices)
        for one in (form.fields if form else ())
    )
