"""The office's box is signed: with it the consultation ends, and everybody reads its conclusion."""

from dataclasses import replace

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.consultations import held, office_box, products
from office.consultations.office_box import BOX, CARD
from office.decisions import ending
from office.desk import Desk
from office.forecasts.proposal_cards import ALARMING, DECLINE_VERB, DRAFT_VERB
from office.matters import kinds
from office.matters.order_texts import order_text
from office.post import Posting
from office.refusal import Refusal
from office.signing import requests, running
from office.signing.rounds import KindOfRound, Round
from storage.decisions.matters import Matter, Order, OrderKind, OrderState
from storage.sky import consultations as store
from storage.sky import proposals
from storage.sky.consultations import (
    UNSIGNED_OPINIONS,
    Consultation,
    ConsultationOpinion,
    ConsultationOutcome,
    OpinionState,
)
from storage.sky.proposals import AirProposal, AirProposalState
from storage.subjects import Subject


async def send(desk: Desk, who: Actor, opinion_id: int) -> OpinionState:
    """Ask for the signatures; where the plan names nobody, whoever presses signs."""
    row = await office_box.require_written(desk, who, opinion_id)
    order = await held.order_of(desk, row.matter_id)
    await held.require_open(desk, row.matter_id)
    if row.outcome is None:
        raise Refusal("office_opinion_no_outcome")
    await office_box.require_waited(
        desk, order, (await office_box.consultation(desk, order.matter_id)).without
    )
    asked = await office_box.round_of(desk, row)
    await desk.record("office_opinion_confirmed", asked.audit)
    if asked.steps:
        await office_box.move(desk, row, OpinionState.WRITTEN, OpinionState.ASKED)
        await running.begin(desk, OFFICE_OPINIONS, asked)
        await CARD.redraw(desk, asked)
        await office_box.touch_board(desk, order)
    else:
        await _sign(desk, asked, who.name, who.user_id)
    return OpinionState(row.state)


async def _sign(
    desk: Desk, asked: Round[ConsultationOpinion], signer: str, signer_id: int | None
) -> None:
    row = asked.row
    order = await held.order_of(desk, row.matter_id)
    matter = await held.require_open(desk, row.matter_id)
    values = {"signed_by": signer, "signer_id": signer_id, "signed_at": desk.now}
    if not await store.move(
        desk.session, row.key, UNSIGNED_OPINIONS, OpinionState.SIGNED, **values
    ):
        raise Refusal("approval_void")
    await desk.session.refresh(row)
    await _close(desk, matter, order, row)
    await CARD.redraw(desk, asked)


async def _close(desk: Desk, matter: Matter, order: Order, row: ConsultationOpinion) -> None:
    """Keep what was concluded, and let everybody who conferred read it."""
    left, known = (
        await office_box.missing(desk, order),
        await office_box.consultation(desk, order.matter_id),
    )
    closed = await store.close(
        desk.session,
        matter.key,
        desk.now,
        outcome=row.outcome,
        level=row.level,
        conclusion=row.text,
        without=known.without if left else "",
    )
    await desk.session.refresh(known)
    if not closed:
        raise Refusal("opinion_over")
    facts = {"outcome": row.outcome, "level": row.level, "opinion": row.key, "missing": left}
    await desk.record("consultation_concluded", kinds.audit_subject(order), **facts)
    made = await _ending(desk, order, row)
    await ending.end(desk, made)
    message = Message(await order_text(desk, made), await _next(desk, known))
    await post.tell_office(desk, message, Posting(Subject.of(made)))
    await products.produce(desk, known)


async def _next(desk: Desk, known: Consultation) -> Keyboard:
    """What the office does with the conclusion about a proposal that still stands."""
    label, verb = _NEXT.get(known.outcome or "", ("", ""))
    row = await proposals.proposal(desk.session, known.proposal_id) if known.proposal_id else None
    if not verb or row is None or row.state != AirProposalState.OPEN:
        return ()
    if verb == DECLINE_VERB and not _may_decline(desk, row):
        return ()
    return ((button(desk.words.plain(label), verb, row.key),),)


_NEXT: dict[str, tuple[str, str]] = {
    ConsultationOutcome.LEVEL: ("button_air_draft", DRAFT_VERB),
    ConsultationOutcome.LIFT: ("button_air_draft", DRAFT_VERB),
    ConsultationOutcome.NO_RESPONSE: ("button_air_decline", DECLINE_VERB),
}


def _may_decline(desk: Desk, row: AirProposal) -> bool:
    return bool(desk.plan.chains.decline) and row.decline_id is None and row.errand in ALARMING


async def _ending(desk: Desk, order: Order, row: ConsultationOpinion) -> Order:
    made = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        matter_kind=order.matter_kind,
        drill=order.drill,
        kind=OrderKind.CLOSE,
        state=OrderState.APPROVING,
        says=order.says,
        starts_at=desk.now,
        at_once=True,
        plan_version_id=order.plan_version_id,
        drafted_by=row.written_by,
        drafted_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    return made


async def _grant(desk: Desk, asked: Round[ConsultationOpinion]) -> None:
    [*_, last] = await requests.step_views(desk, asked)
    signer_id = int(desk.actor.removeprefix("user:")) if desk.actor.startswith("user:") else None
    await _sign(desk, asked, last.person, signer_id)


OFFICE_OPINIONS: KindOfRound[ConsultationOpinion] = replace(BOX, granted=_grant)
