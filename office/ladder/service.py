"""Proof of service: which messages of an obligation Telegram accepted, and when."""

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import datetime

from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder.standings import Service, ServiceState
from office.plan.owed_kinds import kind_of
from storage.decisions import exercises
from storage.decisions.exercises import Participation
from storage.delivery import outbox
from storage.delivery.outbox import (
    MAY_BE_THERE,
    OPEN_STATES,
    REFUSED,
    UNSAID,
    Action,
    Delivery,
    DeliveryKind,
    DeliveryState,
)
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip


async def of_notice(desk: Desk, obligation: Obligation) -> Service:
    if obligation.returned_at is None and await _is_played(desk, obligation):
        # It is told nothing: it knows by the script what is asked of it.
        return Service(ServiceState.ACCEPTED, obligation.opened_at)
    return _service(await notices(desk, obligation))


async def of_slip(desk: Desk, slip: Slip) -> Service:
    return of_rows(await servings(desk, slip), slip.issued_at)


async def of_bulletin(desk: Desk, orders: Collection[int], body: str) -> Service:
    """Of the wordings of one bulletin, the one that reached the body first."""
    return await _of_first(desk, [Subject(SubjectKind.ORDER, one) for one in orders], body)


async def of_listing(desk: Desk, listing_id: int, body: str) -> Service:
    return await _of_first(desk, [Subject(SubjectKind.LISTING, listing_id)], body)


async def _of_first(desk: Desk, about: Sequence[Subject], body: str) -> Service:
    """The service is as late as the message was that reached the body, from when it was queued."""
    rows = [row for one in about for row in await outbox.deliveries_about(desk.session, one)]
    sent = whole([row for row in rows if row.agency == body and rules_of(row.kind).opens_gate])
    there = [row for row in sent if row.state == DeliveryState.SENT and row.closed_at]
    first = min(there, key=_arrived, default=None)
    return replace(_service(sent), issued_at=first.created_at if first is not None else None)


def _arrived(row: Delivery) -> datetime:
    return row.closed_at or row.created_at


def of_rows(rows: Sequence[Delivery], issued_at: datetime) -> Service:
    return replace(_service(rows), issued_at=issued_at)


async def notices(desk: Desk, obligation: Obligation) -> list[Delivery]:
    asked_by = kind_of(obligation).asked_by
    if obligation.returned_at is not None:
        return await _since_return(desk, obligation, obligation.returned_at)
    if rules_of(asked_by).brings_order:
        rows = await outbox.deliveries_of_order(
            desk.session, obligation.order_id, asked_by, agency=obligation.agency
        )
        return whole(rows)
    rows = await outbox.deliveries_about(desk.session, Subject.of(obligation))
    return whole([row for row in rows if row.kind == asked_by])


async def _since_return(desk: Desk, obligation: Obligation, since: datetime) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(obligation))
    asked = (row for row in rows if row.kind == DeliveryKind.RETURN and row.created_at >= since)
    return whole(list(asked))


async def servings(desk: Desk, slip: Slip) -> list[Delivery]:
    kind = DeliveryKind.REFERRAL if slip.is_referral else DeliveryKind.SLIP
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return whole([row for row in rows if row.kind == kind])


async def tries(desk: Desk, agency: str, about: Subject, kind: DeliveryKind) -> list[Delivery]:
    rows = await outbox.deliveries_of_kind(desk.session, about, kind, agency=agency)
    return whole([row for row in rows if (row.kind, row.agency) == (kind, agency)])


async def reachable_chats(desk: Desk, agency: str) -> list[Chat]:
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    return [chat for chat in bound if chat.reachable]


async def chats_to_serve(desk: Desk, owed: Obligation) -> list[Chat]:
    """The chats in which something is served on the body that owes this.

    For one that an exercise plays by its script the office's own stands, and nothing is said there.
    """
    if not await _is_played(desk, owed):
        return await reachable_chats(desk, owed.agency)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    return [office] if office is not None else []


async def _is_played(desk: Desk, owed: Obligation) -> bool:
    if not owed.drill:
        return False
    played = await exercises.under_way(desk.session, desk.jurisdiction)
    return played is not None and played.participants.get(owed.agency) == Participation.SCRIPTED


def is_unsaid(row: Delivery) -> bool:
    """Whether it was for a body that the script plays: it counts as served, and nobody read it."""
    return row.state == DeliveryState.DROPPED and row.error == UNSAID


def may_have_arrived(row: Delivery) -> bool:
    """Whether it may stand in a chat, whatever became of its last try."""
    return row.repeated or row.state in MAY_BE_THERE


async def has_left(desk: Desk, slip: Slip) -> bool:
    """What goes on paper has left once somebody signed for it."""
    if slip.received_at is not None:
        return True
    rows = await servings(desk, slip)
    return any(may_have_arrived(row) or is_unsaid(row) for row in rows)


def whole(rows: Sequence[Delivery]) -> list[Delivery]:
    """One delivery for each message: of a split text only the last part counts."""
    sent = [row for row in rows if row.action == Action.SEND]
    followed = {row.after_id for row in sent}
    return [row for row in sent if row.id not in followed]


def _service(rows: Sequence[Delivery]) -> Service:
    # One of the agency's chats is enough.
    there = (row for row in rows if row.state == DeliveryState.SENT or is_unsaid(row))
    accepted = [row.closed_at for row in there if row.closed_at]
    if accepted:
        return Service(ServiceState.ACCEPTED, min(accepted))
    doubtful = any(row.repeated for row in rows)
    return Service(_not_accepted({row.state for row in rows}), doubtful=doubtful)


def _not_accepted(states: Set[str]) -> ServiceState:
    if not states.isdisjoint(OPEN_STATES):
        return ServiceState.QUEUED
    if DeliveryState.UNREACHABLE in states:
        return ServiceState.UNREACHABLE
    refused = not states.isdisjoint(REFUSED)
    return ServiceState.REFUSED if refused else ServiceState.MISSING
