"""What the office itself does by the calendar: it is told, reminded, and says that it is done.

Which turns there are is told from the plan and from what was asked before, not from what the clock
did, so a day on which the program was down loses none.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.office_work import NamedStandard, WorkLine, WorkView
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import clocks, seasons
from office.matters.order_files import OrderFile
from office.obligations import askings
from office.plan import standards
from office.plan.calendars import ONE_DAY
from office.plan.model import Seasons, When
from office.plan.office_work import OfficeWork
from office.plan.quiet import quiet_until
from office.plan.recurring import Recurrence, recurrences_on
from office.post import Posting
from office.refusal import Refusal
from storage import agenda
from storage.decisions import exercises
from storage.decisions.exercises import Exercise
from storage.delivery import outbox
from storage.immutable import immutable
from storage.rota import office_work as stored
from storage.rota.office_work import WorkState, WorkTurn

ON_DAY = "office_work"
"""The kind of agenda item; its subject is the day, as 20260901."""
DONE_VERB = "owdone"
EXERCISE_VERB = "drnew"
"""It begins to put an exercise together."""
HELD_BEFORE = timedelta(days=150)
"""An exercise that ended so long before its day is the one of that season; no plan fixes it."""
LONGEST_SAID = 500
SAME_TURN = {When.WEEKLY: 3, When.MONTHLY: 14, When.YEARLY: 180}
"""A day that moved by fewer days, as the begin of a season does, is that of the same turn."""


@immutable
class WorkDue:
    """What is to be told on a day: a new turn, or one that comes near or is late."""

    work: OfficeWork
    new: Recurrence | None
    row: WorkTurn | None
    step: str
    """`asked`, `near` or `late`."""


async def expect(desk: Desk) -> None:
    """At the end of each day, see whether the next one asks for anything."""
    today = desk.local(desk.now).date()
    for day in (today, today + ONE_DAY):
        if await due_on(desk, day):
            await _expect_on(desk, day)


async def _expect_on(desk: Desk, day: date) -> None:
    subject = int(f"{day:%Y%m%d}")
    if await agenda.was_taken(desk.session, desk.jurisdiction, ON_DAY, subject):
        return
    quiet = desk.plan.quiet_hours
    awake_at = quiet_until(quiet, desk.zone, desk.now) or desk.now
    await clocks.on_agenda(desk, ON_DAY, subject, max(askings.at(desk, day, quiet.end), awake_at))


async def on_day(desk: Desk, _subject: int) -> str:
    found = await due_on(desk, desk.local(desk.now).date())
    for one in found:
        await _tell(desk, one)
    return f"told {len(found)}" if found else "nothing to do"


async def due_on(desk: Desk, day: date) -> list[WorkDue]:
    known = await stored.turns(desk.session, desk.jurisdiction)
    in_season = await seasons.of(desk)
    found = [
        one for work in desk.plan.office_work for one in _due(desk, work, day, known, in_season)
    ]
    return [one for one in found if not await _was_held(desk, one)]


async def _was_held(desk: Desk, due: WorkDue) -> bool:
    """Whether an exercise that ended before it was asked for is the one of this turn."""
    if not due.work.exercise or due.new is None:
        return False
    before = datetime.combine(due.new.due_on, due.work.due_clock, desk.zone) - HELD_BEFORE
    here = desk.session, desk.jurisdiction
    return bool(await exercises.ended_between(*here, before, desk.now))


async def held_exercise(desk: Desk, who: Actor, row: Exercise) -> None:
    """An exercise has ended: what the calendar asked for is done."""
    for turn in await open_turns(desk):
        work = desk.plan.office_work_named(turn.work)
        if work is not None and work.exercise:
            await done(desk, who, turn.key, row.title)


def _due(
    desk: Desk, work: OfficeWork, day: date, known: Sequence[WorkTurn], in_season: Seasons
) -> list[WorkDue]:
    own = [row for row in known if row.work == work.id]
    turns = recurrences_on(work, work.each, day, desk.plan.calendar, in_season)
    new = [one for one in turns if not any(_is_of(work, row, one.due_on) for row in own)]
    if new:
        return [WorkDue(work, one, None, "asked") for one in new]
    steps = ((row, _step(desk, work, row, day)) for row in own if row.state == WorkState.OPEN)
    return [WorkDue(work, None, row, step) for row, step in steps if step]


def _is_of(work: OfficeWork, row: WorkTurn, due_on: date) -> bool:
    return abs((row.due_on - due_on).days) < SAME_TURN[work.each]


def _step(desk: Desk, work: OfficeWork, row: WorkTurn, day: date) -> str:
    """What is to be told of an open turn on a day; empty where nothing is."""
    asked_on, due_on = desk.local(row.asked_at).date(), row.due_on
    if due_on < day:
        return "" if row.late_told_at else "late"
    near = due_on - work.reminder <= day and asked_on + timedelta(days=1) < day
    return "near" if near and row.reminded_at is None and row.late_told_at is None else ""


async def _tell(desk: Desk, due: WorkDue) -> None:
    row = due.row or await _begin(desk, due)
    if due.step == "near":
        row.reminded_at = desk.now
    if due.step == "late":
        row.late_told_at = desk.now
    desk.session.add(row)
    html = desk.words.text("office_work", view(desk, due.work, row, due.step))
    posting = Posting(dedupe_key=f"office_work:{row.key}:{due.step}")
    shown = await post.tell_office(desk, Message(html, keyboard(desk, row)), posting)
    if shown is not None:
        await desk.session.flush()
        row.card_id = shown.key
    await desk.record(f"office_work_{due.step}", f"office_work:{row.key}", work=row.work)


async def _begin(desk: Desk, due: WorkDue) -> WorkTurn:
    """Keep a new turn; one of before that nobody has done ends with it."""
    work, turn = due.work, due.new
    assert turn is not None
    for row in await stored.turns(desk.session, desk.jurisdiction):
        if row.work == work.id and row.state == WorkState.OPEN:
            await stored.settle(desk.session, row.key, WorkState.LAPSED, desk.now)
            await desk.record("office_work_lapsed", f"office_work:{row.key}", work=row.work)
    row = WorkTurn(
        jurisdiction=desk.jurisdiction,
        work=work.id,
        title=_title(desk, work, turn),
        due_on=turn.due_on,
        due_at=datetime.combine(turn.due_on, work.due_clock, desk.zone),
        asked_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


def _title(desk: Desk, work: OfficeWork, turn: Recurrence) -> str:
    if work.each is When.YEARLY:
        return desk.words.plain("office_work_of_year", name=work.name, year=turn.due_on.year)
    key = f"register_{work.each}_title"
    return desk.words.plain(key, name=work.name, first=turn.first, last=turn.last)


def keyboard(desk: Desk, row: WorkTurn) -> Keyboard:
    done_by_hand = (button(desk.words.plain("button_office_work_done"), DONE_VERB, row.key),)
    work = desk.plan.office_work_named(row.work)
    if work is None or not work.exercise:
        return (done_by_hand,)
    return ((button(desk.words.plain("button_exercise_new"), EXERCISE_VERB),), done_by_hand)


def view(desk: Desk, work: OfficeWork, row: WorkTurn, step: str) -> WorkView:
    today = desk.local(desk.now).date()
    return WorkView(
        step=step,
        title=row.title,
        due_at=row.due_at,
        to=work.to or "",
        note=work.note or "",
        source="" if work.source == "none" else work.source,
        standards=tuple(superseded(desk, today)) if work.names_superseded else (),
    )


def superseded(desk: Desk, day: date) -> list[NamedStandard]:
    """The standards of the office's own documents that hold no longer, each with its document."""
    found: dict[str, NamedStandard] = {}
    for source in desk.plan.sources.values():
        for name in source.superseded if source.own else ():
            found.setdefault(name, _named(name, source.title))
    for cited in standards.cited(desk.plan).values():
        for one in cited:
            found.setdefault(one.name, _named(one.name, ""))
    return [one for one in found.values() if one.since is None or one.since <= day]


def _named(name: str, document: str) -> NamedStandard:
    known = standards.known(name)
    return NamedStandard(name, document, known.by if known else "", known.since if known else None)


async def open_turn(desk: Desk, who: Actor, turn_id: int) -> WorkTurn:
    people.require_office(desk, who)
    row = await stored.turn(desk.session, desk.jurisdiction, turn_id)
    if row is None:
        raise Refusal("button_obsolete")
    if row.state != WorkState.OPEN:
        by = await people.name_of(desk, row.done_by) if row.done_by else ""
        raise Refusal("office_work_done_already", title=row.title, by=by, at=row.done_at)
    return row


async def done(
    desk: Desk, who: Actor, turn_id: int, said: str, file: OrderFile | None = None
) -> WorkTurn:
    row = await open_turn(desk, who, turn_id)
    values: dict[str, Any] = {"done_by": who.user_id, "said": said.strip()[:LONGEST_SAID]}
    if file is not None:
        values |= {"file": file.as_says(), "sha256": file.sha256 or None}
    if not await stored.settle(desk.session, row.key, WorkState.DONE, desk.now, **values):
        raise Refusal("button_obsolete")
    await desk.session.refresh(row)
    await desk.record(
        "office_work_done", f"office_work:{row.key}", by=who.user_id, work=row.work, said=row.said
    )
    await _mark(desk, row)
    return row


async def _mark(desk: Desk, row: WorkTurn) -> None:
    """The newest message about it says that it is done, and has no button any more."""
    shown = (await outbox.deliveries(desk.session, [row.card_id or 0])).get(row.card_id or 0)
    if shown is not None:
        await post.edit(desk, shown, Message(await told_done(desk, row)))


async def told_done(desk: Desk, row: WorkTurn) -> str:
    return desk.words.text("office_work_done", await line(desk, row))


async def line(desk: Desk, row: WorkTurn) -> WorkLine:
    file = OrderFile(**row.file).name_in(desk.words) if row.file else ""
    return WorkLine(
        title=row.title,
        due_at=row.due_at,
        state=row.state,
        is_late=row.state == WorkState.OPEN and row.due_at <= desk.now,
        by=await people.name_of(desk, row.done_by) if row.done_by else "",
        at=row.done_at,
        said=row.said,
        file=file,
    )


async def open_turns(desk: Desk) -> list[WorkTurn]:
    known = await stored.turns(desk.session, desk.jurisdiction)
    return [row for row in known if row.state == WorkState.OPEN]


async def lines(desk: Desk) -> list[WorkLine]:
    """The newest turn of each work, for whoever looks them up."""
    newest = {row.work: row for row in await stored.turns(desk.session, desk.jurisdiction)}
    return [await line(desk, row) for row in newest.values()]
