"""An agency that joins while an alert runs: the office is asked, and sends it there or not."""

from datetime import timedelta

import pytest

from office.bodies import agency_names
from office.desk import JOINED, Desk
from office.enrolment import late_recipients
from office.matters import newcomers, orders
from office.obligations import prompts
from storage.decisions import matters as store
from storage.decisions.matters import Matter, Order, OrderKind, OrderState
from storage.occasions import of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.roster.chats import Chat
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.signers import LIAISON, STAFF, refused, said

NEWCOMER = "gongan"


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    return await bind_groups(desk, ["huanjing", NEWCOMER])


@pytest.fixture
async def running(desk: Desk, groups: dict[str, Chat]) -> Matter:
    """An alert that was issued to all but the newcomer."""
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    order = await orders.newest_order(desk, alert)
    told: dict[str, list[int]] = {agency: [] for agency in AGENCIES if agency != NEWCOMER}
    order.snapshot = {**order.snapshot, "recipients": told}
    desk.session.add(order)
    await desk.session.flush()
    return alert


async def test_the_office_is_asked_about_each_newcomer_once(desk: Desk, running: Matter) -> None:
    order = await orders.newest_order(desk, running)
    assert [agency.id for agency in await newcomers.untold(desk, order)] == [NEWCOMER]
    await newcomers.propose(desk)
    await newcomers.propose(desk)
    [asked] = await said(desk, OFFICE_CHAT)
    assert "是否向其发布现行预警" in asked.text
    assert (order.serial or "") in asked.text
    [[publish], [leave_out]] = asked.keyboard or []
    assert leave_out["data"].split(":") == ["nojoin", str(running.key), NEWCOMER]
    assert publish["data"].split(":") == ["join", str(running.key), NEWCOMER]


async def test_whoever_is_left_out_is_asked_about_no_more(desk: Desk, running: Matter) -> None:
    order = await orders.newest_order(desk, running)
    for _ in range(2):
        await late_recipients.leave_out(desk, STAFF, running.key, NEWCOMER)
    assert await newcomers.untold(desk, order) == []
    assert order.snapshot[newcomers.LEFT_OUT] == [NEWCOMER]
    await newcomers.propose(desk)
    assert not await said(desk, OFFICE_CHAT)
    await refused(late_recipients.leave_out(desk, LIAISON, running.key, NEWCOMER), "office_only")
    await late_recipients.publish(desk, STAFF, running.key, NEWCOMER)
    await refused(
        late_recipients.leave_out(desk, STAFF, running.key, NEWCOMER), "newcomer_told_before"
    )


async def test_only_about_those_who_came_and_never_without_an_alert(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    await newcomers.propose(desk)
    assert not await said(desk, OFFICE_CHAT)
    alert = await alert_in_force(desk, since=desk.now)
    order = await orders.newest_order(desk, alert)
    order.snapshot = {"recipients": {}}
    desk.session.add(order)
    await desk.session.flush()
    await newcomers.propose(desk, [NEWCOMER])
    [asked] = await said(desk, OFFICE_CHAT)
    assert agency_names.name(desk, NEWCOMER) in asked.text


async def test_published_it_is_told_and_owes_a_receipt(
    desk: Desk, running: Matter, groups: dict[str, Chat]
) -> None:
    name = await late_recipients.publish(desk, STAFF, running.key, NEWCOMER)
    order = await orders.newest_order(desk, running)
    assert name == agency_names.name(desk, NEWCOMER)
    [paper] = await said(desk, groups[NEWCOMER].chat_id, "alert")
    assert (order.serial or "") in paper.text
    assert (paper.keyboard or [])[0][0]["data"].split(":")[-1] == str(order.key)
    assert not await said(desk, groups["huanjing"].chat_id, "alert")
    [told] = [row for row in await said(desk, OFFICE_CHAT) if "已向新接入的" in row.text]
    assert STAFF.name in told.text
    owed = await obligations.of_occasion(
        desk.session, running.key, ObligationKind.RECEIPT, of_order(order.key)
    )
    assert [row.agency for row in owed] == [NEWCOMER]
    assert NEWCOMER in orders.recipients_of(order)
    assert not await newcomers.untold(desk, order)


async def test_orders_on_their_way_count_it_too(desk: Desk, running: Matter) -> None:
    draft = await order_of(desk, running, OrderKind.ADJUST, at=desk.now, level="red")
    draft.state, draft.serial, draft.issued_at = OrderState.DRAFT, None, None
    desk.session.add(draft)
    await desk.session.flush()
    await late_recipients.publish(desk, STAFF, running.key, NEWCOMER)
    issued = await store.issued_orders(desk.session, running.key)
    assert all(NEWCOMER in row.snapshot[JOINED] for row in [*issued, draft])


async def test_it_owes_nothing_for_the_days_before(office: Office) -> None:
    office.pass_time(timedelta(hours=30))
    async with office.desk() as desk:
        await bind_groups(desk, ["huanjing", NEWCOMER])
        alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
        order = await orders.newest_order(desk, alert)
        order.snapshot = {"recipients": {"huanjing": []}}
        desk.session.add(order)
        await desk.session.flush()
        await late_recipients.publish(desk, STAFF, alert.key, NEWCOMER)
        day = desk.local(desk.now).date() - timedelta(days=1)
        await prompts.send_daily(desk, alert.key)
        rows = await obligations.of_occasion(
            desk.session, alert.key, ObligationKind.DAILY, of_day(day)
        )
    assert NEWCOMER not in [row.agency for row in rows]
    assert "huanjing" in [row.agency for row in rows]


async def test_who_may_and_whom_it_concerns(desk: Desk, running: Matter) -> None:
    await refused(late_recipients.publish(desk, LIAISON, running.key, NEWCOMER), "office_only")
    await refused(late_recipients.publish(desk, STAFF, running.key + 1, NEWCOMER), "no_open_alert")
    await refused(
        late_recipients.publish(desk, STAFF, running.key, "huanjing"), "newcomer_told_before"
    )
    order = await orders.newest_order(desk, running)
    order.snapshot = {"recipients": {"huanjing": []}}
    desk.session.add(order)
    await desk.session.flush()
    refusal = await refused(
        late_recipients.publish(desk, STAFF, running.key, "zhujian"), "newcomer_gone"
    )
    assert refusal.facts["agency"] == agency_names.name(desk, "zhujian")
    assert not await said(desk, OFFICE_CHAT)


async def test_an_alert_that_was_never_issued_has_no_newest_order(desk: Desk, order: Order) -> None:
    alert = await store.matter(desk.session, order.matter_id)
    assert alert is not None
    for row in await store.issued_orders(desk.session, alert.key):
        row.state = OrderState.VOID
        desk.session.add(row)
    await desk.session.flush()
    with pytest.raises(LookupError, match="never issued"):
        await orders.newest_order(desk, alert)
