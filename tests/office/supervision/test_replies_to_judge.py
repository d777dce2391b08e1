"""Replies that say nothing: the office judges them before a slip, or after the ladder has ended."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from handlers.reports.reports import due_list
from handlers.supervision.missing import missing_list
from office.decisions import ending
from office.ladder import dossiers, rules
from office.obligations import board_texts, owed, reminders
from office.post import Place
from office.refusal import Refusal
from office.reports import questioned
from office.reports.message_parts import Incoming
from office.supervision import slip_withdrawals
from storage.decisions import matters
from storage.decisions.matters import OrderKind
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import Delivery, DeliveryState
from storage.owed import questioned as stored_questioned
from storage.owed.reports import PartKind
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, order_of
from tests.office.ladder_days import (
    AGENCY,
    LIAISON,
    PROMPTED,
    STAFF,
    LadderDay,
    prompted_day,
    states,
)

HOUR = timedelta(hours=1)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def test_a_reply_that_says_nothing_comes_before_the_slip(day: LadderDay) -> None:
    """At the minute of the yellow slip the office reads the reply, and the slip waits for it."""
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=77,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text="在弄了",
        )
        place = Place(day.group_id)
        owed = await day.owed(desk)
        await questioned.ask(desk, place, owed, [item], LIAISON, more_time=False)
    await day.advance_to("12:59")
    assert [step for step, _ in await states(day)] == ["reminder"]
    async with day.office.desk() as desk:
        [reply] = await stored_questioned.replies_to(desk.session, day.owed_id)
        assert reply.shown_at is not None
        assert reply.card_id is not None
        card = await outbox.delivery(desk.session, reply.card_id)
        assert (card.chat_id, card.state) == (OFFICE_CHAT, DeliveryState.SENT)
        assert "在弄了" in card.text
        shown_at = reply.shown_at
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        [_, yellow] = await day.slips(desk)
        assert (yellow.step, yellow.issued_at) == ("yellow", shown_at + rules.OFFICE_PATIENCE)


async def replied(day: LadderDay, text: str = "正在统计", message_id: int = 1) -> None:
    async with day.office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=message_id,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text=text,
        )
        here, owed = Place(day.group_id), await day.owed(desk)
        await questioned.ask(desk, here, owed, [item], LIAISON, more_time=False)


async def lift(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        alert = await matters.matter(desk.session, owed.matter_id)
        assert alert is not None
        order = await order_of(desk, alert, kind=OrderKind.LIFT, at=desk.now)
        await ending.end(desk, order)


async def cards(day: LadderDay) -> list[str]:
    async with day.office.desk() as desk:
        query = select(Delivery.text).where(
            Delivery.kind == "office", col(Delivery.text).contains("待认定的回复")
        )
        return list((await desk.session.exec(query)).all())


async def look_at(day: LadderDay) -> tuple[str | None, datetime | None]:
    """Return why the ladder ended and when it is looked at again."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        return owed.ladder_ended, owed.step_due_at


async def test_a_lift_ends_the_ladder_and_the_reply_is_shown_at_the_deadline(
    day: LadderDay,
) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    assert await day.advance_to("10:01") == ["end: lifted"]
    assert await look_at(day) == ("lifted", PROMPTED + 4 * HOUR)
    assert await cards(day) == []
    assert "putbefore: reply before the office" in await day.advance_to("12:00")
    [card] = await cards(day)
    assert "仍须补报，不再督办" in card
    assert await look_at(day) == ("lifted", None)
    assert await states(day) == []


async def test_past_the_deadline_it_is_shown_at_the_lift(day: LadderDay) -> None:
    await day.advance_to("12:10")
    await replied(day)
    await lift(day)
    await day.advance_to("12:11")
    assert len(await cards(day)) == 1
    assert [step for step, _ in await states(day)] == ["reminder"]


async def test_what_the_agency_answered_is_not_shown(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    await day.advance_to("10:01")
    async with day.office.desk() as desk:
        [reply] = await stored_questioned.replies_to(desk.session, day.owed_id)
        await questioned.disown(desk, LIAISON, AGENCY, reply.key)
    assert "end: lifted" in await day.advance_to("12:00")
    assert await cards(day) == []
    assert await look_at(day) == ("lifted", None)


async def test_said_after_the_end_it_is_shown_half_an_hour_later(day: LadderDay) -> None:
    """All that was said until then is shown at once."""
    await day.advance_to("10:00")
    await lift(day)
    await day.advance_to("12:20")
    assert await look_at(day) == ("lifted", None)
    await replied(day)
    await day.advance_to("12:30")
    await replied(day, "稍后", 2)
    await day.advance_to("12:49")
    assert await cards(day) == []
    await day.advance_to("12:50")
    [card] = await cards(day)
    assert "“正在统计”" in card
    assert "“稍后”" in card


async def test_said_after_the_last_step_it_is_shown_too(day: LadderDay) -> None:
    """The ladder stays as it is: nobody ended it."""
    await day.advance_to("09:00", 3)
    await replied(day)
    await day.advance_to("09:29", 3)
    assert await cards(day) == []
    await day.advance_to("09:30", 3)
    assert len(await cards(day)) == 1
    assert await look_at(day) == (None, None)


async def test_a_slip_that_is_withdrawn_leaves_the_reply_to_the_office(day: LadderDay) -> None:
    await day.advance_to("12:31")
    await replied(day)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
    await day.advance_to("12:32")
    assert len(await cards(day)) == 1
    assert await look_at(day) == ("withdrawn", None)


async def test_a_card_promises_no_slip_once_the_ladder_has_ended(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await day.advance_to("12:10")
    [card] = await cards(day)
    assert "督办件照常下发" in card
    await lift(day)
    await day.advance_to("12:11")
    [_, edit] = await edits_of_card(day)
    assert "督办件照常下发" not in edit
    assert "仍须补报，不再督办" in edit


async def edits_of_card(day: LadderDay) -> list[str]:
    """Every wording that the card has had."""
    async with day.office.desk() as desk:
        query = select(Delivery.text).where(col(Delivery.text).contains("待认定的回复"))
        return list((await desk.session.exec(query.order_by(col(Delivery.id)))).all())


async def test_the_lists_say_that_it_is_to_be_judged(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    await lift(day)
    async with day.office.desk() as desk:
        assert (
            "未到期 1"
            in missing_list(desk.words, await owed.missing(desk, [AGENCY]), some=True).html
        )
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        missing = missing_list(desk.words, await owed.missing(desk, [AGENCY]), some=True).html
        due = due_list(desk.words, await owed.due(desk, AGENCY)).html
        record = await dossiers.dossier(desk, await day.owed(desk))
        reminded = await reminders.remind_agencies(desk, STAFF, [AGENCY])
        with pytest.raises(Refusal, match="remind_nothing_overdue"):
            await reminders.remind_overdue(desk, STAFF)
    assert "回复待认定 1" in missing
    assert "逾期 1" not in missing
    assert "所作回复待办公室认定" in due
    assert "已逾期" not in due
    assert record.unjudged
    assert [(line.words, line.outcome) for line in record.replies] == [("正在统计", "待认定")]
    assert "回复待办公室认定，不催 1" in reminded.html


async def test_the_board_says_so_too(day: LadderDay) -> None:
    await day.advance_to("10:00")
    await replied(day)
    async with day.office.desk() as desk:
        row = await day.owed(desk)
        before = (
            await board_texts.message(desk, row.matter_id, BoardKind.REPORTS, row.occasion)
        ).html
    await day.advance_to("12:00")
    async with day.office.desk() as desk:
        row = await day.owed(desk)
        after = (
            await board_texts.message(desk, row.matter_id, BoardKind.REPORTS, row.occasion)
        ).html
    assert "未报（1）" in before
    assert "回复待认定（1）" in after
    assert "逾期未报" not in after
