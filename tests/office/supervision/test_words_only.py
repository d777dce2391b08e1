"""A ladder of words alone: what was said unclearly in time is judged before anybody is late."""

from datetime import timedelta

import pytest

from messages.views.boards import ReportsView
from office.desk import Desk
from office.obligations import board_texts, late_words, lifecycle, receipts
from office.obligations.lateness import is_overdue
from office.obligations.lifecycle import Asking, PauseReason
from office.plan.model import Plan, Rung
from office.post import Place
from office.reports import questioned
from office.reports.message_parts import Incoming
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed import questioned as stored_questioned
from storage.owed.obligations import ObligationKind
from storage.owed.reports import PartKind
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said

RUNGS = [
    {"step": "office_told", "slip": False, "addressees": ["body", "office"], "after": "0m"},
    {
        "step": "again",
        "title": "再次提醒",
        "slip": False,
        "addressees": ["body", "office"],
        "after": "1h",
    },
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    facts["ladders"]["report"] = RUNGS
    return Plan.model_validate(facts)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """It is 11:30, and something unclear was said; the report is due at 12:00."""
    day = await prompted_day(office)
    await day.advance_to("11:30")
    async with office.desk() as desk:
        owed = await day.owed(desk)
        item = Incoming(
            chat_id=day.group_id,
            message_id=9,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text="正在统计，晚点报",
        )
        place = Place(day.group_id)
        await questioned.ask(desk, place, owed, [item], LIAISON, more_time=False)
    return day


async def told(day: LadderDay, chat_id: int, *kinds: str) -> list[str]:
    async with day.office.desk() as desk:
        return [row.text or "" for row in await said(desk, chat_id, *kinds)]


async def late_in_office(day: LadderDay) -> list[str]:
    return [text for text in await told(day, OFFICE_CHAT) if "逾期未报" in text]


async def late_in_group(day: LadderDay) -> list[str]:
    texts = await told(day, day.group_id, DeliveryKind.CHASE)
    return [text for text in texts if "已逾期" in text]


async def test_the_reply_is_before_the_office_at_the_deadline(day: LadderDay) -> None:
    verdicts = await day.advance_to("12:29")
    assert verdicts == ["putbefore: reply before the office", "wait: reply before the office"]
    [card] = [text for text in await told(day, OFFICE_CHAT) if "待认定的回复" in text]
    assert "正在统计，晚点报" in card
    # No slip follows, so the card announces none.
    assert "不认可的，仍须补报，不再督办" in card
    assert "督办件照常下发" not in card


async def test_nobody_calls_it_late_while_nobody_has_judged_it(day: LadderDay) -> None:
    verdicts = await day.advance_to("14:00")
    assert verdicts[-2:] == ["take: office_told", "take: again"]
    assert await late_in_office(day) == []
    assert await late_in_group(day) == []


async def test_what_the_office_declines_is_late(day: LadderDay) -> None:
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        [reply] = await stored_questioned.replies_to(desk.session, day.owed_id)
        await questioned.decline(desk, STAFF, reply.key)
    assert "take: office_told" in await day.advance_to("12:30")
    assert len(await late_in_office(day)) == 1
    assert len(await late_in_group(day)) == 1
    # A later step has words of its own.
    await day.advance_to("14:00")
    assert len(await late_in_office(day)) == 2
    assert len(await late_in_group(day)) == 2


async def test_a_clock_that_stopped_after_the_deadline_is_late_everywhere(office: Office) -> None:
    """The board, the word about reports and the word about receipts have one rule."""
    day = await prompted_day(office)
    async with office.desk() as desk:
        report = await day.owed(desk)
        asked, due = of_order(report.order_id), report.due_at
        asking = Asking(ObligationKind.RECEIPT, asked, due, step_due_at=due)
        about = (report.matter_id, report.order_id)
        [receipt] = await lifecycle.open_all(desk, *about, asking, [AGENCY])
        desk.now = report.due_at + timedelta(minutes=1)
        for owed in (report, receipt):
            await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
        board = await board_texts.view_of(
            desk, report.matter_id, BoardKind.REPORTS, report.occasion
        )
        assert isinstance(board, ReportsView)
        assert board.overdue == ("住建局",)
        await late_words.say(desk, report, rung(desk, "report"))
        await receipts.overdue(desk, receipt, rung(desk, "receipt"))
    [of_report] = await late_in_office(day)
    assert "市住建局" in of_report
    [of_receipt] = [text for text in await told(day, OFFICE_CHAT) if "未确认收到" in text]
    assert "市住建局" in of_receipt


@pytest.mark.parametrize(
    ("minutes", "is_late"), [(-1, False), (0, True), (1, True)], ids=["before", "at", "after"]
)
async def test_a_clock_that_stopped_before_the_deadline_is_not_late(
    day: LadderDay, minutes: int, is_late: bool
) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        desk.now = owed.due_at + timedelta(minutes=minutes)
        await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
        assert is_overdue(owed, owed.due_at + timedelta(hours=1)) is is_late
        assert not is_overdue(owed, owed.due_at - timedelta(minutes=1))


def rung(desk: Desk, ladder: str) -> Rung:
    return desk.plan.ladder(ladder).rungs[0]
