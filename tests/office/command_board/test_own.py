"""What a body sees on the command board: what it was told, and nothing that others were."""

from datetime import timedelta

import pytest

from messages.views.command_board import BoardScene
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desk
from office.matters.added_lines import ADDS, LINES
from office.matters.kinds import LEFT_OUT, SCRIPTED
from storage.decisions.exercises import ExerciseState, Participation
from storage.decisions.matters import Matter, Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import UNSAID, Delivery, DeliveryKind, DeliveryState
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.subjects import Subject
from storage.supervision import slips
from tests.office.command_board.busy_office import NOW, busy, exercise, played
from tests.office.conftest import Office
from tests.office.episodes import order_of

OFFICE = BoardAudience(AudienceKind.OFFICE)
POLICE = BoardAudience(AudienceKind.BODY, ("gongan",))
HOUSING = BoardAudience(AudienceKind.BODY, ("zhujian",))
GROUNDS = "会商认为须加强管控"


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


async def real(desk: Desk, audience: BoardAudience) -> BoardScene:
    return (await read(desk, audience)).real


async def practised(desk: Desk, audience: BoardAudience) -> BoardScene | None:
    return (await read(desk, audience)).exercise


async def late_in(desk: Desk, body: str, *, drill: bool = False) -> Obligation:
    rows = await obligations.open_in(desk.session, desk.jurisdiction, drill=drill)
    return next(one for one in rows if one.agency == body)


async def servings(desk: Desk, body: str) -> list[Delivery]:
    late = await late_in(desk, body)
    return [
        row
        for slip in await slips.slips_of(desk.session, late.key)
        for row in await outbox.deliveries_about(desk.session, Subject.of(slip))
        if row.kind == DeliveryKind.SLIP
    ]


async def adjusted(desk: Desk, alert: Matter) -> Order:
    """The newest order of the alert, which has taken effect."""
    order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now - timedelta(minutes=10))
    order.grounds = GROUNDS
    desk.session.add(order)
    await desk.session.flush()
    return order


@pytest.mark.parametrize("audience", [OFFICE, HOUSING])
@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.UNREACHABLE])
async def test_nobody_reads_of_a_slip_before_its_body_has_it(
    desk: Desk, audience: BoardAudience, state: DeliveryState
) -> None:
    await busy(desk)
    assert len((await real(desk, audience)).slips) == 2
    for row in await servings(desk, "zhujian"):
        row.state, row.closed_at = state, None
        desk.session.add(row)
    await desk.session.flush()
    scene = await real(desk, audience)
    assert scene.slips == ()
    assert not any(one.slip for one in scene.bodies)
    assert not any("督办单" in one.what for one in scene.timeline)


async def test_a_slip_of_a_body_that_the_script_plays_counts_as_served(desk: Desk) -> None:
    await busy(desk)
    for row in await servings(desk, "zhujian"):
        row.state, row.error = DeliveryState.DROPPED, UNSAID
        desk.session.add(row)
    await desk.session.flush()
    assert len((await real(desk, OFFICE)).slips) == 2


async def test_whoever_looks_for_two_bodies_sees_an_exercise_as_the_one_that_is_told(
    desk: Desk,
) -> None:
    await played(
        desk,
        ExerciseState.RUNNING,
        huanjing=Participation.SCRIPTED,
        gongan=Participation.REAL,
    )
    await exercise(desk)
    scene = await practised(desk, BoardAudience(AudienceKind.BODY, ("gongan", "huanjing")))
    assert scene is not None
    assert scene.slips == ()
    assert "overdue" not in {one.state for one in scene.bodies}
    in_the_office = await practised(desk, OFFICE)
    assert in_the_office is not None
    assert "overdue" in {one.state for one in in_the_office.bodies}


async def test_what_was_of_an_exercise_before_is_not_shown_in_the_next(desk: Desk) -> None:
    """The script had played the police in the one before."""
    alert = await exercise(desk)
    before = await adjusted(desk, alert)
    before.drill, before.says = True, {**before.says, SCRIPTED: ["gongan"]}
    row = await played(desk, ExerciseState.RUNNING, gongan=Participation.REAL)
    for audience, count in ((OFFICE, 1), (POLICE, 0)):
        scene = await practised(desk, audience)
        assert scene is not None
        assert sum(one.serial == before.serial for one in scene.timeline) == count
    row.began_at = desk.now + timedelta(seconds=1)
    desk.session.add(row)
    await desk.session.flush()
    scene = await practised(desk, OFFICE)
    assert scene is not None
    assert not any(one.serial for one in scene.timeline)


async def test_who_was_left_out_of_an_alert_reads_nothing_more_of_it(desk: Desk) -> None:
    """It goes on for other counties, and is told of to those alone."""
    alert = await busy(desk)
    left_out = await adjusted(desk, alert)
    left_out.says = {**left_out.says, LEFT_OUT: ["gongan"]}
    desk.session.add(left_out)
    await desk.session.flush()
    assert (await real(desk, POLICE)).alerts == ()
    [shown] = (await real(desk, HOUSING)).alerts
    assert shown.grounds == GROUNDS
    later = await adjusted(desk, alert)
    later.snapshot = {"recipients": {"zhujian": []}}
    desk.session.add(later)
    await desk.session.flush()
    scene = await real(desk, POLICE)
    assert scene.alerts == ()
    assert later.serial not in {one.serial for one in scene.timeline}
    assert [one.serial for one in (await real(desk, HOUSING)).alerts] == [later.serial]


async def test_until_it_is_left_out_the_alert_is_its_own(desk: Desk) -> None:
    alert = await busy(desk)
    order = await adjusted(desk, alert)
    order.says = {**order.says, LEFT_OUT: ["gongan"]}
    order.starts_at = desk.now + timedelta(hours=4)
    desk.session.add(order)
    await desk.session.flush()
    assert len((await real(desk, POLICE)).alerts) == 1


async def test_lines_for_others_alone_are_not_told(desk: Desk) -> None:
    alert = await busy(desk)
    [former] = (await real(desk, POLICE)).alerts
    added = await adjusted(desk, alert)
    added.says = {**added.says, LINES: [{"text": "夜间停工", "who": ["zhujian"]}]}
    added.snapshot = {**added.snapshot, ADDS: 0}
    desk.session.add(added)
    await desk.session.flush()
    [shown] = (await real(desk, POLICE)).alerts
    assert (shown.serial, shown.grounds) == (former.serial, former.grounds)
    assert added.serial not in {one.serial for one in (await real(desk, POLICE)).timeline}
    [theirs] = (await real(desk, HOUSING)).alerts
    assert (theirs.serial, theirs.grounds) == (added.serial, GROUNDS)


@pytest.mark.parametrize("drill", [False, True])
async def test_a_reply_in_an_exercise_makes_nobody_less_late_in_earnest(
    desk: Desk, *, drill: bool
) -> None:
    await busy(desk)
    await exercise(desk)
    body = "huanjing" if drill else "zhujian"
    late = await late_in(desk, body, drill=drill)
    desk.session.add(
        QuestionedReply(
            jurisdiction=desk.jurisdiction,
            obligation_id=late.key,
            agency=body,
            chat_id=1,
            message_id=1,
            step="none",
            state=QuestionedState.ASKED,
            written_at=late.due_at,
            asked_at=late.due_at,
        )
    )
    await desk.session.flush()
    view = await read(desk, OFFICE)
    assert view.exercise is not None
    for scene in (view.real, view.exercise):
        states = [one.state for one in scene.bodies]
        assert ("unclear" in states) is (scene.drill is drill)
        assert ("overdue" in states) is (scene.drill is not drill)
