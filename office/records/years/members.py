"""What each member was asked for in a period and did, one row a body. Pure.

The bodies stand as the plan lists them: the record of a year ranks nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field
from typing import Any

from office.plan.owed_kinds import answered_by_report
from office.records import left_out
from office.records.left_out import FormsOwed
from office.records.years import tallies
from office.records.years.rows import YearRows
from office.records.years.tallies import NOTHING_OWED, Punctuality
from storage.immutable import immutable
from storage.supervision.slips import SlipState

MOST_NAMED = 3
"""How many of the fields that a body leaves out most often are named."""


@immutable
class ListedBodies:
    members: Sequence[str]
    others: Sequence[str]
    """Both in the order of the plan, in which the members come first."""

    def those(self, known: Set[str]) -> list[str]:
        """Bodies that the plan does not know any more stand at the end."""
        here = [*self.members, *(one for one in self.others if one in known)]
        return [*here, *sorted(known - {*here})]


@immutable
class MemberRecord:
    body: str
    receipts: Punctuality = NOTHING_OWED
    reports: Punctuality = NOTHING_OWED
    returned: int = 0
    slips: Mapping[str, int] = field(default_factory=dict)
    """By title, as they followed one another; withdrawn ones are not held against anybody."""
    left_out: tuple[tuple[str, int], ...] = ()
    """The fields missing most often, with how often."""


def of_year(rows: YearRows, asked: Sequence[Any], listed: ListedBodies) -> tuple[MemberRecord, ...]:
    """Members have a row in any case, other bodies where there is something to tell of them."""
    receipts = tallies.by(_receipts(asked), rows.now, _body)
    reports = tallies.by(_reports(asked), rows.now, _body)
    returned = Counter(body for body, _ in rows.returns)
    slips, left_out = _slips(rows), _left_out(rows, asked)
    known = {*receipts, *reports, *returned, *slips}
    return tuple(
        MemberRecord(
            body,
            receipts.get(body, NOTHING_OWED),
            reports.get(body, NOTHING_OWED),
            returned[body],
            slips.get(body, {}),
            tuple(left_out.get(body, Counter()).most_common(MOST_NAMED)),
        )
        for body in listed.those(known)
    )


def _body(row: Any) -> str:
    return str(row.agency)


def _receipts(asked: Iterable[Any]) -> list[Any]:
    return [one for one in asked if not answered_by_report(one.kind)]


def _reports(asked: Iterable[Any]) -> list[Any]:
    return [one for one in asked if answered_by_report(one.kind)]


def _slips(rows: YearRows) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for slip in rows.slips:
        if slip.state != SlipState.WITHDRAWN:
            found[slip.agency][rows.steps[slip.key]] += 1
    return found


def _left_out(rows: YearRows, asked: Iterable[Any]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for body, name in _fields_left_out(rows, asked):
        found[body][name] += 1
    return found


def _fields_left_out(rows: YearRows, asked: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """What the reports that came leave out; what is doubtful was not left out."""
    told = left_out.told(rows.values, rows.doubts)
    reports = {one.obligation_id: one for one in rows.reports}
    forms = FormsOwed(rows.plans)
    for one in asked:
        report, form = reports.get(one.id), forms.of(one)
        if report is None or form is None:
            continue
        for missing in left_out.fields(form, told[report.id]):
            yield one.agency, missing.name
