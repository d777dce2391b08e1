"""/templates: the director replaces a Word template, and papers are made with it from then on."""

from io import BytesIO

import pytest

from bot.kept_files import KeptFiles
from office.paperwork import templates
from sandbox import Message, Upload
from storage.books import paper_templates
from storage.delivery import wanted_files
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip
from tests.harness.stage import Stage
from tests.messages.documents.reading import headers, opened, rows, said
from tests.stories.passages import brought, hand_over, silent_morning

SILENT = "zhujian"
LETTERS = "督办文书和移交函"


def with_line(content: bytes, text: str) -> Upload:
    """What was downloaded, with one more line, as Word saves it."""
    document, out = opened(content), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return Upload(out.getvalue(), "我局格式.docx")


async def card(stage: Stage) -> Message:
    """The director looks at the template of slips in private."""
    director, chat = stage.cast.director, stage.cast.private(stage.cast.director)
    await stage.say(director, chat, "/templates")
    listed = stage.expect(chat, "【文书模板】", LETTERS)
    await stage.press(director, listed, LETTERS)
    return stage.expect(chat, f"【文书模板】{LETTERS}", "{{ serial }} 编号（必备）")


async def paper(stage: Stage, serial: str) -> bytes:
    """The director takes the paper of a slip."""
    director, chat = stage.cast.director, stage.cast.private(stage.cast.director)
    await stage.say(director, chat, "/slips")
    listed = stage.expect(chat, serial)
    await stage.press(director, listed, serial)
    await stage.press(director, stage.expect(chat, serial), "取文书")
    sent = stage.expect(chat, f"{serial}.docx")
    assert sent.document is not None
    return sent.document.content


async def slip_of(stage: Stage, step: str) -> Slip:
    async with stage.database.reading() as session:
        found = await slips.slips_in(session, stage.plan.jurisdiction)
    return next(one for one in found if one.step == step)


async def made_with(stage: Stage, slip: Slip) -> str | None:
    async with stage.database.reading() as session:
        [row] = await wanted_files.about(session, Subject.of(slip), "letter")
    return row.template_sha256


async def downloaded(stage: Stage) -> bytes:
    chat = stage.cast.private(stage.cast.director)
    await stage.press(stage.cast.director, await card(stage), "下载当前模板")
    sent = stage.expect(chat, f"{LETTERS}模板")
    assert sent.document is not None
    return sent.document.content


@pytest.mark.clause("F6", "F9")
async def test_the_director_brings_a_template_and_papers_of_slips_say_what_the_record_says(
    stage: Stage,
) -> None:
    cast = stage.cast
    director, chat = cast.director, cast.private(cast.director)
    await silent_morning(stage, SILENT, "12-02 12:29")
    await stage.advance_to("12-02 12:30")
    stage.skim()

    # Whoever works in the office may look, and only the director replaces.
    await stage.say(cast.staff, cast.office, "/templates")
    listed = stage.expect(cast.office, "1. 上报表", "2. 督办文书", "在用：自带模板")
    await stage.press(cast.staff, listed, LETTERS)
    query = await stage.press(cast.staff, stage.expect(cast.office, LETTERS), "上传新模板")
    stage.expect_toast(query, "更换模板须由办公室主任办理")

    # A slip is made with ours, and says what the record says.
    yellow = await slip_of(stage, "yellow")
    document = opened(await paper(stage, yellow.serial))
    assert said(document, "发文字号") == [yellow.serial]
    assert said(document, "标题") == ["黄色提示单"]
    assert said(document, "主送机关") == [f"{stage.plan.body(SILENT).name}："]
    text = said(document, "正文段落")
    assert "应于2026年12月2日12时前报送，未按时报送" in text[0]
    assert f"补报{yellow.matter}。" in text
    assert "2026年12月2日14时30分前，书面报告整改落实情况。" in text
    assert rows(document)[0][0] == "抄送：副指挥长。"
    assert await made_with(stage, yellow) == templates.shipped("letter")

    # A template that is wrong is one sentence; what is right is a sample first.
    ours = await downloaded(stage)
    await stage.press(director, await card(stage), "上传新模板")
    asked = stage.expect(chat, "上传新模板", "docx")
    # It is a template that answers this question, whatever was asked since.
    await stage.say(director, chat, "/holidays")
    await stage.press(director, stage.expect(chat, "放假"), "录入放假安排")
    stage.expect(chat, "放假通知")
    broken = with_line(ours, "单位代码{{ code }}")
    await stage.document(director, chat, broken, reply_to=asked)
    stage.expect(chat, "占位符“code”无法识别", "在“单位代码{{ code }}”这一段")
    await stage.document(director, chat, Upload(b"PK", "a.docx"), reply_to=asked)
    stage.expect(chat, "不是完整的 docx 文件")
    # What was refused is kept as well.
    assert await brought(stage) == [("我局格式.docx", broken.content), ("a.docx", b"PK")]
    mended = with_line(ours, "本件由{{ issuer }}制发")
    await stage.document(director, chat, mended, reply_to=asked)
    sample = stage.expect(chat, "样张", "我局格式.docx", "核对版式")
    assert sample.document is not None
    assert headers(opened(sample.document.content)) == {"样张，仅供核对版式", "—  —"}
    await stage.press(director, sample, "启用")
    stage.expect_edit(sample, "已启用", "第1版")
    stage.expect(cast.office, "启用了督办文书和移交函第1版模板")
    assert await downloaded(stage) == mended.content

    # What was made stays; what is made from now on is made with the new one.
    again = opened(await paper(stage, yellow.serial))
    assert not any("制发" in one.text for one in again.paragraphs)
    await stage.advance_to("12-02 14:30")
    stage.skim()
    orange = await slip_of(stage, "orange")
    document = opened(await paper(stage, orange.serial))
    assert document.paragraphs[-1].text == f"本件由{stage.plan.office}制发"
    async with stage.database.reading() as session:
        row = await paper_templates.newest(session, stage.plan.jurisdiction, "letter")
    assert row is not None
    assert await made_with(stage, orange) == row.sha256

    # A file that is gone is told, and the paper is made all the same.
    KeptFiles(stage.setup.data_dir / "archive").path_of(row.sha256 or "").unlink()
    await stage.advance_to("12-03 07:00")
    proposal = next(one for one in reversed(chat.messages) if "待确认" in one.text)
    stage.skim()
    await hand_over(stage, director, proposal)
    stage.skim()
    referral = await slip_of(stage, "referral")
    document = opened(await paper(stage, referral.serial))
    assert said(document, "标题") == ["问题线索移交函"]
    assert said(document, "主送机关") == ["市纪委监委："]
    annexed = "".join(said(document, "正文段落"))
    assert all(one in annexed for one in (yellow.serial, orange.serial))
    assert not any("制发" in one.text for one in document.paragraphs)
    stage.expect(cast.office, "督办文书和移交函的模板无法使用", "改用自带模板")
    query = await stage.press(director, await card(stage), "恢复自带模板")
    stage.expect_toast(query, "已恢复自带模板")
    stage.expect(cast.office, "恢复为自带模板")
    await stage.say(director, chat, "/templates")
    stage.expect(chat, "在用：自带模板（")
