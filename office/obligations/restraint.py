"""Leaves out what only reminds a body whose group would else hear too much in one day.

Orders, prompts and slips are never left out, so those that are still to come on the day have their
places before any reminder. What is added to a slip that is open may wait a night. An exercise
plays several days in one, and is not restrained.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.matters import kinds, naming
from office.matters.kinds import TAKES_BACK
from office.matters.outdated import change_of
from office.obligations import askings, coming_today, lifecycle
from office.obligations.lifecycle import Happened
from office.plan.owed_kinds import answered_by_report
from office.plan.quiet import quiet_until
from storage.delivery import heard
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.subjects import Subject

UNASKED = kinds_that(lambda one: one.unasked)


async def is_reminded(desk: Desk, owed: Obligation) -> bool:
    """Whether its body is reminded now; that it was not stands in the history of what it owes."""
    if await may_remind(desk, owed):
        return True
    await lifecycle.event(desk, owed, Happened.NOT_REMINDED)
    return False


async def may_remind(desk: Desk, owed: Obligation) -> bool:
    """A new level that is not confirmed is asked about in any case, and so is an exercise."""
    is_alarming = not answered_by_report(owed.kind) and await _is_of_a_new_level(desk, owed)
    return owed.drill or is_alarming or bool(await with_room(desk, [owed.agency]))


async def _is_of_a_new_level(desk: Desk, owed: Obligation) -> bool:
    """Whether it changes the level: another end or further lines leave it as it is."""
    order = await naming.order_of(desk, owed)
    return kinds.of_order(order).has_level and change_of(order) in (None, TAKES_BACK)


async def may_be_added(desk: Desk, owed: Obligation) -> bool:
    """Whether it is added to the open slip now; it may wait on the day alone on which it was due.

    What is to come today includes this.
    """
    limit = desk.plan.unasked
    due_today = desk.local(owed.due_at).date() == desk.local(desk.now).date()
    if owed.drill or limit is None or not due_today:
        return True
    heard_today, coming = await _today(desk, [owed.agency])
    return heard_today[owed.agency] + coming[owed.agency] <= limit.a_day


def next_morning(desk: Desk) -> datetime:
    """When the night is over that follows this day."""
    _, ends = askings.midnights(desk)
    return quiet_until(desk.plan.quiet_hours, desk.zone, ends) or ends


async def reminded(desk: Desk, agencies: Collection[str], of: Subject, what: str) -> list[str]:
    """Those of these bodies that are told; the audit log says which are not, and of what."""
    found = await with_room(desk, agencies)
    left_out = [one for one in agencies if one not in found]
    if left_out:
        await desk.record("not_reminded", f"{of.kind}:{of.id}", what=what, bodies=left_out)
    return found


async def with_room(desk: Desk, agencies: Collection[str]) -> list[str]:
    """Those of these bodies whose groups have room for one more message today."""
    limit = desk.plan.unasked
    if limit is None or not agencies:
        return list(agencies)
    heard_today, coming = await _today(desk, agencies)
    return [one for one in agencies if heard_today[one] + coming[one] < limit.a_day]


async def _today(desk: Desk, agencies: Collection[str]) -> tuple[Counter[str], Counter[str]]:
    """What the group of each has been told today, and what it will be told by the clock."""
    return await _heard(desk, agencies), await coming_today.counted(desk, agencies)


async def _heard(desk: Desk, agencies: Collection[str]) -> Counter[str]:
    """What the group of each has been told today; of several groups the one that was told most.

    Bodies may share a forum, and then each reads its own topic.
    """
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    groups = {
        one: {(chat.chat_id, chat.thread_id) for chat in bound.get(one, ())} for one in agencies
    }
    said = await heard.said_between(
        desk.session,
        desk.jurisdiction,
        {chat_id for places in groups.values() for chat_id, _ in places},
        UNASKED,
        *askings.midnights(desk),
    )
    return Counter(
        {one: max((said.get(it, 0) for it in there), default=0) for one, there in groups.items()}
    )
