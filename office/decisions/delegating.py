"""A post's holder lets others sign in their place until a time, and takes it back."""

from datetime import datetime
from typing import NamedTuple

from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import readers
from office.decisions import rounds
from office.desk import Desk
from office.matters import clocks
from office.plan.model import Capability
from office.post import Place
from office.refusal import Refusal
from office.signing import delegates, requests, signers, waiting
from office.signing.rounds import Step
from storage.decisions import delegations as store
from storage.decisions.approvals import Decision
from storage.decisions.delegations import Delegation
from storage.delivery.outbox import DeliveryKind
from storage.roster import people as holders

RUN_OUT = "delegation_run_out"
"""The kind of agenda item; its subject is the delegation."""


class Choice(NamedTuple):
    position: str
    to_position: str


def choices(desk: Desk, who: Actor) -> list[Choice]:
    """What this person may delegate, as the plan in force says."""
    found = [
        Choice(position, other)
        for position in who.positions
        for other in delegates.posts_for(desk, position)
    ]
    if not found:
        raise Refusal("delegate_none")
    return found


async def given_by(desk: Desk, who: Actor) -> list[Delegation]:
    lasting = await delegates.standing(desk, who.positions)
    return [row for row in lasting if row.given_by == who.user_id]


async def delegate(desk: Desk, who: Actor, choice: Choice, until: datetime) -> Delegation:
    if choice not in choices(desk, who):
        raise Refusal("delegate_none")
    if until <= desk.now:
        raise Refusal("delegate_past", at=until)
    await _require_somebody(desk, who, choice)
    replaced = [row for row in await given_by(desk, who) if row.position == choice.position]
    for row in replaced:
        await _close(desk, row, "replaced")
    made = await _write(desk, who, choice, until)
    await _tell(desk, made, "delegation_given")
    await _let_sign(desk, made, {row.to_position for row in replaced})
    if replaced:
        # Whoever may sign by the new one as by the one before goes on being asked.
        await _ask_no_more(desk, made.position)
    return made


async def _write(desk: Desk, who: Actor, choice: Choice, until: datetime) -> Delegation:
    made = Delegation(
        jurisdiction=desk.jurisdiction,
        position=choice.position,
        to_position=choice.to_position,
        given_by=who.user_id,
        given_at=desk.now,
        until=until,
    )
    desk.session.add(made)
    await desk.session.flush()
    await clocks.on_agenda(desk, RUN_OUT, made.key, until)
    await desk.record(
        "delegation_given", _audit(made), to=made.to_position, until=until.isoformat()
    )
    return made


async def take_back(desk: Desk, who: Actor, delegation_id: int) -> Delegation:
    row = await store.delegation(desk.session, delegation_id)
    if row is None or row.jurisdiction != desk.jurisdiction or row.given_by != who.user_id:
        raise Refusal("button_obsolete")
    if row.ended_at is not None:
        raise Refusal("delegation_over")
    await _end(desk, row, "taken_back")
    await _tell(desk, row, "delegation_taken_back")
    return row


async def run_out(desk: Desk, delegation_id: int) -> str:
    """Nobody is told: whoever was told of it has read until when it holds."""
    row = await store.delegation(desk.session, delegation_id)
    if row is None or row.ended_at is not None:
        return "ended before"
    await _end(desk, row, "run_out")
    return "ended"


async def left(desk: Desk, user_id: int, position: str) -> None:
    """Whoever leaves a post lets nobody sign for it any more."""
    for row in await store.lasting(desk.session, desk.jurisdiction):
        if (row.given_by, row.position) == (user_id, position):
            await _end(desk, row, "giver_left")
            await _tell(desk, row, "delegation_taken_back")


async def _require_somebody(desk: Desk, who: Actor, choice: Choice) -> None:
    if not await _holders(desk, choice.to_position) - {who.user_id}:
        name = people.position_name(desk, choice.to_position)
        raise Refusal("delegate_vacant", position=name)


async def _end(desk: Desk, row: Delegation, why: str) -> None:
    await _close(desk, row, why)
    await _ask_no_more(desk, row.position)


async def _close(desk: Desk, row: Delegation, why: str) -> None:
    row.ended_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await clocks.off_agenda(desk, RUN_OUT, row.key)
    await desk.record("delegation_ended", _audit(row), why=why)


async def _let_sign(desk: Desk, made: Delegation, before: set[str]) -> None:
    """Ask them at once for what waits for this post, except whom it has been asked of already."""
    others = await _holders(desk, made.to_position)
    for position in (made.position, *before):
        others -= await _holders(desk, position)
    for step in await _awaited(desk, made.position):
        for user_id in await signers.askable(desk, step.asked, step.row):
            if user_id in others:
                await requests.ask(desk, step.kind, step.asked, step.row, user_id)
        await step.kind.redraw(desk, step.asked)


async def _ask_no_more(desk: Desk, position: str) -> None:
    for step in await _awaited(desk, position):
        able = await signers.askable(desk, step.asked, step.row)
        for shown in await requests.standing(desk, step.row):
            if shown.chat_id not in able:
                await requests.withdraw(desk, step.asked, shown, "signature_not_delegated")
        await waiting.tell_of_trouble(desk, step.kind, step.asked, step.row)
        await step.kind.redraw(desk, step.asked)


async def _awaited(desk: Desk, position: str) -> list[Step]:
    return [
        step
        for step in await rounds.asked_steps(desk)
        if step.row.decision == Decision.ASKED and position in step.asked.steps[step.row.step].by
    ]


async def _holders(desk: Desk, position: str) -> set[int]:
    held = await holders.holders(desk.session, desk.jurisdiction, position)
    return {person.user_id for person in held}


async def _tell(desk: Desk, row: Delegation, key: str) -> None:
    """Tell whoever may sign by it, the leaders who are copied, and the office."""
    facts = {
        "giver": await people.name_of(desk, row.given_by),
        "position": people.position_name(desk, row.position),
        "to": people.position_name(desk, row.to_position),
        "until": row.until,
    }
    said = Message(desk.words.phrase(key, **facts))
    copied = [position.id for position in desk.plan.positions_that(Capability.COPY)]
    for reader in await readers(desk, [row.to_position, *copied]):
        if reader.chat.chat_id != row.given_by:
            await post.send(desk, Place.of(reader.chat), DeliveryKind.OFFICE, said)
    await post.tell_office(desk, said)


def _audit(row: Delegation) -> str:
    return f"position:{row.position}"
