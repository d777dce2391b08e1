"""退回补正: the office sends a report back with a reason and a new time; it stays on record.

It is owed again, with its ladder from the first step as of the new time; a problem keeps the step
that it has reached. What is sent back was not badly rectified: no step follows from the return.
"""

from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import rules, service
from office.ladder.policies import policy_of
from office.matters import naming
from office.obligations import lifecycle, new_times, returned, settling
from office.obligations.settling import OwedChange
from office.plan.ladders import NOTHING_YET
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.refusal import Refusal
from storage.immutable import immutable
from storage.owed import obligations as stored_obligations
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.owed.returns import ReportReturn
from storage.roster import chats
from storage.subjects import Subject

ANSWERED = (ObligationState.MET, ObligationState.MET_LATE)


@immutable
class Seen:
    """A report as somebody read it."""

    report_id: int
    newest_part: int
    """An edit may come while they write a reason, and nobody sends back what they have not read."""


async def returnable(desk: Desk, who: Actor, seen: Seen) -> tuple[Report, Obligation]:
    people.require_office(desk, who)
    report = await reports.find(desk.session, seen.report_id)
    if report is None or report.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    owed = await stored_obligations.obligation(desk.session, report.obligation_id)
    if owed is None or report.withdrawn_at is not None or owed.state not in ANSWERED:
        raise Refusal("sendback_not_answered", serial=report.serial)
    await settling.require(desk, owed, OwedChange.RETURNED)
    if await newest_part(desk, report) != seen.newest_part:
        raise Refusal("sendback_changed", serial=report.serial)
    if not await service.chats_to_serve(desk, owed):
        raise Refusal("sendback_unreachable", agency=await naming.agency_name(desk, owed))
    return report, owed


async def newest_part(desk: Desk, report: Report) -> int:
    return max((part.key for part in await reports.parts(desk.session, report.key)), default=0)


async def earliest(desk: Desk, owed: Obligation) -> datetime:
    """The earliest new time: the plan's least notice counts from now on."""
    least = (await policy_of(desk, owed)).least_notice
    at = desk.now + least
    return at if at.second == at.microsecond == 0 else _next_minute(at)


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


async def send_back(
    desk: Desk, who: Actor, seen: Seen, reason: str, due_at: datetime
) -> tuple[Report, Obligation]:
    report, owed = await returnable(desk, who, seen)
    await check_time(desk, owed, due_at)
    await _keep(desk, who, owed, report, reason, due_at)
    step = owed.step if kind_of(owed).is_accepted else NOTHING_YET
    look_at = rules.looks_at(step, due_at, await policy_of(desk, owed), desk.now)
    await lifecycle.send_back(desk, owed, due_at, look_at, f"report:{report.key}")
    await desk.record(
        "report_returned",
        f"obligation:{owed.key}",
        report=report.serial,
        due_at=due_at.isoformat(),
    )
    for chat in await service.chats_to_serve(desk, owed):
        await returned.serve(desk, owed, chat)
    return report, owed


async def check_time(desk: Desk, owed: Obligation, due_at: datetime) -> None:
    first = await earliest(desk, owed)
    if due_at < first:
        raise Refusal("sendback_too_soon", at=first)
    if due_at > desk.now + new_times.AT_MOST:
        raise Refusal("sendback_too_far", most=new_times.AT_MOST)


async def _keep(
    desk: Desk, who: Actor, owed: Obligation, report: Report, reason: str, due_at: datetime
) -> None:
    await people.remember(desk, who)
    desk.session.add(
        ReportReturn(
            jurisdiction=desk.jurisdiction,
            report_id=report.key,
            obligation_id=owed.key,
            reason=reason,
            returned_by=who.user_id,
            returned_at=desk.now,
            due_at=due_at,
            submitted_at=report.submitted_at,
            was_late=report.late,
        )
    )
    await desk.session.flush()


async def tell_office(desk: Desk, here: Place, message: Message, owed: Obligation) -> None:
    """Say in the office's group what somebody did elsewhere."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is not None and Place.of(office) != here:
        await post.tell_office(desk, message, Posting(Subject.of(owed), owed.agency))
