"""Comments on an exercise: who is asked where, whose are kept, and the report that follows."""

from datetime import timedelta

from sqlmodel import select

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Plan
from office.post import Place
from office.records.exercises import commenting, reporting
from storage import agenda
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseState
from storage.delivery import wanted_files
from storage.delivery.outbox import Delivery
from storage.receiving import dialogues
from storage.roster.chats import Chat, ChatRole
from storage.scope import EVERYWHERE
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.records.played import PLAYER, played
from tests.office.signers import refused

DAY = timedelta(days=1)
LIAISON = Actor(81, "李联络", agencies=("huanjing",))
STAFF = Actor(7000, "值班员", ("office_staff",))
STRANGER = Actor(9, "路人")
SCRIPTED = AGENCIES[-1]


async def ended(desk: Desk, plan: Plan) -> Exercise:
    groups = await bind_groups(desk, AGENCIES)
    groups["jiaoyu"].reachable = False
    private = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=PLAYER,
        role=ChatRole.PERSON,
        bound_at=desk.now,
    )
    desk.session.add_all([groups["jiaoyu"], private])
    await desk.session.flush()
    made = await played(desk, plan, began_at=MORNING - DAY, ends_at=MORNING, scripted=(SCRIPTED,))
    return made.exercise


async def said_in(desk: Desk, exercise: Exercise) -> dict[int, Delivery]:
    about = (Delivery.subject_kind == "exercise", Delivery.subject_id == exercise.key)
    found = (await desk.session.exec(select(Delivery).where(*about))).all()
    return {row.chat_id: row for row in found}


async def test_everybody_who_took_part_is_asked_once_in_their_own_chat(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        await reporting.begin(desk, exercise)
        await reporting.begin(desk, exercise)
        asked = await said_in(desk, exercise)
        due = await agenda.waiting(desk.session, desk.jurisdiction)
    # Neither the body for which the clock answered nor the one that cannot be reached.
    groups = {OFFICE_CHAT - 1 - AGENCIES.index(body) for body in ("huanjing", "gongan", "zhujian")}
    assert asked.keys() == {*groups, OFFICE_CHAT, PLAYER}
    assert {row.drill for row in asked.values()} == {False}
    assert all("直接回复本条" in asked[chat].text for chat in (*groups, OFFICE_CHAT))
    # In private the next words may be meant for something else.
    assert "回复" not in asked[PLAYER].text
    assert "dialogue" not in asked[PLAYER].context
    assert [(one.kind, one.due_at) for one in due] == [(reporting.COMMENTED, MORNING + DAY)]


async def test_a_comment_is_kept_with_its_body_and_name(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        key = exercise.key
        await commenting.keep(desk, LIAISON, key, "huanjing", " 通知及时，核对太慢 ")
        await commenting.keep(desk, LIAISON, key, None, "私聊补充一条")
        await commenting.keep(desk, STAFF, key, None, "审签链条偏长")
        # Whoever holds a post says so for the office, in whose group it may be.
        await commenting.keep(desk, STAFF, key, "gongan", "现场看过了")
        found = await store.comments(desk.session, key)
    assert [(one.body, one.name, one.said) for one in found] == [
        ("huanjing", "李联络", "通知及时，核对太慢"),
        ("huanjing", "李联络", "私聊补充一条"),
        (None, "值班员", "审签链条偏长"),
        (None, "值班员", "现场看过了"),
    ]


async def test_what_says_nothing_and_whoever_took_no_part_is_refused(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        key = exercise.key
        await refused(commenting.keep(desk, LIAISON, key, None, "……"), "drill_comment_empty")
        long = "长" * (commenting.AT_MOST + 1)
        await refused(commenting.keep(desk, LIAISON, key, None, long), "drill_comment_long")
        await refused(commenting.keep(desk, STRANGER, key, None, "好"), "drill_comment_part_only")
        await refused(
            commenting.keep(desk, STRANGER, key, "elsewhere", "好"), "drill_comment_part_only"
        )
        await refused(commenting.keep(desk, LIAISON, 99, None, "好"), "button_obsolete")
        exercise.state = ExerciseState.RUNNING
        desk.session.add(exercise)
        await refused(commenting.keep(desk, LIAISON, key, None, "好"), "button_obsolete")
        assert await store.comments(desk.session, key) == []


async def test_after_a_day_the_office_gets_the_report(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        await commenting.keep(desk, LIAISON, exercise.key, None, "都好")
        assert await reporting.commented(desk, exercise.key) == "1 comments"
        (wanted,) = await wanted_files.waiting(desk.session, EVERYWHERE)
        (told,) = (await said_in(desk, exercise)).values()
    assert (wanted.kind, wanted.asked) == ("drill_report", {"exercise": exercise.key})
    assert wanted.chat_id == OFFICE_CHAT
    assert wanted.name == "2026年重污染天气应急演练评估报告.docx"
    assert wanted.instead == f"qingkong export drill drill.docx --exercise {exercise.key}"
    assert "收到1条" in told.text


async def test_an_office_without_a_group_hears_nothing(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        made = await played(desk, plan, began_at=MORNING - DAY, ends_at=MORNING)
        assert await reporting.commented(desk, made.exercise.key) == "no office"


async def test_it_is_made_again_for_whoever_may_read_everything(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        here = Place(OFFICE_CHAT)
        await refused(reporting.ask_for(desk, LIAISON, here, exercise.key), "reader_only")
        await reporting.ask_for(desk, STAFF, here, exercise.key)
        await reporting.ask_for(desk, STAFF, here, exercise.key)
        (wanted,) = await wanted_files.waiting(desk.session, EVERYWHERE)
    # A paper of the record stays, whoever asked for it.
    assert (wanted.wanted_by, wanted.subject_kind) == (STAFF.user_id, "exercise")


async def test_the_question_in_a_group_waits_for_anybody_of_the_body(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await ended(desk, plan)
        await commenting.ask_all(desk, exercise)
        asked = await said_in(desk, exercise)
        number = asked[OFFICE_CHAT].context["dialogue"]
        opened = await dialogues.dialogue(desk.session, number)
    assert opened is not None
    assert (opened.kind, opened.user_id) == (commenting.QUESTION, None)
    assert opened.facts == {commenting.EXERCISE: exercise.key}
