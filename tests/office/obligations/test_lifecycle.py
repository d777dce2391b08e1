"""Obligations: opened once, paused for one reason or two, met, superseded, with a history."""

from datetime import date, datetime, timedelta

import pytest

from office import agenda as door
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder.rules import LOOK_AGAIN
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking, PauseReason, deadline, pause_reasons
from storage import agenda
from storage.agenda import STEP
from storage.decisions.matters import Matter
from storage.occasions import Occasion, of_order
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness.work import counted
from tests.office.conftest import MORNING, Office
from tests.office.episodes import alert_in_force

LIAISON = Actor(8000, "联络员")
HOUR = timedelta(hours=1)
NUDGE, DUE = MORNING + 3 * HOUR, MORNING + 4 * HOUR


@pytest.fixture
async def alert(office: Office) -> Matter:
    async with office.desk() as desk:
        return await alert_in_force(desk, since=MORNING)


async def opened(desk: Desk, alert: Matter, day: str = "2026-11-30") -> Obligation:
    occasion, about = Occasion.read(day), date.fromisoformat(day)
    asking = Asking(ObligationKind.DAILY, occasion, DUE, NUDGE, about)
    [row] = await lifecycle.open_all(desk, alert.key, 1, asking, ["zhujian"])
    return row


async def waiting(desk: Desk) -> list[datetime]:
    items = await agenda.waiting(desk.session, desk.jurisdiction)
    return [item.due_at for item in items if item.kind == STEP]


async def history(desk: Desk, owed: Obligation) -> list[str]:
    return [row.event for row in await stored.events(desk.session, owed.key)]


async def test_all_are_asked_at_once_and_whoever_owes_it_already_is_left_alone(
    alert: Matter, desk: Desk
) -> None:
    early = await opened(desk, alert)
    await lifecycle.meet(desk, early, LIAISON)
    asking = Asking(ObligationKind.DAILY, early.occasion, DUE, NUDGE, early.day)
    agencies = ["gongan", "zhujian", "jiaoyu"]
    owed = await lifecycle.open_all(desk, alert.key, 1, asking, agencies)
    assert [row.agency for row in owed] == agencies
    assert owed[1] is early
    assert early.state == ObligationState.MET
    assert [await history(desk, row) for row in (owed[0], owed[2])] == [["opened"], ["opened"]]
    assert await waiting(desk) == [NUDGE, NUDGE]
    again = await lifecycle.open_all(desk, alert.key, 1, asking, agencies)
    assert [row.key for row in again] == [row.key for row in owed]


async def test_a_hundred_are_asked_with_as_many_statements_as_one(
    alert: Matter, office: Office
) -> None:
    costs = []
    for many in (1, 100):
        asking = Asking(ObligationKind.DAILY, of_order(many), DUE, NUDGE)
        with counted() as work:
            async with office.desk() as desk:
                agencies = [f"agency{number}" for number in range(many)]
                await lifecycle.open_all(desk, alert.key, 1, asking, agencies)
        costs.append(work.total)
    assert costs[0] == costs[1]


async def test_asked_twice_it_is_opened_once(alert: Matter, desk: Desk) -> None:
    first = await opened(desk, alert)
    assert (await opened(desk, alert)).key == first.key
    assert (await opened(desk, alert, "2026-12-01")).key != first.key
    assert await history(desk, first) == ["opened"]
    assert await waiting(desk) == [NUDGE, NUDGE]


async def test_met_in_time(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
    office.pass_time(4 * HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.meet(desk, owed, LIAISON)
        assert (owed.state, owed.met_at) == (ObligationState.MET, DUE)
        assert await waiting(desk) == []


async def test_met_late_and_only_once(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
    office.pass_time(5 * HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.meet(desk, owed, LIAISON)
        await lifecycle.meet(desk, owed, Actor(8001, "同事"))
        assert owed.state == ObligationState.MET_LATE
        assert await history(desk, owed) == ["opened", "met late"]


async def test_an_answer_while_the_clock_stands_counts_the_pause(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
    office.pass_time(3 * HOUR)
    async with office.desk() as desk:
        await lifecycle.pause(desk, await again(desk, owed), PauseReason.EXTENSION)
    office.pass_time(2 * HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        assert deadline(owed, desk.now) == DUE + 2 * HOUR
        await lifecycle.meet(desk, owed, LIAISON)
        assert owed.state == ObligationState.MET
        assert owed.paused_at is None


async def test_superseded(alert: Matter, desk: Desk) -> None:
    owed = await opened(desk, alert)
    await lifecycle.supersede(desk, owed, "lifted")
    await lifecycle.supersede(desk, owed, "lifted")
    await lifecycle.meet(desk, owed, LIAISON)
    assert owed.state == ObligationState.SUPERSEDED
    assert await waiting(desk) == []
    assert await history(desk, owed) == ["opened", "superseded"]


async def test_a_pause_moves_both_times(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        assert await waiting(desk) == []
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.resume(desk, owed)
        await lifecycle.resume(desk, owed)
        assert (owed.due_at, owed.step_due_at) == (DUE + HOUR, NUDGE + HOUR)
        assert await waiting(desk) == [NUDGE + HOUR]
        assert await history(desk, owed) == ["opened", "paused", "resumed"]


async def test_with_two_reasons_the_clock_stands_until_both_are_gone(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
        assert await waiting(desk) == [desk.now + LOOK_AGAIN]
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.resume(desk, owed, PauseReason.EXTENSION)
        assert pause_reasons(owed) == {PauseReason.UNREACHABLE}
        assert owed.due_at == DUE
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.resume(desk, owed, PauseReason.UNREACHABLE)
        assert owed.due_at == DUE + 3 * HOUR
        assert owed.paused_at is None


async def test_a_pause_that_is_counted_gives_no_time(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        owed = await opened(desk, alert)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
        await lifecycle.count_pause(desk, owed, PauseReason.UNREACHABLE)
        assert (owed.paused_at, pause_reasons(owed)) == (
            MORNING,
            frozenset({PauseReason.EXTENSION}),
        )
    office.pass_time(5 * HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.count_pause(desk, owed, PauseReason.EXTENSION)
        await lifecycle.meet(desk, owed, LIAISON)
        assert (owed.due_at, owed.state) == (DUE, ObligationState.MET_LATE)
        await lifecycle.count_pause(desk, owed, PauseReason.EXTENSION)
        assert (await history(desk, owed)).count("new deadline") == 2


async def test_a_new_deadline_is_where_the_next_step_falls(office: Office, alert: Matter) -> None:
    new = DUE + 6 * HOUR
    async with office.desk() as desk:
        owed = await opened(desk, alert)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.resume(desk, owed, new_due_at=new)
        assert (owed.due_at, owed.step_due_at) == (new, new)


async def test_a_new_deadline_while_unreachable_moves_from_the_grant_on(
    office: Office, alert: Matter
) -> None:
    new = DUE + 6 * HOUR
    async with office.desk() as desk:
        owed = await opened(desk, alert)
        await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
    office.pass_time(HOUR)
    async with office.desk() as desk:
        await lifecycle.resume(desk, await again(desk, owed), new_due_at=new)
    office.pass_time(HOUR)
    async with office.desk() as desk:
        owed = await again(desk, owed)
        await lifecycle.resume(desk, owed, PauseReason.UNREACHABLE)
        assert owed.due_at == new + HOUR


async def test_lost_time_is_given_back(alert: Matter, desk: Desk) -> None:
    owed = await opened(desk, alert)
    await lifecycle.shift(desk, owed, HOUR, "outage")
    assert (owed.due_at, owed.step_due_at) == (DUE + HOUR, NUDGE + HOUR)
    await lifecycle.shift(desk, owed, HOUR, "outage", since=DUE + HOUR)
    assert (owed.due_at, owed.step_due_at) == (DUE + HOUR, NUDGE + 2 * HOUR)


async def test_the_ladder_ends_but_the_report_stays_owed(alert: Matter, desk: Desk) -> None:
    owed = await opened(desk, alert)
    await lifecycle.end_ladder(desk, owed, "lifted")
    await lifecycle.end_ladder(desk, owed, "withdrawn")
    assert (owed.state, owed.ladder_ended) == (ObligationState.OPEN, "lifted")
    assert await waiting(desk) == []
    await lifecycle.step_back(desk, owed, "nudge", NUDGE, "answered")
    assert await waiting(desk) == []


async def test_an_item_is_run_once(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        await opened(desk, alert)
    office.pass_time(3 * HOUR)
    async with office.desk() as desk:
        [item] = await agenda.due_items(desk.session, office.now)
        assert await door.run(desk, [item]) == {item: "hold: unreachable"}
    async with office.desk() as desk:
        assert await door.run(desk, [item]) == {item: "taken"}
        assert await waiting(desk) == [office.now + LOOK_AGAIN]


async def again(desk: Desk, owed: Obligation) -> Obligation:
    found = await stored.obligation(desk.session, owed.key)
    assert found is not None
    return found
