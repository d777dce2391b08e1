"""A county that an adjustment leaves out reads that it is, and is asked and told no more."""

from datetime import timedelta

import pytest

from office.matters import alerts
from office.obligations import prompts
from office.plan.model import Plan
from storage.decisions.matters import OrderKind
from storage.roster.chats import Chat, ChatRole
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.region.conftest import ABOVE, plan_with, upper_plan
from tests.office.region.episodes import issue, pass_time, take_due, texts_in

CHATS = {"wuqia": -4000, "aheqi": -4001}


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Counties owe a report every day as agencies do."""
    made = upper_plan(small_plan(AGENCIES))
    counties = tuple({**one.model_dump(), "jurisdiction": None} for one in made.counties)
    owes = tuple(
        {**one.model_dump(), "who": tuple(CHATS)} if one.kind == "daily" else one.model_dump()
        for one in made.owes
    )
    return plan_with(made, counties=counties, owes=owes)


@pytest.fixture(autouse=True)
async def county_chats(above: Office) -> None:
    async with above.desk() as desk:
        for county, chat_id in CHATS.items():
            desk.session.add(
                Chat(
                    jurisdiction=ABOVE,
                    chat_id=chat_id,
                    role=ChatRole.COUNTY,
                    agency=county,
                    title=county,
                    bound_at=desk.now,
                )
            )


async def test_it_reads_that_it_is_left_out_and_no_measures(above: Office) -> None:
    await issue(above)
    await issue(above, OrderKind.ADJUST, counties=("wuqia",))
    [_, left_out] = await texts_in(above, CHATS["aheqi"])
    [_, concerned] = await texts_in(above, CHATS["wuqia"])
    assert "不再涉及贵县（市）" in left_out
    assert "措施</b>" not in left_out
    assert "不再涉及" not in concerned
    assert "贵县（市）措施" in concerned


async def test_it_is_asked_for_no_report_any_more(above: Office) -> None:
    await issue(above)
    await issue(above, OrderKind.ADJUST, counties=("wuqia",))
    before = {county: len(await texts_in(above, chat)) for county, chat in CHATS.items()}
    pass_time(timedelta(days=1, hours=6), above)
    assert await take_due(above, prompts.DAILY_PROMPTS)
    assert len(await texts_in(above, CHATS["wuqia"])) > before["wuqia"]
    assert len(await texts_in(above, CHATS["aheqi"])) == before["aheqi"]


async def test_it_hears_of_no_start_that_is_not_its_own(above: Office) -> None:
    await issue(above)
    async with above.desk() as desk:
        later = desk.now + timedelta(hours=2)
    await issue(above, OrderKind.ADJUST, "red", counties=("wuqia",), starts_at=later)
    before = {county: len(await texts_in(above, chat)) for county, chat in CHATS.items()}
    pass_time(timedelta(hours=2), above)
    assert await take_due(above, alerts.START) == ["started"]
    assert len(await texts_in(above, CHATS["wuqia"])) == before["wuqia"] + 1
    assert len(await texts_in(above, CHATS["aheqi"])) == before["aheqi"]
