"""A record that contradicts itself stops the decision, or is left out; nothing is guessed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.decisions import drafts
from office.decisions.draft_texts import redraw_draft
from office.desk import Desk, Desks
from office.ladder.standings import Service, ServiceState
from office.matters import order_terms
from office.obligations import board_texts, prompts, receipts
from office.post import Place
from office.records import overview
from office.sending import last_look
from storage.database import Database
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import Occasion, of_order
from storage.owed.obligations import Obligation, ObligationKind
from tests.office.conftest import MORNING
from tests.office.episodes import alert_in_force, order_of
from tests.office.signers import HERE, STAFF, appoint, refused
from tests.office.signers import terms as orange

NOWHERE = 999


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    """An open alert about which no order was ever issued."""
    made = Matter(
        jurisdiction=desk.jurisdiction,
        state=MatterState.ISSUED,
        level="orange",
        created_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    return made


Attempt = Callable[[Desk, Matter], Awaitable[object]]

WITHOUT_AN_ORDER: dict[str, Attempt] = {
    "the overview": lambda desk, alert: overview.overview(desk, STAFF),
    "the board of reports": lambda desk, alert: board_texts.message(
        desk, alert.key, BoardKind.REPORTS, Occasion.read("2026-11-30")
    ),
    "the board of receipts": lambda desk, alert: board_texts.message(
        desk, alert.key, BoardKind.RECEIPTS, of_order(NOWHERE)
    ),
    "the order in force": lambda desk, alert: prompts.order_in_force(desk, alert),
    "the chase": lambda desk, alert: receipts.chase(desk, _receipt(desk, alert)),
}


@pytest.mark.parametrize("what", WITHOUT_AN_ORDER)
async def test_an_alert_without_an_order_is_an_error(desk: Desk, alert: Matter, what: str) -> None:
    with pytest.raises((ValueError, RuntimeError, LookupError)):
        await WITHOUT_AN_ORDER[what](desk, alert)


def _receipt(desk: Desk, alert: Matter) -> Obligation:
    return Obligation(
        id=NOWHERE,
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        order_id=NOWHERE,
        agency="huanjing",
        kind=ObligationKind.RECEIPT,
        occasion=of_order(NOWHERE),
        opened_at=desk.now,
        due_at=desk.now,
    )


async def test_no_other_alert_is_issued_beside_it(desk: Desk, alert: Matter) -> None:
    await appoint(desk, STAFF)
    attempt = drafts.draft(desk, STAFF, HERE, OrderKind.ISSUE, orange(desk))
    refusal = await refused(attempt, "alert_is_open")
    assert refusal.facts == {"title": "", "serial": ""}


async def test_an_ending_has_no_terms(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    with pytest.raises(ValueError, match="has not the terms"):
        order_terms.terms_of(lift)
    # It was never shown as a draft, so there is nothing to draw anew.
    await redraw_draft(desk, lift)


@pytest.mark.parametrize(
    "kind",
    [
        DeliveryKind.CHASE,
        DeliveryKind.SLIP,
        DeliveryKind.APPROVAL,
        DeliveryKind.PROMPT,
        DeliveryKind.COPY,
    ],
)
async def test_what_is_about_nothing_goes(desk: Desk, kind: DeliveryKind) -> None:
    row = await post.send(desk, Place(1), kind, Message("正文"))
    assert await last_look.before_sending(desk, row) is None


def test_what_telegram_did_not_accept_is_not_late() -> None:
    assert not Service(ServiceState.QUEUED, issued_at=MORNING).late
    assert not Service(ServiceState.ACCEPTED, accepted_at=MORNING).late


async def test_without_a_plan_nothing_is_decided(database: Database) -> None:
    async def decide() -> None:
        async with Desks(database).open("nowhere", MORNING, "clock"):
            raise AssertionError("a desk was opened")

    refusal = await refused(decide(), "no_plan")
    assert refusal.facts == {"jurisdiction": "nowhere"}
