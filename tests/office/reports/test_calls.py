"""The call list, and what a call is worth: nothing, unless the plan says otherwise."""

from dataclasses import replace

import pytest

from office.bodies import liaisons, phones
from office.bodies.people import Actor
from office.desk import Desk
from office.refusal import Refusal
from office.reports import calls
from storage.decisions.matters import Matter
from storage.delivery import calls as store
from storage.delivery import tellings
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster.enrolment import CodeFor
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT
from tests.office.lost_chats import owed
from tests.office.signers import LIAISON, STAFF, appoint

CALLEE = Actor(81, "小刘")


@pytest.fixture
async def receipt(desk: Desk, enrol: Enrol, alert: Matter) -> Obligation:
    """A receipt that an agency owes, whose liaison is known."""
    await appoint(desk, STAFF)
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=99)
    await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-7, user_id=70)
    await liaisons.acquaint(desk, CALLEE, "zhujian")
    return await owed(desk, alert, ObligationKind.RECEIPT)


async def test_the_list_has_marks_and_no_numbers(desk: Desk, receipt: Obligation) -> None:
    view, owing = await calls.call_list(desk, STAFF)
    [line] = view.orders[0].lines
    assert [one.key for one in owing] == [receipt.key]
    assert {one.number for one in line.callees} == {""}
    await phones.keep(desk, replace(CALLEE, agencies=("zhujian",)), "8613900001234")
    view, _ = await calls.call_list(desk, STAFF)
    numbers = {one.name: one.number for one in view.orders[0].lines[0].callees}
    assert numbers["小刘"] == phones.mark(CALLEE.user_id)
    assert "139" not in desk.words.text("call_list", view)


async def test_a_call_is_kept_and_confirms_nothing(desk: Desk, receipt: Obligation) -> None:
    await calls.record(desk, STAFF, receipt.key)
    await calls.record(desk, STAFF, receipt.key, " 小  刘 ")
    nobody, answered = await store.of_order(desk.session, receipt.order_id)
    assert (nobody.answered_by, answered.answered_by) == ("", "小 刘")
    assert receipt.state == ObligationState.OPEN
    told = await tellings.of_order(desk.session, receipt.order_id)
    assert told.calls == {"zhujian": "小 刘"}
    view, _ = await calls.call_list(desk, STAFF)
    assert [one.answered_by for one in view.orders[0].lines[0].calls] == ["", "小 刘"]


async def test_where_the_plan_says_so_a_call_that_was_answered_is_the_receipt(
    desk: Desk, receipt: Obligation
) -> None:
    shifts = desk.plan.shifts.model_copy(update={"calls_are_receipts": True})
    desk.plan = desk.plan.model_copy(update={"shifts": shifts})
    await calls.record(desk, STAFF, receipt.key)
    assert receipt.state == ObligationState.OPEN
    await calls.record(desk, STAFF, receipt.key, "小刘")
    assert receipt.state != ObligationState.OPEN
    assert receipt.on_behalf
    with pytest.raises(Refusal, match="call_nobody"):
        await calls.call_list(desk, STAFF)


async def test_only_the_office_calls_and_only_for_receipts(
    desk: Desk, receipt: Obligation, alert: Matter
) -> None:
    daily = await owed(desk, alert, ObligationKind.DAILY)
    with pytest.raises(Refusal, match="office_only"):
        await calls.call_list(desk, LIAISON)
    with pytest.raises(Refusal, match="office_only"):
        await calls.record(desk, LIAISON, receipt.key, "小刘")
    for number in (daily.key, 999, None):
        with pytest.raises(Refusal, match="button_obsolete"):
            await calls.record(desk, STAFF, number, "小刘")


async def test_a_number_is_not_kept_as_the_name_of_who_answered(
    desk: Desk, receipt: Obligation
) -> None:
    with pytest.raises(Refusal, match="register_name_is_number"):
        await calls.record(desk, STAFF, receipt.key, calls.who_answered("13800138000"))
    assert await store.of_order(desk.session, receipt.order_id) == []


async def test_a_long_list_is_cut_and_says_so(
    desk: Desk, receipt: Obligation, alert: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "MOST_LISTED", 1)
    await owed(desk, alert, ObligationKind.RECEIPT, "gongan")
    view, owing = await calls.call_list(desk, STAFF)
    assert (len(owing), view.more) == (1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "没人接",
        "无人接听。",
        "电话没人接",
        "没打通",
        "打不通",
        "未接通",
        "已关机",
        "占线",
        "No answer",
        "nobody",
    ],
)
def test_what_says_that_nobody_answered_is_no_name(typed: str) -> None:
    assert calls.who_answered(typed) == ""


@pytest.mark.parametrize("typed", ["小刘", "吴仁杰", "办公室 小刘", "关主任", "Busby"])
def test_a_name_stays_a_name(typed: str) -> None:
    assert calls.who_answered(f" {typed}。") == typed
