"""What the plan wants of the office each year, through two Septembers and up to the season."""

import pytest

from sandbox import Upload
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import brought

TWO = ("huanjing", "qixiang")
REVIEW = "预案评估修订和报备"
PLAN = "《克孜勒苏柯尔克孜自治州重污染天气应急预案（2024年修订版）》"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=TWO, pack="kizilsu", start="2026-08-30T10:00+08:00"))


async def first_september(stage: Stage) -> None:
    cast = stage.cast
    await stage.advance_to("09-01 12:00")
    told = stage.skim(cast.office)
    (asked,) = [one for one in told if REVIEW in one.text and one.text.startswith("🗓")]
    assert asked.text == (
        f"🗓 {REVIEW}（2026年）\n"
        "请于9月30日18:00前完成\n"
        "根据总结评估结果需重大调整的，当年9月底前完成修订和报备；法律、标准、上位预案变化的及时修订；"
        "不需修订的，写明即可\n"
        f"{PLAN}依据的HJ 633-2012已于2026年3月1日被HJ 633-2026代替，请一并修订\n"
        f"{PLAN}依据的GB 3095-2012已于2026年3月1日被GB 3095-2026代替，请一并修订\n"
        "依据：克州预案5.2、克州预案8.5\n"
        "完成后请按“已完成”"
    )
    await stage.say(cast.staff, cast.office, "/desk")
    stage.expect(cast.office, f"办公室定期工作待完成1件：{REVIEW}（2026年）")
    stage.skim()
    await stage.kill()
    await stage.start()
    await stage.advance_to("09-23 12:00")
    near = stage.expect(cast.office, f"{REVIEW}（2026年）", "尚未完成，时限9月30日18:00")
    await stage.press(cast.second, near, "已完成")
    question = stage.expect(cast.office, f"“{REVIEW}（2026年）”", "写明完成情况")
    revised = Upload(b"text", "修订稿.docx")
    await stage.document(cast.second, cast.office, revised, reply_to=question)
    done = stage.expect(cast.office, f"✅ {REVIEW}（2026年）：已完成", "附修订稿.docx")
    assert cast.second.name in done.text
    stage.expect_edit(near, f"✅ {REVIEW}（2026年）：已完成")
    late = await stage.press(cast.staff, asked, "已完成")
    stage.expect_toast(late, f"“{REVIEW}（2026年）”已由{cast.second.name}于9月23日12:00完成")
    assert [name for name, _ in await brought(stage)] == ["修订稿.docx"]
    await stage.say(cast.staff, cast.office, "/registers")
    listed = stage.expect(cast.office, "办公室定期工作（1项）").text
    said = f"9月23日12:00已完成，{cast.second.name}，附修订稿.docx"
    assert f"· {REVIEW}（2026年）：{said}" in listed


async def a_season_declared(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/season")
    await stage.press(cast.staff, stage.expect(cast.office, "起止未宣布"), "宣布采暖期起止")
    asked = stage.expect(cast.office, "写明采暖期起止日期")
    await stage.reply(cast.staff, asked, "2027年10月15日至2028年4月15日")
    await stage.press(cast.staff, stage.expect(cast.office, "请核对"), "确认宣布")


async def second_september(stage: Stage) -> None:
    cast = stage.cast
    await stage.advance_to("09-01 12:00")
    stage.expect(cast.office, "本月应召开月会商（8月20日至8月31日）")
    stage.expect(cast.office, "本月应召开月会商（8月20日至8月31日，今天是最后一天）")
    stage.expect(cast.office, f"🗓 {REVIEW}（2027年）", "请于9月30日18:00前完成")
    await stage.advance_to("09-14 12:00")
    asked = stage.expect(cast.office, "🗓 采暖期前应急演练（2027年）", "请于10月14日18:00前完成")
    assert "依据：克州预案8.3" in asked.text
    assert "代替" not in asked.text
    await stage.press(cast.staff, asked, "已完成")
    question = stage.expect(cast.office, "“采暖期前应急演练（2027年）”")
    await stage.photo(cast.staff, cast.office, reply_to=question)
    stage.expect(cast.office, "✅ 采暖期前应急演练（2027年）：已完成", "附照片1张")
    stage.expect_edit(asked, "✅ 采暖期前应急演练（2027年）：已完成")
    await stage.advance_to("09-23 12:00")
    stage.expect(cast.office, "本月应召开月会商（9月20日至9月30日）")
    stage.expect(cast.office, f"{REVIEW}（2027年）", "尚未完成")
    await stage.advance_to("10-01 12:00")
    stage.expect(cast.office, "本月应召开月会商（9月20日至9月30日，今天是最后一天）")
    overdue = stage.expect(cast.office, f"{REVIEW}（2027年）", "逾期未完成，时限为9月30日18:00")
    await stage.advance_to("10-20 12:00")
    # In the season that begins on the 15th a consultation comes round each week.
    stage.expect(cast.office, "本周应召开周会商（10月11日至10月15日）")
    stage.expect(cast.office, "本周应召开周会商（10月11日至10月15日，今天是最后一天）")
    stage.expect(cast.office, "本周应召开周会商（10月18日至10月22日）")
    stage.expect_silence(cast.office)
    await stage.press(cast.staff, overdue, "已完成")
    question = stage.expect(cast.office, "写明完成情况")
    await stage.press(cast.staff, question, "无需说明")
    stage.expect(cast.office, f"✅ {REVIEW}（2027年）：已完成")
    stage.expect_edit(overdue, "已完成")
    stage.expect_toast(await stage.press(cast.second, question, "无需说明"), "已由")


@pytest.mark.clause("G2")
async def test_two_septembers(stage: Stage) -> None:
    await first_september(stage)
    await stage.stop()
    await stage.advance(days=335)
    await stage.start()
    await stage.settle()
    stage.skim()
    await a_season_declared(stage)
    stage.skim()
    await second_september(stage)
    await invariants.check(stage)
