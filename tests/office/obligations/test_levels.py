"""What only some levels ask for: of which days, at the end, and of a team that may not be there."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from office.desk import Desk
from office.matters.orders import recipients_of
from office.obligations import prompts
from office.plan.model import Plan
from office.reports import early
from office.upkeep import applying, reconcile_orders
from storage.database import Database
from storage.decisions import matters
from storage.decisions.matters import Matter, Order, OrderKind
from storage.occasions import of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat, ChatRole
from tests.harness.plans import TEAM, small_plan
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import alert_in_force, bind_groups, order_of

DAY = timedelta(days=1)
NOON = timedelta(hours=4)
TEAM_CHAT = -2000


def owed(kind: str, **more: Any) -> dict[str, Any]:
    clock = {"prompt_at": "08:00", "due_at": "12:00"} if more["when"] == "daily" else {}
    return (
        {"kind": kind, "who": ["experts"], "ladder": "gentle", "levels": ["orange"]} | clock | more
    )


def of_team(*, as_needed: bool = False) -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for one in facts["owes"]:
        one["who"] = ["agencies"]
    more = [owed("inspection", when="daily"), owed("assessment", when="lift", due_after="24h")]
    team = {
        **TEAM,
        "members": AGENCIES[:1],
        "lead": None,
        "told": ["alert"],
        "as_needed": as_needed,
    }
    return Plan.model_validate(facts | {"teams": [team], "owes": [*facts["owes"], *more]})


@pytest.fixture
async def office(office: Office, database: Database, request: pytest.FixtureRequest) -> Office:
    plan = of_team(as_needed=getattr(request, "param", False))
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    return office


async def rises_and_falls(office: Office) -> Matter:
    """Yellow from the first morning, orange from the second noon, yellow from the third noon."""
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING, level="yellow")
        await order_of(desk, alert, OrderKind.ADJUST, at=MORNING + DAY + NOON, level="orange")
        await order_of(desk, alert, OrderKind.ADJUST, at=MORNING + 2 * DAY + NOON, level="yellow")
        await bind_groups(desk, AGENCIES)
        return alert


async def asked(desk: Desk, alert: Matter, kind: str, day: date) -> list[Obligation]:
    return await obligations.of_occasion(desk.session, alert.key, kind, of_day(day))


async def test_a_day_is_asked_for_where_its_level_was_in_effect_at_any_hour(office: Office) -> None:
    alert = await rises_and_falls(office)
    found, first = [], desk_day(MORNING)
    for day in range(4):
        office.pass_time(DAY)
        async with office.desk() as desk:
            await prompts.send_daily(desk, alert.key)
            found.append(len(await asked(desk, alert, "inspection", first + day * DAY)))
            assert len(await asked(desk, alert, "daily", first + day * DAY)) == len(AGENCIES)
            assert "unowed_inspection" not in await _gaps(desk)
    assert found == [0, 1, 1, 0]


async def _gaps(desk: Desk) -> set[str]:
    return {gap.rule for gap in await reconcile_orders.unowed(desk)}


def desk_day(instant: datetime) -> date:
    return (instant + timedelta(hours=8)).date()


@pytest.mark.parametrize(("level", "owing"), [("orange", 1), ("yellow", 0)])
async def test_the_end_asks_where_the_level_was_in_effect_before(
    office: Office, level: str, owing: int
) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING, level=level)
    office.pass_time(DAY)
    async with office.desk() as desk:
        lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now, level=level)
        await prompts.open_after_lift(desk, alert, lift)
        rows = await obligations.of_occasion(
            desk.session, alert.key, "assessment", of_order(lift.key)
        )
        assert len(rows) == owing
        assert "unowed_assessment" not in await _gaps(desk)


@pytest.mark.parametrize(("level", "taken"), [("orange", ["inspection"]), ("yellow", [])])
async def test_a_day_is_reported_early_only_where_its_level_asks_for_it(
    office: Office, level: str, taken: list[str]
) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING, level=level)
        (order,) = await matters.issued_orders(desk.session, alert.key)
        _told(order)
        desk.session.add(order)
    office.pass_time(timedelta(hours=13))
    async with office.desk() as desk:
        opened = await early.open_before_prompt(desk, "experts")
        assert [one.kind for one in (opened,) if one] == taken


@pytest.mark.parametrize("office", [True], indirect=True)
async def test_a_team_that_is_not_formed_owes_nothing(office: Office) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING)
    office.pass_time(DAY)
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        assert await asked(desk, alert, "inspection", desk_day(MORNING)) == []
        lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
        await prompts.open_after_lift(desk, alert, lift)
        kinds = {row.kind for row in await obligations.open_of_matter(desk.session, alert.key)}
    assert "assessment" not in kinds
    assert "closing" in kinds


@pytest.mark.parametrize("office", [True], indirect=True)
async def test_a_team_that_is_formed_later_owes_from_the_order_on_that_went_to_it(
    office: Office,
) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING)
        await bind_groups(desk, AGENCIES)
    office.pass_time(DAY + timedelta(hours=1))
    async with office.desk() as desk:
        await _form(desk)
        raised = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
        _told(raised)
        desk.session.add(raised)
    office.pass_time(DAY)
    async with office.desk() as desk:
        await prompts.send_daily(desk, alert.key)
        first = desk_day(MORNING)
        days = [len(await asked(desk, alert, "inspection", first + n * DAY)) for n in range(2)]
    assert days == [0, 1]


async def _form(desk: Desk) -> None:
    desk.session.add(
        Chat(
            jurisdiction=desk.jurisdiction,
            chat_id=TEAM_CHAT,
            role=ChatRole.TEAM,
            agency="experts",
            title="专家群",
            bound_at=desk.now,
        )
    )
    await desk.session.flush()


def _told(order: Order) -> None:
    told = {**recipients_of(order), "experts": [[TEAM_CHAT, None]]}
    order.snapshot = {**order.snapshot, "recipients": told}
