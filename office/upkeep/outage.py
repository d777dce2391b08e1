"""Makes up for the bot's own outage: gives the lost minutes back to the agencies and tells them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from messages.render import Message
from messages.views.slips import NewDeadline, OutageNotice, OutageSummary
from office import post
from office.decisions import awaited
from office.desk import Desk
from office.ladder import service
from office.matters.naming import address, matter_of
from office.obligations import lifecycle, receipts
from office.paperwork.appraisals import checking as appraisals
from office.plan.owed_kinds import answered_by_report
from office.post import Place, Posting
from office.records import lost_presses
from office.supervision import asking_first, known_slips
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation
from storage.supervision.slips import SlipState
from storage.upkeep import heartbeats
from storage.upkeep.heartbeats import Outage

MINUTE = timedelta(minutes=1)


@immutable
class Moved:
    """An obligation that got time back, and whether a deadline fell into the outage."""

    obligation: Obligation
    struck: bool


async def recover(desk: Desk, began: datetime, ended: datetime) -> None:
    """Add the outage to every clock that ran in it; what was added before counts once.

    If the process dies again before the next heartbeat, perhaps between two offices, it finds the
    same last heartbeat at the next start.
    """
    began = max(began, await heartbeats.made_up_until(desk.session, desk.jurisdiction) or began)
    if ended - began < desk.plan.downtime.counts_from:
        return
    outage = Outage(jurisdiction=desk.jurisdiction, began_at=began, ended_at=ended)
    desk.session.add(outage)
    await desk.session.flush()
    owed = await stored_obligations.open_in(desk.session, desk.jurisdiction)
    slips_moved: set[int] = set()
    moved = [
        await _give_back(desk, obligation, began, ended, slips_moved)
        for obligation in owed
        if _ran_in(obligation, began, ended)
    ]
    await awaited.give_back(desk, began, whole_minutes(ended - began))
    await asking_first.give_back(desk, began, whole_minutes(ended - began))
    await appraisals.give_back(desk, began, whole_minutes(ended - began))
    told = await _tell_agencies(desk, moved, began, ended)
    asked_again = await _ask_receipts_again(desk, owed, began, ended)
    await _tell_office(desk, moved, told, asked_again, began, ended)
    await lost_presses.ask_again(desk, outage)
    await desk.record(
        "outage", began=began.isoformat(), ended=ended.isoformat(), obligations=len(moved)
    )


def _ran_in(obligation: Obligation, began: datetime, ended: datetime) -> bool:
    # A clock that stood still lost nothing, and one that has run out has nothing to lose.
    if obligation.paused_at is not None or obligation.opened_at >= ended:
        return False
    return obligation.step_due_at is not None or obligation.due_at > began


async def _give_back(
    desk: Desk, obligation: Obligation, began: datetime, ended: datetime, moved: set[int]
) -> Moved:
    """`moved` are the slips that got the time already: a slip may list several obligations."""
    lost = whole_minutes(ended - max(began, obligation.opened_at))
    deadlines = (obligation.due_at, obligation.step_due_at)
    struck = any(at is not None and began < at <= ended for at in deadlines)
    await lifecycle.shift(desk, obligation, lost, "outage", since=began)
    for slip in await known_slips.standing_slips(desk, obligation):
        deadline = slip.deadline_at
        if slip.key in moved:
            continue
        moved.add(slip.key)
        if slip.state == SlipState.ISSUED and deadline is not None and deadline > began:
            slip.deadline_at = deadline + lost
            desk.session.add(slip)
    await desk.session.flush()
    return Moved(obligation, struck)


def whole_minutes(span: timedelta) -> timedelta:
    # Deadlines are told in minutes, and rounding down would take one away.
    return -(-span // MINUTE) * MINUTE


async def _tell_agencies(
    desk: Desk, moved: Iterable[Moved], began: datetime, ended: datetime
) -> int:
    long = ended - began >= desk.plan.downtime.announce_from
    # What is owed in an exercise is told apart and marked, and not to a body that knows of none.
    told: dict[tuple[str, bool], list[Moved]] = {}
    # After a short outage only agencies whose deadline fell into it are told.
    for one in moved:
        told.setdefault((one.obligation.agency, one.obligation.drill), []).append(one)
    concerned = {
        whom: rows for whom, rows in told.items() if long or any(row.struck for row in rows)
    }
    agencies = set[str]()
    for (agency, drill), rows in concerned.items():
        if not (drill and await post.is_unsaid(desk, agency)):
            await _tell_agency(replace(desk, drill=drill), agency, rows, began, ended)
            agencies.add(agency)
    return len(agencies)


async def _tell_agency(
    desk: Desk, agency: str, moved: Iterable[Moved], began: datetime, ended: datetime
) -> None:
    view = OutageNotice(
        you=address(desk, desk.plan, agency),
        began_at=began,
        ended_at=ended,
        lost=whole_minutes(ended - began),
        deadlines=tuple([await _new_deadline(desk, one.obligation) for one in moved]),
        office=desk.plan.office,
    )
    message = Message(desk.words.text("outage_agency", view))
    for chat in await service.reachable_chats(desk, agency):
        posting = Posting(
            agency=agency,
            dedupe_key=f"outage:{began.isoformat()}:{chat.key}{':drill' if desk.drill else ''}",
        )
        await post.send(desk, Place.of(chat), DeliveryKind.OUTAGE, message, posting)


async def _new_deadline(desk: Desk, obligation: Obligation) -> NewDeadline:
    # A slip sets a deadline of its own, which counts instead of the report's.
    standing = await known_slips.standing_slips(desk, obligation)
    slip_deadline = standing[-1].deadline_at if standing else None
    return NewDeadline(matter_of(desk, obligation), slip_deadline or obligation.due_at)


async def _ask_receipts_again(
    desk: Desk, owed: Iterable[Obligation], began: datetime, ended: datetime
) -> int:
    if not lost_presses.are_lost(began, ended):
        return 0
    # Whoever pressed while the bot was down does not know that the press was lost.
    asked = 0
    for obligation in owed:
        if answered_by_report(obligation.kind):
            continue
        served_at = (await service.of_notice(desk, obligation)).accepted_at
        if served_at is not None and served_at < ended:
            await receipts.chase(desk, obligation)
            asked += 1
    return asked


async def _tell_office(
    desk: Desk,
    moved: list[Moved],
    told: int,
    asked_again: int,
    began: datetime,
    ended: datetime,
) -> None:
    view = OutageSummary(
        began_at=began,
        ended_at=ended,
        lost=whole_minutes(ended - began),
        agencies=len({one.obligation.agency for one in moved}),
        obligations=len(moved),
        told=told,
        asked_again=asked_again,
    )
    message = Message(desk.words.text("outage_office", view))
    posting = Posting(dedupe_key=f"outage:{began.isoformat()}:office")
    await post.tell_office(desk, message, posting)
