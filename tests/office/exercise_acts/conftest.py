"""An office with all its posts, and two groups."""

import pytest

from office.desk import Desk
from tests.office.episodes import bind_groups
from tests.office.exercise_acts.course import REAL
from tests.office.signers import EVERYBODY, appoint


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, [REAL, "gongan"])
