"""The rows of enterprises: each of a list on each day that its body reported of.

What nobody said of an enterprise stands there as not known, and not as done.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from messages.views.ledger import CellRow
from office.desk import Desk
from office.enterprises import denominators
from office.enterprises.firm_counts import CurbCount
from office.plan.forms import FormField
from office.records.ledgers.cells import by, state
from office.records.ledgers.record import LedgerRecord, body
from office.reports.listed_firms import ACTS
from storage.enterprises.reduction_lists import ListedEnterprise
from storage.immutable import immutable
from storage.owed import values
from storage.owed.firm_days import DONE, NOT_DONE, FirmDay, FirmMeasure, NamedDay


@immutable
class _Reported:
    """A report of a day by a body that is held against a list."""

    matter: str
    day: date
    agency: str
    serial: str
    counts: Mapping[str, CurbCount]
    """By what the list wants."""
    named: Mapping[int, FirmDay]
    firms: Mapping[int, tuple[ListedEnterprise, str]]
    """The enterprises of its list with what that wants, by their ids."""


def firms(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    powers = {
        (one.row.day, one.row.enterprise_id): one
        for one in record.firms
        if one.row.measure == FirmMeasure.POWER
    }
    told = set()
    for one in _reported(desk, record):
        for key, (row, act) in one.firms.items():
            told.add((one.day, key))
            yield _row(desk, one, row, act, powers.get((one.day, key)))
    for (day, key), power in powers.items():
        if (day, key) not in told:
            yield _of_power(desk, power)


def _reported(desk: Desk, record: LedgerRecord) -> Iterator[_Reported]:
    owed = {one.id: one for one in record.obligations if one.day is not None}
    named = by([one.row for one in record.firms], "report_id")
    said = by(record.values, "report_id")
    for report in record.reports:
        one = owed.get(report.obligation_id)
        if one is None or report.withdrawn_at is not None:
            continue
        curbs = [it for it in named.get(report.id, ()) if it.measure == FirmMeasure.CURB]
        own = {it.enterprise_id: it for it in curbs}
        numbers = values.newest(said.get(report.id, ()))
        fields = [it for it in _fields(record, one) if own or it.id in numbers]
        firms = _listed(desk, record, one) if fields else {}
        if not firms:
            continue
        yield _Reported(
            record.ordered[one.order_id].matter,
            one.day,
            one.agency,
            report.serial,
            {field.listed or "": _count(field, firms, own, numbers) for field in fields},
            own,
            firms,
        )


def _fields(record: LedgerRecord, owed: Any) -> tuple[FormField, ...]:
    """Those of its form that are held against a list."""
    plan = record.plans[owed.order_id]
    asked = plan.known_owed(owed.kind)
    form = plan.form_of(asked, owed.agency) if asked is not None else None
    return tuple(one for one in form.fields if one.listed) if form is not None else ()


def _listed(desk: Desk, record: LedgerRecord, owed: Any) -> dict[int, tuple[ListedEnterprise, str]]:
    orders = [one for one in record.orders if one.matter_id == owed.matter_id and one.issued_at]
    lists = denominators.on_day(desk, orders, record.lists, owed.day)
    version = lists.version_for(owed.agency)
    rows = record.listed[version.key] if version is not None else ()
    found = {
        row.enterprise_id: (row, row.curbs.get(lists.level or "", {}).get("act", ""))
        for row in rows
        if row.enterprise_id is not None
    }
    return {key: one for key, one in found.items() if one[1] in ACTS}


def _count(
    field: FormField,
    firms: Mapping[int, tuple[ListedEnterprise, str]],
    own: Mapping[int, FirmDay],
    numbers: Mapping[str, Any],
) -> CurbCount:
    due = frozenset(key for key, one in firms.items() if one[1] == field.listed)
    value = numbers[field.id].value if field.id in numbers else None
    done, missing = (
        due & {key for key, one in own.items() if one.value == answer}
        for answer in (DONE, NOT_DONE)
    )
    return CurbCount(len(due), int(value) if value is not None else None, done, missing)


def _row(
    desk: Desk, one: _Reported, row: ListedEnterprise, act: str, power: NamedDay | None
) -> CellRow:
    key = row.enterprise_id or 0
    count, said = one.counts.get(act), one.named.get(key)
    return (
        one.day.isoformat(),
        row.name,
        body(desk, one.agency),
        state(desk, "firm_act", act),
        state(desk, "firm_stand", count.stand(key)) if count is not None else "",
        state(desk, "came", said.came) if said is not None else "",
        one.serial,
        _kwh(power),
        body(desk, power.row.body) if power is not None else "",
        one.matter,
    )


def _of_power(desk: Desk, power: NamedDay) -> CellRow:
    """An enterprise of which its power alone was reported that day."""
    by_body = body(desk, power.row.body)
    day = power.row.day.isoformat()
    return (day, power.name, "", "", "", "", "", _kwh(power), by_body, "")


def _kwh(power: NamedDay | None) -> float | None:
    return float(Decimal(power.row.value or "0")) if power is not None else None
