"""The daily brief: when it comes, who reads it, what it says, and when nobody is told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messages.length import plain
from messages.pictures.frozen import thawed
from messages.render import words_in
from messages.views.pictures import BriefPicture, DrawnDay, DrawnShare
from office.bodies.people import Actor
from office.decisions import approvals, drafts, issuing
from office.desk import Desk, Desks
from office.matters import added_lines
from office.matters import briefs as clock
from office.matters.in_effect import newest_terms
from office.obligations import lifecycle, prompts
from office.plan import weaker_times
from office.plan.model import Plan
from office.records import brief_views, briefs
from office.records.brief_pictures import picture_of
from office.refusal import Refusal
from office.sending import last_look
from office.upkeep import applying, reconcile_clocks
from storage import agenda
from storage.database import Database
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import ENCLOSED, FACTS, Delivery, DeliveryKind
from storage.occasions import of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office import ladder_days
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.plan.refusing import refusals
from tests.office.signers import (
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    confirmed,
    terms,
)

EVENING = timedelta(hours=10)
DAY = timedelta(days=1)
MAYOR = Actor(9, "市长", ("mayor",))


def briefed(**brief: Any) -> dict[str, Any]:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    return facts | {"brief": {"at": "18:00", "source": "none"} | brief}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(briefed())


async def running(office: Office) -> Matter:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING)
        groups = await bind_groups(desk, AGENCIES)
        (order,) = await matters.issued_orders(desk.session, alert.key)
        order.issued_at = MORNING
        told = {body: [[chat.chat_id, None]] for body, chat in groups.items()}
        order.snapshot = {**order.snapshot, "recipients": told}
        desk.session.add(order)
    return alert


async def told(desk: Desk, alert: Matter) -> list[Delivery]:
    order = newest_terms(await matters.issued_orders(desk.session, alert.key))
    assert order is not None
    rows = await outbox.deliveries_of_kind(desk.session, Subject.of(order), DeliveryKind.BRIEF)
    return sorted(rows, key=lambda row: row.chat_id)


async def texts(desk: Desk, alert: Matter) -> list[str]:
    """What the bodies have read last, and then what the office has."""
    newest = {row.chat_id: row.text for row in sorted(await told(desk, alert), key=_number)}
    return [newest[chat_id] for chat_id in sorted(newest)]


def _number(row: Delivery) -> int:
    return row.key


@pytest.mark.parametrize(
    ("after", "at"),
    [
        (datetime(2026, 12, 1, 9, 59, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)),
        (datetime(2026, 12, 1, 10, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC)),
        (datetime(2026, 12, 1, 23, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC)),
    ],
)
def test_it_comes_each_day_at_its_hour(plan: Plan, after: datetime, at: datetime) -> None:
    assert clock.next_at(plan, after) == at
    assert clock.next_at(small_plan(AGENCIES), after) is None


async def test_all_who_were_told_and_the_office_read_the_same_once(
    office: Office,
) -> None:
    alert = await running(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        assert await briefs.tell(desk, alert.key) == "told 6"
        assert await briefs.tell(desk, alert.key) == "told 6"
        rows = await told(desk, alert)
    assert {row.chat_id for row in rows} == {OFFICE_CHAT - n for n in range(6)}
    assert len(rows) == 6
    (text,) = {row.text for row in rows}
    assert "每日情况" in text
    assert "启动Ⅱ级应急响应，今天是第1天；预计持续至12月4日8时" in text
    assert "应报" not in text
    assert "无需回复" in text


async def test_it_counts_the_receipts_each_day_and_the_reports_of_the_day_before(
    office: Office,
) -> None:
    alert = await running(office)
    async with office.desk() as desk:
        (order,) = await matters.issued_orders(desk.session, alert.key)
        await issuing.require(desk, order, (await desk.plan_of(order)).owed("receipt"), AGENCIES)
        first, *_ = await obligations.open_of_matter(desk.session, alert.key)
        await lifecycle.meet(desk, first, Actor(8001, "某某"))
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await briefs.tell(desk, alert.key)
        *bodies, to_office = await texts(desk, alert)
    assert all("确认收到：5家单位，已确认1家。" in text for text in bodies)
    assert "已确认1家（未确认：公安局、住建局、教育局、滨湖镇）。" in to_office
    office.pass_time(DAY - EVENING)
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        day = of_day(desk.local(MORNING).date())
        rows = await obligations.of_occasion(desk.session, alert.key, ObligationKind.DAILY, day)
        for row in rows[:2]:
            await lifecycle.meet(desk, row, Actor(8001, "某某"))
        await lifecycle.supersede(desk, rows[2], "gone")
        await lifecycle.pause(desk, rows[4], lifecycle.PauseReason.UNREACHABLE)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        late = await obligations.obligation(desk.session, rows[3].key)
        assert late is not None
        await lifecycle.meet(desk, late, Actor(8001, "某某"))
        await briefs.tell(desk, alert.key)
        *bodies, to_office = await texts(desk, alert)
        newest = sorted(await told(desk, alert), key=_number)[-6:]
        shared, *others = [sent.context[ENCLOSED] for sent in newest]
    for text in bodies:
        assert "应报4家，已报3家。" in text
        assert "确认收到：5家单位，已确认1家。" in text
        assert "今天是第2天" in text
    assert "已确认1家（未确认：公安局、住建局、教育局、滨湖镇）。" in to_office
    assert "应报4家，已报3家（迟报1家；暂停计时：滨湖镇）。" in to_office
    # The picture names nobody, so all get the same.
    assert all(other == shared for other in others)
    view, _ = thawed(BriefPicture, shared[FACTS])
    assert [(one.done, one.total) for one in view.shares] == [(1, 5), (3, 4)]
    assert view.days == (DrawnDay(desk.local(MORNING).date(), in_time=2, late=1, missing=1),)


async def test_it_counts_for_each_body_the_receipt_that_it_was_asked_for_last(
    office: Office,
) -> None:
    alert = await running(office)
    async with office.desk() as desk:
        (first,) = await matters.issued_orders(desk.session, alert.key)
        await asked_to_confirm(desk, first, met=AGENCIES)
        # It is announced for the morning after, and holds nothing yet.
        change = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now + DAY, level="red")
        change.issued_at = desk.now
        await asked_to_confirm(desk, change, met=AGENCIES[:3])
        addition = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
        addition.issued_at, addition.snapshot = desk.now, {added_lines.ADDS: 0}
        [owed] = await asked_to_confirm(desk, addition, of=AGENCIES[:1])
        [count] = (await brief_views.whole(desk, alert, first)).counts
        assert (count.is_receipt, count.done, count.total) == (True, 2, 5)
        desk.words = words_in("en", desk.plan.zone)
        view = await brief_views.whole(desk, alert, first)
        assert "Confirmed receipt: 2 of 5" in desk.words.text("alert_brief", view)
        drawn = await picture_of(desk, first, view)
        assert drawn is not None
        [share] = thawed(BriefPicture, drawn.facts)[0].shares
        assert share == DrawnShare("Confirmed receipt", 2, 5)
        await lifecycle.supersede(desk, owed, "left")
        [count] = (await brief_views.whole(desk, alert, first)).counts
        assert (count.done, count.total) == (3, 5)


async def asked_to_confirm(
    desk: Desk, order: Order, *, of: Sequence[str] = AGENCIES, met: Sequence[str] = ()
) -> list[Obligation]:
    await issuing.require(desk, order, (await desk.plan_of(order)).owed("receipt"), of)
    rows = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.RECEIPT, of_order(order.key)
    )
    for row in rows:
        if row.agency in met:
            await lifecycle.meet(desk, row, Actor(8001, "某某"))
    return rows


async def test_after_the_announced_end_it_says_that_the_response_goes_on(office: Office) -> None:
    alert = await running(office)
    office.pass_time(4 * DAY + EVENING)
    async with office.desk() as desk:
        await briefs.tell(desk, alert.key)
        (text,) = {row.text for row in await told(desk, alert)}
    assert "未解除前继续执行" in text


async def test_an_order_that_waits_for_its_hour_drops_no_brief_of_what_holds(
    office: Office,
) -> None:
    alert = await running(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await briefs.tell(desk, alert.key)
        rows = await told(desk, alert)
        await order_of(desk, alert, OrderKind.ADJUST, at=desk.now + DAY, level="red")
        assert {await last_look.before_sending(desk, row) for row in rows} == {None}
    office.pass_time(DAY)
    async with office.desk() as desk:
        assert {await last_look.before_sending(desk, row) for row in rows} == {"superseded"}


async def test_nobody_is_told_at_night_nor_once_the_alert_is_over(office: Office) -> None:
    alert = await running(office)
    office.pass_time(timedelta(hours=15))
    async with office.desk() as desk:
        assert await briefs.tell(desk, alert.key) == "quiet hours"
        assert await told(desk, alert) == []
        (item,) = await _waiting(desk)
        assert item == datetime(2026, 12, 2, 10, tzinfo=UTC)
    async with office.desk() as desk:
        row = await matters.matter(desk.session, alert.key)
        assert row is not None
        row.state = MatterState.LIFTED
        desk.session.add(row)
        assert await briefs.tell(desk, alert.key) == "not in force"
        assert await briefs.tell(desk, 999) == "not in force"


async def _waiting(desk: Desk) -> list[datetime]:
    rows = await agenda.waiting(desk.session, desk.jurisdiction)
    return [row.due_at for row in rows if row.kind == clock.BRIEF]


async def test_it_is_on_the_agenda_from_the_start_to_the_end_and_put_back_where_it_is_not(
    office: Office,
) -> None:
    alert = await running(office)
    async with office.desk() as desk:
        (gap,) = await reconcile_clocks.unbriefed(desk)
        assert (gap.rule, gap.mend is not None) == ("unbriefed", True)
        assert gap.mend is not None
        await gap.mend(desk)
        assert await reconcile_clocks.unbriefed(desk) == []
        assert await _waiting(desk) == [MORNING + EVENING]
        await clock.forget(desk, alert)
        assert await _waiting(desk) == []


@pytest.mark.parametrize(
    ("brief", "faults"),
    [
        ({"at": "23:00"}, ["brief.at 每日情况落在夜间静默时段"]),
        ({"to": ["nobody"]}, ["brief.to 没有“nobody”"]),
        ({"leaders": ["nobody"]}, ["brief.leaders 没有“nobody”"]),
        ({"leaders": ["office_staff"]}, ["brief.leaders 职务“office_staff”没有 copy 权限"]),
    ],
)
def test_its_hour_and_its_readers_are_checked(brief: dict[str, Any], faults: list[str]) -> None:
    assert refusals(briefed(**brief)) == faults


def test_only_those_whom_the_plan_names_read_it() -> None:
    plan = Plan.model_validate(briefed(to=["gongan"]))
    assert [body for body in AGENCIES if plan.is_briefed(body)] == ["gongan"]
    assert not small_plan(AGENCIES).is_briefed("gongan")


async def test_leaders_read_it_where_the_plan_names_them_with_what_waits_for_each(
    database: Database,
) -> None:
    plan = Plan.model_validate(briefed(leaders=["commander", "mayor"]))
    office = await led(database, plan)
    async with office.desk() as desk:
        await raising(desk)
        for who in (DIRECTOR, DEPUTY):
            [step] = await approvals.waiting_for(desk, who)
            await approvals.approve(desk, who, step.row.key)
        [alert] = await matters.open_matters(desk.session, desk.jurisdiction)
        assert await briefs.tell(desk, alert.key) == "told 8"
        by_chat = {row.chat_id: row.text for row in await told(desk, alert)}
    assert "需您决定：1件。\n· 审签：重污染天气红色预警（调整）" in plain(
        by_chat[COMMANDER.user_id]
    )
    assert "无需回复" not in by_chat[COMMANDER.user_id]
    assert "需您决定" not in by_chat[MAYOR.user_id]
    assert "无需回复" in by_chat[MAYOR.user_id]
    assert DIRECTOR.user_id not in by_chat


async def raising(desk: Desk) -> None:
    """A change to red waits for its first signature."""
    change = terms(desk, "red", ahead=0)
    draft = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, change)
    await confirmed(desk, draft)


async def led(database: Database, plan: Plan) -> Office:
    """An office whose leaders are enrolled, and whose alert is in force."""
    office = Office(Desks(database, bot_username="qingkong_bot"), plan.jurisdiction, MORNING)
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    await running(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY, MAYOR)
    return office


async def test_leaders_read_no_brief_of_an_exercise(database: Database) -> None:
    office = await led(database, Plan.model_validate(briefed(leaders=["mayor"])))
    async with office.desk() as desk:
        [alert] = await matters.open_matters(desk.session, desk.jurisdiction)
        [order] = await matters.issued_orders(desk.session, alert.key)
        alert.drill = order.drill = True
        desk.session.add_all((alert, order))
        assert await briefs.tell(desk, alert.key) == "told 6"
        [quiet] = await briefs.asked(desk, MAYOR, in_private=True)
        assert "目前没有生效的预警" in quiet.message.html
        assert quiet.picture is None


async def test_whoever_asks_reads_what_stands_and_what_waits_where_they_ask(
    office: Office,
) -> None:
    await running(office)
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY, MAYOR)
        await raising(desk)
        [private] = await briefs.asked(desk, DIRECTOR, in_private=True)
        [grouped] = await briefs.asked(desk, DIRECTOR, in_private=False)
        [leader] = await briefs.asked(desk, MAYOR, in_private=True)
        with pytest.raises(Refusal, match="reader_only"):
            await briefs.asked(desk, Actor(8001, "联络员"), in_private=True)
    assert "审签：重污染天气红色预警（调整）" in private.message.html
    assert "办公室待办：" in grouped.message.html
    assert "审签：重污染天气红色预警（调整）" not in grouped.message.html
    assert "无需回复" in leader.message.html


async def test_an_alert_that_was_issued_ahead_says_when_it_starts(office: Office) -> None:
    alert = await running(office)
    async with office.desk() as desk:
        await appoint(desk, MAYOR)
        [order] = await matters.issued_orders(desk.session, alert.key)
        order.starts_at = desk.now + DAY
        kept = await matters.matter(desk.session, alert.key)
        assert kept is not None
        kept.state, kept.started_at = MatterState.ISSUED, None
        receipt = Obligation(
            jurisdiction=desk.jurisdiction,
            matter_id=alert.key,
            order_id=order.key,
            agency=AGENCIES[0],
            kind=ObligationKind.RECEIPT,
            occasion=of_order(order.key),
            opened_at=desk.now,
            due_at=desk.now,
        )
        desk.session.add_all((order, kept, receipt))
        [shown] = await briefs.asked(desk, MAYOR, in_private=True)
    assert "将于12月2日8时启动Ⅱ级应急响应，预计持续至12月5日8时。" in shown.message.html
    assert shown.picture is not None
    assert thawed(BriefPicture, shown.picture.facts)[0].day == 0


async def test_the_slips_of_the_day_are_counted_and_a_referral_is_not(office: Office) -> None:
    await ladder_days.proposed_day(office)
    async with office.desk() as desk:
        [shown] = await briefs.asked(desk, ladder_days.STAFF, in_private=False)
        [director] = await briefs.asked(desk, ladder_days.DIRECTOR, in_private=True)
    assert "今天签发：黄色提示单1份。" in shown.message.html
    assert "移交" not in shown.message.html
    assert "移交" in director.message.html
    office.pass_time(DAY)
    async with office.desk() as desk:
        [shown] = await briefs.asked(desk, ladder_days.STAFF, in_private=False)
    assert "今天签发" not in shown.message.html


def test_fewer_leaders_than_the_upper_plan_asks_for_are_weaker() -> None:
    taken = Plan.model_validate(briefed(leaders=["mayor", "commander"]))
    fewer = Plan.model_validate(briefed(leaders=["mayor"]))
    assert [one.key for one in weaker_times.times_that_leave_more_room(taken, fewer)] == ["brief"]
    assert list(weaker_times.times_that_leave_more_room(fewer, taken)) == []
