"""Asks people to press again, after an outage, where a decision was awaited."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.desk import Desk
from office.ladder.referral_notes import proposals
from office.matters import clocks, kinds
from office.obligations import extension_cards
from office.plan.quiet import quiet_until
from office.post import Place, Posting
from office.reports import registering
from office.signing import requests
from storage.decisions import approvals, matters
from storage.decisions.matters import OrderState
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import extensions
from storage.subjects import Subject, SubjectKind
from storage.supervision import slips
from storage.supervision.slips import SlipState
from storage.upkeep.heartbeats import Outage

PRESSES_KEPT_FOR = timedelta(seconds=150)
"""How long Telegram keeps a button press for a bot that does not fetch it."""

JUST_ASKED = timedelta(hours=1)

IN_THE_MORNING = "presses_lost"
"""The kind of agenda item; its subject is the outage."""


def are_lost(began: datetime, ended: datetime) -> bool:
    return ended - began > PRESSES_KEPT_FOR


async def ask_again(desk: Desk, outage: Outage) -> None:
    """Ask at once whoever may be woken for it, and all others in the morning."""
    if not are_lost(outage.began_at, outage.ended_at):
        return
    morning = quiet_until(desk.plan.quiet_hours, desk.zone, desk.now)
    later = False
    for place, cards in (await _waiting_since(desk, outage)).items():
        if morning is None or await _may_wake(desk, cards, outage.began_at):
            await _ask(desk, outage, place, cards)
        else:
            later = True
    if morning is not None and later:
        await clocks.on_agenda(desk, IN_THE_MORNING, outage.key, morning)


async def in_the_morning(desk: Desk, outage_id: int) -> str:
    """Whoever was let sleep is asked about what is still undecided."""
    outage = await desk.session.get_one(Outage, outage_id)
    waiting = await _waiting_since(desk, outage)
    for place, cards in waiting.items():
        await _ask(desk, outage, place, cards)
    return f"asked in {len(waiting)}"


async def _waiting_since(desk: Desk, outage: Outage) -> dict[Place, list[Delivery]]:
    """What stood in each chat as the outage ended, and is still undecided."""
    found: dict[Place, list[Delivery]] = {}
    for card in await _undecided(desk):
        if card.closed_at is None or card.closed_at <= outage.ended_at:
            found.setdefault(_place(card), []).append(card)
    return found


async def _ask(desk: Desk, outage: Outage, place: Place, cards: Collection[Delivery]) -> None:
    """One question in each chat is enough; it stands under the newest message that waits there."""
    newest = _newest_of(cards)
    phrase = desk.words.phrase(
        "presses_lost", began_at=outage.began_at, ended_at=outage.ended_at, count=len(cards)
    )
    posting = Posting(
        Subject.of(newest),
        reply_to=newest.message_id,
        dedupe_key=f"presses:{outage.key}:{place.chat_id}/{place.thread_id or 0}",
    )
    await post.send(desk, place, DeliveryKind.OFFICE, Message(phrase), posting)


def _newest_of(cards: Collection[Delivery]) -> Delivery:
    return max(cards, key=lambda card: card.key)


async def _may_wake(desk: Desk, cards: Collection[Delivery], began: datetime) -> bool:
    """Nobody is woken for what has waited for hours, unless it is what others are warned by."""
    # Who was just asked may be pressing.
    just_asked = _was_just_asked(_newest_of(cards), began)
    return just_asked or any([await _warns(desk, one) for one in cards])


def _was_just_asked(card: Delivery, began: datetime) -> bool:
    return card.closed_at is None or card.closed_at >= began - JUST_ASKED


async def _warns(desk: Desk, card: Delivery) -> bool:
    order = await matters.order(desk.session, card.is_about(SubjectKind.ORDER) or 0)
    return order is not None and not order.drill and kinds.starts(order)


async def _undecided(desk: Desk) -> list[Delivery]:
    # Several messages in one chat may ask for the same decision; the newest stands for it.
    found: list[Delivery] = []
    for draft in await matters.pending_orders(desk.session, desk.jurisdiction):
        # An order that is on its way through the chain waits for its signers, not for its drafter.
        if draft.state == OrderState.DRAFT and draft.draft_delivery_id is not None:
            found += _newest([await outbox.delivery(desk.session, draft.draft_delivery_id)])
    for step in await approvals.asked_approvals(desk.session, desk.jurisdiction):
        found += _newest(await requests.standing(desk, step))
    for slip in await slips.slips_in(desk.session, desk.jurisdiction, SlipState.PROPOSED):
        found += _newest(await proposals(desk, slip))
    for asked in await extensions.asked(desk.session, desk.jurisdiction):
        found += _newest(await extension_cards.cards(desk, asked))
    for objection in await registering.objections(desk):
        found += _newest([objection])
    return found


def _newest(rows: Iterable[Delivery]) -> list[Delivery]:
    # Nobody can have pressed a button of a message that has not arrived.
    arrived = (row for row in rows if row.state == DeliveryState.SENT)
    return list({_place(row): row for row in arrived}.values())


def _place(row: Delivery) -> Place:
    return Place(row.chat_id, row.thread_id)
