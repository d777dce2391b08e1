"""To whom words are addressed, and that nothing is lost between typing and keeping."""

import pytest

from tests.harness.stage import Stage
from tests.harness.strange import show
from tests.stories.passages import all_confirm, asks, issue, silent_morning
from tests.stories.test_reports import parts_of

AGENCY = "huanjing"

# Whatever these ask of a database, other stories ask on PostgreSQL too.
pytestmark = pytest.mark.on_postgresql("never")


async def test_a_reply_to_a_colleague_answers_no_question(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 10:00")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift")
    question = stage.expect(cast.office, "拟解除预警")
    said = await stage.say(cast.second, cast.office, "要不要再等等？")
    await stage.reply(cast.staff, said, "等气象局会商完再说")
    stage.expect_silence()
    await stage.say(cast.staff, cast.office, "空气质量已明显改善")
    stage.expect(cast.office, "空气质量已明显改善", "请核对全文")
    assert question.buttons()


@pytest.mark.parametrize("caption", ["/report@other_bot 现场", "/start@other_bot"])
async def test_a_caption_for_another_bot_is_not_ours(stage: Stage, caption: str) -> None:
    group = stage.cast.groups[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    said = await stage.photo(stage.cast.liaisons[AGENCY], group, caption=caption, reply_to=prompt)
    stage.expect_silence()
    await stage.edit(said, f"{caption}！")
    stage.expect_silence()
    assert "生态环境" in await asks(stage, "/missing")


@pytest.mark.parametrize(
    "typed",
    [
        "/report：检查企业9家\n已落实",
        "/report，检查企业9家\n已落实",
        "/report\n\n检查企业9家\n已落实",
        "/report检查企业9家\n已落实",
        "／report 检查企业9家\n已落实",
        "/REPORT\u3000检查企业9家\n已落实",
        "/report\u200b检查企业9家\n已落实",
    ],
)
async def test_whatever_stands_between_a_command_and_its_words(stage: Stage, typed: str) -> None:
    group = stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY)
    await stage.say(stage.cast.liaisons[AGENCY], group, typed)
    stage.expect(group, "已收到", "按时报送")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert part.text == "检查企业9家\n已落实"


async def test_an_order_glued_to_its_command(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn橙色，12月2日8时，72小时，PM2.5，会商意见")
    stage.expect(cast.office, "2026年12月2日8时", "会商意见", "请核对全文")


UNKNOWN = {"hologram": {"id": "1"}}
"""What Telegram may add tomorrow."""


async def test_what_is_not_known_yet_is_answered_where_a_report_is_owed(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    show(stage, liaison, group, UNKNOWN, reply_to=prompt)
    await stage.settle()
    stage.expect(group, "不能作为报告")
    show(stage, liaison, group, UNKNOWN)
    await stage.settle()
    stage.expect_silence()
    assert "生态环境" in await asks(stage, "/missing")
