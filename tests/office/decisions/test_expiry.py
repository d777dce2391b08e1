"""What ends by itself: at its hour, once, and never forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.decisions import drafts, expiry
from office.decisions.expiry import EXPIRY
from office.desk import Desk
from office.matters import clocks
from office.matters.notices import NoticeTerms
from office.upkeep import reconcile, reconcile_clocks
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, Order, OrderState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind, DeliveryState
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused


@pytest.fixture
async def notice(desk: Desk) -> Order:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])
    draft = await drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(24, "今夜有扬沙天气。"))
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def matter_of(desk: Desk, order: Order) -> Matter:
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    return matter


async def waits(desk: Desk, order: Order) -> bool:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, EXPIRY, order.matter_id)
    return item is not None and item.due_at == desk.now + timedelta(hours=24)


async def test_it_waits_for_its_hour(desk: Desk, notice: Order) -> None:
    assert notice.state == OrderState.ISSUED
    assert (await matter_of(desk, notice)).state == MatterState.IN_FORCE
    assert await waits(desk, notice)


async def test_it_ends_once(desk: Desk, notice: Order) -> None:
    later = replace(desk, now=desk.now + timedelta(hours=24))
    assert await expiry.expire(later, notice.matter_id) == "expired"
    matter = await matter_of(desk, notice)
    assert (matter.state, matter.ended_at) == (MatterState.CLOSED, later.now)
    assert await expiry.expire(later, notice.matter_id) == "ended before"


async def test_what_has_not_left_by_then_leaves_no_more(desk: Desk, notice: Order) -> None:
    [waiting] = await outbox.deliveries_of_order(desk.session, notice.key, DeliveryKind.ALERT)
    assert waiting.state == DeliveryState.WAITING
    await expiry.expire(replace(desk, now=desk.now + timedelta(hours=24)), notice.matter_id)
    assert (waiting.state, waiting.error) == (DeliveryState.DROPPED, MatterState.CLOSED)


async def test_what_was_forgotten_is_put_on_the_agenda(desk: Desk, notice: Order) -> None:
    assert await reconcile_clocks.unexpiring(desk) == []
    await agenda.cancel(
        desk.session,
        jurisdiction=desk.jurisdiction,
        kind=EXPIRY,
        subject=notice.matter_id,
        at=desk.now,
    )
    [gap] = await reconcile_clocks.unexpiring(desk)
    assert gap.subject == f"notice:{notice.matter_id}"
    assert await reconcile.mend(desk) == []
    assert await waits(desk, notice)


async def test_a_confirmed_one_is_not_confirmed_again(desk: Desk, notice: Order) -> None:
    await refused(drafts.confirm(desk, STAFF, HERE, notice.key), "draft_is_issued")


async def test_what_names_no_hours_ends_by_an_order_alone(desk: Desk, notice: Order) -> None:
    await clocks.off_agenda(desk, EXPIRY, notice.matter_id)
    notice.hours = None
    await expiry.expect(desk, notice)
    assert not await waits(desk, notice)
    notice.hours = 24
    await expiry.expect(desk, notice)
    assert await waits(desk, notice)
