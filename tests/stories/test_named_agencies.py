"""Commands with an agency's name behind them, for those who know what they want."""

import pytest

from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import recorded
from tests.stories.passages import asks, silent_morning

SILENT = "zhujian"


@pytest.mark.clause("D4")
async def test_one_agency_is_reminded_of_all_that_it_owes(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 10:00")
    # It is not overdue yet, so only an agency that is named is asked.
    assert "没有逾期" in await asks(stage, "/remind")
    assert "已催 1" in await asks(stage, "/remind 住建局")
    stage.expect(cast.groups[SILENT], "办公室催报", "12月1日")
    assert "半小时内已催过 1" in await asks(stage, "/remind 市住建局、公安局")
    assert "公安局目前没有未报、未确认收到的事项" in await asks(stage, "/remind 公安局")
    stage.expect_silence()


@pytest.mark.clause("D4")
async def test_what_one_agency_owes_and_got(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:30")
    await stage.say(cast.staff, cast.office, "/missing 住建局")
    owed = stage.expect(cast.office, "已报 4/5", "住建局", "逾期")
    # 催报 under a matter would ask everybody.
    assert [one.text.split("：")[0] for one in owed.buttons()] == ["代为登记"]
    assert "目前没有未报事项" in await asks(stage, "/missing 公安局")
    assert "昌污指黄提〔2026〕1号" in await asks(stage, "/slips 住建局")
    assert await asks(stage, "/slips 公安局") == "公安局目前没有未销号的督办件。"
    stage.expect_silence()


@pytest.mark.clause("F10")
async def test_an_extension_is_granted_on_one_line(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    prompts = await silent_morning(stage, SILENT, "12-02 10:00")
    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], "/delay 现场核查未结束")
    stage.expect(group, "已报办公室")
    card = stage.expect(cast.office, "申请延期")
    assert await asks(stage, "/extend 公安局") == "公安局目前没有待批的延期申请。"
    assert "无法识别" in await asks(stage, "/extend 住建局 尽快")
    assert "新的截止时间" in await asks(stage, "/extend 住建局 11:00")
    assert "已同意" in await asks(stage, "/extend 住建局 12月2日 18:00")
    stage.expect_edit(card, "已同意延期", "12月2日18:00", cast.staff.name)
    stage.expect(group, "同意延期", "12月2日18:00")
    stage.expect_silence()


async def test_a_code_at_once(stage: Stage) -> None:
    cast = stage.cast
    assert "市住建局" in await asks(stage, "/enrol 住建局")
    stage.expect_private(cast.staff, "接入码：市住建局", "?startgroup=")
    await stage.tell(cast.staff, "/enrol 办公室主任")
    stage.expect_private(cast.staff, "接入码：办公室主任", "?start=")
    await stage.tell(cast.staff, "/enrol 办公室群")
    stage.expect_private(cast.staff, "接入码：", "?startgroup=")
    stage.expect_silence()


async def test_a_name_that_is_no_agencys(stage: Stage) -> None:
    answers = {
        "水务局": "预案里没有“水务局”这个单位",
        "<b>&" * 500: "预案里没有“<b>&<b>&",
        "局": "“局”对应多个单位：生态环境、公安局、住建局、教育局，请写明是哪一个。",
    }
    for command in ("/enrol", "/missing", "/remind", "/slips", "/extend"):
        for typed, answer in answers.items():
            assert answer in await asks(stage, f"{command} {typed}")
    assert "code.issued" not in await recorded(stage)
    stage.expect_silence()


async def test_a_name_that_is_two_things(set_stage: SetStage) -> None:
    """The discipline commission is a member agency, and referrals go to it."""
    stage = await set_stage(Scene(agencies=None))
    assert "既是职务，也是成员单位" in await asks(stage, "/enrol 市纪委监委")
