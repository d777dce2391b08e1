"""The office enters next year's holidays: pasted, shown back, confirmed."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from sandbox import Upload
from tests.harness.stage import Stage

TABLE = "2027年\n元旦：1月1日至3日放假，1月4日调休上班\n春节：2月5日至11日放假\n端午"
REST = """
清明节：4月5日放假
劳动节：5月1日至5日放假
端午节：6月9日放假
中秋节：9月15日放假
国庆节：10月1日至7日放假"""


async def test_some_days_are_no_year(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/holidays")
    known = stage.expect(cast.office, "【工作日历】", "程序已有至2026年", "2027年未核")
    await stage.press(cast.staff, known, "录入放假安排")
    asked = stage.expect(cast.office, "粘贴放假通知")
    await stage.reply(cast.staff, asked, TABLE)
    preview = stage.expect(cast.office, "请核对", "休（10天）：1月1日至1月3日、2月5日至2月11日")
    assert "调休上班（1天）：1月4日" in preview.text
    assert "缺清明节、劳动节、端午节、中秋节、国庆节，不是全年安排" in preview.text
    await stage.press(cast.second, preview, "确认启用")
    await stage.press(cast.staff, preview, "确认启用")
    stage.expect_edit(preview, "节假日安排已启用，共11天，值班员甲录入")
    await stage.say(cast.staff, cast.office, "/holidays")
    stage.expect(
        cast.office,
        "本办录入2027年：休10天、调休上班1天（值班员甲",
        "其余各日未核",
        "2027年未核",
    )


async def test_the_office_enters_a_whole_year(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/holidays {TABLE}{REST}")
    preview = stage.expect(cast.office, "请核对", "休（25天）")
    assert "缺" not in preview.text
    await stage.press(cast.staff, preview, "是全年安排，启用")
    stage.expect_edit(preview, "节假日安排已启用，共26天")
    await stage.say(cast.staff, cast.office, "/holidays")
    known = stage.expect(cast.office, "本办录入2027年：休25天", "2028年未核")
    assert "其余各日未核" not in known.text


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    ("text", "said"), [("明年的还没定", "没有读到"), ("2037-01-01 休", "2037年的日期")]
)
async def test_what_cannot_be_entered_is_said(stage: Stage, text: str, said: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/holidays {text}")
    stage.expect(cast.office, said)
    await stage.tell(cast.mayor, "/holidays 2027-01-01 休")
    stage.expect_private(cast.mayor, "仅限指挥部办公室人员")


async def test_a_table_may_be_given_up(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/holidays 2027-01-01 休")
    preview = stage.expect(cast.office, "请核对")
    await stage.press(cast.staff, preview, "取消")
    stage.expect_edit(preview, "已取消，未录入")
    for data in ("holok:999", "holok"):
        stage.expect_toast(await stage.forge(cast.staff, preview, data), "按钮")


def workbook(*others: str) -> Upload:
    """The other sheets say the same in a line."""
    book = Workbook()
    for title in others:
        book.create_sheet(title).append([TABLE])
    for row in (
        ["2027年放假安排"],
        ["节日", "开始日期", "结束日期", "安排"],
        ["元旦", "2027-01-01", "2027-01-03", "放假"],
        [None, "2027-01-04", None, "调休上班"],
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return Upload(content.getvalue(), "放假安排.xlsx")


@pytest.mark.parametrize("file", [workbook(), Upload(TABLE.encode("gb18030"), "放假.txt")])
async def test_a_table_is_uploaded_as_a_file(stage: Stage, file: Upload) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/holidays")
    await stage.press(cast.staff, stage.expect(cast.office), "录入放假安排")
    asked = stage.expect(cast.office, "上传 xlsx、csv、txt 文件")
    await stage.photo(cast.staff, cast.office, reply_to=asked)
    stage.expect(cast.office, "读不出", "图片不行")
    await stage.document(cast.staff, cast.office, workbook("旧稿"), reply_to=asked)
    stage.expect(cast.office, "几张表都写有放假日期：Sheet、旧稿")
    await stage.document(cast.staff, cast.office, file, reply_to=asked)
    preview = stage.expect(cast.office, "请核对", "1月1日至1月3日", "调休上班（1天）：1月4日")
    await stage.press(cast.staff, preview, "确认启用")
    stage.expect_edit(preview, "节假日安排已启用")
