"""Who may answer what: a question has its person, a group its agency, a position its holder."""

from sandbox import Message
from storage.roster import people as people_store
from storage.roster.people import LIAISON
from tests.harness import strange
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.enrolling import recorded
from tests.stories.passages import sent_for_approval, silent_morning

AGENCY, OTHER = "huanjing", "zhujian"


async def test_a_question_to_one_person(stage: Stage) -> None:
    """A colleague, the group itself, a channel, an edited message: none of them answers it."""
    cast, world = stage.cast, stage.world
    await silent_morning(stage, AGENCY, "12-02 12:30")
    question = await _asked_why(stage)
    await stage.restart()
    async with unchanged(stage):
        await stage.reply(cast.second, question, "误发")
        await stage.reply(cast.director, question, "误发")
        world.say(cast.staff, cast.office, "误发", reply_to=question, anonymous=True)
        strange.say(stage, cast.staff, cast.office, "误发", strange.AS_CHANNEL, reply_to=question)
        earlier = await stage.say(cast.second, cast.office, "稍等")
        await stage.edit(earlier, "误发")
    refused = stage.skim(cast.office)
    assert len(refused) <= 4
    await stage.reply(cast.staff, question, "误发")
    stage.expect(cast.office, "已撤回")
    stage.skim()
    async with unchanged(stage):
        await stage.reply(cast.staff, question, "再说一次")
        stage.expect(cast.office, "已办结")
    stage.expect_silence()


async def test_a_reason_to_return_belongs_to_the_asked(stage: Stage) -> None:
    """A question in one person's private chat, answered after a restart and then once more."""
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "理由")
    await stage.restart()
    async with unchanged(stage):
        await stage.say(cast.staff, cast.office, "依据不足")
        await stage.say(cast.director, cast.office, "依据不足")
        await stage.tell(cast.deputy_commander, "依据不足")
        stage.skim(cast.private(cast.deputy_commander))
    await stage.reply(cast.director, question, "依据不足")
    stage.expect_private(cast.director, "已退回")
    stage.skim()
    async with unchanged(stage):
        await stage.reply(cast.director, question, "依据还是不足")
        stage.expect_private(cast.director, "已办结")
        query = await stage.forge(cast.director, asked, "aok:1")
        stage.expect_toast(query, "退回")


async def test_whoever_is_in_the_group_is_the_agency(stage: Stage) -> None:
    """Nobody enrols liaisons: whoever answers for the agency is remembered as one."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    stage.world.add_person_to_group(group, cast.stranger)
    prompts = await silent_morning(stage, AGENCY)
    await stage.reply(cast.stranger, prompts[AGENCY], "昨日已落实")
    stage.expect(group, "已收到", "按时报送")
    async with stage.database.reading() as session:
        held = await people_store.appointments_of(session, cast.stranger.id)
    assert [(row.position, row.agency) for row in held] == [(LIAISON, AGENCY)]
    assert "liaison_seen" in await recorded(stage)
    stage.skim()


async def test_a_liaison_speaks_only_where_the_agency_is(stage: Stage) -> None:
    """In private, a neighbour's group and the office's group nothing is a report."""
    cast = stage.cast
    prompts = await silent_morning(stage, AGENCY)
    liaison = cast.liaisons[AGENCY]
    stage.world.add_person_to_group(cast.groups[OTHER], liaison)
    stage.world.add_person_to_group(cast.office, liaison)
    # The liaison's private chat is remembered from the first word on.
    await stage.tell(liaison, "/start")
    stage.expect_private(liaison, "联络员的事项")
    async with unchanged(stage):
        await stage.tell(liaison, "昨日已落实")
        stage.expect_private(liaison, "工作群内报送")
        await stage.tell(liaison, "/report 昨日已落实")
        stage.expect_private(liaison, "请在成员单位")
        await stage.say(liaison, cast.office, "昨日已落实")
        await stage.say(liaison, cast.groups[OTHER], "昨日已落实")
        await stage.say(liaison, cast.groups[OTHER], "/delay 停电")
        stage.expect(cast.groups[OTHER], "没有待报事项")
    stage.expect_silence()
    assert prompts[AGENCY].buttons()


async def test_whoever_lost_a_position_has_lost_its_buttons(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    pressed = [asked.button(label).callback_data or "" for label in ("审核同意", "退回")]
    await stage.say(cast.staff, cast.office, "/roster")
    await stage.press(cast.staff, stage.expect(cast.office, "名册"), "注销登记")
    choice = stage.expect(cast.office, "请选要注销登记的人员")
    await stage.press(cast.staff, choice, "办公室主任")
    await stage.press(cast.staff, choice, "确认注销")
    stage.skim()
    async with unchanged(stage):
        for data in pressed:
            query = await stage.forge(cast.director, asked, data)
            stage.expect_toast(query, "办公室主任审签")
        await stage.tell(cast.director, "/pending")
        stage.expect_private(cast.director, "审签职责")
        await stage.say(cast.director, cast.office, "/lift 改善")
        stage.expect(cast.office, "办公室人员")
    stage.expect_silence()


async def _asked_why(stage: Stage) -> Message:
    """Press 撤回 beside the newest slip; return the question for the reason."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/slips")
    await stage.press(cast.staff, stage.expect(cast.office, "未销号"), "撤回")
    return stage.expect(cast.office, "理由")
