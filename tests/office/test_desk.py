"""What a desk has at hand: the plans that were asked for last."""

import pytest

from office.desk import Library
from office.plan.model import Plan
from office.upkeep import applying
from storage.books import plans
from storage.database import Database
from storage.decisions.matters import Order, OrderKind
from tests.harness.plans import small_plan
from tests.office.conftest import MORNING, Office


@pytest.fixture
def renamed(plan: Plan) -> Plan:
    return plan.model_copy(update={"name": "另一预案"})


def order_under(version_id: int) -> Order:
    return Order(
        jurisdiction="changji",
        matter_id=1,
        kind=OrderKind.ISSUE,
        level="orange",
        starts_at=MORNING,
        plan_version_id=version_id,
        drafted_by=1,
        drafted_at=MORNING,
        office_chat_id=-1,
    )


async def test_only_the_plans_asked_for_last_are_at_hand(
    office: Office, database: Database, plan: Plan, renamed: Plan
) -> None:
    """Any other plan is read again and is the same."""
    office.desks.library.keeps = 2
    async with database.transaction() as session:
        await applying.apply(session, renamed, now=office.now, actor="cli:operator")
        another = renamed.model_copy(update={"name": "第三预案"})
        await applying.apply(session, another, now=office.now, actor="cli:operator")
    async with office.desk() as desk:
        first = await desk.plan_of(order_under(1))
        assert await desk.plan_of(order_under(1)) is first
        await desk.plan_of(order_under(2))
        await desk.plan_of(order_under(1))
        await desk.plan_of(order_under(3))
        assert await desk.plan_of(order_under(1)) is first
        await desk.plan_of(order_under(2))
        await desk.plan_of(order_under(3))
        again = await desk.plan_of(order_under(1))
    assert again is not first
    assert again == first == plan


async def test_an_agency_that_joined_is_read_from_the_plan_that_brought_it(
    office: Office, database: Database, plan: Plan
) -> None:
    without = small_plan(("huanjing", "gongan", "zhujian", "jiaoyu"))
    async with database.transaction() as session:
        await applying.apply(session, without, now=office.now, actor="cli:operator")
        brought, asked = [row.key for row in await plans.versions(session, plan.jurisdiction)]
        library = Library()
        alone = await library.plan(session, asked, "zh")
        joined = await library.plan(session, asked, "zh", (("binhu", brought),))
        assert alone.known_body("binhu") is None
        assert joined.body("binhu") == plan.body("binhu")
        assert len(joined.agencies) == len(alone.agencies) + 1
        again = await library.plan(session, asked, "zh", (("binhu", brought),))
        assert again is joined
        assert await library.plan(session, asked, "zh") is alone


async def test_whoever_looks_at_every_office_leaves_the_plans_of_others_where_they_are(
    office: Office, database: Database, plan: Plan, renamed: Plan
) -> None:
    async with database.transaction() as session:
        await applying.apply(session, renamed, now=office.now, actor="cli:operator")
        first, second = [row.key for row in await plans.versions(session, plan.jurisdiction)]
        library = Library(keeps=1)
        used = await library.plan(session, first, "zh")
        passing = library.in_passing()
        assert await passing.plan(session, first, "zh") is used
        assert (await passing.plan(session, second, "zh")).name == renamed.name
        assert await library.plan(session, first, "zh") is used
