"""When the plan has bodies confer: a month, a week in the season, a day where it threatens."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office import agenda as clock
from office.consultations import cadence
from office.desk import Desk
from office.plan.model import Plan
from office.upkeep import seasons
from storage import agenda
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.delivery.outbox import Delivery
from storage.sky.consultations import ConsultationOccasion, ConsultationOutcome
from storage.sky.proposals import AirErrand, AirProposal
from tests.harness.plans import small_plan
from tests.office.conftest import Office
from tests.office.consultations.opinions import concluded, made, opened
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.signers import EVERYBODY, STAFF, appoint, said

DAY, WEEK, MONTH = "day", "week", "month"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["huanjing", "qixiang", "zhujian"])
        yield opened


def on(desk: Desk, day: str, clock: str = "09:00") -> Desk:
    return replace(desk, now=datetime.fromisoformat(f"{day}T{clock}:00+08:00"))


async def winter(desk: Desk) -> None:
    await seasons.declare(desk, STAFF, "heating", "2026-10-15至2027-04-15")


async def due(desk: Desk) -> list[str]:
    return [str(one.held.occasion) for one in await cadence.due(desk)]


async def asked(desk: Desk) -> list[Delivery]:
    rows = await said(desk, OFFICE_CHAT)
    return [row for row in rows if (row.dedupe_key or "").startswith(cadence.KEY)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-09-19", []),
        ("2026-09-20", [MONTH]),
        ("2026-09-30", [MONTH]),
        ("2026-10-01", []),
        # A week belongs to the season in which its last day lies.
        ("2026-10-12", [WEEK]),
        ("2026-11-30", [WEEK]),
        ("2026-12-04", [WEEK]),
        ("2026-12-05", []),
        ("2027-04-20", [MONTH]),
    ],
)
async def test_a_month_out_of_the_season_and_a_week_in_it(
    desk: Desk, day: str, found: list[str]
) -> None:
    await winter(desk)
    assert await due(on(desk, day)) == found


async def test_nothing_comes_round_while_nobody_knows_the_season_or_the_plan_is_silent(
    desk: Desk,
) -> None:
    assert await due(on(desk, "2026-12-01")) == []
    silent = replace(desk, plan=small_plan(("huanjing", "qixiang")))
    assert await due(on(silent, "2026-12-01")) == []
    await cadence.expect(silent)
    found = await agenda.due_items(desk.session, desk.now + timedelta(days=3), 20)
    assert cadence.ON_DAY not in [one.kind for one in found]


async def test_one_that_was_opened_is_not_asked_for_unless_it_was_called_off(desk: Desk) -> None:
    await winter(desk)
    held = await opened(desk, WEEK)
    assert await due(desk) == []
    assert await due(on(desk, "2026-12-07")) == [WEEK]
    matter = await matters.matter(desk.session, held.matter_id)
    assert matter is not None
    matter.state = MatterState.CANCELLED
    desk.session.add(matter)
    await desk.session.flush()
    assert await due(desk) == [WEEK]


async def _alert(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now)


async def _proposed(desk: Desk, *, drill: bool = False) -> None:
    proposed = AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=AirErrand.START,
        drill=drill,
        plan_version_id=desk.plan_version_id,
        starts_at=desk.now,
        ends_at=desk.now,
        made_at=desk.now,
        changed_at=desk.now,
    )
    desk.session.add(proposed)
    await desk.session.flush()


async def test_each_day_while_an_alert_stands(desk: Desk) -> None:
    assert await due(desk) == []
    await _alert(desk)
    assert await due(desk) == [DAY]
    await opened(desk, ConsultationOccasion.ALERT)
    assert await due(desk) == []
    assert await due(on(desk, "2026-12-02")) == [DAY]


async def test_each_day_while_the_air_would_have_something_done(desk: Desk) -> None:
    await _proposed(desk, drill=True)
    assert await due(desk) == []
    await _proposed(desk)
    assert await due(desk) == [DAY]


@pytest.mark.parametrize(
    ("outcome", "found"),
    [(ConsultationOutcome.WATCH, [DAY]), (ConsultationOutcome.NO_RESPONSE, [])],
)
async def test_the_day_after_one_that_watches_on(
    desk: Desk, outcome: ConsultationOutcome, found: list[str]
) -> None:
    await concluded(desk, DAY, outcome)
    assert await due(on(desk, "2026-12-02")) == found
    assert await due(on(desk, "2026-12-03")) == []


async def test_the_office_is_asked_once_a_turn_and_once_more_on_its_last_day(desk: Desk) -> None:
    await winter(desk)
    assert await cadence.on_day(on(desk, "2026-12-01"), 0) == "asked"
    assert await cadence.on_day(on(desk, "2026-12-02"), 0) == "asked"
    [first] = await asked(desk)
    assert "本周应召开周会商" in first.text
    assert "最后一天" not in first.text
    await cadence.on_day(on(desk, "2026-12-04"), 0)
    _, last = await asked(desk)
    assert "今天是最后一天" in last.text
    assert await cadence.on_day(on(desk, "2026-12-05"), 0) == "nothing is due"


async def test_nobody_is_asked_at_night(desk: Desk) -> None:
    await winter(desk)
    night = on(desk, "2026-12-01", "03:00")
    assert await cadence.on_day(night, 0) == "quiet hours"
    assert await asked(desk) == []
    waiting = await agenda.waiting_item(desk.session, desk.jurisdiction, cadence.ON_DAY, 20261201)
    assert waiting is not None
    assert desk.local(waiting.due_at).time() == desk.plan.quiet_hours.end


@pytest.mark.parametrize(
    ("clock", "days"), [("18:00", [20261202]), ("08:30", [20261201, 20261202])]
)
async def test_the_end_of_a_day_puts_down_the_next_morning(
    desk: Desk, clock: str, days: list[int]
) -> None:
    await cadence.expect(on(desk, "2026-12-01", clock))
    found = [
        day
        for day in (20261201, 20261202)
        if await agenda.waiting_item(desk.session, desk.jurisdiction, cadence.ON_DAY, day)
    ]
    assert found == days


async def test_a_morning_that_was_taken_is_not_put_down_again(desk: Desk) -> None:
    morning = on(desk, "2026-12-01", "08:30")
    await cadence.expect(morning)
    due = [one for one in await clock.due(desk.session, morning.now, 50)]
    taken = [one for one in due if one.kind == cadence.ON_DAY]
    assert list((await clock.run(morning, taken)).values()) == ["nothing is due"]
    await cadence.expect(morning)
    kind = cadence.ON_DAY
    waiting = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, 20261201)
    assert waiting is None


async def test_an_occasion_is_due_where_its_turn_has_come(desk: Desk) -> None:
    await winter(desk)
    day = on(desk, "2026-12-01")
    assert [await cadence.is_due(day, one) for one in (WEEK, MONTH, DAY)] == [True, False, False]
