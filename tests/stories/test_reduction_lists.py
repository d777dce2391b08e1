"""A reduction list is brought as a workbook, put in force, replaced; its owner brings it too."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook

from sandbox import Message, Upload
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import all_confirm, breathe, brought, issue

SIX = ("huanjing", "shanggong", "zhujian", "dianli", "gongan", "liangban")
HEADINGS = ["企业名称", "行业", "属地", "绩效等级", "黄色", "橙色", "红色"]
FIRMS = (
    ["甲水泥厂", "水泥", "北镇", "B", "限产30%", "停产", "停产"],
    ["乙砖厂", "砖瓦", "南镇", "D", "停产", "停产", "停产"],
    ["丙铸造厂", "铸造", "南镇", "C", "限产20%", "停产50%", "停产"],
)


def workbook(*firms: Sequence[str], name: str = "减排清单.xlsx") -> Upload:
    book = Workbook()
    book.active.append(["工业源减排清单"])
    for row in (HEADINGS, *firms):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return Upload(content.getvalue(), name)


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T10:00+08:00"))


async def lists(stage: Stage) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    await stage.press(cast.staff, stage.expect(cast.office, "名录"), "减排清单（应停、应限家数）")
    return stage.expect(cast.office, "📋 减排清单")


async def asked(stage: Stage) -> Message:
    shown = await lists(stage)
    await stage.press(stage.cast.staff, shown, "上传：工业源应急减排措施清单（生态环境）")
    return stage.expect(stage.cast.office, "发送工业源应急减排措施清单的 xlsx 文件")


@pytest.mark.clause("G5")
async def test_the_office_brings_a_list_and_then_another(stage: Stage) -> None:
    cast = stage.cast
    question = await asked(stage)
    await stage.document(cast.staff, cast.office, workbook(*FIRMS), reply_to=question)
    preview = stage.expect(cast.office, "工业源应急减排措施清单预览", "尚未启用")
    assert preview.text == (
        "工业源应急减排措施清单预览（生态环境，尚未启用）\n"
        "共3家企业\n"
        "黄色：应停1家，应限2家\n"
        "橙色：应停2家，应限0家，1家写法不明未计\n"
        "红色：应停3家，应限0家\n\n"
        "未读出1处：\n"
        "第5行F列“停产50%”：无法判断是停产还是限产，请写“停产”或“限产30%”；该级不计这一家"
    )
    assert "尚未录入，应停、应限家数不明" in (await lists(stage)).text
    other = await stage.press(cast.second, preview, "启用")
    stage.expect_toast(other, "请由上传人启用")
    await stage.press(cast.staff, preview, "启用")
    stage.expect_edit(preview, "已启用工业源应急减排措施清单，共3家", "另有1处未读出")
    shown = (await lists(stage)).text
    assert "第1版，12月1日10:00启用，值班员甲上传：减排清单.xlsx；共3家，1处未读出" in shown
    assert [name for name, _ in await brought(stage)] == ["减排清单.xlsx"]

    mended = [*FIRMS[2][:5], "停产", "停产"]
    upload = workbook(FIRMS[0], mended, ["丁窑厂", "", "", "", "无", "无", "停产"])
    await stage.document(cast.staff, cast.office, upload, reply_to=await asked(stage))
    preview = stage.expect(cast.office, "新增1家：丁窑厂", "减少1家：乙砖厂")
    await stage.press(cast.staff, preview, "放弃")
    stage.expect_edit(preview, "已放弃，清单未变")
    assert "第1版" in (await lists(stage)).text
    await stage.document(cast.staff, cast.office, upload, reply_to=await asked(stage))
    preview = stage.expect(cast.office, "新增1家：丁窑厂")
    await stage.press(cast.staff, preview, "启用")
    stage.expect_edit(preview, "共3家。原版本留存")
    assert "第2版" in (await lists(stage)).text


@pytest.mark.clause("G5")
async def test_the_owner_brings_its_own_and_nobody_else(stage: Stage) -> None:
    cast = stage.cast
    liaison, group = cast.liaisons["huanjing"], cast.groups["huanjing"]
    await stage.say(liaison, group, "/registers")
    await stage.press(liaison, stage.expect(group), "减排清单（应停、应限家数）")
    shown = stage.expect(group, "尚未录入")
    await stage.press(liaison, shown, "上传：工业源应急减排措施清单（生态环境）")
    question = stage.expect(group, "发送工业源应急减排措施清单")
    await stage.document(liaison, group, workbook(*FIRMS[:2]), reply_to=question)
    preview = stage.expect(group, "共2家企业")
    await stage.press(liaison, preview, "启用")
    stage.expect_edit(preview, "已启用")
    stage.expect(cast.office, "生态环境已更新工业源应急减排措施清单", "共2家")
    other, elsewhere = cast.liaisons["zhujian"], cast.groups["zhujian"]
    await stage.say(other, elsewhere, "/registers")
    own = stage.expect(elsewhere, "扬尘源")
    assert "减排清单（应停、应限家数）" not in [one.text for one in own.buttons()]
    query = await stage.forge(other, own, "listnew:industrial:huanjing")
    stage.expect_toast(query, "不由贵单位更新")


async def test_what_is_no_list_is_refused_in_one_sentence(stage: Stage) -> None:
    cast = stage.cast
    question = await asked(stage)
    empty = Workbook()
    empty.active.append(["企业名称", "行业"])
    empty.active.append(["甲厂", "水泥"])
    content = BytesIO()
    empty.save(content)
    for upload, said in (
        (Upload(b"PK\x00\x01", "a.xlsx"), "不是完整的 xlsx 文件"),
        (Upload(bytes(1_100_000), "a.csv", size=1), "文件太大"),
        (Upload(content.getvalue(), "b.xlsx"), "没有读出清单"),
    ):
        await stage.document(cast.staff, cast.office, upload, reply_to=question)
        stage.expect(cast.office, said)
    await stage.photo(cast.staff, cast.office, reply_to=question)
    stage.expect(cast.office, "读不出", "图片不行")
    await stage.reply(cast.staff, question, "企业名称,红色\n甲厂,停产")
    preview = stage.expect(cast.office, "共1家企业", "没有这些级别的列：黄色、橙色")
    await stage.press(cast.staff, preview, "启用")
    stage.expect_edit(preview, "已启用")
    again = await stage.forge(cast.staff, preview, "listok:1")
    stage.expect_toast(again, "已失效")


@pytest.mark.clause("F11", "G5")
async def test_a_day_is_known_enterprise_by_enterprise(stage: Stage) -> None:
    cast = stage.cast
    liaison, group = cast.liaisons["huanjing"], cast.groups["huanjing"]
    await stage.document(cast.staff, cast.office, workbook(*FIRMS[:2]), reply_to=await asked(stage))
    await stage.press(cast.staff, stage.expect(cast.office, "共2家企业"), "启用")
    alerts = await issue(stage, "orange 2026-12-01T12:00 72h PM2.5")
    await all_confirm(stage, alerts)
    await stage.advance_to("12-02 10:05")
    prompt = next(one for one in group.messages[::-1] if "请报送" in one.text)
    stage.skim()
    # The number falls short of the list, so it is asked once which one; a near name is a question.
    await stage.reply(liaison, prompt, "停产企业1家，限产企业0家")
    answer = stage.expect(group, "清单应停2家，实停1家", "其中1家未停的企业，请“回复”名称")
    await stage.reply(liaison, answer, "未停：甲水泥有限公司")
    answer = stage.expect_edit(answer, "“甲水泥有限公司”是清单中哪一家")
    await stage.press(liaison, answer, "甲水泥厂未停")
    answer = stage.expect_edit(answer, "清单应停2家，实停1家；未停：甲水泥厂")
    assert "未停的企业，请" not in answer.text
    await stage.restart()
    # A table with the rest corrects what it says.
    book = Workbook()
    for row in (["企业名称", "是否停产"], ["甲水泥厂", "否"], ["乙砖厂", "是"], ["丁厂", "是"]):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    table = Upload(content.getvalue(), "企业明细.xlsx")
    await stage.document(liaison, group, table, reply_to=answer)
    await breathe(stage)
    stage.expect_edit(answer, "未停：甲水泥厂", "当日应停应限企业中没有：丁厂")
    stage.skim()
    # The office sees it on a card, day by day, and in the history of the enterprise.
    await stage.press(cast.staff, await lists(stage), "逐企业停限产（12月1日）")
    card = stage.expect(cast.office, "12月1日逐企业停限产")
    assert "· 生态环境：应停2 / 实停1 — 未停：甲水泥厂" in card.text
    await stage.press(cast.staff, card, "逐企业停限产（12月2日）")
    stage.expect(cast.office, "12月2日逐企业停限产", "尚无单位报送")
    await stage.say(cast.staff, cast.office, "/registers")
    await stage.press(cast.staff, stage.expect(cast.office), "企业查询")
    await stage.reply(cast.staff, stage.expect(cast.office, "“回复”企业名称"), "甲水泥厂")
    stage.expect(cast.office, "逐日停限产", "12月1日 生态环境：未停")
