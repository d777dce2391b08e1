"""Problems that were filed before their enterprise was on record.

One that names it just so is its own from then on. A name that is only near is offered, and a person
says whether it is the same.
"""

from collections.abc import Mapping, Sequence

from messages.views.enterprises import NearProblem
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.reading import firm_names
from office.reading.typed import compact
from office.refusal import Refusal
from storage.enterprises.enterprises import Enterprise
from storage.problems import problems as store

JOIN_VERB = "firmown"
"""Its arguments are the problem and the enterprise."""
OFFERED_AT_MOST = 6


async def link(desk: Desk, firms: Sequence[Enterprise]) -> None:
    """Give these, which are new on record, the problems that name them just so."""
    by_key: Mapping[str, Enterprise] = {one.name_key: one for one in firms}
    if not by_key:
        return
    for row in await store.of_no_enterprise(desk.session, desk.jurisdiction):
        firm = by_key.get(compact(row.unit))
        if firm is not None:
            await _give(desk, row.key, firm.key)


async def near(desk: Desk, firm: Enterprise) -> tuple[NearProblem, ...]:
    """Those that name something like it; none of them is counted as its own."""
    rows = await store.of_no_enterprise(desk.session, desk.jurisdiction)
    found = [row for row in rows if firm_names.are_near(row.unit, firm.name)]
    return tuple(
        NearProblem(row.key, row.serial, row.unit, row.filed_at) for row in found[:OFFERED_AT_MOST]
    )


async def join(desk: Desk, who: Actor, problem_id: int, firm: Enterprise) -> None:
    """Somebody in the office says that a problem is of this enterprise."""
    require_office(desk, who)
    row = await store.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if not await _give(desk, row.key, firm.key):
        raise Refusal("firm_problem_taken")


async def _give(desk: Desk, problem_id: int, enterprise_id: int) -> bool:
    if not await store.give_enterprise(desk.session, problem_id, enterprise_id):
        return False
    subject = f"problem:{problem_id}"
    await desk.record("problem_of_enterprise", subject, enterprise=enterprise_id)
    return True
