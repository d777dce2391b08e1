"""Which consultation the grounds of an order may name."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.consultations import on_record
from office.desk import Desk
from office.plan.model import Plan
from storage.decisions.matters import Order, OrderKind
from storage.sky.consultations import ConsultationOccasion, ConsultationOutcome
from tests.office.conftest import Office
from tests.office.consultations.opinions import concluded, made, opened
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, appoint

LEVEL, LIFT = ConsultationOutcome.LEVEL, ConsultationOutcome.LIFT
NO_RESPONSE, WATCH = ConsultationOutcome.NO_RESPONSE, ConsultationOutcome.WATCH


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["huanjing", "qixiang", "zhujian"])
        yield opened


async def grounds(desk: Desk, kind: OrderKind, level: str | None = None) -> str:
    return await on_record.grounds_of(desk, kind, level, drill=desk.drill)


async def test_it_says_who_signed_under_which_number_and_when(desk: Desk) -> None:
    held = await concluded(desk, outcome=LEVEL, level="orange")
    said = await grounds(desk, OrderKind.ISSUE, "orange")
    assert said.startswith("经市气象局会商研判（")
    assert held.serial in said
    assert await grounds(desk, OrderKind.ADJUST, "orange") == said


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [
        (LIFT, {OrderKind.CANCEL, OrderKind.LIFT}),
        (NO_RESPONSE, {OrderKind.CANCEL}),
        (WATCH, set()),
    ],
)
async def test_it_has_to_conclude_what_the_order_says(
    desk: Desk, outcome: ConsultationOutcome, kinds: set[OrderKind]
) -> None:
    await concluded(desk, outcome=outcome)
    named = {kind for kind in on_record.CONCLUDES if await grounds(desk, kind, "orange")}
    assert named == kinds


async def test_another_level_is_no_grounds(desk: Desk) -> None:
    await concluded(desk, outcome=LEVEL, level="yellow")
    assert await grounds(desk, OrderKind.ISSUE, "orange") == ""


async def test_the_last_one_of_the_day_counts_alone(desk: Desk) -> None:
    await concluded(desk, outcome=LEVEL, level="orange")
    later = replace(desk, now=desk.now + timedelta(minutes=30))
    await concluded(later, ConsultationOccasion.ALERT, LEVEL, level="yellow")
    assert await grounds(later, OrderKind.ISSUE, "orange") == ""
    assert await grounds(later, OrderKind.ISSUE, "yellow") != ""


async def test_one_that_is_open_or_of_yesterday_is_none(desk: Desk) -> None:
    await opened(desk)
    assert await grounds(desk, OrderKind.ISSUE, "orange") == ""
    await concluded(desk, ConsultationOccasion.ALERT, LEVEL, level="orange")
    tomorrow = replace(desk, now=desk.now + timedelta(days=1))
    assert await grounds(tomorrow, OrderKind.ISSUE, "orange") == ""


async def test_a_draft_may_name_what_was_on_record_as_it_was_drafted(desk: Desk) -> None:
    """So its grounds are known for those of a button, and are written anew for new terms."""
    await concluded(desk, outcome=LEVEL, level="orange")
    said = await grounds(desk, OrderKind.ISSUE, "orange")
    before, draft = drafted(desk.now - timedelta(minutes=1)), drafted(desk.now)
    later = replace(desk, now=desk.now + timedelta(minutes=30))
    await concluded(later, ConsultationOccasion.ALERT, LEVEL, level="yellow")
    for now in (later.now, desk.now + timedelta(days=1)):
        then = replace(desk, now=now)
        assert await grounds(then, OrderKind.ISSUE, "orange") == ""
        assert await on_record.grounds_of_draft(then, draft) == said != ""
        assert await on_record.grounds_of_draft(then, before) == ""


def drafted(at: datetime) -> Order:
    return Order(
        jurisdiction="changji",
        matter_id=1,
        kind=OrderKind.ISSUE,
        level="orange",
        starts_at=at,
        plan_version_id=1,
        drafted_at=at,
    )


async def test_an_exercise_names_its_own_alone(desk: Desk) -> None:
    await concluded(desk, outcome=LEVEL, level="orange", drill=True)
    assert await grounds(desk, OrderKind.ISSUE, "orange") == ""
    assert await on_record.grounds_of(desk, OrderKind.ISSUE, "orange", drill=True) != ""
