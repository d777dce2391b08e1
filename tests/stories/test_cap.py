"""Alerts as CAP messages: ours in a zip of /export, another office's as a file in the chat."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from messages.documents.cap.model import CapMessage, MessageType, Status
from messages.documents.cap.reading import read
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.region import upper_plan
from tests.harness.stage import Stage
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
