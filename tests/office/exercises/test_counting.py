"""An exercise counts its bodies as the board and the alert do, and names the teams beside them."""

from dataclasses import replace

import pytest

from office.desk import Desk
from office.exercises import cards, preparing
from office.exercises.preparing import WantedExercise
from office.matters import standing_bodies
from office.plan.model import Plan
from tests.harness.inspecting import GROUP, SPECIAL
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    await appoint(desk, *EVERYBODY)
    group = {name: said for name, said in GROUP.items() if name != "headed_by"}
    facts = desk.plan.model_dump(mode="json") | {"teams": [group, SPECIAL]}
    return replace(desk, plan=Plan.model_validate(facts))


async def shown(desk: Desk) -> tuple[int, list[str]]:
    """How many bodies a new card counts, and the teams that it names beside."""
    row = await preparing.begin(desk, STAFF, HERE, WantedExercise())
    beside, counted = await cards.named(desk, row)
    await preparing.give_up(desk, STAFF, row.key)
    assert {*beside, *counted} == row.participants.keys()
    return len(counted), beside


async def test_a_team_that_no_alert_is_told_to_stands_beside(desk: Desk) -> None:
    for bound in ((), (SPECIAL["id"],)):
        await bind_groups(desk, bound)
        members = await standing_bodies.under_alerts(desk)
        assert await shown(desk) == (len(members), [GROUP["id"]])
        assert (SPECIAL["id"] in {one.id for one in members}) is bool(bound)
