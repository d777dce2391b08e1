"""The enterprises of which a report may say what they did: those of the body's list at that level.

A form with a field that is held against the list asks for them, and one with the power that they
used asks for those of every list.
"""

from collections.abc import Mapping

from office.desk import Desk
from office.enterprises import denominators
from office.enterprises.denominators import ListsOfDay
from office.obligations import understood
from office.plan.forms import Form, FormField
from office.reading.curbs import CurbAct
from storage.decisions import matters
from storage.enterprises import reduction_lists
from storage.enterprises.reduction_lists import ListedEnterprise, ReductionList
from storage.immutable import immutable
from storage.owed.obligations import Obligation

ACTS = (CurbAct.STOP, CurbAct.LIMIT)


@immutable
class ListedFirms:
    """The enterprises of one report, with what the list wants of each."""

    form: Form
    firms: Mapping[int, ListedEnterprise]
    """By the id of the enterprise."""
    acts: Mapping[int, str]
    """`stop` or `limit`, by the same id; empty where the report is of their power."""

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Those of its form that count them."""
        return tuple(one for one in self.form.fields if one.listed is not None)

    @property
    def names(self) -> dict[str, str]:
        return {one.name_key: one.name for one in self.firms.values()}

    @property
    def ids(self) -> dict[str, int]:
        return {one.name_key: key for key, one in self.firms.items()}

    def to_do(self, act: str) -> frozenset[int]:
        return frozenset(key for key, wanted in self.acts.items() if wanted == act)


async def of_report(desk: Desk, owed: Obligation) -> ListedFirms | None:
    """None where the report is not of a day, its form does not ask, or there is no list."""
    form = await understood.form_of(desk, owed)
    if form is None or owed.day is None or not asks(form):
        return None
    orders = await matters.issued_orders(desk.session, owed.matter_id)
    lists = await denominators.of_day(desk, orders, owed.day)
    return await of_lists(desk, form, lists, owed.agency)


def asks(form: Form) -> bool:
    return any(one.listed is not None or one.power for one in form.fields)


async def of_lists(desk: Desk, form: Form, lists: ListsOfDay, body: str) -> ListedFirms | None:
    counted = any(one.listed is not None for one in form.fields)
    own = lists.version_for(body)
    versions = [own] if counted else list(lists.held.values())
    firms: dict[int, ListedEnterprise] = {}
    for version in versions:
        firms |= await _firms(desk, version)
    acts = _acts(firms, lists.level) if counted else {}
    kept = {key: firms[key] for key in acts} if counted else firms
    return ListedFirms(form, kept, acts) if kept else None


async def _firms(desk: Desk, version: ReductionList | None) -> dict[int, ListedEnterprise]:
    rows = await reduction_lists.listed(desk.session, version.key) if version else ()
    return {row.enterprise_id: row for row in rows if row.enterprise_id is not None}


def _acts(firms: Mapping[int, ListedEnterprise], level: str | None) -> dict[int, str]:
    wanted = {key: row.curbs.get(level or "", {}).get("act", "") for key, row in firms.items()}
    return {key: act for key, act in wanted.items() if act in ACTS}
