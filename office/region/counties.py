"""How far the offices of our counties are with what our alert wants of them: shown and chased."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from messages.render import Message
from messages.views.letters import CountiesView, CountyLine
from office import post
from office.desk import Desk
from office.matters import alerts, clocks, kinds
from office.matters.in_effect import newest_terms
from office.matters.order_texts import matter_title
from office.plan.model import County
from office.post import Posting
from office.region import chasing, letters, progress
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage import agenda
from storage.decisions import matters as matter_store
from storage.decisions.matters import OPEN_MATTERS, Order
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.region import filed_orders as store
from storage.region import letters as letter_store
from storage.region.filed_orders import NOT_STARTED, CountyProgress, Progress
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject

REMIND = "counties_remind"
REPORT = "counties_report"
"""The kinds of agenda item; the subject of both is the order that the counties were told of."""


async def follow(desk: Desk, order: Order, counties: Sequence[County]) -> None:
    """Show how far each county is with this order, and put on the agenda when to ask again."""
    known = {row.body: row for row in await store.progress_of_matter(desk.session, order.matter_id)}
    if not counties and not known:
        return
    over = kinds.ends(order)
    for county in counties:
        row = known.pop(county.id, None) or _row(desk, order, county)
        _begin_anew(desk, row, Progress.ENDED if over else Progress.NONE)
    for row in known.values():
        _begin_anew(desk, row, Progress.ENDED)
    await desk.session.flush()
    await _show(desk, order)
    if not over:
        times = (await desk.plan_of(order)).cascading
        await clocks.on_agenda(desk, REMIND, order.key, desk.now + times.remind_after)
        await clocks.on_agenda(desk, REPORT, order.key, desk.now + times.report_after)


async def end(desk: Desk, order: Order) -> None:
    """The hour of an end has come that the counties were told of before."""
    if await store.progress_of_matter(desk.session, order.matter_id):
        await follow(desk, order, ())


async def add(desk: Desk, order: Order, county: County) -> None:
    """Follow a county as well whose office came to this bot after the order was issued."""
    known = await store.progress_of_matter(desk.session, order.matter_id)
    if any(row.body == county.id for row in known):
        return
    _begin_anew(desk, _row(desk, order, county), Progress.NONE)
    await desk.session.flush()
    await _show(desk, order)
    times = (await desk.plan_of(order)).cascading
    await _no_later(desk, REMIND, order.key, desk.now + times.remind_after)
    await _no_later(desk, REPORT, order.key, desk.now + times.report_after)


async def _no_later(desk: Desk, kind: str, order_id: int, at: datetime) -> None:
    """Others are asked at their own time; whoever is not due by then is looked at again."""
    waiting = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, order_id)
    if waiting is None or waiting.due_at > at:
        await clocks.on_agenda(desk, kind, order_id, at)


async def take_progress(desk: Desk, letter: Letter) -> str:
    """Note how far a county is, as its own office says."""
    body = desk.plan.body_with_office(letter.jurisdiction)
    order = await _newest(desk)
    if order is not None and not await _answers(desk, letter, order):
        return "about an order since replaced"
    rows = await store.progress_of_matter(desk.session, order.matter_id) if order else []
    row = next((one for one in rows if body is not None and one.body == body.id), None)
    if order is None or row is None:
        return "nothing is awaited of it"
    said = progress.told(letter)
    row.progress, row.level_name, row.number = said
    row.changed_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await _show(desk, order)
    return row.progress


async def _answers(desk: Desk, letter: Letter, order: Order) -> bool:
    """What was written while a new order was under way says nothing of the new one.

    The county says how far it is with that one once it has read it.
    """
    told = await letter_store.letter(desk.session, letter.answers_id or 0)
    return told is not None and told.subject_id == order.key


async def remind(desk: Desk, order_id: int) -> str:
    """Write to the counties once more; at what hour people read it, their own offices decide."""
    order = await _still_newest(desk, order_id)
    if order is None:
        return "replaced or over"
    after = (await desk.plan_of(order)).cascading.remind_after
    late = await _late(desk, REMIND, order, after, Progress.NONE)
    serial = order.serial or ""
    for row in late:
        key = f"remind:{order_id}:{row.body}"
        await letters.write(desk, row.home, LetterKind.REMINDER, serial, key=key, number=serial)
    return f"reminded {len(late)}"


async def report(desk: Desk, order_id: int) -> str:
    order = await _still_newest(desk, order_id)
    if order is None:
        return "replaced or over"
    plan = await desk.plan_of(order)
    wait = await chasing.waits_until(desk, kinds.level_named(plan, order))
    if wait is not None:
        await clocks.on_agenda(desk, REPORT, order.key, wait)
        return "waits for the morning"
    after = plan.cascading.report_after
    late = await _late(desk, REPORT, order, after, *NOT_STARTED)
    if not late:
        return "all have started"
    phrase = desk.words.phrase(
        "counties_not_started",
        names=[await _name(desk, row) for row in late],
        title=matter_title(desk, plan, order),
        serial=order.serial,
    )
    cause = AlarmCause(Concern.COUNTIES, Subject.of(order))
    await alarms.raise_alarm(desk, cause, Message(phrase), Posting(Subject.of(order)))
    return f"told of {len(late)}"


async def _still_newest(desk: Desk, order_id: int) -> Order | None:
    newest = await _newest(desk)
    return newest if newest is not None and newest.key == order_id else None


async def _late(
    desk: Desk, kind: str, order: Order, after: timedelta, *stands: Progress
) -> list[CountyProgress]:
    """The counties that are no further; who was told later than others has its own time."""
    rows = await store.progress_of_matter(desk.session, order.matter_id)
    open_ = [row for row in rows if row.progress in stands]
    coming = [row.told_at + after for row in open_ if row.told_at + after > desk.now]
    if coming:
        await _no_later(desk, kind, order.key, min(coming))
    return [row for row in open_ if row.told_at + after <= desk.now]


async def _newest(desk: Desk) -> Order | None:
    """The newest order of the alert that is open; of a drill no other office hears."""
    alert = await alerts.standing_alert(desk)
    issued = await matter_store.issued_orders(desk.session, alert.key) if alert else []
    return newest_terms(issued)


def _row(desk: Desk, order: Order, county: County) -> CountyProgress:
    return CountyProgress(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        body=county.id,
        home=county.jurisdiction or "",
        told_at=desk.now,
    )


def _begin_anew(desk: Desk, row: CountyProgress, stand: Progress) -> None:
    row.progress, row.told_at, row.changed_at = stand, desk.now, None
    row.level_name = row.number = ""
    desk.session.add(row)


async def _show(desk: Desk, order: Order) -> None:
    """One message an order, which is edited as the counties get on."""
    key = f"counties:{order.key}"
    shown = (await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, [key])).get(key)
    message = await _message(desk, order)
    if shown is None:
        await post.tell_office(desk, message, Posting(Subject.of(order), dedupe_key=key))
    else:
        await post.edit(desk, shown, message, kind=DeliveryKind.UPDATE)


async def _message(desk: Desk, order: Order) -> Message:
    plan = await desk.plan_of(order)
    rows = await store.progress_of_matter(desk.session, order.matter_id)
    alert = await matter_store.matter(desk.session, order.matter_id)
    view = CountiesView(
        title=matter_title(desk, plan, order),
        colour=kinds.mark(plan, order),
        serial=order.serial or "",
        is_open=alert is not None and alert.state in OPEN_MATTERS,
        started=await _lines(desk, _that(rows, Progress.STARTED)),
        signing=await _lines(desk, _that(rows, Progress.SIGNING)),
        waiting=await _lines(desk, _that(rows, Progress.NONE)),
        agreed=await _lines(desk, _that(rows, Progress.AGREED)),
    )
    return Message(desk.words.text("board_counties", view))


def _that(rows: Iterable[CountyProgress], stand: Progress) -> list[CountyProgress]:
    return [row for row in rows if row.progress == stand]


async def _lines(desk: Desk, rows: Iterable[CountyProgress]) -> tuple[CountyLine, ...]:
    return tuple(
        [
            CountyLine(await _name(desk, row), row.level_name, row.number, row.changed_at)
            for row in rows
        ]
    )


async def _name(desk: Desk, row: CountyProgress) -> str:
    body = desk.plan.known_body(row.body)
    return body.name if body else row.body
