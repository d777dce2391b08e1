"""People in positions and orders on their way, for the tests of drafts, chains and receipts."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, drafts
from office.desk import Desk
from office.matters.order_terms import AT_ONCE, Terms
from office.post import Place
from office.refusal import Refusal
from storage.decisions import approvals as signatures
from storage.decisions.matters import Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.roster import people
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import Appointment, Person
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.deeds import deed
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.scenes import scene

HERE = Place(OFFICE_CHAT)

STAFF = Actor(1, "值班员", ("office_staff",))
COLLEAGUE = Actor(2, "同事", ("office_staff",))
DIRECTOR = Actor(3, "主任", ("director",))
DEPUTY = Actor(4, "副指挥长", ("deputy_commander",))
COMMANDER = Actor(5, "指挥长", ("commander",))
LIAISON = Actor(6, "联络员", (), ("huanjing",))
OTHER_LIAISON = Actor(7, "另一联络员", (), ("huanjing",))

EVERYBODY = (STAFF, COLLEAGUE, DIRECTOR, DEPUTY, COMMANDER)


@deed
async def appoint(desk: Desk, *everybody: Actor) -> None:
    for who in everybody:
        desk.session.add(
            Person(
                jurisdiction=desk.jurisdiction,
                user_id=who.user_id,
                name=who.name,
                first_seen_at=desk.now,
            )
        )
        for position in who.positions:
            await hold(desk, who.user_id, position)
        desk.session.add(
            Chat(
                jurisdiction=desk.jurisdiction,
                chat_id=who.user_id,
                role=ChatRole.PERSON,
                title=who.name,
                bound_at=desk.now,
            )
        )
    await desk.session.flush()


async def hold(desk: Desk, user_id: int, position: str) -> None:
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction, user_id=user_id, position=position, since=desk.now
        )
    )
    await desk.session.flush()


async def resign(desk: Desk, who: Actor) -> None:
    for held in await people.appointments_of(desk.session, who.user_id):
        held.until = desk.now
        desk.session.add(held)
    await desk.session.flush()


async def refused(attempt: Awaitable[object], key: str) -> Refusal:
    with pytest.raises(Refusal) as found:
        await attempt
    assert found.value.key == key
    return found.value


def terms(desk: Desk, level: str = "orange", *, ahead: float = 48, hours: int = 72) -> Terms:
    """Without any time ahead they start at once."""
    start = desk.now + timedelta(hours=ahead) if ahead else AT_ONCE
    return Terms(level, start, hours, "pm25", "会商认为将持续重污染")


@deed
async def drafted(
    desk: Desk, level: str = "orange", *, ahead: float = 48, drill: bool = False
) -> Order:
    said = terms(desk, level, ahead=ahead)
    return await drafts.draft(desk, STAFF, HERE, OrderKind.ISSUE, said, drill=drill)


@deed
async def confirmed(desk: Desk, draft: Order) -> Order:
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


@deed
async def sign(desk: Desk, draft: Order, *signers: Actor) -> Order:
    for who in signers:
        waiting = await approvals.waiting_for(desk, who)
        step = next(one for one in waiting if one.asked.subject == Subject.of(draft))
        await approvals.approve(desk, who, step.row.key)
    return draft


@deed
async def issued(
    desk: Desk, level: str = "orange", *, ahead: float = 48, drill: bool = False
) -> Order:
    """An alert that went through its chain."""
    draft = await confirmed(desk, await drafted(desk, level, ahead=ahead, drill=drill))
    return await sign(desk, draft, *chain_of(level))


@scene
async def alert_issued(office: Office, *agencies: str, ahead: float = 0) -> int:
    """Everybody is appointed, these agencies have groups, and an alert is issued; its order."""
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        await bind_groups(desk, agencies)
        return (await issued(desk, ahead=ahead)).key


@deed
async def adjusted(desk: Desk, level: str, *, ahead: float = 0) -> Order:
    made = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, level, ahead=ahead))
    return await sign(desk, await confirmed(desk, made), *chain_of(level))


@deed
async def ended(desk: Desk, kind: OrderKind, *, drill: bool = False) -> Order:
    made = await drafts.draft_ending(desk, STAFF, HERE, kind, "空气质量改善", drill=drill)
    return await confirmed(desk, made)


def chain_of(level: str) -> tuple[Actor, ...]:
    chains = {
        "yellow": (DIRECTOR,),
        "orange": (DIRECTOR, DEPUTY),
        "red": (DIRECTOR, DEPUTY, COMMANDER),
    }
    return chains[level]


async def said(desk: Desk, chat_id: int, kind: str | None = None) -> list[Delivery]:
    """The messages that wait to be sent there, in order and without edits."""
    waiting = await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)
    return [row for row in waiting if row.target_id is None and kind in (None, row.kind)]


async def edits(desk: Desk, chat_id: int) -> list[Delivery]:
    waiting = await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)
    return [row for row in waiting if row.target_id is not None]


async def steps(desk: Desk, draft: Order) -> dict[str, str]:
    rows = await signatures.approvals(desk.session, Subject.of(draft))
    return {row.position: row.decision for row in rows}
