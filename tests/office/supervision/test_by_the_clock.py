"""A ladder and a closing report whose deadlines are hours of following days."""

from datetime import datetime

import pytest

from messages.views.boards import ReportsView
from office.obligations import board_texts, owed, prompts
from office.plan.model import Plan
from storage.decisions.matters import OrderKind
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_day, of_order
from storage.owed import obligations as stored
from storage.owed.obligations import ObligationKind
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.ladder_days import AGENCY, DAY, prompted_day
from tests.office.lost_chats import said

UNCHECKED = "（节假日安排未核）"
TIMES = {
    "yellow": {"after": "1h", "comply_by": {"at": "12:00", "day": 1}},
    "orange": {"after": "0m", "comply_by": {"at": "18:00", "day": 0}},
    # The State Council has noticed no day of 2027.
    "red": {"after": "0m", "comply_by": {"at": "18:00", "working_day": 21}},
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] in TIMES:
            rung |= {"comply_within": None, "waking_hours": 4} | TIMES[rung["step"]]
    facts["quiet_hours"] = {"start": "19:30", "end": "10:00"}
    facts["night"] = {"start": "00:00", "end": "09:00"}
    for kind in facts["owes"]:
        if kind["kind"] == ObligationKind.CLOSING:
            kind |= {"due_after": None, "due_by": "3wd"}
    return Plan.model_validate(facts)


async def test_each_slip_names_its_hour_and_the_next_comes_then(office: Office) -> None:
    day = await prompted_day(office)
    verdicts = await day.advance_to("18:00", day=3)
    assert [verdict for verdict in verdicts if verdict.startswith("take")] == [
        "take: nudge",
        "take: reminder",
        "take: yellow",
        "take: orange",
        "take: red",
    ]
    async with office.desk() as desk:
        limits = [slip.deadline_at for slip in await day.slips(desk) if slip.deadline_at]
        assert [f"{desk.local(at):%m-%d %H:%M}" for at in limits[1:]] == [
            "12-03 12:00",
            "12-03 18:00",
            "01-01 18:00",
        ]
        texts = [row.text or "" for row in await said(desk, day.group_id, DeliveryKind.SLIP)]
        assert [UNCHECKED in text for text in texts] == [False] * 3 + [True]
        assert f"1月1日18时前{UNCHECKED}" in texts[-1]
        assert any(UNCHECKED in (row.text or "") for row in await said(desk, OFFICE_CHAT))


async def test_a_deadline_on_days_that_nobody_noticed_says_so(office: Office) -> None:
    lifted_at = datetime(2026, 12, 30, 15, tzinfo=MORNING.tzinfo)
    office.now = lifted_at
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING)
        lift = await order_of(desk, alert, OrderKind.LIFT, at=lifted_at)
        group = (await bind_groups(desk, [AGENCY]))[AGENCY]
        await prompts.open_after_lift(desk, alert, lift)
        occasion = of_order(lift.key)
        rows = await stored.of_occasion(desk.session, alert.key, ObligationKind.CLOSING, occasion)
        assert {f"{desk.local(row.due_at):%m-%d %H:%M}" for row in rows} == {"01-04 23:59"}
        [prompt] = await said(desk, group.chat_id, DeliveryKind.PROMPT)
        assert f"1月4日23:59</b>{UNCHECKED}" in (prompt.text or "")
        due = await owed.due(desk, AGENCY)
        assert [item.unchecked for item in due.items] == [True]
        for on, unchecked in ((occasion, True), (of_day(DAY), False)):
            board = await board_texts._reports(desk, alert.key, BoardKind.REPORTS, on)
            assert isinstance(board, ReportsView)
            assert board.unchecked is unchecked
