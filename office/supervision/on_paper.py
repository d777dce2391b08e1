"""A referral on paper: the office prints it, and notes who of the commission signed for it.

Until somebody has, it has not left: a report that comes before takes it back, as it takes back a
message that waits in the queue.
"""

import re
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message, Words
from office import post
from office.bodies.people import Actor
from office.bodies.readers import private_chats
from office.desk import Desk
from office.ladder.policies import ladder_of
from office.ladder.referral_notes import NOTE, tell_of_receipt
from office.matters.naming import audit_subject, plan_of
from office.plan.model import Rung
from office.post import Place, Posting
from office.reading import times
from office.reading.typed import states_something
from office.refusal import Refusal
from office.supervision import known_slips
from storage.immutable import immutable
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import slips as store
from storage.supervision.slips import Slip, SlipState

RECEIPT_VERB = "refreceipt"
NAME_AT_MOST = 60
_TIME_FOLLOWS = r"(?=\d{1,2}[月:：时点]|[今昨][天日晚]|[上下中]午|早上|晚上)"
# Many write no blank between the name and the time: 张某12月3日15:30.
_NAME_AND_TIME = re.compile(
    rf"^\s*(?P<name>[^\s,，、]+?)(?:(?:[\s,，、]+|{_TIME_FOLLOWS})(?P<time>.+?))?\s*$", re.DOTALL
)


@immutable
class Receipt:
    by: str
    at: datetime


async def ask_to_print(desk: Desk, obligation: Obligation, slip: Slip, rung: Rung) -> None:
    """Whoever proposed it has it printed; nobody else reads of it."""
    plan = await plan_of(desk, obligation)
    recipient = plan.position(rung.sent_to).name if rung.sent_to else ""
    facts = {"serial": slip.serial, "recipient": recipient}
    message = Message(
        desk.words.phrase("referral_to_print", **facts), keyboard(desk.words, slip.key)
    )
    for chat in await private_chats(desk, rung.proposed_to or ""):
        posting = Posting(Subject.of(slip), dedupe_key=f"referral_paper:{slip.key}:{chat.key}")
        await post.send(desk, Place.of(chat), NOTE, message, posting)


def keyboard(words: Words, slip_id: int) -> Keyboard:
    return (
        (button(words.plain("button_slip_paper"), "slippaper", slip_id),),
        (button(words.plain("button_referral_receipt"), RECEIPT_VERB, slip_id),),
    )


async def to_be_signed_for(desk: Desk, actor: Actor, slip_id: int) -> Slip:
    """A referral that is on its way on paper, if this person may say that it was taken."""
    slip = await known_slips.readable(desk, actor, slip_id, in_private=True)
    if not slip.on_paper or slip.state != SlipState.ISSUED:
        raise Refusal("referral_not_on_paper", serial=slip.serial)
    rung = await _rung(desk, slip)
    if rung is None or rung.proposed_to not in actor.positions:
        raise Refusal("referral_not_yours")
    if slip.received_at is not None:
        raise Refusal("referral_received", by=slip.received_by, at=slip.received_at)
    return slip


def read(desk: Desk, since: datetime, text: str) -> Receipt:
    """The name, and the time where it is not now; a time that may be two is not guessed.

    It was not taken before it was confirmed.
    """
    found = _NAME_AND_TIME.match(text)
    name = found["name"] if found else ""
    if not states_something(name) or len(name) > NAME_AT_MOST:
        raise Refusal("referral_receipt_unclear")
    if found is None or not found["time"]:
        return Receipt(name, desk.now)
    readings = times.read(found["time"], desk.local(desk.now), past=True)
    if len(readings) != 1:
        raise Refusal("referral_receipt_unclear")
    at = readings[0]
    if not since.replace(second=0, microsecond=0) <= at <= desk.now:
        raise Refusal("referral_receipt_time", since=since)
    return Receipt(name, at)


async def sign_for(desk: Desk, actor: Actor, slip_id: int, text: str) -> Slip:
    slip = await to_be_signed_for(desk, actor, slip_id)
    taken = read(desk, slip.issued_at, text)
    if not await store.claim_receipt(desk.session, slip.key, taken.by, taken.at):
        await desk.session.refresh(slip)
        raise Refusal("referral_received", by=slip.received_by, at=slip.received_at)
    await desk.session.refresh(slip)
    obligation = await known_slips.obligation_of(desk, slip)
    await desk.record(
        "referral_received",
        await audit_subject(desk, obligation),
        serial=slip.serial,
        by=taken.by,
        at=taken.at.isoformat(),
    )
    await tell_of_receipt(desk, obligation, slip, actor)
    return slip


async def _rung(desk: Desk, slip: Slip) -> Rung | None:
    obligation = await known_slips.obligation_of(desk, slip)
    return (await ladder_of(desk, obligation)).rung(slip.step)
