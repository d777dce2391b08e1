"""An exercise beside a real alert: each of its texts says so at both ends, and no real one does."""

import re

import pytest

from sandbox import Bot, CallbackQuery, Chat, Message, Person
from storage.supervision import slips
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    REPORT,
    all_confirm,
    asks,
    breathe,
    issue,
    signs,
)

SILENT, OTHER = "zhujian", "gongan"
HEAD, FOOT = "【演练】\n", "\n以上为演练内容，并非真实情况。【演练】"
LINE = "/warn 黄色 2026-12-01T10:00 48h PM2.5 预计静稳天气持续 演练"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(SILENT, OTHER)))


def is_marked(text: str) -> bool:
    assert text.startswith(HEAD) == text.endswith(FOOT), text
    return text.startswith(HEAD)


def drill(message: Message) -> Message:
    assert is_marked(message.text), message.text
    return message


def real(message: Message) -> Message:
    assert "演练" not in message.text, message.text
    return message


def toast(stage: Stage, query: CallbackQuery, *says: str) -> None:
    stage.expect_toast(query, *says)
    assert query.answer is not None
    assert query.answer.text.startswith("【演练】")
    assert query.answer.text.endswith("【演练】")


async def signed(stage: Stage, *people: Person) -> None:
    for person in people:
        asked = drill(stage.expect_private(person, "审签"))
        act = signs(asked)
        toast(stage, await stage.press(person, asked, act), act)
        await breathe(stage)
        assert is_marked(stage.expect_edit(asked, f"已{act}").text)


async def confirmed(stage: Stage, *says: str) -> Message:
    draft = drill(stage.expect(stage.cast.office, "拟稿", "（演练）", *says))
    toast(stage, await stage.press(stage.cast.staff, draft, "这是演练，确认发布"))
    await breathe(stage)
    return drill(stage.expect_edit(draft, "审签中"))


def said_in(chat: Chat) -> list[str]:
    return [message.text for message in chat.messages if isinstance(message.sender, Bot)]


async def test_a_drill_beside_a_real_alert(stage: Stage) -> None:
    cast, groups = stage.cast, stage.cast.groups
    liaison = cast.liaisons[SILENT]
    for alert in (alerts := await issue(stage)).values():
        real(alert)
    await all_confirm(stage, alerts)
    stage.skim()

    # Whoever speaks of a drill where none is open does not end the real alert.
    await stage.say(cast.staff, cast.office, "/lift 年度演练已结束")
    question = stage.expect(cast.office, "请选是哪一个：正式预警，还是演练")
    query = await stage.press(cast.staff, question, "演练")
    stage.expect_toast(query, "目前没有进行中的演练")

    # It is issued through the same signatures, and nobody who took no part hears of it.
    await stage.say(cast.staff, cast.office, LINE)
    await confirmed(stage, "预警级别：黄色")
    await signed(stage, cast.director)
    received = stage.expect_everywhere("黄色预警", "演练·昌污指预〔2026〕1号")
    for message in received.values():
        drill(message)
    drill(stage.expect_private(cast.director, "演练·昌污指预〔2026〕1号"))
    for person in (cast.deputy_commander, cast.commander, cast.party_secretary, cast.mayor):
        stage.expect_silence(cast.private(person))
    stage.skim(cast.office)
    query = await stage.press(liaison, received[SILENT], "收到")
    toast(stage, query, "已记录")
    assert is_marked(stage.expect_edit(received[SILENT], "✅ 已收到").text)
    await stage.press(cast.liaisons[OTHER], received[OTHER], "收到")
    stage.skim()

    # Both are reported on; whoever answers neither message is asked which one is meant.
    await stage.advance_to("12-02 08:00")
    prompts: dict[str, list[Message]] = {group: [] for group in groups}
    for group, chat in groups.items():
        for message in stage.skim(chat):
            if "请报送12月1日" in message.text:
                prompts[group].append(message)
        assert [is_marked(one.text) for one in prompts[group]] == [False, True]
    for prompt in prompts[OTHER]:
        await stage.reply(cast.liaisons[OTHER], prompt, REPORT)
    real(stage.expect(groups[OTHER], "昌污报〔2026〕1号"))
    drill(stage.expect(groups[OTHER], "演练·昌污报〔2026〕1号"))
    await stage.say(liaison, groups[SILENT], f"/report {REPORT}")
    question = stage.expect(groups[SILENT], "请选择这是哪一项")
    named = [one.text for one in question.buttons() if "12月1日" in one.text]
    assert ["（演练）" in name for name in named] == [False, True], named
    await stage.press(liaison, question, named[0])
    real(stage.expect(groups[SILENT], "昌污报〔2026〕2号"))
    stage.skim()

    # It climbs the ladder in the body's group alone, and no list or count of what is real has it.
    for at, title, number in (
        ("12:00", "逾期提醒", "演练·昌污指催〔2026〕1号"),
        ("12:30", "黄色提示单", "演练·昌污指黄提〔2026〕1号"),
        ("14:30", "橙色督办单", "演练·昌污指橙督〔2026〕1号"),
        ("16:30", "红色督办单", "演练·昌污指红督〔2026〕1号"),
    ):
        await stage.advance_to(f"12-02 {at}")
        heard = [drill(message) for message in stage.skim(groups[SILENT], cast.office)]
        assert sum(title in one.text and number in one.text for one in heard) == 2
        stage.expect_silence()
    assert "目前没有" in await asks(stage, "/slips")
    assert "演练" not in await asks(stage, "/missing")
    missed = drill(stage.expect(cast.office, "12月1日", "（演练）", "逾期"))
    await stage.press(cast.staff, missed, "催报")
    drill(stage.expect(cast.office, "催报"))
    board = await asks(stage, "/board")
    assert "橙色预警" in board
    assert "演练" not in board
    assert "橙色" not in drill(stage.expect(cast.office, "黄色预警", "演练·昌污指预")).text
    stage.skim()
    await stage.advance_to("12-03 07:59")
    stage.expect_silence()
    async with stage.database.reading() as session:
        issued = await slips.slips_in(session, stage.plan.jurisdiction)
    assert {slip.is_referral for slip in issued} == {False}

    # Where one word may mean either, the office says which.
    await stage.say(cast.staff, cast.office, "/adjust 橙色 立即 48h PM2.5 预计污染加重，演练")
    await confirmed(stage, "预警级别：橙色")
    await signed(stage, cast.director, cast.deputy_commander)
    for message in stage.expect_everywhere("演练·昌污指调〔2026〕1号").values():
        drill(message)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift")
    question = stage.expect(cast.office, "请选是哪一个：正式预警，还是演练")
    await stage.press(cast.staff, question, "演练")
    assert is_marked(stage.expect_edit(question, "拟解除预警").text)
    await stage.press(cast.staff, question, "预计：空气质量改善")
    assert is_marked(stage.expect_edit(question, "拟稿见下一条").text)
    draft = drill(stage.expect(cast.office, "解除", "（演练）"))
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    for message in stage.expect_everywhere("解除", "演练·昌污指解〔2026〕1号").values():
        drill(message)
    stage.skim()
    assert "橙色预警" in await asks(stage, "/board")
    each_says_what_it_is(stage)


def each_says_what_it_is(stage: Stage) -> None:
    """No message of the drill is without its marks, and none with a real number has them."""
    said = [text for chat in stage.world.chats() for text in said_in(chat)]
    spoken = [text for text in said if "演练" in text]
    assert len(spoken) > 20
    for text in spoken:
        numbers = re.findall(r"(演练·)?(昌污[指报]\S*〔2026〕)", text)
        assert is_marked(text) or not numbers, text
        assert all(of_drill for of_drill, _ in numbers), text


async def test_a_drill_by_buttons_and_where_nobody_guesses(stage: Stage) -> None:
    """The mark follows what is chosen at each step, and the word within grounds is asked about."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = real(stage.expect(cast.office, "拟发预警"))
    for label, other in (("改为演练", "改为正式预警"), ("改为正式预警", "改为演练")) * 2:
        await stage.press(cast.staff, question, label)
        stage.expect_edit(question, "请选级别")
        assert question.button(other).text.endswith(other)
        assert is_marked(question.text) is (label == "改为演练")
    await stage.press(cast.staff, question, "改为演练")
    stage.expect_edit(question, "请选级别")
    for label, asked in (("橙色", "启动时间"), ("立即", "持续时间"), ("72小时", "污染物")):
        await stage.press(cast.staff, question, label)
        assert is_marked(stage.expect_edit(question, asked).text)
    await stage.press(cast.staff, question, "放弃")
    assert is_marked(stage.expect_edit(question).text)

    line = "/warn 橙色 立即 72h PM2.5 结合年度演练情况研判"
    for label, drilled in (("演练", True), ("不是演练，发布正式预警", False)):
        await stage.say(cast.staff, cast.office, line)
        question = stage.expect(cast.office, "这是演练，还是正式预警？")
        await stage.press(cast.staff, question, label)
        stage.expect_edit(question, "拟稿见下一条")
        draft = stage.expect(cast.office, "拟稿", "结合年度演练情况研判")
        assert is_marked(draft.text) is drilled
    for command in ("/lift 演练", "/adjust 红色 演练", "/cancel 演练"):
        await stage.say(cast.staff, cast.office, command)
        drill(stage.expect(cast.office))


async def test_more_time_is_asked_for_in_a_drill(stage: Stage) -> None:
    """The mark goes along with a question whose answer is a reply to nothing."""
    cast, group, liaison = stage.cast, stage.cast.groups[SILENT], stage.cast.liaisons[SILENT]
    await stage.say(cast.staff, cast.office, LINE)
    await confirmed(stage)
    await signed(stage, cast.director)
    await all_confirm(stage, stage.expect_everywhere("黄色预警"))
    await stage.advance_to("12-02 08:00")
    prompt = next(one for one in stage.skim(group) if "请报送12月1日" in one.text)
    stage.skim()
    await stage.press(liaison, drill(prompt), "申请延期")
    drill(stage.expect(group, "延期的理由"))
    await stage.say(liaison, group, "数据需核实，请延长到今日18时")
    drill(stage.expect(group, "延期申请已报办公室"))
    card = drill(stage.expect(cast.office, "数据需核实"))
    await stage.press(cast.staff, card, "同意延期")
    assert is_marked(stage.expect_edit(card, "请选定新的截止时间").text)
    toast(stage, await stage.press(cast.staff, card, "延至12月2日18:00"), "已同意")
    assert is_marked(stage.expect_edit(card, "已同意延期").text)
    drill(stage.expect(group, "同意延期", "12月2日18:00"))
    stage.skim()
