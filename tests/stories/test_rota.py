"""The rota: pasted, looked at, changed; who comes on is reminded by night and by day."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from sandbox import Message, Upload
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.passages import brought

ROTA = """12月1日 白班 值班员甲 办公室主任
12月1日 夜班 值班员乙 办公室副主任
12月2日 值班员甲 老王
12月33日 白班 值班员甲
"""


async def enter(stage: Stage, rota: str) -> Message:
    """Paste a rota in the office's group and confirm it."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office, "值班"), "录入排班")
    asked = stage.expect(cast.office, "粘贴排班表", "12月1日 白班 张三 李四")
    await stage.reply(cast.staff, asked, rota)
    preview = stage.expect(cast.office, "排班预览")
    await stage.press(cast.staff, preview, "确认录入")
    stage.expect_edit(preview, "已录入")
    return preview


@pytest.mark.clause("A7")
async def test_a_rota_is_pasted_and_who_comes_on_is_reminded(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office, "还没有排班"), "录入排班")
    await stage.reply(cast.staff, stage.expect(cast.office, "粘贴排班表"), ROTA)
    preview = stage.expect(
        cast.office,
        "12月1日09:00 白班　值班员甲，带班 办公室主任",
        "12月2日21:00 夜班　值班员甲，带班 老王",
        "未读出1处",
        "第4行“12月33日 白班 值班员甲”：没有“12月33日”这一天",
        "未接入，收不到提醒：老王",
    )
    await stage.press(cast.staff, preview, "确认录入4班")
    stage.expect_edit(preview, "已录入4班", "另有1处未读出")
    await stage.advance_to("12-01 08:30")
    stage.expect_private(cast.staff, "12月1日09:00由您接班", "带班领导：办公室主任")
    stage.expect_private(cast.director, "12月1日09:00起由您带班", "值班员：值班员甲")
    await stage.advance_to("12-01 09:00")
    begun = stage.expect(cast.office, "12月1日09:00 白班，接班：值班员甲")
    await stage.press(cast.staff, begun, "确认接班")
    stage.expect_edit(begun, "确认接班")
    await stage.advance_to("12-01 20:30")
    stage.expect_private(cast.second, "12月1日21:00由您接班")
    stage.expect_private(cast.deputy_director, "由您带班")
    await stage.advance_to("12-01 21:00")
    await stage.press(cast.second, stage.expect(cast.office, "尚未交班"), "交班")
    await stage.press(cast.second, stage.expect(cast.office, "交接班单"), "确认接班")
    await stage.advance_to("12-02 08:30")
    stage.expect_private(cast.staff, "12月2日09:00由您接班")
    stage.expect(cast.office, "12月2日09:00白班", "老王未接入或联系不上")
    stage.expect_silence()


@pytest.mark.clause("A7")
async def test_a_rota_survives_a_restart_and_a_change(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.restart()
    await stage.say(cast.second, cast.office, "/duty\n12月1日 夜班 值班员甲")
    preview = stage.expect(cast.office, "12月1日21:00 夜班　值班员甲，带班 未排")
    await stage.press(cast.second, preview, "确认录入1班")
    stage.expect_edit(preview, "其中新排或改动1班")
    await stage.advance_to("12-01 22:00")
    stage.skim()
    await stage.say(cast.second, cast.office, "/duty")
    stage.expect(
        cast.office, "夜班　12月1日21:00至12月2日09:00", "值班员：值班员甲", "带班领导：未排"
    )


async def test_who_is_called_otherwise_in_the_rota_claims_the_name(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, "12月1日 白班 老王 老李")
    await stage.tell(cast.deputy_commander, "/duty")
    stage.expect_private(cast.deputy_commander, "有查阅权限的人员")
    await stage.tell(cast.second, "/duty")
    shown = stage.expect_private(cast.second, "未接入，收不到提醒：老王、老李")
    pressed = await stage.press(cast.second, shown, "“老王”是我")
    stage.expect_toast(pressed, "“老王”是您")
    await stage.advance_to("12-01 08:30")
    stage.expect_private(cast.second, "由您接班")
    stage.expect(cast.office, "老李未接入")


async def test_the_auditor_reads_the_rota_and_changes_nothing(stage: Stage) -> None:
    cast = stage.cast
    preview = await enter(stage, ROTA)
    await stage.tell(cast.auditor, "/duty")
    shown = stage.expect_private(cast.auditor, "下一班")
    assert shown.buttons() == []
    async with unchanged(stage):
        for data in ("rotaenter", "rotalist", "rotaok:1", "rotano:1"):
            pressed = await stage.forge(cast.auditor, shown, data)
            stage.expect_toast(pressed, "仅限指挥部办公室人员")
        await stage.tell(cast.auditor, "/duty\n12月1日 白班 督查室")
        stage.expect_private(cast.auditor, "仅限指挥部办公室人员")
        again = await stage.forge(cast.staff, preview, "rotaok:1")
        assert again.answer is not None


async def test_what_is_no_text_and_what_says_nothing_is_not_entered(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office), "录入排班")
    asked = stage.expect(cast.office, "粘贴排班表")
    await stage.photo(cast.staff, cast.office, reply_to=asked)
    stage.expect(cast.office, "读不出")
    await stage.document(cast.staff, cast.office, Upload(b"PK\x00\x01", "a.xlsx"), reply_to=asked)
    stage.expect(cast.office, "不是完整的 xlsx 文件")
    for large in (Upload(b"PK", "a.xlsx", size=300_000), Upload(bytes(300_000), "a.csv", size=1)):
        await stage.document(cast.staff, cast.office, large, reply_to=asked)
        stage.expect(cast.office, "文件太大", "直接粘贴")
    await stage.reply(cast.staff, asked, "下周再排")
    stage.expect(cast.office, "没有读出班次", "第1行“下周再排”：日期“下周再排”看不懂")
    await stage.say(cast.staff, cast.office, "/duty 12月1日 白班 值班员甲")
    preview = stage.expect(cast.office, "排班预览")
    await stage.press(cast.staff, preview, "放弃")
    stage.expect_edit(preview, "排班未变")
    await stage.say(cast.staff, cast.office, "/duty")
    stage.expect(cast.office, "还没有排班")


@pytest.mark.clause("A7")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
async def test_a_rota_is_uploaded_as_a_file(stage: Stage, encoding: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office), "录入排班")
    asked = stage.expect(cast.office, "上传 xlsx、csv")
    table = (
        '日期,班次,值班员,带班领导\r\n"12月1日","夜班","值班员乙","办公室副主任"\r\n?,夜班,甲\r\n'
    )
    file = Upload(table.encode(encoding), "排班表.csv")
    await stage.document(cast.staff, cast.office, file, reply_to=asked)
    stage.expect(
        cast.office, "12月1日21:00 夜班　值班员乙，带班 办公室副主任", "未读出1处", "第3行"
    )
    assert await brought(stage) == [("排班表.csv", file.content)]


async def test_the_list_names_who_is_not_enrolled(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, ROTA)
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office), "排班表")
    stage.expect(cast.office, "排班表", "12月2日09:00 白班　值班员甲，带班 老王（未接入）")


def workbook() -> Upload:
    """A month as an office keeps it: a title, days merged over two shifts, numbers beside names."""
    book = Workbook()
    sheet = book.active
    sheet.title = "12月"
    for row in (
        ["2026年12月应急值班表", None, None, None, None, None],
        ["日期", "班次", "值班员", "联系电话", "带班领导", "备班"],
        [1, "白班", "值班员甲", 13800138000, "办公室主任", None],
        [None, "夜班", "值班员乙、老王", 13900139000, None, "小赵"],
        ["12月33日", "白班", "值班员甲", None, "办公室主任", None],
    ):
        sheet.append(row)
    for area in ("A1:E1", "A3:A4", "E3:E4"):
        sheet.merge_cells(area)
    book.create_sheet("11月").append(["旧表"])
    book.create_sheet("1月").append(["2027-01-01", "白班", "值班员甲"])
    content = BytesIO()
    book.save(content)
    return Upload(content.getvalue(), "值班表.xlsx")


@pytest.mark.clause("A7")
async def test_a_rota_is_uploaded_as_a_workbook(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office), "录入排班")
    asked = stage.expect(cast.office, "上传 xlsx、csv、txt 文件")
    await stage.document(cast.staff, cast.office, workbook(), reply_to=asked)
    which = stage.expect(cast.office, "请选择录入哪一张", "没有读出班次的：11月")
    assert [one.text for one in which.buttons()] == ["12月", "1月"]
    query = await stage.forge(cast.staff, which, "rotasheet:1:7")
    stage.expect_toast(query, "已失效")
    await stage.press(cast.staff, which, "12月")
    preview = stage.expect(
        cast.office,
        "12月1日09:00 白班　值班员甲，带班 办公室主任",
        "12月1日21:00 夜班　值班员乙，带班 办公室主任",
        "工作表：12月",
        "，值班员 老王，备班 小赵",
        "未读出1处",
        "第5行A列",
        "没有“12月33日”这一天",
        "D 列“联系电话”：电话不从表中录入",
        "未读的工作表：11月、1月",
    )
    assert "13800138000" not in preview.text
    await stage.press(cast.staff, preview, "确认录入2班")
    stage.expect_edit(preview, "已录入2班", "另有1处未读出")
    await stage.advance_to("12-01 20:30")
    stage.skim(cast.private(cast.staff), cast.private(cast.director), cast.office)
    stage.expect_private(cast.second, "12月1日21:00由您接班", "带班领导：办公室主任")
