"""/slips: a page of what is open, and what each person may do with one of them."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.supervision import slips as door
from messages.keyboards import Keyboard
from messages.render import Message
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.refusal import Refusal
from office.supervision import slip_lists, slip_withdrawals, slips
from storage.occasions import Occasion
from storage.owed.obligations import ObligationKind
from storage.supervision.slips import Slip, SlipState
from tests.harness.plans import city
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.ladder_days import DIRECTOR, LIAISON, STAFF
from tests.office.signers import refused

SEVERAL = slip_lists.PAGE + 2


@pytest.fixture(scope="module")
def plan() -> Plan:
    """More than five agencies, because five would not fill a second page."""
    return city()


async def slips_of_several(desk: Desk, count: int, step: str = "reminder") -> list[Slip]:
    """Issue one slip to each of so many agencies."""
    day = "2026-11-30"
    return await made(desk, [(agency.id, day) for agency in desk.plan.agencies[:count]], step)


async def made(desk: Desk, wanted: list[tuple[str, str]], step: str = "reminder") -> list[Slip]:
    """A slip for each agency and day."""
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    await bind_groups(desk, [])
    rung = desk.plan.ladder("report").rung(step)
    assert rung is not None
    state = SlipState.PROPOSED if step == "referral" else SlipState.ISSUED
    found = []
    for agency, day in wanted:
        today = desk.local(desk.now).date()
        asking = Asking(ObligationKind.DAILY, Occasion.read(day), desk.now, desk.now, today)
        [owed] = await lifecycle.open_all(desk, alert.key, 1, asking, [agency])
        found.append(await slips.write(desk, owed, rung, None, state))
    return found


async def listed_to(desk: Desk, who: Actor, agency: str = "", **where: Any) -> Message:
    return door.listing(desk.words, await slip_lists.open_slips(desk, who, agency, **where))


def verbs(keyboard: Keyboard) -> list[tuple[str, ...]]:
    return [tuple(key.data.partition(":")[0] for key in line) for line in keyboard]


async def test_when_nothing_is_open(desk: Desk) -> None:
    shown = await listed_to(desk, STAFF)
    assert "没有未销号的督办件" in shown.html
    assert shown.keyboard == ()


@pytest.mark.parametrize(
    ("page", "turning", "first"),
    [(0, "slips:1", 10), (1, "slips:0", 2), (999, "slips:0", 2)],
)
async def test_pages_are_turned(desk: Desk, page: int, turning: str, first: int) -> None:
    """The newest slips come first; beyond the last page the last one is shown."""
    written = await slips_of_several(desk, SEVERAL)
    shown = await listed_to(desk, STAFF, page=page)
    assert f"共{SEVERAL}件" in shown.html
    assert written[first - 1].serial in shown.html
    *rows, last = shown.keyboard
    assert set(verbs(tuple(rows))) == {("slipshow", "slipdrop")}
    assert [key.data for key in last] == [turning]


async def test_one_agencys_pages_stay_its_own(desk: Desk) -> None:
    days = [f"2026-11-{day}" for day in range(10, 10 + SEVERAL)]
    await made(desk, [(agency, day) for day in days for agency in ("gongan", "zhujian")])
    shown = await listed_to(desk, STAFF, "gongan")
    assert f"共{SEVERAL}件" in shown.html
    assert [key.data for key in shown.keyboard[-1]] == ["slips:1:gongan"]
    [before] = (await listed_to(desk, STAFF, "gongan", page=999)).keyboard[-1]
    assert before.data == "slips:0:gongan"


async def test_one_page_has_nothing_to_turn(desk: Desk) -> None:
    await slips_of_several(desk, 1)
    assert verbs((await listed_to(desk, STAFF)).keyboard) == [("slipshow", "slipdrop")]


async def test_a_middle_page_turns_both_ways(desk: Desk) -> None:
    await slips_of_several(desk, 2 * slip_lists.PAGE + 1)
    shown = await listed_to(desk, STAFF, page=1)
    assert [key.data for key in shown.keyboard[-1]] == ["slips:0", "slips:2"]


@pytest.mark.parametrize(
    ("step", "who", "choices"),
    [
        ("yellow", STAFF, [("slipdrop",), ("slippaper",)]),
        ("referral", DIRECTOR, [("refyes", "refno")]),
    ],
)
async def test_what_may_be_done_with_one(
    desk: Desk, step: str, who: Actor, choices: list[tuple[str, ...]]
) -> None:
    [slip] = await slips_of_several(desk, 1, step)
    view = await slip_lists.detail(desk, who, slip.key, in_private=True)
    shown = door.detail(desk.words, view)
    assert slip.serial in shown.html
    assert verbs(shown.keyboard) == choices
    listed = (await listed_to(desk, who, in_private=True)).keyboard
    assert verbs(listed) == [("slipshow", "slipdrop") if step == "yellow" else ("slipshow",)]


@pytest.mark.parametrize(
    ("who", "in_private", "told"),
    [(STAFF, False, "slip_unknown"), (STAFF, True, "slip_unknown"), (DIRECTOR, False, "private")],
)
async def test_a_referral_is_for_those_whom_it_concerns(
    desk: Desk, who: Actor, in_private: bool, told: str
) -> None:
    [slip] = await slips_of_several(desk, 1, "referral")
    listed = await listed_to(desk, who, in_private=in_private)
    assert slip.serial not in listed.html
    for look in (slip_lists.detail, slip_withdrawals.for_withdrawal):
        with pytest.raises(Refusal, match=told):
            await look(desk, who, slip.key, in_private=in_private)


async def test_only_the_office_sees_them(desk: Desk) -> None:
    [slip] = await slips_of_several(desk, 1)
    await refused(slip_lists.open_slips(desk, LIAISON), "reader_only")
    await refused(slip_lists.detail(desk, LIAISON, slip.key), "reader_only")
