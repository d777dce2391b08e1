"""Alerts as CAP messages: ours in a zip of /export, another office's as a file in the chat."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.kept_files import KeptFiles
from messages.documents.cap.model import CapMessage, MessageType, Status
from messages.documents.cap.reading import read
from messages.documents.cap.writing import write
from office.plan.model import Plan
from sandbox import Message, Upload
from storage.region import cap_messages
from tests.harness.cast import apply_plan
from tests.harness.databases import Backend
from tests.harness.plans import small_plan
from tests.harness.region import upper_plan
from tests.harness.stage import FIVE_AGENCIES, Scene, Stage, staged
from tests.harness.tape import Shelf
from tests.office.cap import others
from tests.stories.passages import issue
from tests.stories.test_cascade import above_reads

OWN = {"sender": "cap.changji", "geocode": "652301"}


async def under_rules(stage: Stage, **cap: str) -> None:
    stage.plan = upper_plan(cap=OWN | cap)
    await apply_plan(stage.database, stage.plan, stage.clock.now())


async def exported(stage: Stage) -> list[CapMessage]:
    """What the office gets where it asks for the messages of its alert."""
    cast, office = stage.cast, stage.cast.office
    await stage.say(cast.staff, office, "/export")
    await stage.press(cast.staff, above_reads(stage, "要哪份台账"), "CAP预警消息")
    offered = stage.expect(office, "要哪次预警的CAP消息")
    await stage.press(cast.staff, offered, "昌污指预〔2026〕1号")
    stage.expect(office, "“CAP 昌污指预〔2026〕1号.zip”")
    return unpacked(stage.expect(office, "📡 CAP预警消息"))


def unpacked(message: Message) -> list[CapMessage]:
    assert message.document is not None
    with ZipFile(BytesIO(message.document.content)) as pack:
        return [read(pack.read(name)) for name in pack.namelist()]


@pytest.mark.clause("C8")
async def test_an_alert_goes_out_as_messages_that_others_can_read(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/export")
    offered = stage.expect(cast.office, "要哪份台账")
    query = await stage.press(cast.staff, offered, "CAP预警消息")
    stage.expect_toast(query, "没有可以导出的预警")
    await issue(stage)
    stage.skim()
    # The plan of this alert knows no code of its area, and no message may do without.
    await stage.press(cast.staff, offered, "CAP预警消息")
    which = stage.expect(cast.office, "要哪次预警的CAP消息")
    query = await stage.press(cast.staff, which, "昌污指预〔2026〕1号")
    stage.expect_toast(query, "影响区域没有行政区划代码", "cap.geocode")


@pytest.mark.clause("C8")
async def test_each_order_is_a_message_of_the_zip(stage: Stage) -> None:
    cast = stage.cast
    await under_rules(stage)
    await stage.wake()
    await issue(stage)
    stage.skim()
    (issued,) = await exported(stage)
    assert (issued.type, issued.status) == (MessageType.ALERT, Status.ACTUAL)
    await stage.say(cast.staff, cast.office, "/cancel 会商认为不再出现重污染")
    await stage.press(cast.staff, above_reads(stage, "拟稿：取消"), "确认发布")
    await stage.wake()
    stage.skim()
    again, cancelled = await exported(stage)
    assert again == issued
    assert (cancelled.type, [one.identifier for one in cancelled.references]) == (
        MessageType.CANCEL,
        [issued.identifier],
    )
    # Whoever does not belong to the office gets none of it.
    group = cast.groups["huanjing"]
    await stage.say(cast.liaisons["huanjing"], group, "/export")
    stage.expect_silence(cast.office)
    stage.skim()


SENDER = "cap.zhou"
UPPER: dict[str, Any] = {
    "id": "zhou",
    "name": "州指挥部",
    "short": "州指挥部",
    "relation": "upper",
    "cap_sender": SENDER,
}


@pytest.fixture
async def below(backend: Backend, tmp_path: Path, shelf: Shelf) -> AsyncIterator[Stage]:
    """Another deployment, with a database, a bot and people of its own, below the first one."""
    folder = tmp_path / "below"
    folder.mkdir()
    async with staged(backend, folder, Scene(), shelf) as stage:
        facts = {"outside": (UPPER,), "cap": {"geocode": "652301"}}
        stage.plan = Plan.model_validate(small_plan(FIVE_AGENCIES).model_dump() | facts)
        await apply_plan(stage.database, stage.plan, stage.clock.now())
        await stage.wake()
        yield stage


async def hand_over(stage: Stage, message: CapMessage, name: str = "cap.xml") -> Message:
    """Somebody of the office sends the file in its chat."""
    cast = stage.cast
    return await stage.document(cast.staff, cast.office, Upload(write(message), name))


@pytest.mark.clause("C5", "C8")
async def test_what_one_deployment_writes_binds_the_office_of_another(
    stage: Stage, below: Stage
) -> None:
    await under_rules(stage, sender=SENDER, geocode="652300")
    await stage.wake()
    await issue(stage)
    stage.skim()
    (issued,) = await exported(stage)
    cast = below.cast
    sent = await hand_over(below, issued)
    unchecked = below.expect(
        cast.office,
        "【待复核】登记上级来文：州指挥部发布橙色预警",
        "文号：昌污指预〔2026〕1号",
        "启动时间：2026年12月1日9时",
        "预计持续：72小时",
        "与上级核实",
    )
    query = await below.press(cast.staff, unchecked, "复核无误")
    below.expect_toast(query, "登记人不能复核自己的登记")
    await below.press(cast.second, unchecked, "复核无误")
    card = below.expect(cast.office, "【上级预警】州指挥部发布橙色预警", "首要污染物：PM2.5")
    below.expect_edit(unchecked, "登记生效")
    await below.say(cast.staff, cast.office, "/warn yellow 2026-12-01T09:00 72h PM2.5")
    below.expect(cast.office, "不得低于橙色", "昌污指预〔2026〕1号")

    # Sent once more it changes nothing, whatever the file is called.
    await hand_over(below, issued, "又一份.CAP")
    below.expect(cast.office, "没有重复登记")
    assert sent.document is not None
    assert write(issued) in [content for _, content in await brought_caps(below)]

    await below.press(cast.staff, card, "拟稿：橙色预警")
    draft = below.expect(cast.office, "拟稿", "橙色预警", "按照州指挥部昌污指预〔2026〕1号要求")
    await below.press(cast.staff, draft, "取消")
    below.expect_edit(draft, "已作废")

    # The end of it is found by what it refers to.
    await stage.say(stage.cast.staff, stage.cast.office, "/cancel 会商认为不再出现重污染")
    await stage.press(stage.cast.staff, above_reads(stage, "拟稿：取消"), "确认发布")
    await stage.wake()
    stage.skim()
    _, cancelled = await exported(stage)
    await hand_over(below, cancelled)
    ended = below.expect(
        cast.office, "【待复核】", "取消橙色预警", "更新的原文：昌污指预〔2026〕1号"
    )
    assert ended.reply_to is unchecked
    await below.press(cast.second, ended, "复核无误")
    below.expect(cast.office, "【上级预警】州指挥部取消橙色预警")
    below.expect_edit(ended, "登记生效")
    await below.say(cast.staff, cast.office, "/warn yellow 2026-12-01T09:00 72h PM2.5")
    below.expect(cast.office, "拟稿", "黄色预警")


async def brought_caps(stage: Stage) -> list[tuple[str, bytes]]:
    """The files as they came, by what the database says of them."""
    files = KeptFiles(stage.setup.data_dir / "archive")
    async with stage.database.reading() as session:
        rows = await cap_messages.of_sender(session, "changji", SENDER)
    return [(row.file_name, files.read(row.sha256)) for row in rows]


ENTITY = b'<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.clause("C5")
async def test_what_cannot_be_trusted_is_refused_in_one_sentence(below: Stage) -> None:
    cast, office = below.cast, below.cast.office
    content = write(others.message())
    for changed, sentence in (
        (content.replace(b"<alert", ENTITY + b"<alert"), "为安全起见没有采用"),
        (content.replace(b"cap:1.2", b"cap:1.1"), "不是CAP 1.2的预警消息"),
        (content.replace(b"+08:00", b"Z"), "不符合CAP 1.2的格式"),
        (content[:200], "不是完整的XML文件"),
        (b" " * 900_001, "超过900 KB"),
        (write(others.message(sender="cap.nobody")), "发送标识“cap.nobody”不在预案中"),
        (write(others.later("b", "b")), "又引回本消息"),
    ):
        await below.document(cast.staff, office, Upload(changed, "a.xml"))
        below.expect(office, sentence)
    # Elsewhere, and by others, such a file is no business of ours.
    await below.document(cast.staff, cast.private(cast.staff), Upload(content, "a.xml"))
    below.skim(cast.private(cast.staff))
    await below.document(cast.staff, office, Upload(b"x", "a.txt"))
    below.expect_silence(office)


@pytest.mark.clause("C5", "A6")
async def test_others_exercises_tests_and_neighbours_are_told_apart(stage: Stage) -> None:
    cast = stage.cast
    facts = small_plan(FIVE_AGENCIES).model_dump() | others.AROUND
    stage.plan = Plan.model_validate(facts)
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    await stage.wake()
    await hand_over(stage, others.message("t", status=Status.TEST))
    stage.expect(cast.office, "【连通测试】收到州指挥部的CAP测试消息")
    await hand_over(stage, others.message("d", status=Status.EXERCISE, note="演练"))
    played = stage.expect(cast.office, "【来文演练】州指挥部", "不作登记")
    assert played.text.startswith("🧪") or "演练" in played.text.splitlines()[0]
    await hand_over(stage, others.message("m", sender="cap.midong"))
    card = stage.expect(cast.office, "【联防联控】米东区", "请同时发布、同时启动")
    await stage.press(cast.staff, card, "拟稿：同时启动")
    asked = stage.expect(cast.office, "请选首要污染物")
    await stage.press(cast.staff, asked, "PM2.5")
    draft = stage.expect(cast.office, "拟稿", "橙色预警", "同时发布、同时启动")
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(draft, "已作废")
    stage.skim()
