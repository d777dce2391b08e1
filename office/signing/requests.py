"""The requests to sign, in private: what stands there while one is awaited, and afterwards."""

from collections.abc import Sequence
from typing import Any

from messages.keyboards import button
from messages.render import Message
from messages.views.alerts import StepView
from office import enclosing, post
from office.bodies.people import name_of
from office.desk import Desk
from office.plan.model import Act, Plan
from office.post import Place, Posting
from office.signing import signers
from office.signing.rounds import KindOfRound, Round
from storage.decisions import approvals as store
from storage.decisions import consents
from storage.decisions.approvals import Approval, Decision
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind

APPROVE_VERB = "aok"
RETURN_VERB = "aback"


async def ask(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, user_id: int
) -> None:
    message = await _request(desk, kind, asked, step, user_id)
    file = kind.file(asked.row)
    if file is not None:
        # It stands above the request, whose text is edited as the round goes on.
        caption = desk.words.phrase("approval_file", title=asked.title)
        key = f"approval_file:{step.key}:{user_id}"
        await enclosing.send(
            desk, Place(user_id), file, caption, Posting(asked.subject, dedupe_key=key, ahead=True)
        )
    posting = Posting(asked.subject, context={"approval": step.key})
    await post.send(desk, Place(user_id), DeliveryKind.APPROVAL, message, posting)


async def renew(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, shown: Delivery
) -> None:
    """Let a request that stands name the post in which this person is asked by now."""
    said = await _request(desk, kind, asked, step, shown.chat_id)
    message = post.last_part(said, drill=shown.drill)
    await post.edit(desk, shown, message, kind=DeliveryKind.APPROVAL)


async def _request(
    desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval, user_id: int
) -> Message:
    plain = desk.words.plain
    keyboard = (
        (
            button(plain(f"button_sign_{act_of(asked, step)}"), APPROVE_VERB, step.key),
            button(plain("button_return"), RETURN_VERB, step.key),
        ),
        *kind.further_buttons(desk, asked, step),
    )
    return Message(await kind.request(desk, asked, step, user_id), keyboard)


async def redraw(desk: Desk, kind: KindOfRound[Any], asked: Round[Any], step: Approval) -> None:
    """The requests for this signature say what became of it and lose their buttons.

    Whoever signed can read there what they signed.
    """
    message = Message(await kind.outcome(desk, asked, step))
    readers = {*(await signers.seats(desk, asked))[step.step].people, step.decided_by}
    for shown in await standing(desk, step):
        # People who left the position read there that nothing is asked of them.
        if shown.chat_id in readers:
            last = post.last_part(message, drill=shown.drill)
            await post.edit(desk, shown, last, kind=DeliveryKind.APPROVAL)


async def withdraw(
    desk: Desk, asked: Round[Any], shown: Delivery, why: str = "signature_withdrawn"
) -> None:
    phrase = desk.words.phrase(why, title=asked.title)
    await post.edit(desk, shown, Message(phrase), kind=DeliveryKind.APPROVAL)


async def standing(desk: Desk, step: Approval) -> list[Delivery]:
    sent = await outbox.deliveries_of_kind(desk.session, step.subject, DeliveryKind.APPROVAL)
    return [
        row
        for row in sent
        if row.target_id is None and row.keyboard and row.context.get("approval") == step.key
    ]


def act_of(asked: Round[Any], step: Approval) -> Act:
    return asked.steps[step.step].act


def signed_word(desk: Desk, asked: Round[Any], step: Approval) -> str:
    """审核同意, 同意 or 批准, as the plan calls this signature."""
    return desk.words.plain(f"signed_{act_of(asked, step)}")


def post_name(desk: Desk, asked: Round[Any], step: Approval) -> str:
    """The post that gave a signature, or those of which one is to give it."""
    if step.decided_by is not None:
        return asked.plan.position(step.position).name
    return either(desk, asked.plan, asked.steps[step.step].by)


def either(desk: Desk, plan: Plan, positions: Sequence[str]) -> str:
    said, *others = [plan.position(position).name for position in positions]
    for name in others:
        said = desk.words.plain("either_post", one=said, other=name)
    return said


async def held_by(desk: Desk, asked: Round[Any], step: Approval, user_id: int) -> str:
    """The post in which this person is asked to sign."""
    hand = await signers.hand(desk, asked, step, user_id)
    if hand is None:
        return post_name(desk, asked, step)
    name = asked.plan.position(hand.position).name
    return name if hand.giver is None else await _said_for(desk, name, hand.giver)


async def signer_of(desk: Desk, step: Approval) -> str:
    """Whoever decided it; 受李四委托 where they signed in another's place."""
    if step.decided_by is None:
        return ""
    name = await name_of(desk, step.decided_by)
    if step.on_behalf_of is not None:
        name = await _said_for(desk, name, step.on_behalf_of)
    return await _said_by_phone(desk, step, name) if step.by_phone else name


async def _said_by_phone(desk: Desk, step: Approval, name: str) -> str:
    consent = await consents.by_which_signed(desk.session, step.key)
    # What was sent back after a call was not signed by it.
    return name if consent is None else desk.words.plain(f"by_phone_{consent.state}", person=name)


async def _said_for(desk: Desk, name: str, giver: int) -> str:
    return desk.words.plain("on_behalf_of", name=name, giver=await name_of(desk, giver))


async def step_views(desk: Desk, asked: Round[Any]) -> tuple[StepView, ...]:
    steps = await store.approvals(desk.session, asked.subject)
    if steps:
        return tuple([await step_view(desk, asked, step) for step in steps])
    return tuple(
        StepView(either(desk, asked.plan, step.by), "", Decision.WAITING, "", None, "", "")
        for step in asked.steps
    )


async def step_view(desk: Desk, asked: Round[Any], step: Approval) -> StepView:
    is_open = step.decision in (Decision.WAITING, Decision.ASKED)
    hindered = await signers.trouble(desk, asked, step) if is_open else None
    return StepView(
        position=post_name(desk, asked, step),
        act=signed_word(desk, asked, step),
        decision=step.decision,
        person=await signer_of(desk, step),
        at=step.decided_at,
        reason=step.reason or "",
        trouble=hindered or "",
    )
