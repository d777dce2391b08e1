"""A day's report, asked for on its own evening: when, of whom, and what the morning asks then."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from office.desk import Desk
from office.matters import kinds
from office.obligations import prompts, same_day
from office.obligations.lifecycle import PauseReason, pause_reasons
from office.plan.model import Plan
from office.reports import early
from office.upkeep import applying, reconcile_clocks, reconcile_orders
from storage import agenda
from storage.database import Database
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster.chats import Chat
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.signers import said

TODAY = date(2026, 12, 1)
EVENING = timedelta(hours=9, minutes=30)
"""From eight in the morning to half past five."""
NEXT_MORNING = timedelta(days=1)
GROUPED = AGENCIES[:3]
RED = {"levels": ["red"], "prompt_at": "17:30"}


def asking(**more: Any) -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for one in facts["owes"]:
        one |= {"same_day": RED} if one["kind"] == "daily" else {}
    return Plan.model_validate(facts | more)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return asking()


async def red(office: Office, *, level: str = "red", drill: bool = False) -> Matter:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING, level=level, drill=drill)
        await bind_groups(desk, GROUPED)
        return alert


async def owed_of(desk: Desk, alert: Matter, day: date = TODAY) -> dict[str, Obligation]:
    rows = await obligations.of_occasion(desk.session, alert.key, ObligationKind.DAILY, of_day(day))
    return {row.agency: row for row in rows}


async def prompted(desk: Desk, place: int) -> list[Delivery]:
    return [
        row
        for row in await outbox.open_in_chat(desk.session, desk.jurisdiction, -1001 - place)
        if row.kind == "prompt"
    ]


async def next_look(desk: Desk) -> list[datetime]:
    rows = await agenda.waiting(desk.session, desk.jurisdiction, limit=100)
    return [row.due_at for row in rows if row.kind == same_day.SAME_DAY]


async def unasked_days(desk: Desk) -> list[tuple[str, ...]]:
    """Who is found to owe a day without having been asked about it."""
    return [gap.names for gap in await reconcile_orders.unowed(desk) if "daily" in gap.rule]


Change = tuple[float, str]
"""After how many hours an order takes effect, and its level."""


@pytest.mark.parametrize(
    ("hours", "changes", "verdict"),
    [
        pytest.param(9.5, [], "prompted", id="at the hour"),
        pytest.param(9.4, [], "nothing to ask for", id="before it"),
        pytest.param(9.5, [(9, "orange")], "nothing to ask for", id="lowered before"),
        pytest.param(9.5, [(5, "orange"), (9.5, "red")], "prompted", id="raised at the hour"),
        pytest.param(11, [(5, "orange"), (10, "red")], "nothing to ask for", id="raised after"),
        pytest.param(12, [], "prompted", id="late, after an outage"),
        pytest.param(12, [(10, "orange")], "nothing to ask for", id="late, and lowered since"),
        pytest.param(14.5, [], "quiet hours", id="late at night"),
        pytest.param(25, [], "nothing to ask for", id="late by a night"),
    ],
)
async def test_it_is_asked_for_where_its_level_holds_at_the_hour(
    office: Office, hours: float, changes: Sequence[Change], verdict: str
) -> None:
    alert = await red(office)
    async with office.desk() as desk:
        for after, level in changes:
            at = MORNING + timedelta(hours=after)
            await order_of(desk, alert, OrderKind.ADJUST, at=at, level=level)
    office.pass_time(timedelta(hours=hours))
    async with office.desk() as desk:
        assert await same_day.ask(desk, alert.key) == verdict
        assert bool(await owed_of(desk, alert)) is (verdict == "prompted")
        (at,) = await next_look(desk)
        assert desk.now < at <= desk.now + timedelta(days=1)
        assert desk.local(at).strftime("%H:%M") == "17:30"


@pytest.mark.parametrize(
    ("state", "verdict", "looks"),
    [(MatterState.ISSUED, "not in force", 1), (MatterState.LIFTED, "ended", 0)],
)
async def test_only_under_an_alert_that_is_in_force(
    office: Office, state: MatterState, verdict: str, looks: int
) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        row = await matters.matter(desk.session, alert.key)
        assert row is not None
        row.state = state
        desk.session.add(row)
        assert await same_day.ask(desk, alert.key) == verdict
        assert await same_day.ask(desk, 404) == "ended"
        assert len(await next_look(desk)) == looks


async def test_who_reads_it_in_a_group_is_asked_with_the_deadline_of_all_others(
    office: Office,
) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
        await same_day.ask(desk, alert.key)
        owed = await owed_of(desk, alert)
        assert sorted(owed) == sorted(AGENCIES)
        for row in owed.values():
            assert row.due_at == datetime(2026, 12, 2, 4, tzinfo=UTC)
            assert row.step_due_at == datetime(2026, 12, 2, 3, tzinfo=UTC)
            assert pause_reasons(row) == set()
        for place in range(3):
            (prompt,) = await prompted(desk, place)
            assert "请于当日书面报送当日应急响应情况" in prompt.text
            assert "次日早上不再重复要求" in prompt.text
            assert "12月2日12:00" in prompt.text
        assert not await said(desk, -1000, "office")


async def test_the_morning_asks_only_the_others_and_all_of_them_once(office: Office) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
        row = (await owed_of(desk, alert))[GROUPED[0]]
        row.state = ObligationState.MET
        desk.session.add(row)
        assert not await unasked_days(desk)
    office.now = MORNING + NEXT_MORNING
    async with office.desk() as desk:
        assert await prompts.send_daily(desk, alert.key) == "prompted"
        assert [len(await prompted(desk, place)) for place in range(3)] == [1, 2, 2]
        first, again = await prompted(desk, 1)
        assert "请于当日" in first.text
        assert "前一日" in again.text
        assert "请于当日" not in again.text
        owed = await owed_of(desk, alert)
        rests = {one for one, row in owed.items() if pause_reasons(row)}
        assert rests == set(AGENCIES) - set(GROUPED)
        assert pause_reasons(owed[AGENCIES[4]]) == {PauseReason.UNREACHABLE}
    async with office.desk() as desk:
        assert await prompts.send_daily(desk, alert.key) == "nothing to ask for"
        gone = (await owed_of(desk, alert))[GROUPED[2]]
        gone.agency = "gone"
        desk.session.add(gone)
        assert await unasked_days(desk) == [(GROUPED[2],)]


async def test_asked_late_in_the_morning_it_is_due_no_earlier(office: Office) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
    office.now = MORNING + NEXT_MORNING + timedelta(hours=3)
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        due = {row.due_at for row in (await owed_of(desk, alert)).values()}
    assert due == {datetime(2026, 12, 2, 4, tzinfo=UTC)}


async def test_who_was_left_out_since_owes_the_day_no_more(office: Office) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=office.now, level="red")
        order.says = {**order.says, kinds.LEFT_OUT: [GROUPED[0]]}
        desk.session.add(order)
        met = (await owed_of(desk, alert))[GROUPED[1]]
        met.state = ObligationState.MET
        desk.session.add(met)
    office.now = MORNING + NEXT_MORNING
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        states = {one: row.state for one, row in (await owed_of(desk, alert)).items()}
    assert [states[one] for one in GROUPED] == ["superseded", "met", "open"]


async def test_a_county_with_an_office_of_its_own_gets_its_letter_in_the_morning(
    office: Office,
) -> None:
    alert = await red(office)
    async with office.desk() as desk:
        (order,) = await matters.issued_orders(desk.session, alert.key)
        order.says = {**order.says, kinds.BY_LETTER: [GROUPED[0]]}
        desk.session.add(order)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
        assert [len(await prompted(desk, place)) for place in range(3)] == [0, 1, 1]


async def test_a_group_that_comes_in_the_evening_is_asked_then_and_in_the_morning(
    office: Office,
) -> None:
    alert = await red(office)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
    office.pass_time(timedelta(hours=2))
    async with office.desk() as desk:
        owed = (await owed_of(desk, alert))[AGENCIES[3]]
        chat = Chat(
            jurisdiction=desk.jurisdiction,
            chat_id=-1004,
            role="agency",
            agency=AGENCIES[3],
            title="新群",
            bound_at=desk.now,
        )
        desk.session.add(chat)
        await desk.session.flush()
        served = await prompts.serve(desk, owed, chat)
        assert served is not None
        assert "请于当日" in served.text
    office.now = MORNING + NEXT_MORNING
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        assert len(await prompted(desk, 3)) == 2


@pytest.mark.parametrize(("level", "taken"), [("red", True), ("orange", False)])
async def test_from_the_hour_on_a_report_is_of_that_day(
    office: Office, level: str, taken: bool
) -> None:
    alert = await red(office, level=level)
    office.pass_time(EVENING + timedelta(minutes=10))
    async with office.desk() as desk:
        await same_day.ask(desk, alert.key)
        for row in (await owed_of(desk, alert)).values():
            row.state = ObligationState.MET
            desk.session.add(row)
        await desk.session.flush()
        more = await early.open_before_prompt(desk, GROUPED[0])
        assert (more is not None and more.day == TODAY) is taken


async def test_an_exercise_is_asked_about_likewise_and_marked(office: Office) -> None:
    alert = await red(office, drill=True)
    office.pass_time(EVENING)
    async with office.desk() as desk:
        assert await same_day.ask(desk, alert.key) == "prompted"
        assert all(row.drill for row in (await owed_of(desk, alert)).values())
        (prompt,) = await prompted(desk, 0)
        assert prompt.drill


async def test_it_is_on_the_agenda_until_the_end_and_put_back_where_it_is_not(
    office: Office,
) -> None:
    alert = await red(office)
    async with office.desk() as desk:
        (gap,) = await reconcile_clocks.unasked_in_the_evening(desk)
        assert gap.rule == "unasked_same_day"
        assert gap.mend is not None
        await gap.mend(desk)
        assert await reconcile_clocks.unasked_in_the_evening(desk) == []
        assert await next_look(desk) == [MORNING + EVENING]
        await same_day.forget(desk, alert)
        assert await next_look(desk) == []
    office.pass_time(EVENING + timedelta(hours=1))
    async with office.desk() as desk:
        await same_day.expect(desk, desk.plan, alert)
        assert await next_look(desk) == [office.now]


async def test_each_order_asks_as_its_own_plan_says(office: Office, database: Database) -> None:
    """A plan that asks earlier comes into force; the order that stands keeps its own."""
    alert = await red(office)
    facts = asking().model_dump(mode="json")
    facts["owes"] = [
        one | ({"same_day": {**RED, "prompt_at": "16:00"}} if one["kind"] == "daily" else {})
        for one in facts["owes"]
    ]
    async with database.transaction() as session:
        await applying.apply(session, Plan.model_validate(facts), now=office.now, actor="cli:test")
    office.pass_time(timedelta(hours=8))
    async with office.desk() as desk:
        assert await same_day.ask(desk, alert.key) == "nothing to ask for"
        assert await next_look(desk) == [MORNING + EVENING]
        await order_of(desk, alert, OrderKind.ADJUST, at=MORNING + timedelta(hours=1), level="red")
        await same_day.expect(desk, desk.plan, alert)
        assert await next_look(desk) == [office.now]
        assert await same_day.ask(desk, alert.key) == "prompted"
        assert await next_look(desk) == [office.now + timedelta(days=1)]


async def test_a_plan_that_does_not_ask_has_nothing_on_the_agenda(office: Office) -> None:
    alert = await red(office)
    async with office.desk() as desk:
        await same_day.expect(desk, small_plan(AGENCIES), alert)
        assert await next_look(desk) == []
        assert not same_day.is_asked_for(small_plan(AGENCIES), alert.kind)


async def test_without_an_order_in_force_it_does_not_come_back(office: Office) -> None:
    async with office.desk() as desk:
        alert = Matter(jurisdiction=desk.jurisdiction, state="issued", created_at=desk.now)
        desk.session.add(alert)
        await desk.session.flush()
        assert await same_day.ask(desk, alert.key) == "not in force"
        assert await next_look(desk) == []
