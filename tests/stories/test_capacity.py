"""Whose word counts: who holds a post urges and remarks, and speaks for no agency by it."""

from office.bodies.new_codes import Target
from sandbox import Message, Person
from storage.roster import people as people_store
from tests.harness.stage import Stage
from tests.stories.enrolling import AGENCY as AN_AGENCY
from tests.stories.enrolling import issue as issue_codes
from tests.stories.enrolling import recorded
from tests.stories.passages import REPORT, asks, issue, silent_morning

AGENCY = "huanjing"
NAME = "生态环境"


async def owes(stage: Stage) -> bool:
    missing = await asks(stage, "/missing")
    return NAME in missing


async def liaisons(stage: Stage) -> list[int]:
    async with stage.database.reading() as session:
        return await people_store.liaisons_of(session, stage.plan.jurisdiction, AGENCY)


async def in_the_group(stage: Stage, who: str) -> Person:
    person: Person = getattr(stage.cast, who)
    stage.world.add_person_to_group(stage.cast.groups[AGENCY], person)
    await stage.settle()
    return person


async def liaison_with_a_post(stage: Stage) -> Person:
    """The environment bureau's liaison is the office's deputy director as well."""
    liaison, cast = stage.cast.liaisons[AGENCY], stage.cast
    # Said so that no tape of other stories is played over the row that is changed here.
    await stage.tell(cast.stranger, "/whoami")
    stage.skim()
    jurisdiction = stage.plan.jurisdiction
    async with stage.desks().open(jurisdiction, stage.clock.now(), "cli:test") as desk:
        held = await people_store.current_appointments(desk.session, jurisdiction)
        [row] = [one for one in held if one.position == "deputy_director"]
        row.user_id = liaison.id
        desk.session.add(row)
    return liaison


POSTS = ("staff", "director", "mayor", "discipline_commission", "auditor")


async def test_words_under_the_prompt_are_no_report(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    for person in [await in_the_group(stage, who) for who in POSTS]:
        said = await stage.reply(person, prompt, "请抓紧报送，今日检查企业9家")
        await stage.edit(said, "请抓紧报送，12点截止，检查企业10家")
        await stage.photo(person, group, reply_to=prompt)
        assert not [one for one in stage.skim(group) if "已收到" in one.text], person.name
        assert await owes(stage), person.name
        assert await liaisons(stage) == [cast.liaisons[AGENCY].id], person.name


async def test_a_command_under_a_photo_is_refused_as_one_by_itself_is(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY)
    for who, helped in (("staff", True), ("mayor", False)):
        person = await in_the_group(stage, who)
        await stage.photo(person, group, caption="/report 现场")
        assert ("代为登记" in stage.expect(group, "不代表").text) is helped, who
        stage.skim()
        assert await owes(stage), who


async def test_a_leader_urges_under_a_slip(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 13:00")
    mayor = await in_the_group(stage, "mayor")
    slip = [message for message in group.messages if "黄色提示单" in message.text][-1]
    stage.skim()
    await stage.reply(mayor, slip, "请立即落实，下不为例")
    stage.expect_silence()
    assert await owes(stage)
    # The agency's own people still answer it.
    await stage.reply(cast.liaisons[AGENCY], slip, REPORT)
    stage.expect(group, "已收到", "已销号")
    stage.skim()


async def test_a_receipt_is_the_agencys_own(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    alert = (await issue(stage))[AGENCY]
    for person in [await in_the_group(stage, who) for who in ("staff", "mayor", "auditor")]:
        query = await stage.press(person, alert, "收到")
        stage.expect_toast(query, "该单位人员")
        await stage.reply(person, alert, "收到")
        stage.expect(group, "该单位人员")
        await stage.reply(person, alert, "请认真落实")
        assert "✅" not in alert.text, person.name
    query = await stage.press(cast.liaisons[AGENCY], alert, "收到")
    stage.expect_toast(query, "已记录")
    stage.skim()
    assert await liaisons(stage) == [cast.liaisons[AGENCY].id]


async def test_nothing_is_asked_for_in_the_agencys_name(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    staff = await in_the_group(stage, "staff")
    query = await stage.press(staff, prompt, "申请延期")
    stage.expect_toast(query, "该单位人员")
    for command in ("/report " + REPORT, "/report", "/delay 系统故障", "/delay"):
        await stage.say(staff, group, command)
        stage.expect(group, "该单位人员")
    await stage.say(staff, group, "/due")
    stage.expect(group, "12月1日")
    stage.skim()
    assert await owes(stage)


async def test_who_brings_the_bot_in_with_a_code_is_no_liaison_by_it(stage: Stage) -> None:
    """Staff often do it for an agency."""
    cast = stage.cast
    second = stage.world.add_supergroup("环境二群", [cast.staff])
    stage.world.add_bot_to_group(second, cast.bot, by=cast.staff, admin=True)
    await stage.settle()
    [code] = await issue_codes(stage, Target(AN_AGENCY, AGENCY))
    await stage.say(cast.staff, second, f"/start {code}")
    stage.expect(cast.office, "接入人 值班员甲")
    stage.skim()
    assert await liaisons(stage) == [cast.liaisons[AGENCY].id]


async def test_a_liaison_with_a_post_says_as_which(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    liaison = await liaison_with_a_post(stage)
    prompt = (await silent_morning_of_both(stage))[AGENCY]
    await stage.advance_to("12-02 11:58")
    stage.skim()
    await stage.reply(liaison, prompt, REPORT)
    question = stage.expect(group, "联络员", "代表", "生态环境")
    await stage.photo(liaison, group, reply_to=prompt)
    stage.expect_silence(group)
    data = question.buttons()[0].callback_data or ""
    other = await stage.press(await in_the_group(stage, "second"), question, "以联络员身份办理")
    stage.expect_toast(other, "本人")
    await stage.advance_to("12-02 12:03")
    stage.skim()
    # Counts as of when it was written; the photo that waited goes along.
    await stage.press(liaison, question, "以联络员身份办理")
    stage.expect(group, "已收到", "按时报送")
    stage.expect(group, "已补充", "照片1张")
    await stage.reply(liaison, prompt, "补充：夜间再查2家")
    stage.expect(group, "已补充")
    stage.skim()
    assert "capacity_said" in await recorded(stage)
    again = await stage.forge(liaison, question, data)
    stage.expect_toast(again, "已作说明")


async def test_what_was_not_said_for_the_agency_is_no_report(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    liaison = await liaison_with_a_post(stage)
    prompt = (await silent_morning_of_both(stage))[AGENCY]
    stage.skim()
    await stage.reply(liaison, prompt, "各单位请抓紧，9家企业逐一核实")
    question = stage.expect(group, "代表")
    await stage.press(liaison, question, "不代表单位")
    stage.expect_edit(question, "不作报送")
    stage.expect_silence()
    assert await owes(stage)
    # The next thing is asked about anew.
    await stage.reply(liaison, prompt, REPORT)
    stage.expect(group, "代表")


async def test_a_press_waits_for_the_answer_as_well(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    liaison = await liaison_with_a_post(stage)
    alert = (await issue(stage))[AGENCY]
    query = await stage.press(liaison, alert, "收到")
    stage.expect_toast(query, "以什么身份")
    question = stage.expect(group, "代表")
    said = await stage.press(liaison, question, "以联络员身份办理")
    stage.expect_toast(said, "已记录")
    stage.expect_edit(alert, "✅ 已收到")
    stage.skim()
    stage.expect_silence()


async def silent_morning_of_both(stage: Stage) -> dict[str, Message]:
    """Its receipt is not confirmed either: he would be asked about that too."""
    await issue(stage)
    await stage.advance_to("12-02 08:00")
    prompts = {
        agency: next(one for one in group.messages[::-1] if "请报送12月1日" in one.text)
        for agency, group in stage.cast.groups.items()
    }
    stage.skim()
    return prompts
