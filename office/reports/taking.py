"""Takes reports: whatever an agency sends in answer to what it owes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import kinds, naming
from office.obligations import lifecycle, receipts, settling
from office.obligations.owed import open_to_its_knowledge
from office.obligations.settling import Happening, OwedChange
from office.plan.owed_kinds import answered_by_report, kind_of, report_kinds
from office.problems import parts_done
from office.refusal import Refusal
from office.reports import (
    archive,
    fields,
    files_to_read,
    long_texts,
    message_parts,
    named_firms,
)
from office.reports.message_parts import Incoming
from storage.immutable import immutable
from storage.owed import obligations as stored_obligations
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind, Report, ReportPart


@immutable
class Taken:
    """What was recorded just now."""

    obligation: Obligation
    report: Report
    parts: tuple[ReportPart, ...]
    is_first: bool
    is_edit: bool = False
    completes: bool = False
    """It is the first that came since the office had sent the report back."""

    @property
    def album(self) -> str | None:
        return self.parts[0].media_group_id


async def receive(
    desk: Desk,
    who: Actor,
    agency: str,
    obligation_id: int,
    items: Sequence[Incoming],
    *,
    sent_at: datetime | None = None,
) -> Taken | None:
    """Record messages as an agency's report; return None where all of them are known already.

    The first of them meets the obligation, as of `sent_at`. Later ones add to the same report.
    """
    owed = await answerable(desk, agency, obligation_id)
    if not await _fresh(desk, items):
        return None
    await liaisons.speak(desk, who, agency)
    return await keep(desk, who, owed, items, sent_at=sent_at or desk.now)


async def keep(
    desk: Desk, who: Actor, owed: Obligation, items: Sequence[Incoming], *, sent_at: datetime
) -> Taken | None:
    # The office recognised or registered these words, so their sender need not be a liaison.
    fresh = await _fresh(desk, items)
    return await _add(desk, who, owed, fresh, sent_at) if fresh else None


async def also(
    desk: Desk, who: Actor, agency: str, part_id: int, obligation_id: int
) -> Taken | None:
    """Report on another day with what was reported on one, as of when it was written.

    The first report keeps its parts, because what was recorded stays. Return None where the other
    day's report has them already.
    """
    part = await reports.part(desk.session, part_id)
    if part is None:
        raise Refusal("report_not_yours")
    await answerable(
        desk, agency, (await reports.report(desk.session, part.report_id)).obligation_id
    )
    owed = await answerable(desk, agency, obligation_id)
    await liaisons.speak(desk, who, agency)
    siblings = reports.newest_versions(await reports.parts(desk.session, part.report_id))
    meant = [one for one in siblings if _goes_with(part, one)]
    known = await reports.report_of(desk.session, owed.key)
    has = await reports.parts(desk.session, known.key) if known else []
    places = {(one.chat_id, one.message_id) for one in has}
    fresh = [one for one in meant if (one.chat_id, one.message_id) not in places]
    if not fresh:
        return None
    items = [message_parts.as_incoming(one) for one in fresh]
    return await _add(desk, who, owed, items, max(item.sent_at for item in items))


def _goes_with(part: ReportPart, other: ReportPart) -> bool:
    if part.media_group_id is not None:
        return part.media_group_id == other.media_group_id
    return (part.chat_id, part.message_id) == (other.chat_id, other.message_id)


async def _add(
    desk: Desk, who: Actor, owed: Obligation, fresh: Sequence[Incoming], sent_at: datetime
) -> Taken:
    report = await reports.report_of(desk.session, owed.key)
    is_first = report is None
    completes = report is not None and await _come_again(desk, who, owed, report, sent_at)
    if report is None:
        report = await _open_report(desk, who, owed, sent_at)
    parts = tuple(
        [await message_parts.add(desk, report, item, item.sent_by or who.user_id) for item in fresh]
    )
    await fields.take(desk, owed, report, parts)
    await named_firms.take(desk, owed, report, parts)
    await files_to_read.expect(desk, owed, parts)
    action = "report_received" if is_first else "report_added"
    await _record(desk, action, owed, report, len(parts))
    await archive.tell_of_large(desk, report, parts)
    await settling.settle(desk, owed, Happening(OwedChange.ADDED))
    return Taken(owed, report, parts, is_first, completes=completes)


async def _fresh(desk: Desk, items: Sequence[Incoming]) -> list[Incoming]:
    return [item for item in items if not await message_parts.is_known(desk, item)]


async def recount(desk: Desk, owed: Obligation, at: datetime) -> Taken:
    # The office has recognised a late report that was written in time.
    report = await reports.report_of(desk.session, owed.key)
    if report is None:
        raise Refusal("button_obsolete")
    await lifecycle.recount(desk, owed, at)
    report.submitted_at, report.late = owed.met_at or at, False
    desk.session.add(report)
    await desk.session.flush()
    parts = reports.newest_versions(await reports.parts(desk.session, report.key))
    return Taken(owed, report, tuple(parts), is_first=True)


async def revise(desk: Desk, agency: str, item: Incoming, who: Actor | None = None) -> Taken | None:
    """Record an edited message as a new version; return None for a report of another agency.

    A group may have been bound to another agency since: its old messages are no longer its own. A
    live location is edited every few seconds; where it began is what was reported. An edit by
    `who`, which states something, answers a report that the office had sent back.
    """
    known = await _own_part(desk, agency, item.chat_id, item.message_id)
    if known is None or known.kind == PartKind.LOCATION:
        return None
    part = await message_parts.add_version(desk, known, item)
    if part is None:
        return None
    report = await reports.report(desk.session, known.report_id)
    owed = await _of_report(desk, report)
    if report.withdrawn_at is None:
        await fields.reword(desk, owed, report, known, part)
        await named_firms.reword(desk, owed, report, known, part)
        await files_to_read.expect_again(desk, owed, known, part)
    await _record(desk, "report_edited", owed, report, 1)
    await archive.tell_of_large(desk, report, (part,))
    await settling.settle(desk, owed, Happening(OwedChange.ADDED))
    completes = who is not None and await _come_again(
        desk, who, owed, report, item.edited_at or desk.now
    )
    return Taken(owed, report, (part,), is_first=False, is_edit=True, completes=completes)


async def complete(desk: Desk, agency: str, item: Incoming) -> bool:
    """Keep a message that came after its edit; return whether it is of a report of this agency.

    The edit is what was reported, so nothing is answered.
    """
    known = await _own_part(desk, agency, item.chat_id, item.message_id)
    if known is None:
        return False
    part = await message_parts.add_original(desk, known, item)
    if part is not None:
        report = await reports.report(desk.session, known.report_id)
        owed = await _of_report(desk, report)
        await _record(desk, "report_original", owed, report, 1)
        await archive.tell_of_large(desk, report, (part,))
    return True


async def is_part(desk: Desk, agency: str, chat_id: int, message_id: int) -> bool:
    return await _own_part(desk, agency, chat_id, message_id) is not None


async def answerable(desk: Desk, agency: str, obligation_id: int) -> Obligation:
    """Return what this agency may report on; refuse everything else that a message can point at."""
    owed = await stored_obligations.obligation(desk.session, obligation_id)
    if owed is None or owed.jurisdiction != desk.jurisdiction or owed.agency != agency:
        raise Refusal("report_not_yours")
    if not answered_by_report(owed.kind):
        raise Refusal("report_is_receipt")
    if owed.state == ObligationState.SUPERSEDED and owed.drill:
        raise Refusal("exercise_report_superseded")
    if owed.state == ObligationState.SUPERSEDED:
        row = kinds.of_order(await naming.order_of(desk, owed))
        raise Refusal(row.key("report_superseded"))
    return owed


async def open_reports(desk: Desk, agency: str) -> list[Obligation]:
    return await open_to_its_knowledge(desk, agency, *report_kinds())


async def obligation_begun(desk: Desk, item: Incoming) -> int | None:
    """Return what an album or a long text answers, once a message of it was taken as a report."""
    if item.media_group_id is not None:
        part = await reports.part_of_album(desk.session, item.chat_id, item.media_group_id)
    else:
        part = await _first_half(desk, item)
    if part is None:
        return None
    report = await reports.report(desk.session, part.report_id)
    return report.obligation_id if report.withdrawn_at is None else None


async def being_sent(desk: Desk, agency: str, item: Incoming, within: timedelta) -> int | None:
    if item.sent_by is None:
        return None
    last = await reports.newest_part_by(desk.session, item.chat_id, item.sent_by)
    if last is None or item.sent_at - last.sent_at > within:
        return None
    report = await reports.report(desk.session, last.report_id)
    is_own = (report.jurisdiction, report.agency) == (desk.jurisdiction, agency)
    goes_on = is_own and report.withdrawn_at is None
    return report.obligation_id if goes_on else None


async def _first_half(desk: Desk, item: Incoming) -> ReportPart | None:
    # Of a text that a client cut in two, only the first half is a command or a reply.
    if item.kind != PartKind.TEXT:
        return None
    before = await reports.newest_part_in(desk.session, item.chat_id)
    if before is None or before.kind != PartKind.TEXT or before.sent_by != item.sent_by:
        return None
    return before if long_texts.goes_on(before.text, before.sent_at, item.sent_at) else None


async def _own_part(desk: Desk, agency: str, chat_id: int, message_id: int) -> ReportPart | None:
    known = await reports.part_of_message(desk.session, chat_id, message_id)
    if known is None:
        return None
    report = await reports.report(desk.session, known.report_id)
    is_own = (report.jurisdiction, report.agency) == (desk.jurisdiction, agency)
    return known if is_own else None


async def _open_report(desk: Desk, who: Actor, owed: Obligation, sent_at: datetime) -> Report:
    await lifecycle.meet(desk, owed, who, at=sent_at)
    if not kind_of(owed).has_a_prompt:
        await receipts.confirm_by_answer(desk, owed, who)
    plan = await naming.plan_of(desk, owed)
    report = Report(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        serial=await desk.serial("report", plan, drill=owed.drill),
        submitted_at=owed.met_at or desk.now,
        submitted_by=who.user_id,
        late=owed.state == ObligationState.MET_LATE,
    )
    desk.session.add(report)
    await desk.session.flush()
    return report


async def _come_again(
    desk: Desk, who: Actor, owed: Obligation, report: Report, sent_at: datetime
) -> bool:
    """Whether this answers a report that was sent back, or of which a part was still to be done.

    It is judged by the time by which it is owed now.
    """
    if owed.state != ObligationState.OPEN or report.withdrawn_at is not None:
        return False
    since = await parts_done.rest_owed_since(desk, owed) or owed.returned_at
    if since is None:
        return False
    # What was on its way when it came to be owed again came after that, and in time.
    await lifecycle.meet(desk, owed, who, at=max(sent_at, since))
    report.submitted_at, report.submitted_by = owed.met_at or desk.now, who.user_id
    report.late = owed.state == ObligationState.MET_LATE
    desk.session.add(report)
    await desk.session.flush()
    return True


async def _of_report(desk: Desk, report: Report) -> Obligation:
    owed = await stored_obligations.obligation(desk.session, report.obligation_id)
    if owed is None:
        raise RuntimeError(f"report {report.key} answers nothing")
    return owed


async def _record(desk: Desk, action: str, owed: Obligation, report: Report, count: int) -> None:
    await desk.record(action, f"obligation:{owed.key}", report=report.serial, parts=count)
