"""A signature that does not come: one silent reminder, then a word to those who can phone.

The program does not go on pressing a leader. Neither message waits for the end of the quiet hours:
what is drafted at night is urgent, the reminder makes no sound, and the word goes to those on duty.
"""

from collections.abc import Iterable
from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import name_of
from office.desk import Desk
from office.matters import clocks
from office.post import Place, Posting
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from office.signing import requests, signers
from office.signing.rounds import KindOfRound, Round
from office.signing.signers import Trouble
from storage import agenda
from storage.decisions.approvals import Approval
from storage.delivery import about, outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

REMINDER = "signature_reminder"
PHONE = "signature_phone"
CONSENT = "consent_look"
"""Whoever agreed by telephone has to sign for it; its subject is the consent."""


async def wind(desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval) -> None:
    await put_on_agenda(desk, asked, step, (REMINDER, PHONE))
    await tell_of_trouble(desk, kind, asked, step)


async def put_on_agenda(
    desk: Desk, asked: Round[Any], step: Approval, timers: Iterable[str]
) -> None:
    """Each kind is due a fixed time after the step was asked for, or at once if that is over."""
    asked_at = step.asked_at or desk.now
    rules = asked.times(asked_at) if asked.times else asked.plan.signing
    after = {REMINDER: rules.remind_after, PHONE: rules.phone_after}
    for timer in timers:
        await clocks.on_agenda(desk, timer, step.key, max(asked_at + after[timer], desk.now))


async def unwind(desk: Desk, step: Approval) -> None:
    for timer in (REMINDER, PHONE):
        await clocks.off_agenda(desk, timer, step.key)


async def remind(desk: Desk, asked: Round[Any], step: Approval) -> str:
    """Remind under the request itself, where its buttons are, unless the phone is due as well."""
    following = await agenda.waiting_item(desk.session, desk.jurisdiction, PHONE, step.key)
    if following is None or following.due_at <= desk.now:
        return "left to the phone"
    arrived = {
        shown.chat_id: shown.message_id
        for shown in await requests.standing(desk, step)
        if shown.state == DeliveryState.SENT
    }
    for user_id in await signers.askable(desk, asked, step):
        if user_id in arrived:
            await _remind(desk, asked, step, user_id, arrived[user_id])
    return "reminded"


async def phone(desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval) -> str:
    if await signers.trouble(desk, asked, step) is not None:
        return "told when it happened"
    drafter = asked.drafted_by
    phrase = desk.words.phrase(
        kind.phone_phrase,
        **await _facts(desk, asked, step),
        asked_at=step.asked_at,
        drafter="" if drafter is None else await name_of(desk, drafter),
    )
    await _tell(desk, kind, asked, step, Message(phrase), f"signature_phone:{step.key}")
    return "told to phone"


async def tell_of_trouble(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval
) -> None:
    hindered = await signers.trouble(desk, asked, step)
    if hindered is None:
        return
    key = "signature_vacant" if hindered is Trouble.VACANT else "signature_unreachable"
    phrase = desk.words.phrase(key, **await _facts(desk, asked, step))
    await _tell(desk, kind, asked, step, Message(phrase), None)


async def _tell(
    desk: Desk,
    kind: KindOfRound[Any],
    asked: Round[Any],
    step: Approval,
    message: Message,
    key: str | None,
) -> None:
    """Tell as its kind does; whoever is on duty must look after it until it is signed or void."""

    async def tell(in_group: Message) -> Delivery | None:
        await kind.tell(desk, asked, message, key, in_group)
        return await _newest_in_group(desk, asked)

    if await about.is_drill(desk.session, asked.subject):
        await tell(message)
        return
    cause = AlarmCause(Concern.SIGNATURE, Subject(SubjectKind.APPROVAL, step.key))
    await alarms.raise_through(desk, cause, message, tell, said=key)


async def _newest_in_group(desk: Desk, asked: Round[Any]) -> Delivery | None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return None
    sent = await outbox.deliveries_of_kind(desk.session, asked.subject, DeliveryKind.OFFICE)
    here = [row for row in sent if row.chat_id == office.chat_id and row.target_id is None]
    return here[-1] if here else None


async def _remind(
    desk: Desk, asked: Round[Any], step: Approval, user_id: int, asked_in: int | None
) -> None:
    phrase = desk.words.phrase("signature_reminder", **await _facts(desk, asked, step))
    posting = Posting(
        asked.subject,
        reply_to=asked_in,
        dedupe_key=f"signature_reminder:{step.key}:{user_id}",
        context={"approval": step.key},
    )
    await post.send(desk, Place(user_id), DeliveryKind.APPROVAL_REMINDER, Message(phrase), posting)


async def _facts(desk: Desk, asked: Round[Any], step: Approval) -> dict[str, object]:
    names = [await name_of(desk, user_id) for user_id in await signers.askable(desk, asked, step)]
    return {
        "title": asked.title,
        "position": requests.post_name(desk, asked, step),
        "people": desk.words.listed(names),
        "start": asked.start,
    }
