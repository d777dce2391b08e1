"""/export: the ledger as Excel, made in a process of its own and sent where it was asked for."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.workshop import crafts
from bot.workshop.crafts import Craft
from office import wanting
from office.post import Place
from office.wanting import FileWish
from sandbox import Chat, Message, Person
from tests.harness.stage import Stage
from tests.messages.documents.reading import opened
from tests.stories.test_reports import prompted

AGENCY = "huanjing"
SAID = "检查企业12家，=1+1，联系人13812345678"
DYING = Craft("tests.bot.workshop.tricks:die")


async def asked(stage: Stage, chat: Chat, label: str = "橙色预警") -> Message:
    """Ask for the ledger of the episode; the line that answers says how far it is."""
    await stage.say(stage.cast.staff, chat, "/export")
    offered = stage.expect(chat, "要哪份台账")
    await stage.press(stage.cast.staff, offered, _label(offered, label))
    return stage.expect(chat, "“台账 ")


async def _take_the_year(stage: Stage) -> None:
    """One of five has reported, the others have a slip; the response goes on."""
    cast, office = stage.cast, stage.cast.office
    sent = await _year(stage, cast.staff, office)
    report = opened(sent.document.content if sent.document else b"")
    tables = {one.cell(0, 0).text: one for one in report.tables}
    (response,) = table_rows(tables["文号"])
    assert (response["级别"], response["终止方式"]) == ("橙色", "仍在响应")
    members = {row["成员单位"]: row for row in table_rows(tables["成员单位"])}
    reported = members.pop(stage.plan.body(AGENCY).short)
    assert (reported["应确认"], reported["应报"], reported["按时"], reported["督办单"]) == (
        *("1", "1", "1"),
        "—",
    )
    assert {row["未报"] for row in members.values()} == {"1"}
    assert {row["督办单"] for row in members.values()} == {"逾期提醒1次\n黄色提示单1次"}
    texts = [one.text for one in report.paragraphs]
    assert texts[0] == "2026年度重污染天气应急工作总结"
    assert texts.count("〔由办公室填写〕") == 2
    assert not any("移交" in one for one in texts)
    # Whoever decides on referrals reads in private how many there were.
    own = await _year(stage, cast.director, cast.private(cast.director))
    read = opened(own.document.content if own.document else b"")
    assert "移交问题线索0件。" in "".join(one.text for one in read.paragraphs)


async def _year(stage: Stage, person: Person, chat: Chat) -> Message:
    await stage.say(person, chat, "/export")
    offered = stage.expect(chat, "要哪份台账")
    await stage.press(person, offered, "2026年度工作总结")
    stage.expect(chat, "“2026年度重污染天气应急工作总结.docx”")
    return stage.expect(chat, "📘 工作总结", "2026年度")


def table_rows(table: Any) -> list[dict[str, str]]:
    head, *others = [[cell.text for cell in row.cells] for row in table.rows]
    return [dict(zip(head, row, strict=True)) for row in others]


def _label(message: Message, part: str) -> str:
    labels: list[str] = [one.text for row in (message.keyboard or []) for one in row]
    return next(label for label in labels if part in label)


def rows(message: Message, sheet: str) -> list[dict[str, Any]]:
    assert message.document is not None
    head, *others = load_workbook(BytesIO(message.document.content))[sheet].iter_rows(
        values_only=True
    )
    return [dict(zip(map(str, head), row, strict=True)) for row in others]


@pytest.mark.clause("E10", "G3")
async def test_the_office_takes_the_ledger_of_an_episode_and_the_report_of_the_year(
    stage: Stage,
) -> None:
    cast, office = stage.cast, stage.cast.office
    prompts = await prompted(stage)
    await stage.reply(cast.liaisons[AGENCY], prompts[AGENCY], SAID)
    stage.skim()
    line = await asked(stage, office)
    sent = stage.expect(office, "台账", "橙色预警")
    assert sent.document is not None
    assert sent.document.name.startswith("台账 ")
    assert sent.document.name.endswith(".xlsx")
    stage.expect_edit(line, "✅ 已生成")
    (order,) = rows(sent, "预警与通知")
    assert (order["类别"], order["状态"], order["单位数"]) == ("发布", "已发布", 5)
    assert "同意" in order["审签"]
    receipts = rows(sent, "接收确认")
    assert [row["状态"] for row in receipts] == ["已办"] * 5
    assert all(row["确认时间"] >= row["提出时间"] for row in receipts)
    (said,) = rows(sent, "报送内容")
    assert said["内容"] == "检查企业12家，=1+1，联系人138****"
    told = [row for row in rows(sent, "送达") if row["内容类别"] == "预警或通知"]
    assert len(told) == 5
    assert {row["状态"] for row in told} == {"已送达"}
    # Whoever has not reported gets a slip, and the whole case can be taken.
    await stage.advance_to("12-02 12:31")
    stage.skim()
    await stage.say(cast.staff, office, "/export")
    offered = stage.expect(office, "要哪份台账")
    await stage.press(cast.staff, offered, "某件督办的证据包")
    which = stage.expect(office, "要哪一件的证据包")
    await stage.press(cast.staff, which, _label(which, "黄提〔2026〕"))
    stage.expect(office, "“证据包 ")
    pack = stage.expect(office, "🗂 证据包", "黄提〔2026〕").document
    assert pack is not None
    with ZipFile(BytesIO(pack.content)) as files:
        assert "黄色提示单" in files.read("messages.json").decode()
    await _take_the_year(stage)
    # Nobody else may ask for it, wherever they press.
    group, liaison = cast.groups[AGENCY], cast.liaisons[AGENCY]
    await stage.say(liaison, group, "/export")
    refused = stage.expect(group, "有查阅权限")
    stage.expect_toast(await stage.forge(liaison, refused, "expper"), "有查阅权限")


async def test_a_workshop_that_dies_fails_one_request_in_one_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, staff = stage.cast.office, stage.cast.staff
    with monkeypatch.context() as patch:
        patch.setitem(crafts.CRAFTS, "ledger", DYING)
        await stage.say(staff, office, "/export 2026-11-01 2026-12-31")
        line = stage.expect(office, "“台账 ")
        stage.expect(office, "❌ 没能生成", "制作程序中途退出，请再试一次")
        stage.expect_edit(line, "❌ 没有生成")
    await stage.say(staff, office, "/export 2026-11-01 2026-12-31")
    stage.expect(office, "“台账 ")
    assert stage.expect(office, "台账").document is not None
    await stage.say(staff, office, "/export 2026-11-41 2026-12-31")
    stage.expect(office, "日期读不懂")
    # What is wanted while no bot runs is made after the next start.
    await stage.kill()
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        days = {"first": "2026-11-01", "last": "2026-12-31"}
        wanted = FileWish("ledger", days, "台账.xlsx", "📒 台账")
        await wanting.want(desk, Place(office.id), wanted)
    await stage.start()
    assert stage.expect(office, "📒 台账").document is not None
