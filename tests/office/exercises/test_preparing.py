"""An exercise as it is put together: usual values, what may be chosen, what stands in its way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.matters import exercise_line
from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.exercises import cards, hours, manners, players, preparing, scripts, signing, telling
from office.exercises.preparing import WantedExercise
from office.post import Place
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions import exercises as store
from storage.decisions.exercises import (
    CHANGES_OF_LEVEL,
    ActKind,
    ExerciseSpeed,
    ExerciseState,
    Participation,
    ScriptedManner,
)
from storage.delivery.outbox import Delivery
from storage.subjects import Subject
from tests.office.episodes import bind_groups
from tests.office.exercise_days import approved, drafted
from tests.office.moved_first import moved_by_another
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    refused,
)

USUAL_ACTS = [one for one in ActKind if one not in CHANGES_OF_LEVEL]


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY, LIAISON)
    await bind_groups(desk, ["zhujian", "gongan"])


async def texts(desk: Desk) -> list[tuple[int, str]]:
    rows = (await desk.session.exec(select(Delivery))).all()
    return [(row.chat_id, row.text or "") for row in rows]


async def test_all_is_as_usual_until_somebody_says_otherwise(desk: Desk) -> None:
    row = await preparing.begin(desk, STAFF, HERE, WantedExercise())
    assert row.level == "orange"
    assert row.days == scripts.USUAL_DAYS
    assert desk.local(row.begins_at).hour == 9
    assert row.begins_at - desk.now >= timedelta(days=1)
    assert row.participants["zhujian"] == Participation.REAL
    assert row.participants["huanjing"] == Participation.SCRIPTED
    # The director plays the director; the deputy commander is played by somebody of the office.
    assert row.plays["director"] == DIRECTOR.user_id
    assert row.plays["deputy_commander"] not in (DEPUTY.user_id, DIRECTOR.user_id)
    planned = scripts.planned(await scripts.script_of(desk, row), desk.plan, row)
    assert [one.act for one in planned] == USUAL_ACTS
    await preparing.choose_days(desk, row, 3)
    longer = scripts.planned(await scripts.script_of(desk, row), desk.plan, row)
    assert [after.at - one.at for one, after in zip(planned, longer, strict=True)] == [
        timedelta(days=one.act in (ActKind.LIFT, ActKind.ASSESSMENT)) for one in planned
    ]


async def test_what_may_be_chosen(desk: Desk) -> None:
    row = await drafted(desk)
    await preparing.choose_level(desk, row, "red")
    assert set(row.plays) == {"director", "deputy_commander", "commander"}
    assert len({*row.plays.values()}) == 3
    assert max(row.air) > 300
    await refused(preparing.choose_level(desk, row, "purple"), "button_obsolete")
    await preparing.choose_speed(desk, row, ExerciseSpeed.REAL)
    await refused(preparing.choose_speed(desk, row, "slow"), "button_obsolete")
    await refused(preparing.choose_days(desk, row, 9), "button_obsolete")
    await preparing.choose_hour(desk, row, desk.now + timedelta(days=3))
    late, far = desk.now + timedelta(minutes=1), desk.now + timedelta(days=200)
    await refused(preparing.choose_hour(desk, row, late), "exercise_hour_past")
    await refused(preparing.choose_hour(desk, row, far), "exercise_hour_far")

    for how, manner in (*manners.PARTS[1:], manners.PARTS[0]):
        await preparing.choose_part(desk, row, "zhujian")
        assert (row.participants.get("zhujian"), row.manners.get("zhujian")) == (how, manner)
    await refused(preparing.choose_part(desk, row, "nobody"), "button_obsolete")
    await preparing.choose_parts(desk, row, Participation.SCRIPTED)
    assert {*row.participants.values()} == {Participation.SCRIPTED}
    await preparing.choose_parts(desk, row, manners.DRAWN)
    drawn = dict(row.manners)
    assert {*drawn.values()} == {"late", "wrong", "silent"}
    await preparing.choose_parts(desk, row, manners.DRAWN)
    assert row.manners == drawn
    shown = await cards.view(desk, await signing.round_of(desk, row), "")
    assert len(shown.late) == len(shown.wrong) == len(shown.silent) == 1
    await preparing.choose_parts(desk, row, Participation.REAL)
    assert row.participants["gongan"] == Participation.REAL
    await refused(preparing.choose_parts(desk, row, "some"), "button_obsolete")

    await preparing.choose_player(desk, row, "deputy_commander", DEPUTY.user_id)
    assert row.plays["deputy_commander"] == DEPUTY.user_id
    stranger = preparing.choose_player(desk, row, "commander", LIAISON.user_id)
    await refused(stranger, "button_obsolete")


async def test_another_script_has_its_bodies_answer_in_manners_of_its_own(desk: Desk) -> None:
    usual, changing = desk.plan.drills
    late, wrong = {"huanjing": ScriptedManner.LATE}, {"gongan": ScriptedManner.WRONG}
    drills = tuple(
        one.model_copy(update={"manners": how}) for one, how in ((usual, late), (changing, wrong))
    )
    desk = replace(desk, plan=desk.plan.model_copy(update={"drills": drills}))
    row = await drafted(desk)
    assert row.manners == {"huanjing": "late"}
    await preparing.choose_level(desk, row, "yellow")
    assert row.manners == {"huanjing": "late"}
    await preparing.choose_script(desk, row, "changing")
    assert row.manners == {"gongan": "wrong"}


async def test_another_script_comes_to_levels_that_others_sign(desk: Desk) -> None:
    row = await drafted(desk)
    assert "commander" not in row.plays
    await preparing.choose_script(desk, row, "changing")
    assert "级别调整" in row.title
    view = await cards.view(desk, await signing.round_of(desk, row), "")
    assert {"升级", "降级"} <= {one.name for one in view.acts}
    changing, orange = desk.plan.drills[1], desk.plan.known_level("orange")
    assert orange is not None
    assert "commander" in scripts.posts_to_play(changing, desk.plan, orange)
    await refused(preparing.choose_script(desk, row, "unknown"), "button_obsolete")


async def test_nobody_signs_twice_and_no_post_is_empty(desk: Desk) -> None:
    row = await drafted(desk)
    await preparing.choose_player(desk, row, "deputy_commander", DIRECTOR.user_id)
    submitted = preparing.submit(desk, STAFF, row.key, HERE)
    await refused(submitted, "exercise_plays_twice")
    row.plays = {"director": DIRECTOR.user_id}
    found = await refused(preparing.submit(desk, STAFF, row.key, HERE), "exercise_posts_missing")
    assert found.facts["posts"] == [desk.plan.positions[1].name]
    row.plays = {**row.plays, "deputy_commander": STAFF.user_id}
    row.participants = {}
    await refused(preparing.submit(desk, STAFF, row.key, HERE), "exercise_nobody_takes_part")


async def test_it_is_approved_told_of_and_begins_by_itself(desk: Desk) -> None:
    row = await approved(desk, await drafted(desk))
    await desk.session.refresh(row)
    assert row.state == ExerciseState.APPROVED
    waits = await agenda.items_waiting(desk.session, desk.jurisdiction)
    due = {one.kind: one.due_at for one in waits if one.kind in hours.OF_AN_EXERCISE}
    assert due == {hours.TELL: row.begins_at - timedelta(days=1), hours.BEGIN: row.begins_at}
    assert len(await store.steps(desk.session, row.key)) == len(USUAL_ACTS)
    await refused(preparing.to_change(desk, STAFF, row.key), "exercise_is_approved")
    await refused(drafted(desk), "exercise_is_planned")

    desk.now = row.begins_at - timedelta(days=1)
    before = len(await texts(desk))
    assert await telling.tell(desk, row.key) == "told 4"
    said = (await texts(desk))[before:]
    told = {chat for chat, text in said if "演练通知" in text}
    players = set(row.plays.values())
    assert told == {-1001, -1002, *players}
    await preparing.give_up(desk, COLLEAGUE, row.key)
    assert await telling.tell(desk, row.key) == "not approved"
    off = {chat for chat, text in await texts(desk) if "已取消，不再进行" in text}
    assert off == told
    await refused(preparing.give_up(desk, STAFF, row.key), "exercise_is_given_up")


async def test_nobody_is_woken_to_be_told_of_it(desk: Desk) -> None:
    row = await drafted(desk, after=timedelta(days=2, hours=-4))
    script = await scripts.script_of(desk, row)
    early = row.begins_at - script.told_ahead
    told = hours.told_at(desk, script, row)
    assert early < told < row.begins_at
    assert desk.local(told).time() == desk.plan.quiet_hours.end
    desk.now = row.begins_at - timedelta(hours=1)
    assert hours.told_at(desk, script, row) <= row.begins_at


async def test_the_office_alone_leads_it(desk: Desk) -> None:
    await refused(preparing.begin(desk, LIAISON, HERE, WantedExercise()), "office_only")
    row = await drafted(desk)
    await refused(preparing.to_change(desk, LIAISON, row.key), "office_only")
    await refused(preparing.to_change(desk, STAFF, row.key + 1), "button_obsolete")
    stranger = Actor(99, "外人")
    await refused(preparing.submit(desk, stranger, row.key, HERE), "office_only")


async def test_one_that_is_not_signed_in_time_is_not_held(desk: Desk) -> None:
    row = await drafted(desk)
    await preparing.submit(desk, STAFF, row.key, HERE)
    asked = await signing.round_of(desk, row)
    assert signing.EXERCISES.lapsed(desk, asked) is None
    desk.now = row.begins_at
    lapsed = signing.EXERCISES.lapsed(desk, asked)
    assert lapsed is not None
    assert lapsed.key == "exercise_hour_past"
    await signing.EXERCISES.sent_back(desk, asked)
    assert (await preparing.to_change(desk, STAFF, row.key)).state == ExerciseState.RETURNED


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", (None, None, None, None)),
        ("橙色 12月3日9时 压缩", ("orange", "2026-12-03T09:00+08:00", None, "compressed")),
        ("3天 red", ("red", None, 3, None)),
        ("黄色 实际时长 12月4日 15时 2天", ("yellow", "2026-12-04T15:00+08:00", 2, "real")),
    ],
)
async def test_one_line_says_it(desk: Desk, typed: str, wanted: tuple[object, ...]) -> None:
    said = exercise_line.read(desk, typed)
    at = said.begins_at.isoformat(timespec="minutes") if said.begins_at else None
    assert (said.level, at, said.days, said.speed) == wanted


@pytest.mark.parametrize(
    ("typed", "why"),
    [("9天", "exercise_days_unclear"), ("随便", "exercise_hour_unclear")],
)
async def test_a_line_that_nobody_understands(desk: Desk, typed: str, why: str) -> None:
    async def read() -> None:
        exercise_line.read(desk, typed)

    await refused(read(), why)


async def test_the_card_says_who_plays_whom(desk: Desk) -> None:
    row = await drafted(desk)
    view = await cards.view(desk, await signing.round_of(desk, row), "")
    assert [one.person for one in view.posts if one.person]
    assert view.is_default
    assert len(view.acts) == len(USUAL_ACTS)
    names = [one.name for one in await players.candidates(desk, "deputy_commander")]
    assert names[0] == DEPUTY.name


async def test_what_was_sent_back_is_put_up_as_a_row_of_its_own(desk: Desk) -> None:
    """Its signatures stay with it, and the card goes on with the new one."""
    row = await drafted(desk)
    await preparing.submit(desk, STAFF, row.key, HERE)
    (step,) = await signatures.approvals(desk.session, Subject.of(row))
    await approvals.send_back(desk, DIRECTOR, step.key, "时间改到周一")
    row = await preparing.to_change(desk, STAFF, row.key)
    await preparing.choose_days(desk, row, 4)
    again = await preparing.submit(desk, COLLEAGUE, row.key, HERE)
    assert again.key != row.key
    assert (row.state, again.state) == (ExerciseState.GIVEN_UP, ExerciseState.ASKED)
    assert (again.days, again.plays, again.card_id) == (4, row.plays, row.card_id)
    await refused(preparing.submit(desk, STAFF, row.key, HERE), "exercise_is_given_up")


async def test_two_are_never_planned_at_once(desk: Desk) -> None:
    """A second draft may lie beside the first, but only one of them is put up."""
    first, second = await drafted(desk), await drafted(desk)
    await preparing.submit(desk, STAFF, first.key, HERE)
    await refused(preparing.submit(desk, STAFF, second.key, HERE), "exercise_is_planned")
    await preparing.give_up(desk, STAFF, first.key)
    assert "已取消，不再进行" not in str(await texts(desk))
    await preparing.submit(desk, STAFF, second.key, HERE)


@pytest.mark.parametrize("origin", [ExerciseState.DRAFT, ExerciseState.RETURNED])
async def test_another_was_first(desk: Desk, origin: ExerciseState) -> None:
    row = await drafted(desk)
    row.state = origin
    await moved_by_another(desk, row, ExerciseState.ENDED)
    await refused(preparing.submit(desk, STAFF, row.key, HERE), "button_obsolete")
    row = await drafted(desk)
    await moved_by_another(desk, row, ExerciseState.ENDED)
    await refused(preparing.give_up(desk, STAFF, row.key), "button_obsolete")
    asked = await signing.round_of(desk, row)
    await refused(signing.EXERCISES.granted(desk, asked), "approval_void")


async def test_what_was_drafted_in_private_is_followed_in_the_office(desk: Desk) -> None:
    row = await preparing.begin(desk, STAFF, Place(STAFF.user_id), WantedExercise())
    before = row.card_id
    await preparing.submit(desk, STAFF, row.key, Place(STAFF.user_id))
    assert row.card_id != before
    shown = [chat for chat, text in await texts(desk) if "审签中" in text]
    assert HERE.chat_id in shown
    assert [chat for chat, text in await texts(desk) if "进展见办公室群" in text] == [1]


async def test_a_level_that_wants_fewer_signatures_keeps_who_was_chosen(desk: Desk) -> None:
    row = await drafted(desk)
    await preparing.choose_player(desk, row, "deputy_commander", DEPUTY.user_id)
    await preparing.choose_level(desk, row, "red")
    assert row.plays["deputy_commander"] == DEPUTY.user_id
    await preparing.choose_level(desk, row, "yellow")
    assert set(row.plays) == {"director"}


async def test_what_was_put_up_for_signature_meanwhile_stays_as_it_is(desk: Desk) -> None:
    row = await drafted(desk)
    await moved_by_another(desk, row, ExerciseState.ASKED)
    await refused(preparing.choose_days(desk, row, 4), "button_obsolete")
    await refused(preparing.choose_part(desk, row, "zhujian"), "button_obsolete")
    await desk.session.refresh(row)
    assert (row.days, row.participants["zhujian"]) == (scripts.USUAL_DAYS, Participation.REAL)
