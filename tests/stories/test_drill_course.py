"""An exercise of 38 bodies beside a real alert, from its script to the report on paper."""

import re
from collections import Counter

import pytest

from sandbox import Chat, Message, Person
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import headers, opened, rows
from tests.stories.passages import REPORT, all_confirm, approve, breathe, sent_for_approval, signs
from tests.stories.test_drills import drill, is_marked

LATE, SILENT = "zhujian", "gongan"
"""Who confirms after the plan's half hour, and who confirms and reports nothing."""
SPOKEN = "督导组名单下发太晚"
NUMBER = re.compile(r"昌污[指报]\S*〔2026〕")


async def _press(stage: Stage, person: Person, message: Message, label: str) -> None:
    await stage.press(person, message, label)
    await breathe(stage)


async def _sign(stage: Stage, *people: Person) -> None:
    for person in people:
        asked = drill(stage.expect_private(person, "审签"))
        await _press(stage, person, asked, signs(asked))
        stage.expect_edit(asked)


async def _confirm_draft(stage: Stage, *says: str) -> None:
    drafts = [one for one in stage.skim(stage.cast.office) if "拟稿" in one.text]
    assert all(says in drafts[-1].text for says in says)
    await _press(stage, stage.cast.staff, drill(drafts[-1]), "这是演练，确认发布")


async def _approved(stage: Stage, line: str) -> Message:
    """The office puts an exercise together, and the director approves it."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/drill {line}")
    card = stage.expect(cast.office, "拟开展")
    await _press(stage, cast.staff, card, "提交审批")
    asked = stage.expect_private(cast.director, "审签", "方案")
    await _press(stage, cast.director, asked, signs(asked))
    stage.skim()
    return card


def _newest(stage: Stage, words: str) -> dict[str, Message]:
    """The newest message with these words in each group."""
    found = {}
    for body, group in stage.cast.groups.items():
        found[body] = [one for one in group.messages if words in one.text][-1]
    return found


@pytest.mark.clause("G1")
async def test_an_exercise_of_38_bodies_beside_a_real_alert(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(agencies=None))
    cast, groups = stage.cast, stage.cast.groups
    assert len(groups) == 38
    card = await _approved(stage, "黄色 12月3日9时 压缩")
    await stage.advance_to("12-02 09:00")
    told = _newest(stage, "演练通知")
    assert len(told) == 38
    stage.skim()
    await stage.advance_to("12-03 09:15")
    await _confirm_draft(stage, "黄色", "（演练）")
    await _sign(stage, cast.director)
    received = stage.expect_everywhere("黄色预警", "演练·昌污指预〔2026〕1号")
    await all_confirm(stage, received, but=(LATE, SILENT))
    stage.skim()

    # A real alert goes first: the exercise stands still by itself, and the bot may even fall.
    await sent_for_approval(stage, "yellow 立即 48h PM2.5")
    await approve(stage, cast.director)
    real = stage.expect_everywhere("黄色预警", "昌污指预〔2026〕1号")
    assert not any(is_marked(one.text) for one in real.values())
    said = [one.text for one in stage.skim(cast.office)]
    assert any("自动暂停" in one for one in said)
    assert "已暂停" in card.text
    await stage.kill()
    await stage.start()
    await all_confirm(stage, real)
    await stage.advance_to("12-03 13:00")
    heard = stage.skim()
    assert [one.text for one in heard if is_marked(one.text) or "自查" in one.text] == []
    await _press(stage, cast.staff, card, "继续")
    stage.skim()

    # Whoever was late is late by the plan's half hour, in which the pause does not count.
    await stage.advance_to("12-03 13:40")
    await _press(stage, cast.liaisons[LATE], received[LATE], "收到")
    stage.skim()
    await stage.advance_to("12-03 13:50")
    prompts = _newest(stage, "请报送12月3日")
    for body, prompt in prompts.items():
        if body != SILENT:
            stage.world.say(cast.liaisons[body], groups[body], REPORT, reply_to=drill(prompt))
    await stage.settle()
    stage.skim()

    # The lift is told to all, then it ends, and everybody says what they think of it.
    for _ in range(3):
        query = await stage.press(cast.staff, card, "下一步")
        await breathe(stage)
        if query.answer is not None and "解除" in query.answer.text:
            break
    await _confirm_draft(stage, "解除")
    lifted = stage.expect_everywhere("解除", "演练·昌污指解〔2026〕1号")
    assert all(is_marked(one.text) for one in lifted.values())
    stage.skim()
    await _press(stage, cast.staff, card, "下一步")
    stage.expect(cast.office, "进入评估环节")
    await _press(stage, cast.staff, card, "结束")
    sure = stage.expect(cast.office, "确认结束")
    await _press(stage, cast.staff, sure, "确认结束")
    asked = stage.expect_everywhere("已结束", "直接回复本条")
    assert not any(is_marked(one.text) for one in asked.values())
    await stage.reply(cast.liaisons[SILENT], asked[SILENT], SPOKEN)
    stage.expect(groups[SILENT], "意见已记下")
    question = stage.expect_private(cast.director, "已结束", "按下面的按钮填写")
    await _press(stage, cast.director, question, "填写意见")
    question = stage.expect_private(cast.director, "写下对")
    await stage.reply(cast.director, question, "签批及时，建议增加夜间演练")
    stage.expect_private(cast.director, "意见已记下")
    stage.skim()

    # A day later the office gets the report; its numbers are those of this story.
    await stage.advance_to("12-04 15:00")
    stage.skim()
    document = opened(reports_in(cast.office)[0])
    assert "演练文书，不作实际执行依据" in headers(document)
    tables = [rows(document, number) for number in range(len(document.tables))]
    by_body = next(one for one in tables if one[0][:3] == ("单位", "参演方式", "确认人"))
    assert len(by_body) == 1 + 38
    confirmed = Counter(row[2] != "未确认" for row in by_body[1:])
    assert confirmed == {True: 37, False: 1}
    tried = {row[0]: row for one in tables for row in one if len(row) == 4}
    assert tried["接收确认"][2].startswith("应确认38家：按时36，逾期1，未确认1")
    assert "应送达38家，已送达38家" in tried["通知送达"][2]
    assert tried["社会发布"][3] == "未检验"
    assert any(row[2] == SPOKEN for one in tables for row in one if len(row) == 4)

    # What comes later stands in it once it is made again.
    await stage.reply(cast.liaisons[LATE], asked[LATE], "下次提前一天发方案")
    due = next(one for one in cast.office.messages if "意见征集到期" in one.text)
    await _press(stage, cast.staff, due, "生成演练评估报告")
    await stage.settle()
    stage.skim()
    made_again = opened(reports_in(cast.office)[1])
    again = [rows(made_again, number) for number in range(len(tables))]
    assert any(row[2] == "下次提前一天发方案" for one in again for row in one if len(row) == 4)
    each_is_what_it_is(stage)


def reports_in(chat: Chat) -> list[bytes]:
    files = [one.document for one in chat.messages if one.document is not None]
    return [one.content for one in files if one.name.endswith("评估报告.docx")]


def each_is_what_it_is(stage: Stage) -> None:
    """Every message with a number of the exercise is marked, and none with a real one is."""
    for chat in stage.world.chats():
        for message in chat.messages:
            numbers = NUMBER.findall(message.text)
            if numbers and message.text.count("演练·") == len(numbers):
                assert is_marked(message.text) or "演练" in message.text, message.text
            elif numbers and "演练·" not in message.text:
                assert not is_marked(message.text), message.text
