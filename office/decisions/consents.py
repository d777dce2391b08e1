"""Consent by telephone: recorded by who asked, checked by a third person, signed for afterwards.

It is for alerts that are issued, raised or cancelled in a hurry, and only where the head of the
office has allowed it.
"""

from datetime import datetime, time

from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor, head_of, require_office
from office.conversation import reasons
from office.decisions import consent_texts, rounds
from office.desk import Desk
from office.matters import clocks, kinds
from office.post import Place
from office.refusal import Refusal
from office.signing import running, signers, waiting
from office.signing.rounds import Step
from storage.decisions import consents as store
from storage.decisions.approvals import Decision
from storage.decisions.consents import Allowance, Consent, ConsentState
from storage.decisions.matters import MatterKind, Order, OrderKind

LOOK = waiting.CONSENT
NOON = time(12)


async def switch(desk: Desk, who: Actor, *, on: bool) -> None:
    head = head_of(desk)
    if head.id not in who.positions:
        raise Refusal("consent_head_only", head=head.name)
    desk.session.add(
        Allowance(jurisdiction=desk.jurisdiction, is_on=on, set_by=who.user_id, set_at=desk.now)
    )
    await desk.session.flush()
    state = "on" if on else "off"
    await desk.record(f"consents_switched_{state}", f"position:{head.id}")
    await post.tell_office(
        desk, Message(desk.words.phrase(f"consent_switched_{state}", by=who.name))
    )


async def is_allowed(desk: Desk) -> bool:
    return await store.is_allowed(desk.session, desk.jurisdiction)


async def possible(desk: Desk, who: Actor) -> list[tuple[Step, int]]:
    """The signatures that may be given by telephone, each with a person who may give it."""
    require_office(desk, who)
    return [
        (step, user_id)
        for step in await rounds.asked_steps(desk)
        if _is_hurried(step)
        for user_id in await signers.askable(desk, step.asked, step.row)
        if user_id != who.user_id
    ]


async def require_possible(desk: Desk, who: Actor, approval_id: int, user_id: int) -> Step:
    await _require_allowed(desk)
    for step, person in await possible(desk, who):
        if (step.row.key, person) == (approval_id, user_id):
            return step
    raise Refusal("button_obsolete")


async def record(
    desk: Desk, who: Actor, place: Place, approval_id: int, user_id: int, at: datetime, words: str
) -> Consent:
    step = await require_possible(desk, who, approval_id, user_id)
    asked_at = step.row.asked_at or desk.now
    # A call is told by its minute, so one in the minute of the request is not before it.
    if at > desk.now or at < asked_at.replace(second=0, microsecond=0):
        raise Refusal("consent_later_than_now", asked_at=asked_at)
    made = Consent(
        jurisdiction=desk.jurisdiction,
        approval_id=step.row.key,
        asked_by=who.user_id,
        given_by=user_id,
        given_at=at,
        words=reasons.checked(words, of="consent"),
        recorded_at=desk.now,
    )
    step.row.by_phone = True
    desk.session.add_all([made, step.row])
    await desk.session.flush()
    await desk.record("consent_recorded", step.asked.audit, consent=made.key, given_by=user_id)
    await consent_texts.post_card(desk, place, step, made)
    return made


async def confirm(desk: Desk, who: Actor, consent_id: int) -> Step:
    """It signs in the name of who agreed; whatever would refuse their own press refuses this."""
    consent, step = await _to_check(desk, who, consent_id)
    await _require_allowed(desk)
    signer = await people.actor(
        desk, consent.given_by, await people.name_of(desk, consent.given_by)
    )
    await running.require_asked(desk, step.kind, step.asked, step.row, signer)
    await _check(desk, who, consent, ConsentState.CONFIRMED)
    consent.due_at = _noon_of_next_working_day(desk)
    desk.session.add(consent)
    await desk.session.flush()
    await running.sign(desk, step.kind, step.asked, step.row, signer)
    await desk.record("consent_confirmed", step.asked.audit, consent=consent.key)
    await consent_texts.redraw_card(desk, step, consent)
    await consent_texts.ask_signer(desk, step, consent)
    await clocks.on_agenda(desk, LOOK, consent.key, _when_reminded(desk, consent.due_at))
    return step


async def refuse(desk: Desk, who: Actor, consent_id: int) -> None:
    consent, step = await _to_check(desk, who, consent_id)
    await _check(desk, who, consent, ConsentState.REFUSED)
    await desk.record("consent_refused", step.asked.audit, consent=consent.key)
    await consent_texts.redraw_card(desk, step, consent)


async def ratify(desk: Desk, who: Actor, consent_id: int) -> None:
    consent, step = await awaited_of(desk, who, consent_id)
    await _settle(desk, step, consent, ConsentState.RATIFIED)


async def object_to(desk: Desk, who: Actor, consent_id: int, words: str) -> None:
    """What was issued stands until the office decides; it and the director hear of it at once."""
    consent, step = await awaited_of(desk, who, consent_id)
    consent.objection = reasons.checked(words, of="objection")
    await _settle(desk, step, consent, ConsentState.OBJECTED)
    await consent_texts.put_before_office(desk, step, consent, head_of(desk))


async def look(desk: Desk, consent_id: int) -> str:
    """Remind the signer on the day on which it is due; then tell those who can phone."""
    consent = await store.consent(desk.session, consent_id)
    if consent is None or consent.state != ConsentState.CONFIRMED or consent.due_at is None:
        return "settled"
    step = await _step(desk, consent)
    if desk.now < consent.due_at:
        await consent_texts.remind(desk, step, consent)
        await clocks.on_agenda(desk, LOOK, consent.key, consent.due_at)
        return "reminded"
    await consent_texts.tell_overdue(desk, step, consent)
    return "told to phone"


async def awaited_of(desk: Desk, who: Actor, consent_id: int) -> tuple[Consent, Step]:
    """The consent that this person is asked to sign for."""
    consent = await _known(desk, consent_id)
    if consent.given_by != who.user_id:
        raise Refusal("button_obsolete")
    if consent.state != ConsentState.CONFIRMED:
        raise Refusal("consent_settled")
    return consent, await _step(desk, consent)


async def ask_again(desk: Desk, who: Actor) -> int:
    """Ask this person anew to sign for what they agreed to: the first request may be lost."""
    mine = await _to_ratify(desk, who)
    for consent in mine:
        await consent_texts.ask_signer(desk, await _step(desk, consent), consent)
    return len(mine)


async def titles_to_ratify(desk: Desk, who: Actor) -> list[str]:
    """What this person agreed to by telephone and has still to sign for."""
    steps = [await _step(desk, consent) for consent in await _to_ratify(desk, who)]
    return [step.asked.title for step in steps]


async def _to_ratify(desk: Desk, who: Actor) -> list[Consent]:
    confirmed = await store.in_state(desk.session, desk.jurisdiction, ConsentState.CONFIRMED)
    return [consent for consent in confirmed if consent.given_by == who.user_id]


async def _require_allowed(desk: Desk) -> None:
    if not await is_allowed(desk):
        raise Refusal("consent_off", head=head_of(desk).name)


async def _to_check(desk: Desk, who: Actor, consent_id: int) -> tuple[Consent, Step]:
    require_office(desk, who)
    consent = await _known(desk, consent_id)
    if consent.state != ConsentState.RECORDED:
        raise Refusal("consent_settled")
    if who.user_id in (consent.asked_by, consent.given_by):
        raise Refusal("consent_own_check")
    return consent, await _step(desk, consent)


async def _check(desk: Desk, who: Actor, consent: Consent, state: ConsentState) -> None:
    if not await store.move(desk.session, consent.key, ConsentState.RECORDED, state):
        raise Refusal("consent_settled")
    consent.checked_by, consent.checked_at = who.user_id, desk.now
    desk.session.add(consent)
    await desk.session.flush()


async def _settle(desk: Desk, step: Step, consent: Consent, state: ConsentState) -> None:
    if not await store.move(desk.session, consent.key, ConsentState.CONFIRMED, state):
        raise Refusal("consent_settled")
    consent.settled_at = desk.now
    desk.session.add(consent)
    await desk.session.flush()
    await clocks.off_agenda(desk, LOOK, consent.key)
    await desk.record(f"consent_{state}", step.asked.audit, consent=consent.key)
    await consent_texts.redraw_card(desk, step, consent)
    await consent_texts.redraw_request(desk, step, consent)
    await step.kind.redraw(desk, step.asked)


async def _known(desk: Desk, consent_id: int) -> Consent:
    consent = await store.consent(desk.session, consent_id)
    if consent is None or consent.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return consent


async def _step(desk: Desk, consent: Consent) -> Step:
    step = await rounds.step(desk, consent.approval_id)
    if step is None:
        raise Refusal("button_obsolete")
    return step


def _is_hurried(step: Step) -> bool:
    """Whether an alert is issued, raised or cancelled by it."""
    order = step.asked.row
    if step.row.decision != Decision.ASKED or not isinstance(order, Order):
        return False
    if order.matter_kind != MatterKind.ALERT:
        return False
    return order.kind in (OrderKind.ISSUE, OrderKind.CANCEL) or kinds.raises(step.asked.plan, order)


def _noon_of_next_working_day(desk: Desk) -> datetime:
    calendar = desk.plan.calendar
    day = calendar.working_day_after(calendar.day_of(desk.now), 1)
    return datetime.combine(day, NOON, calendar.zone)


def _when_reminded(desk: Desk, due_at: datetime) -> datetime:
    """The signer is reminded in the morning of that day, when the quiet hours are over."""
    morning = datetime.combine(desk.local(due_at).date(), desk.plan.sleep.end, desk.zone)
    return min(max(morning, desk.now), due_at)
