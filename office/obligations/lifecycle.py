"""Opens, pauses and closes obligations; every change is written to the obligation's history."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import slip_drafts
from office.ladder.rules import LOOK_AGAIN, OFFICE_PATIENCE
from office.obligations import boards, questioned_cards, settling
from office.obligations.settling import TAKEN_BACK, Happening, OwedChange
from office.plan.ladders import NOTHING_YET
from office.plan.owed_kinds import kind_of
from storage.delivery import about
from storage.immutable import immutable
from storage.occasions import Occasion
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationEvent, ObligationState
from storage.subjects import Subject, SubjectKind
from storage.transaction import last


class Happened(StrEnum):
    OPENED = "opened"
    MET = "met"
    MET_LATE = "met late"
    SUPERSEDED = "superseded"
    PAUSED = "paused"
    RESUMED = "resumed"
    NEW_DEADLINE = "new deadline"
    LADDER_ENDED = "ladder ended"
    REPEATED = "said again"
    REOPENED = "reopened"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ASKED_AGAIN = "asked again"
    NOT_REMINDED = "not reminded"
    """Its group had heard enough on that day."""
    POOR = "poorly put right"


class PauseReason(StrEnum):
    EXTENSION = "extension"
    UNREACHABLE = "unreachable"
    DISPUTE = "dispute"
    """It says that this is not its to do."""
    EXERCISE = "exercise"
    """The exercise that it belongs to stands still."""


FOR_THE_OFFICE = frozenset({PauseReason.EXTENSION, PauseReason.DISPUTE})
"""The clock stands until the office has decided what the body asked."""


@immutable
class Asking:
    kind: str
    occasion: Occasion
    due_at: datetime
    step_due_at: datetime
    day: date | None = None
    title: str = ""


async def open_all(
    desk: Desk, matter_id: int, order_id: int, asking: Asking, agencies: Collection[str]
) -> list[Obligation]:
    """Each of these agencies owes the same; returned in their order.

    It takes no more statements than one obligation does.
    """
    rows = await obligations.of_agencies(
        desk.session, matter_id, asking.kind, asking.occasion, agencies
    )
    owed = {row.agency: row for row in rows}
    new = [agency for agency in agencies if agency not in owed]
    drill = bool(await about.is_drill(desk.session, Subject(SubjectKind.ORDER, order_id)))
    opened = [_opened(desk, matter_id, order_id, asking, agency, drill=drill) for agency in new]
    await _enter(desk, opened)
    owed |= {row.agency: row for row in opened}
    return [owed[agency] for agency in agencies]


async def meet(
    desk: Desk, obligation: Obligation, actor: Actor, *, at: datetime | None = None
) -> None:
    """This person answered it, in time or late. A second answer changes nothing.

    `at` is when the answer was written, where Telegram says so: an answer that waited while the
    bot was down is as punctual as its writer was.
    """
    if obligation.state != ObligationState.OPEN:
        return
    answered_by = (await people.remember(desk, actor)).key
    answered_at = desk.now if at is None else min(max(at, obligation.opened_at), desk.now)
    obligation.due_at = deadline(obligation, answered_at)
    in_time = answered_at <= obligation.due_at
    obligation.state = ObligationState.MET if in_time else ObligationState.MET_LATE
    obligation.met_at = answered_at
    obligation.met_by = answered_by
    _stop_the_clock(obligation)
    happened = Happened.MET if in_time else Happened.MET_LATE
    await _written(desk, obligation, happened, f"user:{actor.user_id}")
    await settling.settle(desk, obligation, Happening(OwedChange.ANSWERED, actor))
    await _touch_board(desk, obligation)


async def recount(desk: Desk, obligation: Obligation, at: datetime) -> None:
    """The office says that an answer which counted as late had come in time."""
    if obligation.state != ObligationState.MET_LATE:
        return
    obligation.state = ObligationState.MET
    obligation.met_at = max(at, obligation.opened_at)
    await _written(desk, obligation, Happened.MET, f"as of {obligation.met_at.isoformat()}")
    await settling.settle(desk, obligation, Happening(OwedChange.RECOUNTED))
    await _touch_board(desk, obligation)


async def reopen(
    desk: Desk,
    obligation: Obligation,
    due_at: datetime,
    look_at: datetime,
    reason: str,
    happening: Happening = TAKEN_BACK,
) -> None:
    """The answer was taken back: it is owed until `due_at`, and the ladder looks at `look_at`."""
    if obligation.state not in (ObligationState.MET, ObligationState.MET_LATE):
        return
    obligation.state, obligation.on_behalf = ObligationState.OPEN, False
    obligation.met_at = obligation.met_by = None
    obligation.due_at = due_at
    obligation.step_due_at = look_at if obligation.ladder_ended is None else None
    await _written(desk, obligation, Happened.REOPENED, reason)
    await settling.settle(desk, obligation, happening)
    await _touch_board(desk, obligation)


async def send_back(
    desk: Desk, obligation: Obligation, due_at: datetime, look_at: datetime, reason: str
) -> None:
    """The office sent the answer back: it is owed until `due_at`, with its ladder from the start.

    What the ladder had said of the first answer stays said, and counts for nothing now. What is
    accepted only once it is put right keeps the step that it had reached.
    """
    obligation.state, obligation.on_behalf = ObligationState.OPEN, False
    obligation.met_at = obligation.met_by = obligation.ladder_ended = None
    if not kind_of(obligation).is_accepted:
        obligation.step = NOTHING_YET
    obligation.returned_at = desk.now
    obligation.times_returned += 1
    obligation.due_at, obligation.step_due_at = due_at, look_at
    await _written(desk, obligation, Happened.RETURNED, reason)
    await settling.settle(desk, obligation, Happening(OwedChange.RETURNED))
    await _touch_board(desk, obligation)


async def accept(desk: Desk, obligation: Obligation, reason: str) -> None:
    """销号: the answer stands, and nothing follows from it any more."""
    await _written(desk, obligation, Happened.ACCEPTED, reason)
    await settling.settle(desk, obligation, Happening(OwedChange.ACCEPTED))
    await _touch_board(desk, obligation)


async def supersede(
    desk: Desk, obligation: Obligation, reason: str, change: OwedChange = OwedChange.REPLACED
) -> None:
    """It is owed no more; what was answered and is not accepted yet is to be accepted no more."""
    if obligation.state != ObligationState.OPEN:
        if kind_of(obligation).is_accepted and obligation.state != ObligationState.SUPERSEDED:
            await settling.settle(desk, obligation, Happening(change))
        return
    obligation.state = ObligationState.SUPERSEDED
    _stop_the_clock(obligation)
    await _written(desk, obligation, Happened.SUPERSEDED, reason)
    await settling.settle(desk, obligation, Happening(change))


async def pause(desk: Desk, obligation: Obligation, reason: PauseReason) -> None:
    """Stop the agency's clock. It may be stopped for two reasons at once."""
    reasons = pause_reasons(obligation)
    if obligation.state != ObligationState.OPEN or reason in reasons:
        return
    if obligation.paused_at is None:
        obligation.paused_at = desk.now
    _keep_reasons(obligation, reasons | {reason})
    await _written(desk, obligation, Happened.PAUSED, reason)


async def resume(
    desk: Desk,
    obligation: Obligation,
    reason: PauseReason = PauseReason.EXTENSION,
    *,
    new_due_at: datetime | None = None,
) -> None:
    """End one reason of the pause; the clock runs again when it was the last.

    The deadline and the next step move by the time for which the clock was stopped, or both to
    the new deadline if one was given.
    """
    reasons = pause_reasons(obligation)
    if obligation.state != ObligationState.OPEN or reason not in reasons:
        return
    left = reasons - {reason}
    if new_due_at is not None:
        _move_to(obligation, new_due_at)
        # The new deadline was set just now, so only the pause from here on adds to it.
        obligation.paused_at = desk.now
    if not left:
        stood_since = obligation.paused_at or desk.now
        _move_by(obligation, desk.now - stood_since, since=stood_since)
        obligation.paused_at = None
    _keep_reasons(obligation, left)
    detail = f"{reason}, due {obligation.due_at.isoformat()}"
    happened = Happened.RESUMED if new_due_at is None else Happened.NEW_DEADLINE
    await _written(desk, obligation, happened, detail)
    if not left:
        await _show_deadline(desk, obligation)


async def count_pause(desk: Desk, obligation: Obligation, reason: PauseReason) -> None:
    """End one reason of the pause as if it had never stopped the clock."""
    reasons = pause_reasons(obligation)
    if obligation.state != ObligationState.OPEN or reason not in reasons:
        return
    _keep_reasons(obligation, reasons - {reason})
    if obligation.pause_reason is None:
        obligation.paused_at = None
    # Written as a new deadline is, this pause is not taken for lost time later.
    detail = f"{reason}, due {obligation.due_at.isoformat()}"
    await _written(desk, obligation, Happened.NEW_DEADLINE, detail)


async def shift(
    desk: Desk,
    obligation: Obligation,
    by: timedelta,
    event: str,
    *,
    since: datetime | None = None,
) -> None:
    """Give the agency time that it lost by no fault of its own, from `since` on."""
    _move_by(obligation, by, since=since)
    await _written(desk, obligation, event, f"due {obligation.due_at.isoformat()}")


async def postpone(desk: Desk, obligation: Obligation, due_at: datetime, look_at: datetime) -> None:
    obligation.due_at, obligation.step_due_at = due_at, look_at
    await _written(desk, obligation, Happened.NEW_DEADLINE, due_at.isoformat())
    await _show_deadline(desk, obligation)


async def give_time(desk: Desk, obligation: Obligation, due_at: datetime) -> None:
    """The office granted more time while the clock ran."""
    if obligation.state != ObligationState.OPEN:
        return
    _move_to(obligation, due_at)
    await _written(desk, obligation, Happened.NEW_DEADLINE, due_at.isoformat())
    await _show_deadline(desk, obligation)


async def advance(desk: Desk, obligation: Obligation, step: str, next_at: datetime | None) -> None:
    obligation.step, obligation.step_due_at = step, next_at
    await _written(desk, obligation, step, next_at.isoformat() if next_at else "")


async def step_back(
    desk: Desk, obligation: Obligation, step: str, due_at: datetime, reason: str
) -> None:
    """A step that reached nobody was not taken; it is due again as of `due_at`."""
    obligation.step = step
    if obligation.state == ObligationState.OPEN and obligation.ladder_ended is None:
        obligation.step_due_at = due_at
    await _written(desk, obligation, f"back to {step}", reason)


async def repeat(desk: Desk, obligation: Obligation, next_at: datetime | None) -> None:
    obligation.step_due_at = next_at
    await _written(desk, obligation, Happened.REPEATED, next_at.isoformat() if next_at else "")


async def look_since(desk: Desk, obligation: Obligation, since: datetime) -> None:
    """Something has been due since then, so it is looked at as soon as the clock runs."""
    if obligation.step_due_at is not None and obligation.step_due_at > desk.now:
        obligation.step_due_at = since
        _keep(desk, obligation)


async def look_again(desk: Desk, obligation: Obligation, at: datetime | None) -> None:
    """Nothing is done this time. A stopped clock keeps its next step."""
    if at is not None and not pause_reasons(obligation):
        obligation.step_due_at = at
    _keep(desk, obligation)


async def end_ladder(desk: Desk, obligation: Obligation, reason: str) -> None:
    """Take no further step, though the answer may still be owed.

    If a reply has still to be put before the office, it is looked at once more.
    """
    if obligation.ladder_ended is not None:
        return
    replied = await questioned_cards.unshown(desk, obligation)
    obligation.ladder_ended = reason
    obligation.step_due_at = max(obligation.due_at, desk.now) if replied else None
    await _written(desk, obligation, Happened.LADDER_ENDED, reason)
    await questioned_cards.no_slip_follows(desk, obligation)


async def wake(desk: Desk, obligation: Obligation, at: datetime, *, sooner: bool = False) -> None:
    """A ladder that rests looks at this instant; one with a timer only where it is to be sooner."""
    if obligation.state != ObligationState.OPEN or obligation.ladder_ended is not None:
        return
    if obligation.step_due_at is None or (sooner and at < obligation.step_due_at):
        obligation.step_due_at = at
        _keep(desk, obligation)


async def rest(desk: Desk, obligation: Obligation) -> None:
    obligation.step_due_at = None
    _keep(desk, obligation)


async def await_answer(desk: Desk, obligation: Obligation) -> None:
    """If no step would show the office a reply, look at it at the deadline.

    After the deadline, the agency has as long to say what its reply was as the office has to
    judge it.
    """
    if obligation.step_due_at is None and obligation.state == ObligationState.OPEN:
        in_time = obligation.due_at > desk.now
        obligation.step_due_at = obligation.due_at if in_time else desk.now + OFFICE_PATIENCE
        _keep(desk, obligation)


async def event(desk: Desk, obligation: Obligation, event: str, detail: str = "") -> None:
    last.write_last(desk.session, _line(desk, obligation, event, detail))


def pause_reasons(obligation: Obligation) -> frozenset[PauseReason]:
    return frozenset(map(PauseReason, (obligation.pause_reason or "").split()))


def awaits_decision(obligation: Obligation) -> bool:
    return bool(FOR_THE_OFFICE & pause_reasons(obligation))


def deadline(obligation: Obligation, now: datetime) -> datetime:
    """The deadline as it is now; a pause that still lasts counts up to now."""
    if obligation.paused_at is None or obligation.due_at <= obligation.paused_at:
        return obligation.due_at
    return obligation.due_at + max(now - obligation.paused_at, timedelta(0))


def _stop_the_clock(obligation: Obligation) -> None:
    obligation.step_due_at = obligation.paused_at = obligation.pause_reason = None


def _keep_reasons(obligation: Obligation, reasons: frozenset[PauseReason]) -> None:
    obligation.pause_reason = " ".join(sorted(reasons)) or None


def _move_by(obligation: Obligation, by: timedelta, *, since: datetime | None) -> None:
    # A deadline that had passed when the loss began was missed, so it stays.
    if since is None or obligation.due_at > since:
        obligation.due_at += by
    if obligation.step_due_at is not None:
        obligation.step_due_at += by


def _move_to(obligation: Obligation, instant: datetime) -> None:
    obligation.due_at = instant
    if obligation.step_due_at is not None:
        # A slip may give longer than that, and more time never makes the next one come sooner.
        obligation.step_due_at = max(obligation.step_due_at, instant)


def _opened(
    desk: Desk, matter_id: int, order_id: int, asking: Asking, agency: str, *, drill: bool
) -> Obligation:
    return Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=matter_id,
        order_id=order_id,
        drill=drill,
        agency=agency,
        opened_at=desk.now,
        kind=asking.kind,
        occasion=asking.occasion,
        due_at=asking.due_at,
        step_due_at=asking.step_due_at,
        wakes_at=asking.step_due_at,
        day=asking.day,
        title=asking.title,
    )


async def _enter(desk: Desk, opened: Sequence[Obligation]) -> None:
    desk.session.add_all(opened)
    await desk.session.flush()
    desk.session.add_all(
        _line(desk, row, Happened.OPENED, row.due_at.isoformat()) for row in opened
    )


def _line(desk: Desk, obligation: Obligation, event: str, detail: str) -> ObligationEvent:
    return ObligationEvent(
        jurisdiction=desk.jurisdiction,
        obligation_id=obligation.key,
        at=desk.now,
        event=event,
        detail=detail,
    )


async def _written(desk: Desk, obligation: Obligation, happened: str, detail: str) -> None:
    _keep(desk, obligation)
    if obligation.awaits_signature:
        await slip_drafts.keep_true(desk, obligation)
    await event(desk, obligation, happened, detail)


def _keep(desk: Desk, obligation: Obligation) -> None:
    obligation.wakes_at = _wakes_at(obligation, desk.now)
    desk.session.add(obligation)


def _wakes_at(obligation: Obligation, now: datetime) -> datetime | None:
    if obligation.state != ObligationState.OPEN or obligation.step_due_at is None:
        return None
    reasons = pause_reasons(obligation)
    if PauseReason.UNREACHABLE in reasons:
        return now + LOOK_AGAIN
    return None if reasons else obligation.step_due_at


async def _touch_board(desk: Desk, obligation: Obligation) -> None:
    await boards.touch(desk, obligation.matter_id, _board(obligation), obligation.occasion)


async def _show_deadline(desk: Desk, obligation: Obligation) -> None:
    await boards.new_deadline(desk, obligation.matter_id, _board(obligation), obligation.occasion)


def _board(obligation: Obligation) -> str:
    return kind_of(obligation).board
