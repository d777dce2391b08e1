"""What the command board says comes next, and to whom."""

from datetime import timedelta
from typing import Any

import pytest

from messages.pages.board import page
from messages.pages.board.page import PageState
from office.command_board import body_tiles, coming
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desk
from office.exercises import hours
from office.matters import alerts, clocks
from office.obligations import prompts
from office.plan.owed_kinds import KINDS
from storage.decisions.matters import Matter
from storage.occasions import of_day
from storage.owed import obligations
from tests.office.command_board.busy_office import DAYS, FIRM, NOW, busy, exercise
from tests.office.conftest import Office
from tests.office.meeting_days import at, convened

OFFICE = BoardAudience(AudienceKind.OFFICE)
WALL = BoardAudience(AudienceKind.WALL)
POLICE = BoardAudience(AudienceKind.BODY, ("gongan",))
HOUSING = BoardAudience(AudienceKind.BODY, ("zhujian",))
HOUR = timedelta(hours=1)


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


async def told(desk: Desk, audience: BoardAudience) -> list[str]:
    return [one.what for one in (await read(desk, audience)).real.coming]


async def test_deadlines_and_the_end_of_an_alert_are_told_by_their_hours(desk: Desk) -> None:
    await busy(desk)
    view = await read(desk, OFFICE)
    assert [(one.at - NOW, one.what) for one in view.real.coming] == [
        (HOUR, "12月2日日报截止（1家未办结）"),
        (24 * HOUR, "橙色预警预定结束"),
        (24 * HOUR, "交办事项截止（1家未办结）"),
    ]
    # What is late is no news of what comes, and a wall reads of no enterprise.
    assert await told(desk, WALL) == await told(desk, OFFICE)
    text = page.render(desk.words, await read(desk, WALL), PageState(1))
    assert "接下来" in text
    assert FIRM not in text
    # A body is told of its own alone, and that it is the only one goes without saying.
    assert await told(desk, POLICE) == ["橙色预警预定结束", "交办事项截止"]
    assert await told(desk, HOUSING) == ["橙色预警预定结束"]


async def test_a_clock_that_stands_still_has_no_deadline(desk: Desk) -> None:
    await busy(desk)
    for row in await obligations.open_in(desk.session, desk.jurisdiction):
        row.paused_at = NOW
        desk.session.add(row)
    await desk.session.flush()
    assert await told(desk, OFFICE) == ["橙色预警预定结束"]


async def test_only_what_is_near_is_told_and_no_more_than_has_room(desk: Desk) -> None:
    await busy(desk)
    rows = await obligations.open_in(desk.session, desk.jurisdiction)
    rows[-1].due_at = NOW + coming.WITHIN + HOUR
    desk.session.add(rows[-1])
    await desk.session.flush()
    assert not any("交办" in one for one in await told(desk, OFFICE))
    for place in range(coming.MOST_SHOWN):
        copied = rows[0].model_dump(exclude={"id"}) | {
            "occasion": of_day(DAYS[1] + timedelta(days=1 + place)),
            "agency": "huanjing",
            "due_at": NOW + (2 + place) * HOUR,
        }
        desk.session.add(type(rows[0])(**copied))
    await desk.session.flush()
    assert len(await told(desk, OFFICE)) == coming.MOST_SHOWN


async def test_the_mornings_asking_is_told_to_whom_it_concerns(desk: Desk) -> None:
    alert = await busy(desk)
    drilled = await exercise(desk)
    for matter in (alert, drilled):
        await clocks.on_agenda(desk, prompts.DAILY_PROMPTS, matter.key, NOW + 2 * HOUR)
    await clocks.on_agenda(desk, alerts.FORMS_DAILY, alert.key, NOW + HOUR)
    asked = "开始催报12月2日情况"
    assert (await told(desk, OFFICE)).count(asked) == 1
    assert asked in await told(desk, HOUSING)
    assert asked not in await told(desk, BoardAudience(AudienceKind.BODY, ("nobody",)))
    view = await read(desk, OFFICE)
    assert view.exercise is not None
    assert [one.what for one in view.exercise.coming].count(asked) == 1
    assert view.changes_at == NOW + HOUR


async def test_a_meeting_has_no_name_on_a_wall(desk: Desk) -> None:
    await convened(desk, meets_at=at(desk, 18), bodies=("gongan",))
    await convened(desk, meets_at=at(desk, 19), drill=True)
    assert await told(desk, OFFICE) == ["会议“日调度会议（12月1日）”"]
    assert await told(desk, WALL) == ["会议"]
    assert await told(desk, POLICE) == ["会议“日调度会议（12月1日）”"]
    assert await told(desk, HOUSING) == []


async def test_an_exercise_that_begins_is_told_inside_alone(desk: Desk) -> None:
    await clocks.on_agenda(desk, hours.BEGIN, 1, NOW + HOUR)
    assert await told(desk, OFFICE) == ["应急演练开始"]
    assert await told(desk, WALL) == []


async def test_what_is_about_nothing_any_more_is_not_told(desk: Desk) -> None:
    await clocks.on_agenda(desk, prompts.DAILY_PROMPTS, 404, NOW + HOUR)
    await clocks.on_agenda(desk, "meeting_begins", 404, NOW + HOUR)
    assert await told(desk, OFFICE) == []


# What a body owes, in a word


async def test_a_late_body_is_told_what_is_late(desk: Desk) -> None:
    alert = await busy(desk)
    await owed_beside(desk, alert, "zhujian", "receipt")
    await owed_beside(desk, alert, "zhujian", "inspection", due_at=NOW + HOUR)
    view = await read(desk, WALL)
    wanting = {one.name: one.wanting for one in view.real.bodies}
    named = {body.id: body.short for body in desk.plan.bodies}
    # What is only to come stands back while something is late.
    assert wanting[named["zhujian"]] == ("日报", "签收")
    assert wanting[named["jiaoyu"]] == ("日报",)
    assert wanting[named["huanjing"]] == ()
    assert "逾期：日报、签收" in page.render(desk.words, view, PageState(1))


async def owed_beside(desk: Desk, alert: Matter, body: str, kind: str, **changed: Any) -> None:
    rows = await obligations.open_in(desk.session, desk.jurisdiction)
    [late] = [one for one in rows if one.agency == body and one.kind == "daily"]
    copied = late.model_dump(exclude={"id"}) | {
        "kind": kind,
        "occasion": late.occasion,
        "matter_id": alert.key,
        **changed,
    }
    desk.session.add(type(late)(**copied))
    await desk.session.flush()


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_may_be_owed_has_a_word(desk: Desk, kind: str) -> None:
    assert body_tiles.called(desk, kind)
