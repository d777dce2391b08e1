"""What the office must look after by night too: it names who is on duty, and goes up unanswered.

An office without a rota, or one in a gap of it, is told just what it would be told otherwise.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from messages.keyboards import Keyboard, button, from_json
from messages.length import plain
from messages.render import Message
from messages.views.shifts import AlarmView, OnShift
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from office.shifts import concerns, rota
from office.shifts.coming_on import private_chat
from office.shifts.concerns import Concern
from storage import agenda
from storage.delivery import about, outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.immutable import immutable
from storage.roster import people as people_store
from storage.rota import alarms as store
from storage.rota.alarms import Alarm, AlarmStep
from storage.rota.shifts import Shift
from storage.subjects import Subject, columns

UNANSWERED = "alarm_unanswered"
ANSWER_VERB = "alarmok"
GIST = 240


Tell = Callable[[Message], Awaitable[Delivery | None]]
"""It gets the message, which names who is on duty, and returns what stands in the office's group.
"""


@immutable
class AlarmCause:
    """What an alarm is about."""

    concern: Concern
    subject: Subject


async def raise_alarm(
    desk: Desk,
    cause: AlarmCause,
    message: Message,
    posting: Posting | None = None,
    *,
    answerable: bool = True,
) -> Delivery | None:
    """Tell the office; whoever is on duty is named there, so that their phone rings.

    Where it is not answerable, the message's own buttons settle it. An exercise alarms nobody.
    """

    async def tell(named: Message) -> Delivery | None:
        return await post.tell_office(desk, named, posting)

    said = posting.dedupe_key if posting else None
    return await raise_through(desk, cause, message, tell, said=said, answerable=answerable)


async def raise_through(
    desk: Desk,
    cause: AlarmCause,
    message: Message,
    tell: Tell,
    *,
    said: str | None,
    answerable: bool = True,
) -> Delivery | None:
    """The same, where the office is told in a way of its own; `said` is the word's dedupe key."""
    drill = await about.is_drill(desk.session, cause.subject)
    shift = None if drill else await rota.on_duty(desk)
    if shift is None or (said and await _is_said(desk, said)):
        return await tell(message)
    alarm = Alarm(
        jurisdiction=desk.jurisdiction,
        concern=cause.concern,
        shift_id=shift.key,
        raised_at=desk.now,
        **columns(cause.subject),
    )
    desk.session.add(alarm)
    await desk.session.flush()
    choice = _answer(desk, alarm) if answerable else ()
    sent = await tell(_naming(desk, shift, message, choice))
    alarm.delivery_id = sent.key if sent else None
    await _wait(desk, alarm)
    return sent


async def _is_said(desk: Desk, key: str) -> bool:
    return await outbox.by_dedupe_key(desk.session, desk.jurisdiction, key) is not None


def _naming(desk: Desk, shift: Shift, message: Message, choice: Keyboard) -> Message:
    officer = OnShift(shift.officer, shift.officer_id)
    line = desk.words.phrase("alarm_on_duty", officer=officer)
    return replace(
        message,
        html=f"{message.html}\n\n{line}",
        keyboard=(*message.keyboard, *choice),
    )


async def as_it_stands(desk: Desk, subject: Subject, message: Message) -> Message:
    """Let a message that is edited name still who is on duty, while its alarm is unanswered."""
    for alarm in await store.unanswered(desk.session, desk.jurisdiction):
        if alarm.subject == subject and await concerns.is_open(desk, alarm):
            shift = await desk.session.get_one(Shift, alarm.shift_id)
            return _naming(desk, shift, message, _answer(desk, alarm))
    return message


def _answer(desk: Desk, alarm: Alarm) -> Keyboard:
    return ((button(desk.words.plain("button_alarm_answer"), ANSWER_VERB, alarm.key),),)


async def _wait(desk: Desk, alarm: Alarm) -> None:
    rules = desk.plan.shifts
    after = rules.officer_within if alarm.step == AlarmStep.OFFICER else rules.leader_within
    desk.session.add(alarm)
    await agenda.schedule(
        desk.session,
        jurisdiction=desk.jurisdiction,
        kind=UNANSWERED,
        subject=alarm.key,
        due_at=desk.now + after,
    )


# It goes up


async def go_up(desk: Desk, alarm_id: int) -> str:
    alarm = await store.alarm(desk.session, desk.jurisdiction, alarm_id)
    if alarm is None or alarm.answered_at is not None:
        return "answered"
    if not await concerns.is_open(desk, alarm):
        await store.answer(desk.session, alarm.key, desk.now, None)
        return "settled"
    told = await desk.session.get_one(Shift, alarm.shift_id)
    shift = await rota.on_duty(desk)
    if shift is None:
        # The shift that was told has gone home, and nobody has come on.
        return await _to_the_last(desk, alarm, told)
    if alarm.step == AlarmStep.OFFICER:
        return await _within_the_shift(desk, alarm, told, shift)
    return await _to_the_last(desk, alarm, shift)


async def _within_the_shift(desk: Desk, alarm: Alarm, told: Shift, shift: Shift) -> str:
    """Go on with those who are on now, whoever was on when it was raised."""
    alarm.shift_id = shift.key
    if not _is_same_officer(told, shift) and await _tell(desk, alarm, shift, shift.officer_id):
        await _wait(desk, alarm)
        await desk.record("alarm.officer", f"alarm:{alarm.key}", concern=alarm.concern)
        return AlarmStep.OFFICER
    if await _to_leader(desk, alarm, shift):
        return AlarmStep.LEADER
    return await _to_the_last(desk, alarm, shift)


def _is_same_officer(one: Shift, other: Shift) -> bool:
    return (one.officer, one.officer_id) == (other.officer, other.officer_id)


async def _to_leader(desk: Desk, alarm: Alarm, shift: Shift) -> bool:
    """Tell the shift's leader; return False where there is nobody who could be told."""
    if shift.leader_id == shift.officer_id or not await _tell(desk, alarm, shift, shift.leader_id):
        return False
    alarm.step = AlarmStep.LEADER
    await _wait(desk, alarm)
    await desk.record("alarm.leader", f"alarm:{alarm.key}", concern=alarm.concern)
    return True


async def _to_the_last(desk: Desk, alarm: Alarm, shift: Shift) -> str:
    alarm.step = AlarmStep.LAST
    desk.session.add(alarm)
    told = [
        person.user_id
        for position in desk.plan.shifts.then
        for person in await people_store.holders(desk.session, desk.jurisdiction, position)
        if await _tell(desk, alarm, shift, person.user_id)
    ]
    await desk.record("alarm.last", f"alarm:{alarm.key}", concern=alarm.concern, told=len(told))
    return AlarmStep.LAST if told else "nobody could be told"


async def _tell(desk: Desk, alarm: Alarm, shift: Shift, user_id: int | None) -> bool:
    chat = await private_chat(desk, user_id)
    if chat is None:
        return False
    view = await _view(desk, alarm, shift, is_officer=user_id == shift.officer_id)
    message = Message(desk.words.text("shift_alarm", view), _answer(desk, alarm))
    posting = Posting(Subject.of(alarm), dedupe_key=f"alarm:{alarm.key}:{user_id}")
    await post.send(desk, Place.of(chat), DeliveryKind.ALARM, message, posting)
    return True


async def _view(desk: Desk, alarm: Alarm, shift: Shift, *, is_officer: bool) -> AlarmView:
    rows = await outbox.deliveries(desk.session, [alarm.delivery_id or 0])
    said = next((plain(row.text) for row in rows.values()), "")
    return AlarmView(
        concern=desk.words.plain(f"alarm_of_{alarm.concern}"),
        shift=shift.name,
        officer=shift.officer,
        waited=desk.now - alarm.raised_at,
        gist=said[:GIST],
        is_officer=is_officer,
    )


# Which are still to be looked after


async def waiting(desk: Desk) -> list[Alarm]:
    raised = await store.unanswered(desk.session, desk.jurisdiction)
    return [alarm for alarm in raised if await concerns.is_open(desk, alarm)]


async def settle(desk: Desk) -> None:
    """Close what settled by itself after the last of those to be told was told.

    Otherwise such alarms would be looked at for ever.
    """
    for alarm in await store.unanswered(desk.session, desk.jurisdiction):
        if not await concerns.is_open(desk, alarm):
            await store.answer(desk.session, alarm.key, desk.now, None)


# It is answered


async def answer(desk: Desk, who: Actor, alarm_id: int | None) -> None:
    """Somebody takes it upon themselves; nobody further is told."""
    alarm = await store.alarm(desk.session, desk.jurisdiction, alarm_id or 0)
    if alarm is None:
        raise Refusal("button_obsolete")
    await _require_concerned(desk, who, alarm)
    if alarm.answered_at is None and not await concerns.is_open(desk, alarm):
        raise Refusal("alarm_answered", by="")
    if not await store.answer(desk.session, alarm.key, desk.now, who.user_id):
        by = await people.name_of(desk, alarm.answered_by) if alarm.answered_by else ""
        raise Refusal("alarm_answered", by=by)
    await desk.record("alarm.answered", f"alarm:{alarm.key}", concern=alarm.concern)
    await _show(desk, alarm, who)


async def _require_concerned(desk: Desk, who: Actor, alarm: Alarm) -> None:
    told = await desk.session.get_one(Shift, alarm.shift_id)
    shifts = [one for one in (told, await rota.on_duty(desk)) if one is not None]
    on = {user_id for one in shifts for user_id in (one.officer_id, one.leader_id)}
    if who.user_id in on or set(who.positions) & set(desk.plan.shifts.then):
        return
    people.require_office(desk, who)


async def _show(desk: Desk, alarm: Alarm, who: Actor) -> None:
    """Say under the message in the office's group who looks after it."""
    rows = await outbox.deliveries(desk.session, [alarm.delivery_id or 0])
    for sent in rows.values():
        says = await _newest_words(desk, sent)
        keyboard = tuple(
            row for row in from_json(says.keyboard) if not _is_answer(row[0].data, alarm)
        )
        line = desk.words.phrase("alarm_taken", by=who.name, at=desk.now)
        message = Message(f"{says.text}\n{line}", keyboard)
        await post.edit(desk, sent, message, kind=DeliveryKind.ANSWER)


async def _newest_words(desk: Desk, sent: Delivery) -> Delivery:
    """A card may have been changed since; its old buttons must not come back."""
    if sent.subject is None:
        return sent
    rows = await outbox.deliveries_about(desk.session, sent.subject)
    edits = (row for row in rows if row.target_id == sent.key and row.action == Action.EDIT)
    return max(edits, key=lambda row: row.key, default=sent)


def _is_answer(data: str, alarm: Alarm) -> bool:
    return data == f"{ANSWER_VERB}:{alarm.key}"
