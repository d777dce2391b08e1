"""What is refused of a working group, and on which days the one that leads it reports."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.matters import kinds, naming
from office.matters.order_texts import order_text
from office.matters.working_groups import WorkingGroupTerms
from office.obligations import levels
from office.plan.model import Owed, Plan, When
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, MatterState, OrderKind
from tests.harness.plans import small_plan, with_other_bodies
from tests.office.conftest import AGENCIES
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

DAY = timedelta(days=1)
OWED = Owed(kind="working_group", when=When.DAILY, ladder="gentle")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_other_bodies(small_plan(AGENCIES))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


def terms(desk: Desk) -> WorkingGroupTerms:
    today = desk.local(desk.now).date()
    return WorkingGroupTerms(("fukang",), "huanjing", ("gongan",), today, "查找问题", "赴阜康")


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"counties": ()}, "working_group_counties_missing"),
        ({"counties": ("gongan",)}, "working_group_counties_missing"),
        ({"lead": "fukang"}, "working_group_lead_missing"),
        ({"lead": "nobody"}, "working_group_lead_missing"),
        ({"members": ("huanjing",)}, "working_group_members_unfit"),
        ({"members": ("fukang",)}, "working_group_members_unfit"),
        ({"first_day": date(2020, 1, 1)}, "working_group_day_unfit"),
        ({"first_day": date(2099, 1, 1)}, "working_group_day_unfit"),
        ({"text": "。"}, "working_group_text_missing"),
        ({"text": "煤" * 501}, "working_group_text_too_long"),
    ],
)
async def test_what_cannot_be_sent(desk: Desk, changed: dict[str, Any], key: str) -> None:
    wrong = replace(terms(desk), **changed)
    await refused(drafts.draft_saying(desk, STAFF, HERE, wrong), key)


async def test_only_the_one_that_leads_reports_and_from_its_first_day(desk: Desk) -> None:
    said = replace(terms(desk), first_day=desk.local(desk.now).date() + DAY)
    draft = await drafts.draft_saying(desk, STAFF, HERE, said)
    order = await drafts.confirm(desk, STAFF, HERE, draft.key)
    assert WorkingGroupTerms.of(order) == said
    told = [body.id for body in kinds.addressed(await desk.plan_of(order), order)]
    assert told == ["huanjing", "gongan", "fukang"]
    day = said.first_day
    owing = [one for one in told if naming.owes_day(desk, order, one, day)]
    assert owing == ["huanjing"]
    assert not naming.owes_day(desk, order, "huanjing", day - DAY)


@pytest.mark.parametrize(
    ("from_hours", "to_hours", "drill", "asked"),
    [
        (-30, None, False, True),
        (-30, -20, False, True),
        (-72, -60, False, False),
        (1, None, False, False),
        (-30, None, True, False),
    ],
)
async def test_a_day_is_asked_about_where_an_alert_was_in_force_on_it(
    desk: Desk, from_hours: int, to_hours: int | None, drill: bool, asked: bool
) -> None:
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms(desk))
    group = await store.matter(desk.session, draft.matter_id)
    assert group is not None
    at = desk.now + timedelta(hours=from_hours)
    desk.session.add(
        Matter(
            jurisdiction=desk.jurisdiction,
            kind=MatterKind.ALERT,
            drill=drill,
            state=MatterState.IN_FORCE if to_hours is None else MatterState.LIFTED,
            created_at=at,
            started_at=at,
            ended_at=desk.now + timedelta(hours=to_hours) if to_hours is not None else None,
        )
    )
    await desk.session.flush()
    yesterday = desk.local(desk.now).date() - DAY
    assert await levels.asks_on(desk, group, OWED, yesterday) is asked


async def test_its_end_names_the_notice_that_it_ends(desk: Desk) -> None:
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms(desk))
    order = await drafts.confirm(desk, STAFF, HERE, draft.key)
    end = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    text = await order_text(desk, end)
    assert order.serial is not None
    assert order.serial in text
    assert "查找问题" not in text


async def test_where_the_plan_has_no_county_there_is_nowhere_to_go(desk: Desk) -> None:
    plan = desk.plan.model_copy(update={"counties": ()})
    sending = drafts.draft_saying(replace(desk, plan=plan), STAFF, HERE, terms(desk))
    await refused(sending, "working_group_no_counties")
