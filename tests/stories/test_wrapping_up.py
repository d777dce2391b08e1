"""办结归档: one press after the lift, and the whole file of the alert comes to the office."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from office import wanting
from office.bodies.people import actor
from office.paperwork import forms
from office.post import Place
from office.records import wrapping_up
from sandbox import Chat, Message, Person
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan, with_assessment, with_official_forms
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.messages.documents.reading import opened
from tests.stories.enrolling import issue as code_for
from tests.stories.enrolling import recorded
from tests.stories.passages import REPORT, all_confirm, all_report, issue
from tests.stories.test_other_bodies import EXPERTS, bring_in

SILENT = "zhujian"
LIFT_FORM, STATISTICS = "应急响应信息报送表（解除）", "昌吉市重污染天气应急响应统计表"
OF_ALERT = "重污染天气橙色预警（昌污指预〔2026〕1号）"
ASSESSED = "重污染天气橙色预警总结评估报告"
ASSESSMENT = "成因分析：静稳高湿。效果评估：峰值下降约一成。存在问题：工地扬尘。"


@pytest.fixture
async def experts(stage: Stage) -> tuple[Chat, Person]:
    await apply_plan(
        stage.database,
        with_assessment(with_official_forms(small_plan(FIVE_AGENCIES))),
        stage.clock.now(),
    )
    (code,) = await code_for(stage, EXPERTS)
    joined = await bring_in(stage, "专家群", code)
    stage.skim()
    return joined


async def lifted(stage: Stage, experts: tuple[Chat, Person]) -> Message:
    """One agency stays silent and gets a slip; return the lift as the office reads it."""
    (group, member), cast = experts, stage.cast
    alerts = await issue(stage)
    await stage.press(member, stage.expect(group, "橙色预警"), "收到")
    await all_confirm(stage, alerts)
    await stage.advance_to("12-02 08:00")
    for one in cast.groups.values():
        stage.expect(one, "应急响应启动")
    prompts = stage.expect_everywhere("请报送12月1日")
    await all_report(stage, prompts, but=[SILENT])
    await stage.advance_to("12-02 12:31")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "已发布：解除")
    return draft


def named(messages: list[Message]) -> dict[str, Message]:
    """What came as a file, by the first word of its name."""
    files = [one for one in messages if one.document is not None]
    return {one.document.name.split()[0].split(".")[0]: one for one in files if one.document}


def content(message: Message) -> bytes:
    assert message.document is not None
    return message.document.content


@pytest.mark.clause("E9", "E10")
async def test_one_press_after_the_lift_and_the_file_is_there(
    stage: Stage, experts: tuple[Chat, Person]
) -> None:
    (group, member), cast, office = experts, stage.cast, stage.cast.office
    lift = await lifted(stage, experts)
    asked = stage.skim(group)[-1]
    assert "请报送本次重污染过程评估报告" in asked.text
    assert "截止时间：12月9日" in asked.text
    # The slip goes on paper, made by the same process.
    stage.skim()
    await stage.say(cast.staff, office, "/slips")
    listed = stage.expect(office, "黄提〔2026〕1号")
    await stage.press(cast.staff, listed, "黄提〔2026〕1号")
    await stage.press(cast.staff, stage.expect(office, "黄提〔2026〕1号"), "取文书")
    paper = stage.expect(office, "黄色提示单")
    assert "整改任务" in "\n".join(one.text for one in opened(content(paper)).paragraphs)

    refused = await stage.forge(member, asked, lift.button("办结归档").callback_data or "")
    stage.expect_toast(refused, "只在指挥部办公室群")
    await stage.press(cast.staff, lift, "办结归档")
    question = stage.expect(
        office, "尚有未报，是否仍要归档？\n· 12月1日", "\n· 应急响应总结报告：5家"
    )
    await stage.press(cast.staff, question, "暂不归档")
    stage.expect_edit(question, "暂未归档")
    await stage.press(cast.staff, lift, "办结归档")
    question = stage.expect(office, "尚有未报")
    await stage.press(cast.staff, question, "仍要归档")
    stage.expect_edit(question, "已按“仍要归档”办理")
    summary = stage.expect(office, "【办结归档】", OF_ALERT, "重污染天气专家组")
    stage.expect_edit(summary, "文件 3/3", "应于12月9日", "归档时未报", "总结报告：5家")
    assert "⏳" not in summary.text
    assert [one.text for one in summary.buttons()] == [
        f"填写：{LIFT_FORM}",
        f"填写：{STATISTICS}",
        "重新生成",
    ]
    # The form of the lift was offered before; the statistics have nothing that people must say.
    card = stage.expect(office, "待填：昌吉市重污染天气应急响应统计表", "27小时", OF_ALERT)
    sent = named(stage.skim(office))
    assert set(sent) == {"台账", ASSESSED, "证据包"}
    await told_in_the_files(sent)
    await stage.press(cast.staff, card, "送签")
    stage.skim(cast.private(cast.director))
    await stage.press(cast.director, cast.private(cast.director).messages[-1], "签发")
    stage.expect_edit(card, "已签发")
    signed = stage.expect(office, "已签发：昌吉市重污染天气应急响应统计表", "昌污指表〔2026〕1号")

    # The experts answer in time; whoever presses later reads that it was filed, and by whom.
    await stage.reply(member, asked, ASSESSMENT)
    stage.expect(group, "已收到", "重污染过程评估报告")
    stage.skim()
    await stage.press(cast.second, lift, "办结归档")
    before = stage.expect(office, "已于12月2日12:31由", cast.staff.name)
    await made_again_after_a_crash(stage)
    await stage.press(cast.second, before, "重新生成")
    summary = stage.expect(office, "【办结归档】", "昌污指表〔2026〕1号：原件已发")
    stage.expect_edit(summary, "文件 3/3", "✅ 重污染天气专家组：已报", cast.staff.name)
    kept = stage.expect(office, STATISTICS, "签发原件")
    assert content(kept) == content(signed)
    assert len(named(stage.skim(office))) == 3
    # /export has it too, and it is the same file each time.
    await stage.say(cast.staff, office, "/export")
    await stage.press(cast.staff, stage.expect(office, "要哪份台账"), "已签发的表")
    await stage.press(cast.staff, stage.expect(office, "按一下发来签发原件"), STATISTICS)
    assert content(stage.expect(office, STATISTICS)) == content(signed)
    assert (await recorded(stage)).count("alert_wrapped_up") == 1


async def told_in_the_files(sent: dict[str, Message]) -> None:
    book = load_workbook(BytesIO(content(sent["台账"])))
    assert [row[0] for row in book["预警与通知"].iter_rows(min_row=2, values_only=True)]
    draft = opened(content(sent[ASSESSED]))
    written = [one.text for one in draft.paragraphs]
    assert "一、成因分析" in written
    assert "八、改进措施" in written
    with ZipFile(BytesIO(content(sent["证据包"]))) as evidence:
        assert "黄色提示单" in evidence.read("dossier.txt").decode()
        assert REPORT in evidence.read("replies.json").decode()
        assert "解除" in evidence.read("messages.json").decode()


async def made_again_after_a_crash(stage: Stage) -> None:
    """The bot died as it made the second of three files; after its start all of them come."""
    await stage.kill()
    office = stage.cast.office
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        [alert] = await forms.alerts(desk)
        who = await actor(desk, stage.cast.staff.id, stage.cast.staff.name)
        row = await wrapping_up.make_again(desk, who, Place(office.id), alert)
        first, second, _ = await wrapping_up.files_of(desk, row)
        await wanting.failed(desk, first, "workshop_slow")
        await wrapping_up.follow(desk, first)
        assert await wanting.begin(desk, second.key) is not None
    await stage.start()
    said = stage.skim(office)
    [summary] = [one for one in said if "【办结归档】" in one.text]
    stage.expect_edit(summary, "文件 2/3", "❌ 台账", "没有生成")
    assert set(named(said)) == {
        ASSESSED,
        "证据包",
        STATISTICS,
    }
