"""As what somebody acts: for an agency, from a post, or as either until it is said."""

from datetime import UTC, datetime, timedelta

import pytest

from office.bodies import capacity, liaisons
from office.bodies.capacity import Capacity, Unstated
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place
from office.reports import taking
from office.reports.message_parts import Incoming
from storage.decisions.matters import MatterState
from storage.owed.reports import PartKind
from storage.receiving import dialogues
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force
from tests.office.ladder_days import AGENCY, prompted_day
from tests.office.signers import refused

PLACE = Place(-1001)
LIAISON = Actor(7001, "联络员", agencies=(AGENCY,))
ANYBODY = Actor(7002, "科员")
MAYOR = Actor(7003, "市长", positions=("mayor",))
ITEM = Incoming(
    chat_id=-1001,
    message_id=5,
    sent_by=7003,
    sent_at=datetime(2026, 12, 2, 1, tzinfo=UTC),
    kind=PartKind.TEXT,
    text="检查企业9家",
)
BOTH = Actor(7004, "副主任", positions=("deputy_director",), agencies=(AGENCY,))


@pytest.mark.parametrize(
    ("who", "agency", "expected"),
    [
        (LIAISON, AGENCY, Capacity.AGENCY),
        (ANYBODY, AGENCY, Capacity.AGENCY),
        (MAYOR, AGENCY, Capacity.POST),
        (BOTH, AGENCY, Capacity.EITHER),
        (BOTH, "gongan", Capacity.POST),
        # A post that the plan in force has no longer binds nobody.
        (Actor(7005, "前主任", positions=("abolished",)), AGENCY, Capacity.AGENCY),
    ],
)
async def test_capacity(desk: Desk, who: Actor, agency: str, expected: Capacity) -> None:
    assert capacity.capacity(desk, who, agency) is expected


async def test_every_position_of_the_plan_is_a_post(desk: Desk) -> None:
    for position in desk.plan.positions:
        who = Actor(1, "某人", positions=(position.id,))
        await refused(liaisons.speak(desk, who, AGENCY), "post_speaks_for_no_agency")


async def test_what_is_done_for_an_agency_asks(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        await refused(
            taking.receive(desk, MAYOR, AGENCY, day.owed_id, [ITEM]),
            "post_speaks_for_no_agency",
        )
        with pytest.raises(Unstated):
            await taking.receive(desk, BOTH, AGENCY, day.owed_id, [ITEM])


async def test_it_is_remembered_for_a_short_while(office: Office) -> None:
    async with office.desk() as desk:
        for number in (1, 2):
            await capacity.hold_back(desk, PLACE, BOTH, AGENCY, {"update_id": number}, None)
        [asked] = await dialogues.open_dialogues(
            desk.session, desk.jurisdiction, PLACE.chat_id, BOTH.user_id
        )
        await refused(
            capacity.state(desk, PLACE, MAYOR, asked.key, as_liaison=True), "capacity_not_yours"
        )
        held = await capacity.state(desk, PLACE, BOTH, asked.key, as_liaison=True)
        assert [update["update_id"] for update in held] == [1, 2]
        await refused(
            capacity.state(desk, PLACE, BOTH, asked.key, as_liaison=False), "capacity_said"
        )
        assert await capacity.stated(desk, BOTH.user_id) == {AGENCY}
    office.pass_time(capacity.REMEMBERED_FOR + timedelta(seconds=1))
    async with office.desk() as desk:
        assert await capacity.stated(desk, BOTH.user_id) == set()


async def test_it_is_asked_once_while_an_alert_lasts(office: Office) -> None:
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=desk.now)
        await capacity.hold_back(desk, PLACE, BOTH, AGENCY, {"update_id": 1}, None)
        [asked] = await dialogues.open_dialogues(
            desk.session, desk.jurisdiction, PLACE.chat_id, BOTH.user_id
        )
        await capacity.state(desk, PLACE, BOTH, asked.key, as_liaison=True)
    office.pass_time(timedelta(days=2))
    async with office.desk() as desk:
        assert await capacity.stated(desk, BOTH.user_id) == {AGENCY}
        alert = await desk.session.merge(alert)
        alert.state = MatterState.LIFTED
        desk.session.add(alert)
        await desk.session.flush()
        assert await capacity.stated(desk, BOTH.user_id) == set()


async def test_a_question_that_is_old_is_asked_anew(office: Office) -> None:
    async with office.desk() as desk:
        await capacity.hold_back(desk, PLACE, BOTH, AGENCY, {"update_id": 1}, None)
    office.pass_time(capacity.REMEMBERED_FOR + timedelta(seconds=1))
    async with office.desk() as desk:
        await capacity.hold_back(desk, PLACE, BOTH, AGENCY, {"update_id": 2}, None)
        asked = await dialogues.open_dialogues(
            desk.session, desk.jurisdiction, PLACE.chat_id, BOTH.user_id
        )
        assert len(asked) == 2
        held = await capacity.state(desk, PLACE, BOTH, asked[0].key, as_liaison=False)
        assert held == []
        assert await capacity.stated(desk, BOTH.user_id) == set()


async def test_a_button_of_another_chat_answers_nothing(office: Office) -> None:
    async with office.desk() as desk:
        await capacity.hold_back(desk, PLACE, BOTH, AGENCY, {"update_id": 1}, None)
        [asked] = await dialogues.open_dialogues(
            desk.session, desk.jurisdiction, PLACE.chat_id, BOTH.user_id
        )
        elsewhere = Place(-2002)
        await refused(
            capacity.state(desk, elsewhere, BOTH, asked.key, as_liaison=True), "button_obsolete"
        )
