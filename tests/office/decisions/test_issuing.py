"""What follows from an order: its deliveries, receipts, timers and texts, in one transaction."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office.decisions.period_end import PERIOD_END
from office.desk import Desk
from office.matters import alerts, orders
from storage import agenda
from storage.books.audit import AuditEntry
from storage.decisions import matters as store
from storage.decisions.matters import Episode, Matter, MatterState, Order, OrderKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from storage.roster import chats
from storage.roster.chats import Chat
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    adjusted,
    appoint,
    chain_of,
    confirmed,
    drafted,
    ended,
    issued,
    said,
    sign,
)

AGENCIES = ("huanjing", "gongan", "binhu")


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    await appoint(desk, *EVERYBODY)
    return await bind_groups(desk, AGENCIES)


async def alert_of(desk: Desk, order: Order) -> Matter:
    alert = await store.matter(desk.session, order.matter_id)
    assert alert is not None
    return alert


async def level_in_force(desk: Desk, alert: Matter) -> str | None:
    order = await alerts.order_in_effect(desk, alert)
    return order.level if order else None


async def waiting(desk: Desk, kind: str) -> dict[int, object]:
    items = await agenda.waiting(desk.session, desk.jurisdiction, limit=200)
    return {item.subject: item.due_at for item in items if item.kind == kind}


async def receipts(desk: Desk, order: Order) -> dict[str, str]:
    rows = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.RECEIPT, of_order(order.key)
    )
    return {row.agency: row.state for row in rows}


async def test_each_group_gets_its_own_measures(desk: Desk, groups: dict[str, Chat]) -> None:
    await issued(desk)
    texts = {
        agency: (await said(desk, chat.chat_id, "alert"))[-1].text
        for agency, chat in groups.items()
    }
    # Nothing is new or continued where nothing was in force before.
    assert "<b>橙色·强制减排</b>" in texts["gongan"]
    assert "<b>黄色·强制减排</b>" in texts["gongan"]
    assert not any("新增" in text or "延续" in text for text in texts.values())
    assert "烟花爆竹" in texts["gongan"]
    assert texts["gongan"] != texts["huanjing"]


async def test_every_agency_owes_a_receipt_and_who_has_no_chat_is_told_of(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    order = await issued(desk)
    owed = await receipts(desk, order)
    assert len(owed) == len(desk.plan.agencies)
    assert set(order.snapshot["recipients"]) == set(owed)
    [told] = [row for row in await said(desk, OFFICE_CHAT, "office") if "无法联系" in row.text]
    assert "市公安局" not in told.text
    assert "市住建局" in told.text
    timers = await waiting(desk, "obligation_step")
    assert len(timers) == len(owed)
    assert desk.now + timedelta(minutes=15) in timers.values()


async def test_an_alert_ahead_of_time_waits_for_its_start(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    order = await issued(desk)
    alert = await alert_of(desk, order)
    assert (alert.state, alert.level, alert.started_at) == (MatterState.ISSUED, "orange", None)
    assert await waiting(desk, "alert_start") == {order.key: order.starts_at}
    assert list(await waiting(desk, "daily_prompts")) == [alert.key]
    assert await level_in_force(desk, alert) is None
    desk.now = order.starts_at
    assert await alerts.start(desk, order.key) == "started"
    assert (alert.state, alert.started_at) == (MatterState.IN_FORCE, order.starts_at)
    assert await level_in_force(desk, alert) == "orange"
    for chat in groups.values():
        [announced] = await said(desk, chat.chat_id, "start")
        assert "Ⅱ级应急响应启动" in announced.text
    assert "Ⅱ级应急响应启动" in (await said(desk, OFFICE_CHAT, "office"))[-1].text


async def test_an_alert_at_once_starts_with_its_issue(desk: Desk, groups: dict[str, Chat]) -> None:
    draft = await confirmed(desk, await drafted(desk, ahead=0))
    desk.now += timedelta(minutes=40)
    await sign(desk, draft, *chain_of("orange"))
    alert = await alert_of(desk, draft)
    assert (alert.state, alert.started_at) == (MatterState.IN_FORCE, desk.now)
    assert await waiting(desk, "alert_start") == {}
    [told] = await said(desk, groups["gongan"].chat_id, "alert")
    assert "自12月1日8时40分起启动Ⅱ级应急响应" in told.text
    assert "启动时间：2026年12月1日8时40分" in told.text
    assert "72小时（至12月4日8时40分）" in told.text


async def test_an_upgrade_takes_effect_at_its_start(desk: Desk, groups: dict[str, Chat]) -> None:
    first = await issued(desk, "orange", ahead=0)
    desk.now += timedelta(hours=5)
    second = await adjusted(desk, "red", ahead=3)
    alert = await alert_of(desk, first)
    assert second.serial == "昌污指调〔2026〕1号"
    assert set((await receipts(desk, first)).values()) == {ObligationState.SUPERSEDED}
    assert set((await receipts(desk, second)).values()) == {ObligationState.OPEN}
    assert await level_in_force(desk, alert) == "orange"
    assert alert.level == "orange"
    desk.now = second.starts_at
    assert await alerts.start(desk, second.key) == "started"
    assert alert.level == "red"
    text = (await said(desk, groups["gongan"].chat_id, "alert"))[-1].text
    assert "原预警级别：橙色" in text
    assert "新增｜红色" in text
    assert "新增｜橙色" not in text


async def test_a_downgrade_adds_nothing_new(desk: Desk, groups: dict[str, Chat]) -> None:
    await issued(desk, "red", ahead=0)
    await adjusted(desk, "yellow")
    text = (await said(desk, groups["gongan"].chat_id, "alert"))[-1].text
    assert "预警调整为黄色" in text
    assert "新增" not in text


async def test_an_adjustment_before_the_start_replaces_the_first_order(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    first = await issued(desk)
    second = await adjusted(desk, "yellow", ahead=60)
    alert = await alert_of(desk, first)
    assert await waiting(desk, "alert_start") == {second.key: second.starts_at}
    assert alert.level == "yellow"
    [prompt_at] = (await waiting(desk, "daily_prompts")).values()
    assert prompt_at > second.starts_at  # type: ignore[operator]
    assert await alerts.start(desk, first.key) == "replaced before it started"


async def test_a_cancelled_alert_never_starts(desk: Desk, groups: dict[str, Chat]) -> None:
    first = await issued(desk)
    order = await ended(desk, OrderKind.CANCEL)
    alert = await alert_of(desk, first)
    assert alert.state == MatterState.CANCELLED
    assert order.serial == "昌污指撤〔2026〕1号"
    assert await waiting(desk, "alert_start") == {}
    assert await waiting(desk, "daily_prompts") == {}
    assert await waiting(desk, "obligation_step") == {}
    assert await alerts.start(desk, first.key) == "ended before it started"
    told = (await said(desk, groups["gongan"].chat_id, "alert"))[-1]
    assert "取消重污染天气橙色预警" in told.text
    assert "原定启动：2026年12月3日8时" in told.text
    assert not told.keyboard


async def test_a_lift_ends_the_response_and_the_episode(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    first = await issued(desk, ahead=0)
    desk.now += timedelta(hours=30)
    order = await ended(desk, OrderKind.LIFT)
    alert = await alert_of(desk, first)
    assert (alert.state, alert.ended_at) == (MatterState.LIFTED, desk.now)
    assert set((await receipts(desk, first)).values()) == {ObligationState.SUPERSEDED}
    assert await waiting(desk, "daily_prompts") == {}
    assert order.serial == "昌污指解〔2026〕1号"
    episode = await desk.session.get(Episode, alert.episode_id)
    assert episode is not None
    assert (episode.opened_at, episode.closed_at) == (alert.started_at, desk.now)
    assert await level_in_force(desk, alert) is None
    assert await alerts.standing_alert(desk) is None
    closing = await obligations.open_of_agency(
        desk.session, desk.jurisdiction, "gongan", ObligationKind.CLOSING
    )
    assert len(closing) == 1


async def test_orders_reach_a_chat_in_their_order(desk: Desk, groups: dict[str, Chat]) -> None:
    await issued(desk, ahead=0)
    await ended(desk, OrderKind.LIFT)
    texts = [row.text for row in await said(desk, groups["gongan"].chat_id, "alert")]
    assert [("解除" in text) for text in texts] == [False, True]


async def test_an_order_is_served_again_on_request(desk: Desk, groups: dict[str, Chat]) -> None:
    order = await issued(desk)
    [late] = (await bind_groups(desk, ["qixiang"])).values()
    await orders.serve(desk, order, late)
    served = await said(desk, late.chat_id, "alert")
    assert "市住建局" not in served[-1].text
    assert served[-1].keyboard
    draft_only = Order.model_copy(order, update={"state": "draft"})
    await orders.serve(desk, draft_only, late)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    await orders.serve(desk, order, office)
    assert len(await said(desk, late.chat_id, "alert")) == len(served)


async def test_serials_count_by_kind(desk: Desk, groups: dict[str, Chat]) -> None:
    await issued(desk)
    await ended(desk, OrderKind.CANCEL)
    second = await issued(desk)
    assert second.serial == "昌污指预〔2026〕2号"


async def test_where_everybody_is_reached_nobody_needs_a_call(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, [agency.id for agency in desk.plan.agencies])
    await issued(desk, ahead=0)
    assert not any("无法联系" in row.text for row in await said(desk, OFFICE_CHAT, "office"))


async def test_the_newest_order_says_when_its_end_is_asked_about(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    """An end in the quiet hours is asked about when they are over; a cancelled alert has none."""
    order = await issued(desk, ahead=24)
    start = order.starts_at
    assert await waiting(desk, PERIOD_END) == {order.matter_id: start + timedelta(hours=72)}
    changed = await adjusted(desk, "red", ahead=40)
    night = desk.local(changed.starts_at + timedelta(hours=72))
    assert night.hour == 0
    assert await waiting(desk, PERIOD_END) == {order.matter_id: night.replace(hour=7)}
    await ended(desk, OrderKind.CANCEL)
    assert await waiting(desk, PERIOD_END) == {}


@pytest.mark.usefixtures("groups")
async def test_a_drill_is_on_record(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    alert = await alert_of(desk, draft)
    alert.drill = True
    desk.session.add(alert)
    await sign(desk, draft, DIRECTOR, DEPUTY)
    entries = (await desk.session.exec(select(AuditEntry))).all()
    [issued_] = [one for one in entries if one.action == "order_issued_issue"]
    assert issued_.detail["drill"] is True
