"""Asking for reports: whom, when, for which days, and not twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from messages.render import words_in
from messages.views.reports import PromptView
from office.desk import Desk
from office.obligations import prompts
from office.obligations.lifecycle import PauseReason, pause_reasons
from storage import agenda
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryState
from storage.occasions import of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster.chats import Chat
from storage.subjects import Subject
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of, sent

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
"""08:00 in Changji."""
ONE_DAY = timedelta(days=1)
YESTERDAY = date(2026, 12, 1)


@pytest.fixture
async def alert(office: Office) -> Matter:
    """An alert that has been in force since yesterday morning; it is 08:00."""
    office.pass_time(ONE_DAY)
    async with office.desk() as desk:
        return await alert_in_force(desk, since=START)


async def owed_by_all(desk: Desk, alert: Matter, day: date = YESTERDAY) -> list[Obligation]:
    return await obligations.of_occasion(desk.session, alert.key, ObligationKind.DAILY, of_day(day))


async def queued(desk: Desk, chat: Chat | int) -> list[Delivery]:
    chat_id = chat if isinstance(chat, int) else chat.chat_id
    return await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)


@pytest.mark.parametrize(
    ("starts_at", "first"),
    [
        pytest.param(START, START + ONE_DAY, id="started at the hour of the prompts"),
        pytest.param(START - timedelta(hours=4), START + ONE_DAY, id="started before dawn"),
        pytest.param(START + timedelta(hours=15), START + ONE_DAY, id="started late at night"),
        pytest.param(START + timedelta(hours=16), START + 2 * ONE_DAY, id="started at midnight"),
    ],
)
async def test_the_first_prompt(desk: Desk, starts_at: datetime, first: datetime) -> None:
    assert prompts.first_prompt_at(desk, desk.plan, starts_at) == first


async def test_every_agency_owes_the_day_before(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        assert await prompts.send_daily(desk, alert.key) == "prompted"
        rows = await owed_by_all(desk, alert)
    assert len(rows) == len(AGENCIES)
    assert {row.due_at for row in rows} == {datetime(2026, 12, 2, 4, tzinfo=UTC)}
    assert {row.step_due_at for row in rows} == {datetime(2026, 12, 2, 3, tzinfo=UTC)}
    assert {row.day for row in rows} == {YESTERDAY}


async def test_the_prompt_asks_in_every_chat_of_the_agency(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0]
        groups = await bind_groups(desk, [agency.id])
        await prompts.send_daily(desk, alert.key)
        [prompt] = await queued(desk, groups[agency.id])
    assert prompt.kind == "prompt"
    assert agency.name in prompt.text
    assert "12月2日12:00" in prompt.text
    assert "回复" in prompt.text
    assert prompt.keyboard is not None
    assert [key["data"].partition(":")[0] for key in prompt.keyboard[0]] == ["rcontent", "delay"]


async def test_the_prompts_come_again_tomorrow(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        waiting = await agenda.waiting(desk.session, desk.jurisdiction, limit=100)
    daily = [item.due_at for item in waiting if item.kind == prompts.DAILY_PROMPTS]
    assert daily == [START + 2 * ONE_DAY]


async def test_a_second_run_asks_for_nothing(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        assert await prompts.send_daily(desk, alert.key) == "nothing to ask for"
        assert len(await owed_by_all(desk, alert)) == len(AGENCIES)


async def test_after_an_outage_every_missed_day_is_asked_for(office: Office, alert: Matter) -> None:
    office.pass_time(ONE_DAY)
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        for day in (YESTERDAY, YESTERDAY + ONE_DAY):
            assert len(await owed_by_all(desk, alert, day)) == len(AGENCIES)


async def test_asked_late_an_agency_has_its_least_notice(office: Office, alert: Matter) -> None:
    office.pass_time(timedelta(hours=3))
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        row = (await owed_by_all(desk, alert))[0]
    assert row.due_at == office.now + timedelta(hours=2)
    assert row.step_due_at == office.now + timedelta(hours=1)


@pytest.mark.parametrize("state", [MatterState.LIFTED, MatterState.CANCELLED, MatterState.ISSUED])
async def test_only_while_in_force(office: Office, alert: Matter, state: MatterState) -> None:
    async with office.desk() as desk:
        alert.state = state
        desk.session.add(alert)
        assert await prompts.send_daily(desk, alert.key) == "not in force"
        assert await owed_by_all(desk, alert) == []


async def test_an_alert_that_is_not_there(desk: Desk) -> None:
    assert await prompts.send_daily(desk, 404) == "not in force"


async def test_who_cannot_be_asked_waits_and_the_office_is_told_once(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        asked, unreachable, groupless = (agency.id for agency in desk.plan.agencies[:3])
        groups = await bind_groups(desk, [asked, unreachable])
        groups[unreachable].reachable = False
        await prompts.send_daily(desk, alert.key)
        rows = {row.agency: row for row in await owed_by_all(desk, alert)}
        told = [row for row in await queued(desk, OFFICE_CHAT) if row.kind == "office"]
        assert await queued(desk, groups[unreachable]) == []
    assert pause_reasons(rows[asked]) == set()
    assert pause_reasons(rows[unreachable]) == {PauseReason.UNREACHABLE}
    assert pause_reasons(rows[groupless]) == {PauseReason.UNREACHABLE}
    assert len(told) == 1
    assert "4家单位无法联系" in told[0].text


async def test_closing_reports_follow_the_lift(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        groups = await bind_groups(desk, [agency])
        lift = await order_of(desk, alert, OrderKind.LIFT, at=office.now)
        await prompts.open_after_lift(desk, alert, lift)
        rows = await obligations.of_occasion(
            desk.session, alert.key, ObligationKind.CLOSING, of_order(lift.key)
        )
        [prompt] = await queued(desk, groups[agency])
    assert len(rows) == len(AGENCIES)
    assert {row.due_at for row in rows} == {office.now + ONE_DAY}
    assert {row.step_due_at for row in rows} == {office.now + timedelta(hours=22)}
    assert "已解除" in prompt.text


@pytest.mark.parametrize("left_out", [False, True])
async def test_what_ends_while_another_closing_report_is_owed_is_told_apart(
    office: Office, alert: Matter, left_out: bool
) -> None:
    """Also to whoever was left out when all others were asked."""
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        groups = await bind_groups(desk, [agency])
        for number in range(2):
            later = await alert_in_force(desk, since=START) if number else alert
            lift = await order_of(desk, later, OrderKind.LIFT, at=office.now)
            later.state = MatterState.LIFTED
            if number and left_out:
                closing = (await desk.plan_of(lift)).owed("closing")
                await prompts.ask_left_out(desk, later, lift, closing, None, [agency])
            else:
                await prompts.open_after_lift(desk, later, lift)
        first, second = [one.text for one in await queued(desk, groups[agency])]
        issue = (await matters.issued_orders(desk.session, later.key))[0]
    assert first.startswith("<b>请报送应急响应总结报告</b>")
    assert second.startswith(f"<b>请报送应急响应总结报告（{issue.serial}）</b>")


async def test_a_prompt_is_not_repeated_where_it_stands(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        group = (await bind_groups(desk, [agency]))[agency]
        await prompts.send_daily(desk, alert.key)
        row = (await owed_by_all(desk, alert))[0]
        assert await prompts.serve(desk, row, group) is None
        [prompt] = await queued(desk, group)
        await sent(desk, prompt, 11)
        assert await prompts.serve(desk, row, group) is None


async def test_a_prompt_that_never_arrived_is_served_when_the_chat_is_back(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        group = (await bind_groups(desk, [agency]))[agency]
        await prompts.send_daily(desk, alert.key)
        [lost] = await queued(desk, group)
        lost.state = DeliveryState.UNREACHABLE
        row = (await owed_by_all(desk, alert))[0]
        served = await prompts.serve(desk, row, group)
    assert served is not None
    assert served.key != lost.key


async def test_what_was_reported_is_not_asked_for(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        group = (await bind_groups(desk, [agency]))[agency]
        await prompts.send_daily(desk, alert.key)
        row = (await owed_by_all(desk, alert))[0]
        row.state = ObligationState.MET
        assert await prompts.serve(desk, row, group) is None


async def test_the_nudge_stands_under_the_prompt(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        agency = desk.plan.agencies[0].id
        group = (await bind_groups(desk, [agency]))[agency]
        await prompts.send_daily(desk, alert.key)
        [prompt] = await queued(desk, group)
        await sent(desk, prompt, 11)
        row = (await owed_by_all(desk, alert))[0]
        await prompts.nudge(desk, row)
        await prompts.nudge(desk, row)
        [nudge] = await queued(desk, group)
    assert nudge.kind == "nudge"
    assert nudge.reply_to == 11
    assert nudge.subject == Subject.of(row)


async def test_the_content_is_the_plans(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        message = await prompts.content_of(desk, (await owed_by_all(desk, alert))[0])
        assert all(line in message.html for line in desk.plan.owes[1].content)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (ObligationKind.DAILY, "请报送12月1日应急响应工作日报"),
        ("outlook", "请报送12月1日后未来趋势研判"),
    ],
)
def test_an_outlook_looks_ahead(kind: str, asked: str) -> None:
    words = words_in("zh", "Asia/Shanghai")
    matter = words.plain(f"matter_{kind}", day=YESTERDAY)
    view = PromptView("气象局", "贵单位", matter, YESTERDAY, "1号", "黄色", START, kind=kind)
    text = words.text("report_prompt", view)
    assert asked in text
    assert ("前一日" in text) is (kind == ObligationKind.DAILY)
