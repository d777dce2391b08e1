"""The lists of what is owed, and asking again by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.reports.reports import due_list
from handlers.supervision.missing import missing_list
from messages.length import TEXT_LIMIT, plain, units
from office.bodies import agency_names
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import lifecycle, owed, prompts, reminders
from office.obligations.lifecycle import Asking, PauseReason
from office.refusal import Refusal
from storage.decisions.matters import Matter
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.occasions import Occasion
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationKind
from storage.roster import chats
from storage.subjects import SubjectKind
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
OFFICER = Actor(7001, "王某", positions=("office_staff",))
GROUP = OFFICE_CHAT - 1
KEY = (1, "daily", Occasion.read("2026-12-01"))


@pytest.fixture
async def alert(office: Office) -> Matter:
    """Every agency has a group and was asked at 08:00; now it is 13:00."""
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [agency.id for agency in desk.plan.agencies])
        await prompts.send_daily(desk, alert.key)
    office.pass_time(timedelta(hours=5))
    return alert


async def rows(desk: Desk) -> list[Obligation]:
    return await stored.open_in(desk.session, desk.jurisdiction, ObligationKind.DAILY)


async def asked_again(desk: Desk, chat_id: int = GROUP) -> list[Delivery]:
    queue = await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)
    return [row for row in queue if row.kind == "chase"]


async def test_nothing_owed(desk: Desk) -> None:
    assert "没有" in due_list(desk.words, await owed.due(desk, desk.plan.agencies[0].id)).html
    assert "没有" in missing_list(desk.words, await owed.missing(desk), some=False).html


async def test_an_agency_sees_what_it_owes(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        message = due_list(desk.words, await owed.due(desk, desk.plan.agencies[0].id))
    assert "已逾期1小时</b>　尚未督办" in message.html
    assert "12月2日12:00" in message.html
    assert [key.data.partition(":")[0] for key in message.keyboard[0]] == ["rask", "delay"]


async def test_a_receipt_is_confirmed_from_the_list(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        first = (await rows(desk))[0]
        asking = Asking(
            ObligationKind.RECEIPT,
            Occasion.read("1"),
            due_at=office.now + timedelta(minutes=30),
            step_due_at=office.now + timedelta(minutes=15),
        )
        await lifecycle.open_all(desk, alert.key, first.order_id, asking, [first.agency])
        message = due_list(desk.words, await owed.due(desk, first.agency))
    assert message.keyboard[1][0].label == "收到"
    # What is in time has no standing to tell.
    assert "13:30截止\n" in plain(message.html)


async def test_the_office_sees_who_owes_and_why(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        late, asking, gone, met = (await rows(desk))[:4]
        late.step = "yellow"
        await lifecycle.pause(desk, asking, PauseReason.EXTENSION)
        await lifecycle.pause(desk, gone, PauseReason.UNREACHABLE)
        await lifecycle.meet(desk, met, Actor(1, "李某"))
        message = missing_list(desk.words, await owed.missing(desk), some=False)
        names = {agency.id: agency.short for agency in desk.plan.agencies}
    assert "已报 1/5，截止12月2日12:00" in message.html
    assert f"· {names[late.agency]}　逾期1小时，已发黄色提示单" in message.html
    assert f"延期待批 1：{names[asking.agency]}" in message.html
    assert f"无法联系 1：{names[gone.agency]}" in message.html
    assert names[met.agency] not in message.html.replace(names[late.agency], "")
    assert units(plain(message.html)) <= TEXT_LIMIT
    assert message.keyboard[0][0].data == "remind:1:daily:2026-12-01"


async def test_a_reminder_goes_to_each_that_owes(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        asking, gone = (await rows(desk))[:2]
        await lifecycle.pause(desk, asking, PauseReason.EXTENSION)
        await lifecycle.pause(desk, gone, PauseReason.UNREACHABLE)
        message = await reminders.remind(desk, OFFICER, KEY)
        [reminder] = await asked_again(desk, OFFICE_CHAT - 3)
        assert await asked_again(desk) == []
    assert "已催 3" in message.html
    assert "延期待批，不催 1" in message.html
    assert "请电话通知 1" in message.html
    assert "办公室催报" in reminder.text
    assert reminder.is_about(SubjectKind.OBLIGATION) is not None


async def test_nobody_is_reminded_twice_in_half_an_hour(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        await reminders.remind_overdue(desk, OFFICER)
        again = await reminders.remind_overdue(desk, OFFICER)
        assert len(await asked_again(desk)) == 1
    assert "半小时内已催过 5" in again.html
    office.pass_time(timedelta(minutes=30))
    async with office.desk() as desk:
        await reminders.remind_overdue(desk, OFFICER)
        assert len(await asked_again(desk)) == 2


async def test_a_group_lost_meanwhile(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        first = (await rows(desk))[0]
        for chat in await chats.chats_of_agency(desk.session, desk.jurisdiction, first.agency):
            chat.reachable = False
        message = await reminders.remind_overdue(desk, OFFICER)
    assert "请电话通知 1" in message.html


async def test_nothing_to_remind_of(office: Office, desk: Desk) -> None:
    with pytest.raises(Refusal, match="remind_nothing_overdue"):
        await reminders.remind_overdue(desk, OFFICER)
    with pytest.raises(Refusal, match="remind_nothing_missing"):
        await reminders.remind(desk, OFFICER, KEY)


async def test_only_the_office_reminds(desk: Desk) -> None:
    stranger = Actor(1, "路人")
    with pytest.raises(Refusal, match="office_only"):
        await reminders.remind_overdue(desk, stranger)
    with pytest.raises(Refusal, match="office_only"):
        await reminders.remind(desk, stranger, KEY)


async def test_what_is_not_chased_any_more_says_so(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    order = await prompts.order_in_force(desk, alert)
    occasion, today = Occasion.read("2026-11-30"), desk.local(desk.now).date()
    asking = Asking(ObligationKind.DAILY, occasion, desk.now, desk.now, today)
    [report] = await lifecycle.open_all(desk, alert.key, order.key, asking, ["zhujian"])
    await lifecycle.end_ladder(desk, report, "lifted")
    assert await owed.standing_of(desk, report) == desk.words.plain("owed_ladder_ended")


async def test_only_those_are_reminded_who_are_named(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        first, second, *_ = [agency.id for agency in desk.plan.agencies]
        message = await reminders.remind_agencies(desk, OFFICER, [first])
        assert "已催 1" in plain(message.html)
        assert len(await asked_again(desk)) == 1
        listed = missing_list(desk.words, await owed.missing(desk, [second]), some=True)
        assert agency_names.short(desk, second) in listed.html
        assert agency_names.short(desk, first) not in listed.html
        assert [one.data.split(":")[0] for row in listed.keyboard for one in row] == ["regpick"]


async def test_who_owes_nothing_is_not_reminded(desk: Desk) -> None:
    with pytest.raises(Refusal, match="remind_owes_nothing"):
        await reminders.remind_agencies(desk, OFFICER, ["gongan"])
