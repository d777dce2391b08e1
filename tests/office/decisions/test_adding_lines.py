"""An adjustment that only adds measures: signed as its level is, told to whom the lines concern."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.decisions import drafts
from office.desk import JOINED, Desk
from office.matters import added_lines, alerts, newcomers, orders
from office.matters.added_lines import AddedLine
from office.matters.in_effect import order_at, takes_effect_at
from office.matters.order_terms import announced_end
from office.matters.order_texts import order_text
from office.matters.outdated import holds_until
from office.plan.model import Plan
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.upkeep import reconcile_orders
from storage.decisions import matters as store
from storage.decisions.matters import Order, OrderKind, OrderState
from storage.owed import obligations
from storage.owed.obligations import ObligationState
from storage.roster.chats import Chat, ChatRole
from tests.harness import plans as harness
from tests.office.conftest import AGENCIES
from tests.office.deeds import deed
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    confirmed,
    drafted,
    ended,
    issued,
    refused,
    said,
    sign,
    terms,
)

POLICE = AddedLine("加密巡查渣土车", ("gongan",))
EVERYONE = AddedLine("夜间停工")
GROUNDS = "会商认为须加强管控"


TEAM = {**harness.TEAM, "as_needed": True, "told": ("alert",)}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(harness.small_plan(AGENCIES).model_dump() | {"teams": (TEAM,)})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def adding(desk: Desk, *lines: AddedLine, drill: bool = False) -> Order:
    return await drafts.draft_lines(desk, STAFF, HERE, lines, GROUNDS, drill=drill)


@deed
async def added(desk: Desk, *lines: AddedLine) -> Order:
    made = await confirmed(desk, await adding(desk, *lines))
    return await sign(desk, made, DIRECTOR, DEPUTY)


async def receipts(desk: Desk, order: Order) -> dict[str, str]:
    rows = await obligations.open_of_matter(desk.session, order.matter_id, "receipt")
    return {row.agency: row.state for row in rows if row.order_id == order.key}


async def test_only_those_concerned_read_and_confirm_it(desk: Desk) -> None:
    first = await issued(desk, ahead=0)
    desk.now += timedelta(hours=5)
    order = await added(desk, POLICE)
    assert order.state == OrderState.ISSUED
    assert order.serial is not None
    (told,) = [
        row for row in await said(desk, OFFICE_CHAT - 2, "alert") if order.serial in row.text
    ]
    assert "重污染天气橙色预警另加措施：级别和时间不变，请按“收到”并落实" in told.text
    assert "本次另加措施</b>\n1. 加密巡查渣土车\n" in told.text
    assert not [row for row in await said(desk, OFFICE_CHAT - 1) if order.serial in row.text]
    # The others still have to confirm the order before it, and are shown that one again.
    assert await receipts(desk, order) == {"gongan": ObligationState.OPEN}
    assert set(await receipts(desk, first)) == {one.id for one in desk.plan.agencies} - {"gongan"}
    assert [one.key for one in await orders.orders_told(desk, "huanjing")] == [first.key]
    assert [one.key for one in await orders.orders_told(desk, "gongan")] == [order.key]
    assert [one.names for one in await reconcile_orders.untold(desk)] == []
    assert [one.names for one in await reconcile_orders.unowed(desk)] == []


async def test_a_team_formed_meanwhile_is_not_brought_in_by_what_does_not_concern_it(
    desk: Desk,
) -> None:
    await issued(desk, ahead=0)
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=OFFICE_CHAT - 3,
        role=ChatRole.AGENCY,
        agency="experts",
        title="专家组",
        bound_at=desk.now,
    )
    desk.session.add(chat)
    await desk.session.flush()
    order = await added(desk, POLICE)
    assert "experts" not in orders.recipients_of(order)
    # So the office is still asked whether the alert goes to it.
    assert [one.id for one in await newcomers.untold(desk, order)] == ["experts"]
    # What is added for everybody goes to it.
    assert "experts" in orders.recipients_of(await added(desk, EVERYONE))


async def test_the_alert_goes_on_as_it_stood(desk: Desk) -> None:
    first = await issued(desk, ahead=0)
    desk.now += timedelta(hours=5)
    order = await added(desk, EVERYONE)
    alert = await alerts.standing_alert(desk)
    assert alert is not None
    assert takes_effect_at(order) == takes_effect_at(first)
    assert announced_end(order) == announced_end(first)
    assert (order.level, order.hours, alert.level) == ("orange", first.hours, "orange")
    known = await store.issued_orders(desk.session, alert.key)
    assert order_at(known, desk.now) == order
    # A later addition keeps what was added before, and tells it as that.
    later = await added(desk, POLICE)
    assert added_lines.of_says(later.says) == (EVERYONE, POLICE)
    assert added_lines.new_lines(later) == (POLICE,)
    texts = [row.text or "" for row in await said(desk, OFFICE_CHAT - 2, "alert")]
    assert "此前另加、继续执行</b>\n1. 夜间停工\n" in texts[-1]
    await ended(desk, OrderKind.LIFT)
    assert await alerts.standing_alert(desk) is None


async def test_the_ledger_counts_whoever_reads_it(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await added(desk, POLICE)
    today = desk.local(desk.now).date()
    made = await view.view_of(desk, await scopes.of_days(desk, today, today))
    (sheet,) = [one for one in made.sheets if one.title == "预警与通知"]
    told = [row[list(sheet.columns).index("单位数")] for row in sheet.rows]
    assert told == [len(desk.plan.agencies), 1]


async def test_leaders_read_what_was_added(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await added(desk, POLICE)
    read = [row.text or "" for row in await said(desk, DEPUTY.user_id, "leader")]
    assert "预警已另加措施，级别和时间不变" in read[-1]
    assert "1. 公安局：加密巡查渣土车" in read[-1]


async def test_the_draft_names_its_readers_and_does_not_lapse(desk: Desk) -> None:
    await issued(desk, ahead=0)
    desk.now += timedelta(minutes=5)
    draft = await adding(desk, POLICE)
    assert holds_until(draft) is None
    text = (await said(desk, OFFICE_CHAT, "draft"))[-1].text or ""
    assert "拟稿：重污染天气橙色预警（另加措施）" in text
    assert "将发往1家成员单位" in text
    assert "不足" not in text
    desk.now += timedelta(days=1)
    order = await sign(desk, await confirmed(desk, draft), DIRECTOR, DEPUTY)
    assert order.state == OrderState.ISSUED


async def test_it_names_no_end_of_its_own_that_could_pass(desk: Desk) -> None:
    """The alert goes on after its announced end, until it is lifted."""
    ends_at = desk.now + timedelta(hours=3)
    said = replace(terms(desk, ahead=0), lasting=ends_at)
    draft = await drafts.draft(desk, STAFF, HERE, OrderKind.ISSUE, said)
    await sign(desk, await confirmed(desk, draft), DIRECTOR, DEPUTY)
    adds = await adding(desk, POLICE)
    assert holds_until(adds) is None
    desk.now = ends_at + timedelta(hours=1)
    order = await sign(desk, await confirmed(desk, adds), DIRECTOR, DEPUTY)
    assert (order.state, announced_end(order)) == (OrderState.ISSUED, ends_at)
    assert (await added(desk, EVERYONE)).state == OrderState.ISSUED


async def test_before_the_start_it_waits_for_it(desk: Desk) -> None:
    first = await issued(desk, ahead=48)
    order = await added(desk, EVERYONE)
    assert order.starts_at == first.starts_at
    assert holds_until(await _again(desk)) is not None
    desk.now = first.starts_at
    assert await alerts.start(desk, first.key) == "replaced before it started"
    assert await alerts.start(desk, order.key) == "started"


async def _again(desk: Desk) -> Order:
    draft = await adding(desk, POLICE)
    await drafts.give_up(desk, STAFF, draft.key)
    return draft


async def test_a_changed_draft_replaces_the_one_before(desk: Desk) -> None:
    await issued(desk, ahead=0)
    draft = await adding(desk, POLICE)
    changed = await drafts.draft_lines(desk, STAFF, HERE, (EVERYONE,), GROUNDS, replacing=draft.key)
    assert (draft.state, changed.state) == (OrderState.VOID, OrderState.DRAFT)
    assert added_lines.of_says(changed.says) == (EVERYONE,)


async def test_what_cannot_be_added_is_refused(desk: Desk) -> None:
    await refused(adding(desk, POLICE), "no_open_alert")
    await issued(desk, ahead=0)
    await added(desk, POLICE)
    await refused(adding(desk, POLICE), "lines_known")
    await refused(adding(desk), "lines_wanted")
    await refused(adding(desk, *(AddedLine(f"第{n}条") for n in range(10))), "lines_too_many")
    await refused(adding(desk, AddedLine("停工", ("nobody",))), "button_obsolete")
    await refused(drafts.draft_lines(desk, STAFF, HERE, (EVERYONE,), "。"), "grounds_missing")
    await refused(drafts.draft_lines(desk, LIAISON, HERE, (EVERYONE,), GROUNDS), "office_only")
    await refused(adding(desk, EVERYONE, drill=True), "no_open_drill")


async def test_an_adjustment_that_changes_nothing_names_the_way(desk: Desk) -> None:
    await issued(desk, ahead=0)
    again = drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, ahead=0))
    refusal = await refused(again, "adjust_changes_nothing")
    assert "/adjust 另加措施" in desk.words.plain(refusal.key)


async def test_a_later_change_of_the_level_keeps_what_was_added(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await added(desk, POLICE)
    raised = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, "red", ahead=0))
    assert added_lines.of_says(raised.says) == (POLICE,)
    assert not added_lines.adds_only(raised)
    await drafts.give_up(desk, STAFF, raised.key)
    assert (await drafted(desk, drill=True)).says == {}


async def test_who_joins_by_an_addition_reads_the_whole_alert(desk: Desk) -> None:
    await issued(desk, ahead=0)
    await added(desk, EVERYONE)
    desk.now += timedelta(hours=1)
    order = await added(desk, POLICE)
    text = await order_text(desk, order, "huanjing")
    assert "另加措施：级别和时间不变" in text
    assert "启动时间" not in text
    assert "预计持续：至12月4日8时" in text
    since = {"plan": desk.plan_version_id, "since": desk.now.isoformat()}
    order.snapshot = {**order.snapshot, JOINED: {"huanjing": since}}
    text = await order_text(desk, order, "huanjing")
    assert "级别和时间不变" not in text
    assert "启动时间" in text
    assert "本次预警另加措施</b>\n1. 夜间停工\n" in text
    # Whoever had joined before has read the alert, and reads what is added.
    order.snapshot[JOINED]["huanjing"]["since"] = (desk.now - timedelta(hours=1)).isoformat()
    assert "级别和时间不变" in await order_text(desk, order, "huanjing")
