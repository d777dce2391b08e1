"""Over which period members are appraised: what an episode takes in beside its alert."""

from datetime import timedelta

import pytest

from office.plan.model import Plan
from office.records.appraisals.scope import scope_of
from storage.decisions.matters import Episode
from storage.owed.obligations import ObligationKind
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force
from tests.office.lost_chats import owed
from tests.office.problem_days import charged, problem_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def test_an_episode_counts_what_was_asked_for_beside_its_alert(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        since, until = desk.now - timedelta(hours=1), desk.now + timedelta(hours=1)
        episodes = [
            Episode(jurisdiction=desk.jurisdiction, opened_at=since, closed_at=until),
            Episode(jurisdiction=desk.jurisdiction, opened_at=until),
        ]
        desk.session.add_all(episodes)
        await desk.session.flush()
        alert = await alert_in_force(desk, since=since)
        alert.episode_id = episodes[0].key
        desk.session.add(alert)
        await owed(desk, alert, ObligationKind.DAILY)
    day.office.pass_time(timedelta(hours=2))
    async with day.office.desk() as desk:
        during, after = [await scope_of(desk, {"episode": one.key}) for one in episodes]
        kinds = {one.kind for one in during.owed}
        assert kinds >= {ObligationKind.DAILY, ObligationKind.RECTIFY}
        assert [one.id for one in during.owed] == sorted({one.id for one in during.owed})
        assert after.owed == []
