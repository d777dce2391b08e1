"""The course of an episode on the command board: orders, slips, problems, and what the air was."""

from datetime import date, timedelta
from typing import Any

import pytest

from messages.pages.board import page
from messages.pages.board.page import PageState
from office.bodies.agency_names import short
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desk
from storage.decisions import matters
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems import problems
from storage.problems.problems import ProblemState
from storage.problems.rectifications import Rectification
from storage.sky.forecasts import AirKind, Forecast, ForecastState
from storage.sky.proposals import AirErrand, AirProposal
from storage.supervision.slips import Slip, SlipState
from tests.office.command_board.busy_office import NOW, busy, serving
from tests.office.conftest import Office

OFFICE = BoardAudience(AudienceKind.OFFICE)
WALL = BoardAudience(AudienceKind.WALL)
DAY = date(2026, 11, 20)
HOUSING = BoardAudience(AudienceKind.BODY, ("zhujian",))
POLICE = BoardAudience(AudienceKind.BODY, ("gongan",))


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


async def told(desk: Desk, audience: BoardAudience) -> list[str]:
    return [one.what for one in (await read(desk, audience)).real.timeline]


async def test_it_tells_of_slips_problems_and_the_air(desk: Desk) -> None:
    await busy(desk)
    await accept_the_problem(desk)
    await look_at_the_air(desk)
    name = short(desk, "zhujian")
    for_all = {"登记问题2个", "问题销号1个", "采用空气质量预报"}
    inside = {
        f"黄色提示单：{name}",
        f"橙色督办单：{name}",
        "预报研判：启动橙色预警",
        "预报研判：橙色升级为红色",
    }
    assert {*for_all, *inside} <= set(await told(desk, OFFICE))
    # A wall names no slip, and what is only proposed is nobody's outside.
    on_wall = set(await told(desk, WALL))
    assert for_all <= on_wall
    assert not inside & on_wall
    # A body reads of its own slips, as its group did.
    its_own = {one for one in inside if name in one}
    assert (for_all | inside) & set(await told(desk, HOUSING)) == its_own
    assert not (for_all | inside) & set(await told(desk, POLICE))
    entries = (await read(desk, OFFICE)).real.timeline
    assert [one.at for one in entries] == sorted(one.at for one in entries)


async def test_slips_of_one_hour_are_told_together(desk: Desk) -> None:
    await busy(desk)
    late = await owed_by_housing(desk)
    for body in ("gongan", "jiaoyu", "huanjing"):
        await slip(desk, late, body)
    names = "、".join(short(desk, one) for one in ("zhujian", "gongan", "jiaoyu"))
    assert f"黄色提示单：{names}等4家" in await told(desk, OFFICE)


async def test_the_level_says_why_it_holds(desk: Desk) -> None:
    alert = await busy(desk)
    [order] = await matters.issued_orders(desk.session, alert.key)
    order.grounds = "预报AQI日均值大于200持续48小时"
    desk.session.add(order)
    await desk.session.flush()
    for audience, is_said in ((OFFICE, True), (HOUSING, True), (WALL, False)):
        view = await read(desk, audience)
        text = page.render(desk.words, view, PageState(1))
        assert (order.grounds in text) is is_said, audience.kind


async def owed_by_housing(desk: Desk) -> Obligation:
    rows = await obligations.open_in(desk.session, desk.jurisdiction, drill=False)
    return next(one for one in rows if one.agency == "zhujian")


async def slip(desk: Desk, late: Obligation, body: str) -> None:
    """A body gets one about the same kind of report, of another day."""
    owed = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=late.matter_id,
        order_id=late.order_id,
        agency=body,
        kind=ObligationKind.DAILY,
        occasion=of_day(DAY),
        day=DAY,
        state=ObligationState.OPEN,
        opened_at=late.opened_at,
        due_at=late.due_at,
    )
    desk.session.add(owed)
    await desk.session.flush()
    issued = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=body,
        step="yellow",
        serial=body,
        matter="报送",
        issued_at=desk.now + timedelta(minutes=1),
        state=SlipState.ISSUED,
    )
    desk.session.add(issued)
    await desk.session.flush()
    await serving(desk, issued)


async def accept_the_problem(desk: Desk) -> None:
    done = (ProblemState.ACCEPTED,)
    [problem] = await problems.in_states(desk.session, desk.jurisdiction, done)
    desk.session.add(
        Rectification(
            jurisdiction=desk.jurisdiction,
            problem_id=problem.key,
            obligation_id=(await owed_by_housing(desk)).key,
            body="zhujian",
            accepted_at=desk.now,
        )
    )
    await desk.session.flush()


async def look_at_the_air(desk: Desk) -> None:
    """A forecast that counted, and what its figures would have the office do."""
    hours: dict[str, Any] = {"starts_at": desk.now, "ends_at": desk.now + timedelta(days=2)}
    desk.session.add(
        Forecast(
            jurisdiction=desk.jurisdiction,
            kind=AirKind.FORECAST,
            shape="days",
            read_by=1,
            read_at=desk.now,
            in_force_at=desk.now,
            state=ForecastState.REPLACED,
            **hours,
        )
    )
    errands = ((AirErrand.START, "orange", None), (AirErrand.RAISE, "red", "orange"))
    for errand, level, former in errands:
        desk.session.add(
            AirProposal(
                jurisdiction=desk.jurisdiction,
                errand=errand,
                level=level,
                former_level=former,
                plan_version_id=desk.plan_version_id,
                made_at=desk.now,
                changed_at=desk.now,
                **hours,
            )
        )
    await desk.session.flush()
