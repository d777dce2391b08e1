"""Wrong codes, wrong people, wrong places: one clear sentence or none, and nothing changes."""

from office.bodies.new_codes import Target
from sandbox import Message
from storage.roster import chats
from storage.roster import people as people_store
from tests.harness.stage import Stage
from tests.stories.enrolling import AGENCY, POSITION, issue, recorded

ZHUJIAN = Target(AGENCY, "zhujian")
DIRECTOR = Target(POSITION, "director")
STAFF = Target(POSITION, "office_staff")
MARKUP = "<b>&😀</b>" * 600


async def state(stage: Stage) -> list[str]:
    """Everything that enrolment may change."""
    async with stage.database.reading() as session:
        held = await people_store.current_appointments(session, stage.plan.jurisdiction)
        bound = await chats.agency_chats(session, stage.plan.jurisdiction)
        return sorted(f"{row.user_id} {row.position} {row.agency}" for row in held) + sorted(
            f"{chat.chat_id} {agency}" for agency, places in bound.items() for chat in places
        )


async def test_codes_that_never_were(stage: Stage) -> None:
    before = await state(stage)
    for code in ("hello", "A" * 22, "<b>&amp;", "码", MARKUP):
        await stage.tell(stage.cast.stranger, f"/start {code}")
        said = stage.skim(stage.cast.private(stage.cast.stranger))
        assert said[0].text == "接入码有误。请核对后重发，或向指挥部办公室索取新码。"
        assert await state(stage) == before
        await stage.advance(minutes=16)


async def test_used_void_and_expired_codes_say_so(stage: Stage) -> None:
    used, void, late = [Target(AGENCY, agency) for agency in ("zhujian", "gongan", "jiaoyu")]
    used_code, void_code, late_code = await issue(stage, used, void, late)
    await issue(stage, void)
    person = stage.cast.stranger
    group = stage.world.add_supergroup("新群", [person])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=person, start_code=used_code)
    await stage.settle()
    stage.expect(group, "本群已接入：市住建局")
    stage.skim()
    before = await state(stage)

    other = stage.world.add_supergroup("另一群", [person])
    stage.world.add_bot_to_group(other, stage.cast.bot, by=person, start_code=used_code)
    await stage.settle()
    stage.expect(other, "已使用")
    await stage.say(person, other, f"/start {void_code}")
    stage.expect(other, "已作废")
    await stage.advance(hours=73)
    stage.expect(other, "凭办公室发的接入码")
    stage.skim()
    await stage.say(person, other, f"/start {late_code}")
    stage.expect(other, "已过期")
    assert await state(stage) == before
    assert (await recorded(stage)).count("code.refused") == 3


async def test_codes_of_the_wrong_kind_of_chat(stage: Stage) -> None:
    for_group, for_person = await issue(stage, ZHUJIAN, STAFF)
    await stage.tell(stage.cast.stranger, f"/start {for_group}")
    stage.expect_private(stage.cast.stranger, "群接入码")
    group, liaison = stage.cast.groups["zhujian"], stage.cast.liaisons["zhujian"]
    await stage.say(liaison, group, f"/start {for_person}")
    stage.expect(group, "个人接入码", "私聊")


async def test_a_group_is_not_bound_twice(stage: Stage) -> None:
    (code,) = await issue(stage, Target(AGENCY, "jiaoyu"))
    before = await state(stage)
    group, liaison = stage.cast.groups["zhujian"], stage.cast.liaisons["zhujian"]
    await stage.say(liaison, group, f"/start {code}")
    stage.expect(group, "本群已接入为“市住建局”，不能重复接入")
    assert await state(stage) == before
    assert "code.declined" in await recorded(stage)


async def test_who_guesses_is_slowed_down_and_then_ignored(stage: Stage) -> None:
    (good,) = await issue(stage, STAFF)
    stranger, limit = stage.cast.stranger, stage.plan.enrolment.guesses
    for number in range(limit - 1):
        await stage.tell(stranger, f"/start guess{number}")
        stage.expect_private(stranger, "接入码有误")
    await stage.tell(stranger, "/start guess")
    stage.expect_private(stranger, "尝试次数过多", "15分钟")
    before = await state(stage)
    await stage.tell(stranger, "/start again")
    await stage.tell(stranger, f"/start {good}")
    stage.expect_silence()
    assert await state(stage) == before
    assert (await recorded(stage)).count("guesses.throttled") == 1
    await stage.advance(minutes=16)
    await stage.tell(stranger, f"/start {good}")
    stage.expect_private(stranger, "您已登记为：办公室工作人员")
    stage.skim(stage.cast.office)


async def test_codes_that_are_forwarded_edited_or_anonymous(stage: Stage) -> None:
    (code,) = await issue(stage, ZHUJIAN)
    liaison, stranger = stage.cast.liaisons["zhujian"], stage.cast.stranger
    group = stage.world.add_supergroup("住建二群", [liaison])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=liaison)
    await stage.settle()
    before = await state(stage)
    stage.world.say(liaison, group, f"/start {code}", forward_from=stranger)
    await stage.settle()
    stage.expect(group, "转发的消息不作为命令执行")
    said = await stage.say(liaison, group, "稍等")
    await stage.edit(said, f"/start {code}")
    stage.expect(group, "修改过的消息不作为命令执行")
    stage.world.say(liaison, group, f"/start {code}", anonymous=True)
    await stage.settle()
    stage.expect(group, "匿名")
    assert await state(stage) == before
    await stage.say(liaison, group, f"/start {code}")
    stage.expect(group, "本群已接入：市住建局")
    stage.skim(stage.cast.office)


OF_THE_OFFICE = {
    "/enrol": "仅限指挥部办公室人员",
    "/roster": "限指挥部办公室人员和有查阅权限的人员",
}


async def test_the_offices_commands_are_the_offices(stage: Stage) -> None:
    cast = stage.cast
    for person in (cast.liaisons["zhujian"], cast.discipline_commission):
        for command, told in OF_THE_OFFICE.items():
            await stage.tell(person, command)
            stage.expect_private(person, told)
    await stage.tell(cast.auditor, "/enrol")
    stage.expect_private(cast.auditor, OF_THE_OFFICE["/enrol"])
    for command, told in OF_THE_OFFICE.items():
        await stage.tell(cast.stranger, command)
        stage.expect_private(cast.stranger, told)
    await stage.tell(cast.stranger, "/roster")
    stage.expect_silence()  # a stranger is told once


async def test_the_offices_commands_stay_out_of_agencies_groups(stage: Stage) -> None:
    group = stage.cast.groups["zhujian"]
    stage.world.add_person_to_group(group, stage.cast.staff)
    for command, told in OF_THE_OFFICE.items():
        await stage.say(stage.cast.staff, group, command)
        stage.expect(group, told)


FORGERIES = [
    "enrolcode:agency:nobody",
    "enrolcode:agency",
    "enrolcode:kingdom:zhujian",
    "enrolcode",
    "rosterend:999999",
    "rosterended:x",
    "rosterended:-1",
    "rosterunbind:999999",
    "rosterunbound:",
    "rosterunbound:99999999999999999999",
]


async def test_forged_data_by_the_office_itself(stage: Stage) -> None:
    menu = await _menu(stage)
    before = await state(stage)
    for data in FORGERIES:
        query = await stage.forge(stage.cast.staff, menu, data)
        assert query.answer is not None, data
        assert query.answer.show_alert, data
        assert await state(stage) == before, data


OFFICE_BUTTONS = (
    "enrol",
    "enrolpositions",
    "enrolagencies:0",
    "enrolcode:agency:zhujian",
    "rosterpeople",
    "rosterend:1",
    "rosterended:1",
    "rostergroups:0",
    "rosterpage:0",
    "rosterunbind:2",
    "rosterunbound:2",
    "rosterleave",
)


async def test_the_offices_buttons_pressed_by_somebody_else(stage: Stage) -> None:
    group, liaison = stage.cast.groups["zhujian"], stage.cast.liaisons["zhujian"]
    await stage.say(liaison, group, "/whoami")
    shown = stage.expect(group, "市住建局")
    before = await state(stage)
    for number, data in enumerate(OFFICE_BUTTONS, start=1):
        query = await stage.forge(liaison, shown, data)
        stage.expect_toast(query, "仅限指挥部办公室人员")
        assert await state(stage) == before, data
        assert (await recorded(stage)).count("refused") == number, data


async def test_a_page_far_off_is_the_last_one(stage: Stage) -> None:
    menu = await _menu(stage)
    await stage.forge(stage.cast.staff, menu, "enrolagencies:4000")
    stage.expect_edit(menu, "请选成员单位")


async def test_ending_twice_ends_once(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.staff, "/roster")
    roster = stage.expect_private(cast.staff, "名册")
    await stage.press(cast.staff, roster, "注销登记")
    choice = stage.expect_private(cast.staff, "请选要注销登记的人员")
    data = choice.button("副指挥长").callback_data or ""
    await stage.press(cast.staff, choice, "副指挥长")
    await stage.press(cast.staff, choice, "确认注销")
    stage.expect_private(cast.deputy_commander, "登记已注销")
    stage.expect(cast.office, "注销了")
    query = await stage.forge(cast.staff, choice, data.replace("rosterend", "rosterended"))
    stage.expect_toast(query, "已注销或解除")


async def test_codes_are_not_sent_to_whom_the_bot_may_not_write(stage: Stage) -> None:
    cast = stage.cast
    stage.world.block_bot(cast.staff, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "❌")
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    query = await stage.press(cast.staff, menu, "办公室群")
    stage.expect_toast(query, "接入码只发到私聊")
    assert "code.issued" not in await recorded(stage)


async def test_names_with_markup_stay_text(stage: Stage) -> None:
    (code,) = await issue(stage, STAFF)
    villain = stage.world.add_person("<b>甲</b> & <i>乙")
    stage.world.start_bot(villain, stage.cast.bot, code)
    await stage.settle()
    stage.expect_private(villain, "您已登记为")
    stage.expect(stage.cast.office, "<b>甲</b> & <i>乙 已登记为办公室工作人员")
    await stage.say(stage.cast.staff, stage.cast.office, "/roster")
    stage.expect(stage.cast.office, "<b>甲</b> & <i>乙")


async def test_strangers_get_one_neutral_sentence_a_day(stage: Stage) -> None:
    stranger = stage.cast.stranger
    for text in ("/start", "/help", "你好", "/start"):
        await stage.tell(stranger, text)
    stage.expect_private(stranger, "凭办公室发的接入码")
    stage.expect_silence()


async def _menu(stage: Stage) -> Message:
    await stage.tell(stage.cast.staff, "/enrol")
    return stage.expect_private(stage.cast.staff, "请选接入码的发放对象")
