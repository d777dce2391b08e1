"""What the command board says of an office in the middle of an alert, and to whom."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from messages.pages.board import page
from messages.pages.board.headlines import headlines
from messages.pages.board.page import PageState
from messages.render import words_in
from messages.views.command_board import BoardDraft, BoardScene, CommandBoard, DeliveryPanel
from office.bodies.agency_names import short
from office.command_board import body_tiles, roles, slip_steps
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.command_board.roles import READERS, BoardPart
from office.desk import Desk
from office.matters import standing_bodies
from office.matters.kinds import KINDS, KindOfMatter
from office.plan.languages import in_language
from office.plan.model import Plan
from storage.decisions import matters
from storage.decisions.exercises import ExerciseState, Participation
from storage.decisions.matters import MatterKind, MatterState
from storage.delivery.served_slips import CountedSlips
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness.inspecting import SPECIAL
from tests.office.command_board.busy_office import (
    DAYS,
    FIRM,
    NOW,
    OFFICER,
    REFERRAL,
    TELEPHONE,
    busy,
    exercise,
    played,
)
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, bind_groups

OFFICE = BoardAudience(AudienceKind.OFFICE)
WALL = BoardAudience(AudienceKind.WALL)
POLICE = BoardAudience(AudienceKind.BODY, ("gongan",))
HOUSING = BoardAudience(AudienceKind.BODY, ("zhujian",))
INSIDE = [AudienceKind.OFFICE, AudienceKind.LEADER, AudienceKind.AUDITOR]


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


def tiles(desk: Desk, scene: BoardScene) -> dict[str, str]:
    ids = {body.short: body.id for body in desk.plan.bodies}
    return {ids[one.name]: one.state for one in scene.bodies}


def rendered(desk: Desk, view: CommandBoard) -> str:
    return page.render(desk.words, view, PageState(1))


@pytest.mark.parametrize("kind", INSIDE)
async def test_inside_the_office_everything_is_shown(desk: Desk, kind: AudienceKind) -> None:
    await busy(desk)
    view = await read(desk, BoardAudience(kind))
    [alert] = view.real.alerts
    assert (alert.level, alert.in_force, alert.tone) == ("橙色", True, "orange")
    assert alert.ends_at == alert.starts_at + timedelta(hours=72)
    shown = tiles(desk, view.real)
    wanted = {"huanjing": "done", "gongan": "owes", "zhujian": "overdue", "jiaoyu": "soon"}
    assert shown.items() >= wanted.items()
    assert [one.title for one in view.real.drafts] == ["重污染天气红色预警"]
    assert [(one.title, one.standing) for one in view.real.slips] == [
        ("黄色提示单", 1),
        ("橙色督办单", 1),
    ]
    assert {one.step: one.count for one in view.real.problems} == {
        "filed": 1,
        "assigned": 0,
        "applied": 0,
        "accepted": 1,
    }
    assert view.shifts is not None
    assert view.shifts.now is not None
    assert view.shifts.now.officer.name == OFFICER
    assert [one.sha256[0] for one in view.downloads] == ["b"]
    assert view.calm is None


async def test_only_whoever_answered_is_done(desk: Desk) -> None:
    """A body that is told of the alert, and from which nothing is asked, is none of the count."""
    await bind_groups(desk, ("huanjing", "gongan"))
    alert = await alert_in_force(desk, since=NOW, drill=True)
    [order] = await matters.issued_orders(desk.session, alert.key)
    order.snapshot = {**order.snapshot, "recipients": {"huanjing": [], "gongan": []}}
    desk.session.add(order)
    await desk.session.flush()
    view = await read(desk, OFFICE)
    assert view.exercise is not None
    assert tiles(desk, view.exercise) == {"huanjing": "free", "gongan": "free"}
    assert [one.key for one in headlines(view.exercise)] == ["overdue", "unreachable"]
    met = owed(desk, 0)
    met.matter_id, met.order_id, met.state = alert.key, order.key, ObligationState.MET_LATE
    met.drill, met.occasion = True, of_day(DAYS[0])
    desk.session.add(met)
    await desk.session.flush()
    view = await read(desk, OFFICE)
    assert view.exercise is not None
    assert tiles(desk, view.exercise) == {"huanjing": "free", "gongan": "done"}
    [done, *_] = headlines(view.exercise)
    assert (done.key, done.figure, done.of) == ("done", 1, 1)


async def test_the_course_tells_when_the_response_began(desk: Desk) -> None:
    alert = await busy(desk)
    told = (await read(desk, OFFICE)).real.timeline
    assert [one.at for one in told] == sorted(one.at for one in told)
    [begun] = [one for one in told if one.what == "启动应急响应"]
    assert (begun.at, begun.is_ahead) == (alert.started_at, False)


async def test_a_team_formed_as_needed_counts_once_it_has_a_chat(desk: Desk) -> None:
    facts = desk.plan.model_dump(mode="json") | {"teams": [SPECIAL]}
    desk = replace(desk, plan=Plan.model_validate(facts))
    [team] = desk.plan.teams
    before = tiles(desk, (await read(desk, OFFICE)).real)
    assert team.id not in before
    assert set(before) == {one.id for one in await standing_bodies.under_alerts(desk)}
    await bind_groups(desk, (team.id,))
    assert set(tiles(desk, (await read(desk, OFFICE)).real)) == {*before, team.id}


async def test_a_shift_has_its_name_in_the_language_of_whoever_looks(
    desk: Desk, plan: Plan
) -> None:
    await busy(desk)
    english = replace(desk, plan=in_language(plan, "en"), words=words_in("en", desk.plan.zone))
    for reader, name in ((desk, "白班"), (english, "Day shift")):
        on_shift = (await read(reader, OFFICE)).shifts
        assert on_shift is not None
        assert on_shift.now is not None
        assert on_shift.now.name == name
    assert desk.plan.shifts.called("中班") == "中班"


async def test_reports_stand_bodies_by_days(desk: Desk) -> None:
    await busy(desk)
    heat = (await read(desk, OFFICE)).real.heat
    assert heat is not None
    assert [(one.day, one.answered, one.owed) for one in heat.days] == [
        (DAYS[0], 2, 3),
        (DAYS[1], 0, 1),
    ]
    shown = {row.body: [cell.state for cell in row.cells] for row in heat.rows}
    assert shown == {
        short(desk, "huanjing"): ["in_time", ""],
        short(desk, "gongan"): ["late", ""],
        short(desk, "zhujian"): ["overdue", ""],
        short(desk, "jiaoyu"): ["", "due"],
    }


async def test_a_slip_that_the_plan_knows_no_more_is_just_a_slip(desk: Desk) -> None:
    gone = CountedSlips("gone", "gongan", "once", 1, 1)
    usual = CountedSlips("gone", "gongan", "yellow", 1, 1)
    assert [slip_steps.title(desk, one) for one in (gone, usual)] == ["督办单", "黄色提示单"]


async def test_a_body_sees_its_own_alone(desk: Desk) -> None:
    await busy(desk)
    view = await read(desk, HOUSING)
    assert tiles(desk, view.real) == {"zhujian": "overdue"}
    assert view.real.heat is not None
    assert [row.body for row in view.real.heat.rows] == [short(desk, "zhujian")]
    assert [one.title for one in view.real.alerts] == ["重污染天气橙色预警"]
    assert view.real.matters == ()
    assert [(one.title, one.standing) for one in view.real.slips] == [
        ("黄色提示单", 1),
        ("橙色督办单", 1),
    ]
    # The task is of another body, and its order was sent to that one alone.
    police = await read(desk, POLICE)
    assert police.real.slips == ()
    assert "督办单" not in rendered(desk, police)
    assert [FIRM in one.title for one in police.real.matters] == [True]
    assert FIRM in rendered(desk, police)
    assert FIRM not in rendered(desk, view)


async def test_what_a_wall_must_not_show_is_not_on_it(desk: Desk) -> None:
    await busy(desk)
    await exercise(desk)
    view = await read(desk, WALL)
    assert view.real.problems
    assert view.deliveries is not None
    assert (view.deliveries.dead_total, view.deliveries.dead) == (1, ())
    text = rendered(desk, view)
    for unsaid in (FIRM, "提示单", "督办单", TELEPHONE, "红色预警</", "台账"):
        assert unsaid not in text, unsaid
    assert OFFICER in text


@pytest.mark.parametrize("kind", AudienceKind)
async def test_nobody_reads_of_a_referral_nor_a_telephone(desk: Desk, kind: AudienceKind) -> None:
    await busy(desk)
    text = rendered(desk, await read(desk, BoardAudience(kind, ("zhujian",))))
    for unsaid in ("移交", REFERRAL, "线索", "referral", TELEPHONE):
        assert unsaid not in text, unsaid


async def test_messages_about_a_referral_are_not_counted(desk: Desk) -> None:
    await busy(desk)
    panel = (await read(desk, OFFICE)).deliveries
    assert panel is not None
    assert (panel.queued, panel.oldest_at) == (1, NOW)


async def test_an_exercise_stands_apart(desk: Desk) -> None:
    await busy(desk)
    before = (await read(desk, OFFICE)).real
    await exercise(desk)
    view = await read(desk, OFFICE)
    assert view.real == before
    assert view.exercise is not None
    assert [one.level for one in view.exercise.alerts] == ["红色"]
    assert tiles(desk, view.exercise)["huanjing"] == "overdue"
    assert [one.title for one in view.exercise.slips] == ["红色督办单"]
    text = rendered(desk, view)
    assert text.index("【演练】以下为演练内容") < text.index("【演练】以上为演练内容")
    assert text.count("当前无预警") == 0
    # On paper its parts may stand on a page without the mark above them.
    real, _, practised = text.partition("【演练】以下为演练内容")
    tag = '<span class="tag">演练</span>'
    headings = re.findall(r'<h2 id="[a-z-]*">(.*?)</h2>', practised)
    assert len(headings) >= 3
    assert all(one.startswith(tag) for one in headings)
    assert tag not in real


async def test_an_exercise_that_is_only_drafted_is_no_ordinary_time(desk: Desk) -> None:
    view = await read(desk, OFFICE)
    scene = replace(view.real, drill=True, drafts=(BoardDraft("重污染天气黄色预警（演练）", ""),))
    text = rendered(desk, replace(view, exercise=scene))
    assert text.count("当前无预警") == 1
    assert "演练预警尚未生效" in text
    assert "拟稿中" in text
    assert "审签中" not in text


async def test_an_exercise_that_stands_still_says_so(desk: Desk) -> None:
    """With its alert in force and before that; what goes on in earnest says nothing of it."""
    row = await played(desk, ExerciseState.PAUSED)
    await exercise(desk)
    view = await read(desk, OFFICE)
    assert view.exercise is not None
    assert (view.real.is_paused, view.exercise.is_paused) == (False, True)
    # Its hours come back as it goes on, and nobody knows when that is.
    assert view.exercise.coming == ()
    text = rendered(desk, view)
    assert text.count("演练已暂停") == 1
    before = replace(view.exercise, alerts=())
    text = rendered(desk, replace(view, exercise=before))
    assert "演练已暂停" in text
    assert "演练预警尚未生效" not in text
    row.state = ExerciseState.RUNNING
    desk.session.add(row)
    await desk.session.flush()
    assert "演练已暂停" not in rendered(desk, await read(desk, OFFICE))


async def test_an_exercise_with_nothing_open_is_shown_to_whoever_knows_of_it(desk: Desk) -> None:
    """Above all while it stands still, as nobody would see otherwise that it is not over."""
    parts = {"gongan": Participation.REAL, "zhujian": Participation.SCRIPTED}
    row = await played(desk, ExerciseState.PAUSED, **parts)
    for audience in (OFFICE, WALL, POLICE):
        view = await read(desk, audience)
        assert view.exercise is not None
        assert view.exercise.is_paused
        text = rendered(desk, view)
        assert "演练已暂停" in text
        assert "【演练】以下为演练内容" in text
    assert (await read(desk, HOUSING)).exercise is None
    row.state = ExerciseState.RUNNING
    desk.session.add(row)
    await desk.session.flush()
    text = rendered(desk, await read(desk, OFFICE))
    assert "当前无演练预警" in text
    assert "演练已暂停" not in text
    row.state = ExerciseState.ENDED
    desk.session.add(row)
    await desk.session.flush()
    assert (await read(desk, OFFICE)).exercise is None


async def test_a_body_for_which_the_script_answers_sees_nothing_of_the_exercise(desk: Desk) -> None:
    """It owes something in it, and has a slip, which nobody tells it."""
    await played(desk, ExerciseState.RUNNING, zhujian=Participation.SCRIPTED)
    alert = await exercise(desk)
    rows = await obligations.of_matter(desk.session, alert.key, ObligationKind.DAILY)
    for one in rows:
        one.agency = "zhujian"
        desk.session.add(one)
    await desk.session.flush()
    assert (await read(desk, HOUSING)).exercise is None
    seen = (await read(desk, OFFICE)).exercise
    assert seen is not None
    assert tiles(desk, seen)["zhujian"] == "overdue"


@pytest.mark.parametrize("row", [one for one in KINDS.values() if one.id is not MatterKind.ALERT])
async def test_whatever_is_open_says_until_when(desk: Desk, row: KindOfMatter) -> None:
    """A board shows each kind of matter while it is open."""
    assert desk.words.plain(row.key("until"), at=desk.now)


async def test_it_changes_by_itself_at_the_next_deadline(desk: Desk) -> None:
    await busy(desk)
    view = await read(desk, OFFICE)
    assert view.changes_at == NOW + timedelta(hours=1)


async def test_a_quiet_office_says_what_it_does(desk: Desk) -> None:
    alert = await busy(desk)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    desk.session.add(alert)
    await desk.session.flush()
    view = await read(desk, OFFICE)
    assert view.real.alerts == ()
    assert view.calm is not None
    assert view.calm.last is not None
    assert (view.calm.last.answered, view.calm.last.in_time, view.calm.last.owed) == (2, 1, 4)
    assert view.calm.season_alerts == 1
    assert any("逾期" in one for one in view.calm.waiting)
    assert (await read(desk, WALL)).calm is not None
    assert (await read(desk, HOUSING)).calm is None
    assert "当前无预警" in rendered(desk, view)


async def test_an_office_without_anything_has_a_page_too(desk: Desk) -> None:
    view = await read(desk, OFFICE)
    assert view.deliveries is not None
    assert view.deliveries == DeliveryPanel(0, None, view.deliveries.unreachable, 0)
    assert (view.shifts, view.air, view.exercise, view.downloads) == (None, None, None, ())
    assert set(tiles(desk, view.real).values()) == {"free"}
    assert "当前无预警" in rendered(desk, view)


# By field and audience


SHOWN_TO = {
    "alerts": set(AudienceKind),
    "grounds": set(AudienceKind) - {AudienceKind.WALL},
    "matters": set(AudienceKind),
    "drafts": set(INSIDE),
    "bodies": set(AudienceKind),
    "heat": set(AudienceKind),
    "trends": {*INSIDE, AudienceKind.WALL},
    "slips": {*INSIDE, AudienceKind.BODY},
    "problems": {*INSIDE, AudienceKind.WALL},
    "timeline": set(AudienceKind),
    "coming": set(AudienceKind),
    "air": {*INSIDE, AudienceKind.WALL},
    "deliveries": {*INSIDE, AudienceKind.WALL},
    "dead": set(INSIDE),
    "shifts": {*INSIDE, AudienceKind.WALL},
    "downloads": set(INSIDE),
    "calm": {*INSIDE, AudienceKind.WALL},
    "waiting": set(INSIDE),
}
"""Written once more, so that whoever shows more to somebody changes two tables."""
ALWAYS = {
    *("office", "at", "changes_at", "reader", "named"),
    *("real", "exercise", "drill", "is_paused", "is_played"),
}


def test_each_part_is_shown_to_these_and_to_nobody_else() -> None:
    assert {str(part): set(kinds) for part, kinds in READERS.items()} == SHOWN_TO
    assert READERS.keys() == set(BoardPart)


def test_each_field_of_the_view_has_its_row() -> None:
    names = {one.name for kind in (CommandBoard, BoardScene) for one in fields(kind)}
    assert names - ALWAYS == SHOWN_TO.keys() - {"dead", "waiting", "grounds"}


@pytest.mark.parametrize("kind", AudienceKind)
async def test_what_has_no_reader_is_not_even_read(desk: Desk, kind: AudienceKind) -> None:
    await busy(desk)
    await exercise(desk)
    view = await read(desk, BoardAudience(kind, ("zhujian",)))
    for name, readers in SHOWN_TO.items():
        for found in parts_named(view, name):
            assert not found or kind in readers, name


def parts_named(view: Any, name: str) -> list[Any]:
    """Every field of that name, however deep it lies."""
    if isinstance(view, tuple):
        return [found for one in view for found in parts_named(one, name)]
    if not is_dataclass(view):
        return []
    here = [(one.name, getattr(view, one.name)) for one in fields(view)]
    return [
        found
        for called, value in here
        for found in ([value] if called == name else parts_named(value, name))
    ]


# Rules


def owed(desk: Desk, hours: float, *, paused: bool = False) -> Obligation:
    return Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=1,
        order_id=1,
        agency="gongan",
        kind="daily",
        state=ObligationState.OPEN,
        opened_at=desk.now,
        due_at=desk.now + timedelta(hours=hours),
        paused_at=desk.now - timedelta(days=1) if paused else None,
    )


@pytest.mark.parametrize(
    ("rows", "answered", "unjudged", "wanted"),
    [
        ([], False, False, "free"),
        ([], True, False, "done"),
        ([5], True, False, "owes"),
        ([5, 1.5], True, False, "soon"),
        ([5, -1], True, False, "overdue"),
        ([5, -1], True, True, "unclear"),
        ([0], True, False, "overdue"),
    ],
)
async def test_a_tile_has_the_colour_of_the_gravest(
    desk: Desk, rows: list[float], answered: bool, unjudged: bool, wanted: str
) -> None:
    found = [owed(desk, hours) for hours in rows]
    assert body_tiles.state_of(found, desk.now, answered=answered, unjudged=unjudged) == wanted


async def test_a_clock_that_stands_still_is_shown_as_that(desk: Desk) -> None:
    still = owed(desk, -1, paused=True)
    assert body_tiles.state_of([still], desk.now, answered=True, unjudged=False) == "paused"
    both = [still, owed(desk, 9)]
    assert body_tiles.state_of(both, desk.now, answered=True, unjudged=False) == "owes"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ({"daily": 1, "closing": 30}, ("日报",)),
        ({"daily": 5, "closing": 30}, ("日报", "总结报告")),
        ({"daily": 1, "closing": -1}, ("总结报告",)),
        ({"daily": 1, "closing": 1}, ("日报", "总结报告")),
    ],
)
async def test_a_tile_names_what_gives_it_its_state(
    desk: Desk, rows: dict[str, float], wanted: tuple[str, ...]
) -> None:
    """What stands still gives it none as long as anything else is owed."""
    still, *found = [owed(desk, 5, paused=True), *(owed(desk, hours) for hours in rows.values())]
    for one, kind in zip((still, *found), ("outlook", *rows), strict=True):
        one.kind, one.day = kind, DAYS[0]
    assert await wanting(desk, [still, *found]) == wanted
    assert await wanting(desk, [still]) == ("趋势研判",)


async def wanting(desk: Desk, rows: list[Obligation]) -> tuple[str, ...]:
    [tile] = await body_tiles.tiles(desk, OFFICE, (), {}, (), rows, drill=True)
    return tile.wanting


def test_a_kind_without_a_row_is_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(READERS, BoardPart.AIR)
    assert not roles.sees(OFFICE, BoardPart.AIR)
