"""申请延期: an agency asks for more time with a reason, the office decides, the ladder waits."""

from collections.abc import Iterable
from datetime import datetime

from messages.render import Message
from messages.views.extensions import DecisionView
from office import post
from office.bodies import liaisons, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.ladder import referral_notes
from office.matters import naming
from office.obligations import extension_cards, lifecycle, new_times
from office.obligations.lifecycle import PauseReason
from office.obligations.new_times import TimeVerdict
from office.post import Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from office.reports import taking
from storage.delivery.outbox import DeliveryKind
from storage.owed import extensions
from storage.owed import obligations as stored_obligations
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationState
from storage.roster import chats
from storage.subjects import Subject


async def check_may_ask(desk: Desk, agency: str, obligation_id: int) -> Obligation:
    owed = await _without_request(desk, agency, obligation_id)
    await _check_is_taken(desk, owed)
    return owed


async def ask(desk: Desk, who: Actor, agency: str, obligation_id: int, reason: str) -> Extension:
    """Ask the office; the agency's clock stands until it decides.

    After the last slip before a referral only the office's own decision moves the time, because
    the rules know no good reason there. Once a referral is confirmed the request is kept with its
    reason, but is not taken.
    """
    owed = await _without_request(desk, agency, obligation_id)
    if states_something(reason) and await referral_notes.confirmed(desk, owed) is not None:
        return await _keep(desk, who, owed, reason.strip(), ExtensionState.NOT_TAKEN)
    await _check_is_taken(desk, owed)
    asked = await _keep(
        desk, who, owed, reasons.checked(reason, of="extension"), ExtensionState.ASKED
    )
    # The card comes before the pause, so that it says where the ladder stood.
    await extension_cards.post_card(desk, asked, owed)
    if await extension_cards.stops_the_clock(desk, owed):
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
    return asked


async def grant(desk: Desk, who: Actor, extension_id: int, new_due_at: datetime) -> None:
    asked, owed = await pending(desk, who, extension_id)
    verdict = new_times.judge(new_due_at, owed.due_at, desk.now)
    if verdict is not TimeVerdict.FINE:
        raise Refusal(verdict.value, due_at=max(owed.due_at, desk.now), most=new_times.AT_MOST)
    asked.new_due_at = new_due_at
    await _decide(desk, who, asked, ExtensionState.GRANTED)
    if PauseReason.EXTENSION in lifecycle.pause_reasons(owed):
        await lifecycle.resume(desk, owed, PauseReason.EXTENSION, new_due_at=new_due_at)
    else:
        await lifecycle.give_time(desk, owed, new_due_at)
    await _tell(desk, asked, owed)
    await referral_notes.extension_was_decided(desk, owed, asked)


async def refuse(desk: Desk, who: Actor, extension_id: int) -> None:
    # The ladder goes on from where it stood: the time that was left when it was asked is left now.
    asked, owed = await pending(desk, who, extension_id)
    await _decide(desk, who, asked, ExtensionState.REFUSED)
    await lifecycle.resume(desk, owed, PauseReason.EXTENSION)
    await _tell(desk, asked, owed)
    await referral_notes.extension_was_decided(desk, owed, asked)


async def pending(desk: Desk, who: Actor, extension_id: int) -> tuple[Extension, Obligation]:
    """Return an extension that this person may decide now; refuse a second decision."""
    people.require_office(desk, who)
    asked = await extensions.extension(desk.session, extension_id)
    if asked is None or asked.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if asked.state == ExtensionState.MOOT:
        raise Refusal("extension_moot")
    if asked.state == ExtensionState.LAPSED:
        raise Refusal("extension_lapsed")
    if asked.state != ExtensionState.ASKED:
        by = await people.name_of(desk, asked.decided_by or 0)
        raise Refusal("extension_decided", by=by, granted=asked.state == ExtensionState.GRANTED)
    owed = await stored_obligations.obligation(desk.session, asked.obligation_id)
    if owed is None:
        raise Refusal("button_obsolete")
    return asked, owed


async def waiting(desk: Desk, who: Actor, agency: str = "") -> list[Extension]:
    people.require_office(desk, who)
    asked = await extensions.asked(desk.session, desk.jurisdiction)
    return [one for one in asked if agency in ("", one.agency)]


async def show(desk: Desk, asked: Iterable[Extension], place: Place) -> None:
    for one in asked:
        owed = await stored_obligations.obligation(desk.session, one.obligation_id)
        if owed is not None:
            await extension_cards.post_card(desk, one, owed, place)


async def _without_request(desk: Desk, agency: str, obligation_id: int) -> Obligation:
    owed = await taking.answerable(desk, agency, obligation_id)
    if owed.state != ObligationState.OPEN:
        raise Refusal("extension_not_open", matter=naming.matter_of(desk, owed))
    if await extensions.pending(desk.session, owed.key) is not None:
        raise Refusal("extension_pending")
    return owed


async def _check_is_taken(desk: Desk, owed: Obligation) -> None:
    if await referral_notes.confirmed(desk, owed) is not None:
        raise Refusal("extension_by_procedure", kept=False)
    if owed.ladder_ended is not None:
        raise Refusal("extension_not_needed", matter=naming.matter_of(desk, owed))
    earlier = await extensions.extensions_of(desk.session, owed.key)
    if any(_was_refused_now(one, owed) for one in earlier):
        raise Refusal("extension_refused_before")


def _was_refused_now(asked: Extension, owed: Obligation) -> bool:
    """At this step, and not before the office sent the report back and set a new time."""
    is_of_before = owed.returned_at is not None and asked.asked_at < owed.returned_at
    return asked.state == ExtensionState.REFUSED and asked.step == owed.step and not is_of_before


async def _keep(
    desk: Desk, who: Actor, owed: Obligation, reason: str, state: ExtensionState
) -> Extension:
    asked = Extension(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        reason=reason,
        asked_by=who.user_id,
        asked_at=desk.now,
        step=owed.step,
        state=state,
    )
    desk.session.add(asked)
    await desk.session.flush()
    await liaisons.speak(desk, who, owed.agency)
    await desk.record(f"extension_{state}", _subject(owed), extension=asked.key, step=owed.step)
    return asked


async def _decide(desk: Desk, who: Actor, asked: Extension, state: ExtensionState) -> None:
    await people.remember(desk, who)
    asked.state, asked.decided_by, asked.decided_at = state, who.user_id, desk.now
    desk.session.add(asked)
    await desk.session.flush()
    await desk.record(
        f"extension_{state}",
        f"obligation:{asked.obligation_id}",
        extension=asked.key,
        new_due_at=asked.new_due_at.isoformat() if asked.new_due_at else None,
    )


async def _tell(desk: Desk, asked: Extension, owed: Obligation) -> None:
    await extension_cards.show(desk, asked, owed)
    view = DecisionView(
        agency=await naming.agency_name(desk, owed),
        matter=naming.matter_of(desk, owed),
        granted=asked.state == ExtensionState.GRANTED,
        due_at=lifecycle.deadline(owed, desk.now),
        paused_for=desk.now - asked.asked_at,
        is_late=lifecycle.deadline(owed, desk.now) <= desk.now,
    )
    message = Message(desk.words.text("extension_decision", view))
    for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, owed.agency):
        if chat.reachable:
            await post.send(
                desk,
                Place.of(chat),
                DeliveryKind.DECISION,
                message,
                Posting(Subject.of(owed), owed.agency),
            )


def _subject(owed: Obligation) -> str:
    return f"obligation:{owed.key}"
