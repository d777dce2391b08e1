"""Reports as files: the office's own tables of Excel and Word, read into the fields of the form."""

from collections.abc import Sequence

import pytest

from sandbox import Message, Upload
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.office.reading.test_report_files import of_word
from tests.office.reading.test_workbooks import of_rows, saved
from tests.stories.passages import issue

ONE, OTHER, THIRD = "huanjing", "gongan", "zhujian"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(ONE, OTHER, THIRD), figures=True))


def workbook(name: str, *rows: Sequence[object]) -> Upload:
    return Upload(saved(of_rows(*rows)), name)


async def sends(
    stage: Stage, agency: str, prompts: dict[str, Message], file: Upload, caption: str = ""
) -> Message:
    said = stage.world.send_document(
        stage.cast.liaisons[agency],
        stage.cast.groups[agency],
        file,
        caption=caption,
        reply_to=prompts[agency],
    )
    await stage.settle()
    return said


@pytest.mark.clause("E3", "E11")
async def test_reports_that_come_as_excel_and_word(stage: Stage) -> None:
    cast, groups = stage.cast, stage.cast.groups
    await issue(stage)
    await stage.advance_to("12-02 08:00")
    prompts = {
        agency: next(one for one in group.messages[::-1] if "请报送" in one.text)
        for agency, group in groups.items()
    }
    stage.skim()
    # One message answers the file: what was read in it, and what is missing.
    head = ["出动人次", "检查工地", "发现问题"]
    book = of_rows(["日报表"], head, [32, 18, 3])
    book.active.title = "12月1日"
    book.create_sheet("11月30日", 0).append(["检查工地", 99])
    await sends(stage, ONE, prompts, Upload(saved(book), "日报.xlsx"))
    answer = stage.expect(
        groups[ONE], "已收到", "文件1个", "按时报送", "检查工地　18个次", "缺：已整改"
    )
    assert "正在读取" not in answer.text
    # A file of Word corrects and completes it, though the bot was away as it came.
    await stage.kill()
    document = saved(of_word("检查工地20家。", rows=[["已整改", "2"], ["工作情况", "正常"]]))
    await sends(stage, ONE, prompts, Upload(document, "更正.docx"))
    await stage.start()
    answer = stage.expect_edit(
        answer, "文件2个", "检查工地　20个次", "已整改　2个", "工作情况　正常", "最近一次"
    )
    assert "缺：" not in answer.text
    await stage.restart()
    # A caption that says otherwise than its file is a question with two buttons.
    file = workbook("统计.xlsx", *([name, number] for name, number in FIGURES.items()))
    await sends(stage, OTHER, prompts, file, "检查工地6个")
    answer = stage.expect(
        groups[OTHER], "出动人次　8人次", "请确认“检查工地：6、5”", "检查工地　6个次"
    )
    await stage.press(cast.liaisons[OTHER], answer, "检查工地5个次")
    answer = stage.expect_edit(answer, "检查工地　5个次")
    assert "请确认" not in answer.text
    # What cannot be read says what to send in its place, until the figures have come in words.
    await sends(stage, THIRD, prompts, Upload(b"\xd0\xcf\x11\xe0", "日报.xls"))
    answer = stage.expect(
        groups[THIRD], "文件1个", "文件“日报.xls”是旧版格式", "缺：出动人次、检查工地"
    )
    figures = "出动8人次，检查工地6个，发现问题0个，已整改0个"
    await stage.reply(cast.liaisons[THIRD], answer, figures)
    answer = stage.expect_edit(answer, "出动人次　8人次")
    assert "日报.xls" not in answer.text
    stage.skim()
    await stage.say(cast.staff, cast.office, "/reports")
    stage.expect(cast.office, "已报 3/3")
    await invariants.check(stage)


FIGURES = {"出动人次": 8, "检查工地": 5, "发现问题": 1, "已整改": 1}
