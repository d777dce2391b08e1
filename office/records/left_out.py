"""Which fields reports leave out that their forms want. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from office.plan.forms import Form, FormField
from office.plan.model import Plan


def told(values: Iterable[Any], doubts: Iterable[Any]) -> Mapping[int, set[str]]:
    """The fields that each report says something of, by their newest wording."""
    newest: dict[int, dict[str, Any]] = defaultdict(dict)
    for value in values:
        newest[value.report_id][value.field] = value.value
    found = defaultdict(set, {key: _said(known) for key, known in newest.items()})
    for doubt in doubts:
        found[doubt.report_id] |= {name for reading in doubt.readings for name in reading}
    return found


def wanted(form: Form) -> tuple[FormField, ...]:
    return tuple(one for one in form.fields if one.required)


def fields(form: Form, known: Set[str]) -> tuple[FormField, ...]:
    return tuple(one for one in wanted(form) if one.id not in known)


def _said(values: Mapping[str, Any]) -> set[str]:
    return {name for name, value in values.items() if value is not None}


class FormsOwed:
    """The form that each thing owed is answered by, looked up once for all that are alike."""

    def __init__(self, plans: Mapping[int, Plan]) -> None:
        self._plans = plans
        self._known: dict[tuple[int, str, str], Form | None] = {}

    def of(self, owed: Any) -> Form | None:
        alike = (owed.order_id, owed.kind, owed.agency)
        if alike not in self._known:
            plan = self._plans[owed.order_id]
            known = plan.known_owed(owed.kind)
            self._known[alike] = plan.form_of(known, owed.agency) if known is not None else None
        return self._known[alike]
