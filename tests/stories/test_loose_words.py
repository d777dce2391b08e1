"""What people send without replying to anything: offered, joined, or left alone."""

import pytest

from sandbox import Upload
from tests.harness.stage import Stage
from tests.stories.passages import asks, issue, silent_morning
from tests.stories.test_reports import parts_of, prompted

AGENCY = "huanjing"
OFFER = "是否作为报告报送"
TAKE = "作为12月1日应急响应工作日报报送"


async def morning(stage: Stage) -> None:
    await silent_morning(stage, AGENCY)


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    "words", ["今天检查工地18家，发现问题3个", "零报告", "出动三十二人次，均已落实"]
)
async def test_what_looks_like_a_report_is_offered_once(stage: Stage, words: str) -> None:
    await morning(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    said = await stage.say(liaison, group, words)
    offer = stage.expect(group, OFFER)
    assert offer.reply_to is said
    assert "生态环境" in await asks(stage, "/missing")
    await stage.press(liaison, offer, TAKE)
    stage.expect(group, "已收到", "按时报送")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert part.text == words


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    "words", ["大家早上好", "收到", "谁去开会？", "@lisi 请你报一下", "好的，马上", "1"]
)
async def test_chatter_is_never_answered(stage: Stage, words: str) -> None:
    await morning(stage)
    await stage.say(stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY], words)
    stage.expect_silence()


async def test_who_asks_for_time_without_the_button_is_led_to_it(stage: Stage) -> None:
    await morning(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "会议延期到明天")
    stage.expect_silence(group)
    said = await stage.say(liaison, group, "能不能晚点报，延期到明天12点")
    offer = stage.expect(group, "如需延期报送12月1日应急响应工作日报，请按“申请延期”")
    assert offer.reply_to is said
    await stage.say(liaison, group, "请延期")
    stage.expect_silence()
    await stage.press(liaison, offer, "申请延期")
    asked = stage.expect(group, "延期的理由")
    await stage.reply(liaison, asked, "现场核查未结束，需到明天12时")
    stage.expect(group, "延期申请已报办公室")
    stage.expect(stage.cast.office, "申请延期：", "现场核查未结束")
    # What waits for the office is not asked for again.
    colleague = stage.world.add_person("科员")
    stage.world.add_person_to_group(group, colleague)
    await stage.say(colleague, group, "申请延期")
    stage.expect_silence()


async def test_what_the_same_person_adds_goes_with_it(stage: Stage) -> None:
    await morning(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    colleague = stage.world.add_person("科员")
    stage.world.add_person_to_group(group, colleague)
    await stage.photo(liaison, group)
    offer = stage.expect(group, OFFER)
    await stage.advance(minutes=3)
    await stage.photo(liaison, group, caption="东城工地")
    await stage.say(liaison, group, "以上是今天的检查情况，均已整改")
    await stage.say(liaison, group, "好的")
    await stage.say(colleague, group, "辛苦了")
    stage.expect_silence()
    await stage.press(liaison, offer, TAKE)
    stage.expect(group, "已收到", "文字2段、照片2张")
    stage.skim(stage.cast.office)
    assert [part.text for part in await parts_of(stage)] == [
        *("", "东城工地", "以上是今天的检查情况，均已整改"),
    ]


async def test_photos_minutes_after_an_accepted_reply_are_part_of_it(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.reply(liaison, prompts[AGENCY], "检查企业9家，照片随后发来")
    stage.expect(group, "已收到")
    await stage.advance(minutes=5)
    await stage.photo(liaison, group)
    stage.expect(group, "已补充", "文字1段、照片1张")
    await stage.document(liaison, group, Upload(b"xlsx", "台账.xlsx"))
    stage.expect(group, "已补充", "照片1张、文件1个")
    await stage.say(liaison, group, "辛苦大家")
    stage.expect_silence(group)
    await stage.advance(minutes=20)
    stage.skim(stage.cast.office)
    await stage.photo(liaison, group)
    stage.expect_silence()


async def test_words_left_unanswered_are_offered_once_and_pictures_again(stage: Stage) -> None:
    await morning(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "下午3人去开会")
    stage.expect(group, OFFER)
    await stage.advance(minutes=30)
    await stage.say(liaison, group, "改成4人了")
    stage.expect_silence(group)
    await stage.photo(liaison, group)
    stage.expect(group, OFFER)
    stage.skim()


async def test_nothing_is_offered_where_nothing_is_owed(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    await issue(stage)
    stage.skim()
    await stage.photo(stage.cast.liaisons[AGENCY], group)
    stage.expect_silence()


async def test_a_photo_by_a_leader_is_nobodys_report(stage: Stage) -> None:
    await morning(stage)
    group = stage.cast.groups[AGENCY]
    stage.world.add_person_to_group(group, stage.cast.mayor)
    await stage.photo(stage.cast.mayor, group, caption="检查工地3家")
    stage.expect_silence()


async def test_a_reply_to_a_colleague_is_not_offered(stage: Stage) -> None:
    await morning(stage)
    group = stage.cast.groups[AGENCY]
    asked = await stage.say(stage.cast.liaisons[AGENCY], group, "今天去了几家？")
    await stage.reply(stage.cast.liaisons[AGENCY], asked, "9家")
    stage.expect_silence()


async def test_the_reason_of_a_delay_without_the_reply(stage: Stage) -> None:
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    colleague = stage.world.add_person("科员")
    stage.world.add_person_to_group(group, colleague)
    await stage.press(cast.liaisons[AGENCY], prompt, "申请延期")
    stage.expect(group, "延期的理由")
    await stage.say(colleague, group, "系统又坏了")
    await stage.say(cast.liaisons[AGENCY], group, "。")
    stage.expect_silence()
    await stage.say(cast.liaisons[AGENCY], group, "系统故障，下午4点前报")
    stage.expect(group, "已报办公室")
    stage.expect(cast.office, "申请延期", "系统故障，下午4点前报")
    stage.skim()


async def test_a_reason_is_not_taken_from_talk_an_hour_later(stage: Stage) -> None:
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await stage.press(cast.liaisons[AGENCY], prompt, "申请延期")
    stage.expect(group, "延期的理由")
    await stage.advance(hours=1)
    await stage.say(cast.liaisons[AGENCY], group, "系统修好了")
    stage.expect_silence()


async def test_a_liaison_writes_to_the_bot_alone_while_the_group_works(stage: Stage) -> None:
    await morning(stage)
    liaison = stage.cast.liaisons[AGENCY]
    await stage.tell(liaison, "检查企业9家，均已落实")
    stage.expect_private(liaison, "工作群内报送", "/report")
    await stage.tell(liaison, "你好")
    stage.expect_private(liaison, "工作群内报送")


async def test_a_liaison_reports_alone_while_the_group_is_lost(stage: Stage) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await morning(stage)
    await stage.tell(liaison, "/whoami")
    stage.world.kick_bot(group, cast.bot, by=liaison)
    await stage.settle()
    stage.skim()
    await stage.tell(liaison, "检查企业9家，均已落实")
    offer = stage.expect_private(liaison, OFFER)
    await stage.press(liaison, offer, TAKE)
    stage.expect_private(liaison, "已收到", "按时报送")
    stage.skim()
    assert "生态环境" not in await asks(stage, "/missing")
    stage.skim()


async def test_an_answer_in_another_chat(stage: Stage) -> None:
    cast = stage.cast
    await morning(stage)
    await stage.say(cast.liaisons[AGENCY], cast.groups[AGENCY], "/delay 系统故障")
    stage.expect(cast.groups[AGENCY], "已报办公室")
    card = stage.expect(cast.office, "申请延期")
    await stage.press(cast.staff, card, "同意延期")
    await stage.press(cast.staff, card, "另定时间")
    stage.expect(cast.office, "新的截止时间")
    await stage.tell(cast.staff, "18:00")
    stage.expect_private(cast.staff, "指挥部办公室", "还有一个问题等您答复")
    stage.skim()


async def test_a_receipt_without_the_reply_is_offered_once(stage: Stage) -> None:
    await issue(stage)
    stage.skim()
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    for words in ("好的", "早上好"):
        await stage.say(liaison, group, words)
    stage.expect_silence()
    await stage.say(liaison, group, "收到，马上落实")
    offer = stage.expect(group, "确认收到")
    await stage.say(liaison, group, "收到")
    stage.expect_silence()
    await stage.press(liaison, offer, "确认收到")
    assert "生态环境" not in await asks(stage, "/missing")
    stage.skim()


async def test_a_counted_figure_is_no_reason_of_a_delay(stage: Stage) -> None:
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.press(liaison, prompt, "申请延期")
    stage.expect(group, "延期的理由")
    await stage.say(liaison, group, "检查企业9家，均已落实")
    stage.expect(group, OFFER)
    stage.expect_silence()
