"""Lets databases that older programs left in the middle of an episode go on under this one.

Each stands at 09:00 on the third day: a change of the alert is half sent, another one is signed by
one of several, a referral is proposed, an extension asked for, a question open, and two updates are
stored that nobody has handled.
"""

import pytest
from sqlmodel import col, select

from office.records import audits
from sandbox import Chat, Message, Person
from storage.books.audit import AuditEntry
from storage.decisions.matters import Matter, MatterKind, Order
from storage.delivery.outbox import Delivery, DeliveryState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.old_databases import restored
from tests.stories.passages import ACTS, REPORT

REPEAT = pytest.mark.repeat("the oldest takes every step, a middle one and the newest the later")
MIDDLE = "0008"
PLAYED = (restored.OLDEST, MIDDLE, restored.NEWEST)
PLACES = [
    *(
        pytest.param("sqlite", revision, marks=() if revision in PLAYED else REPEAT)
        for revision in restored.REVISIONS
    ),
    ("postgresql", restored.OLDEST),
    ("postgresql", restored.NEWEST),
]
WOUND = {"reconciled.unending", "reconciled.unreminded"}
"""The reconciler starts these clocks, because the older programs did not know them."""


@pytest.mark.parametrize(("backend", "old_office"), PLACES, indirect=True)
async def test_an_old_database_goes_on(old_office: Stage, request: pytest.FixtureRequest) -> None:
    stage = old_office
    at_first = standing(stage)
    await every_matter_is_an_alert(stage)
    await stage.start()
    await what_was_in_flight_arrives(stage)
    await old_buttons_work(stage)
    await stage.advance_to("12-04 08:00")
    everybody_reports(stage)
    await stage.settle()
    await the_alert_is_lifted(stage)
    await stage.advance_to("12-05 12:30")
    mended = await nothing_was_lost_or_said_twice(stage, at_first)
    newest = request.node.callspec.params["old_office"] == restored.NEWEST
    assert mended == [] if newest else set(mended) <= WOUND


async def every_matter_is_an_alert(stage: Stage) -> None:
    # Older programs knew no other kind of matter, and no drills.
    async with stage.database.reading() as session:
        matters = (await session.exec(select(Matter.kind, Matter.drill))).all()
        orders = (await session.exec(select(Order.matter_kind, Order.says))).all()
    assert set(matters) == {(MatterKind.ALERT, False)}
    assert orders
    assert all(order == (MatterKind.ALERT, {}) for order in orders)


async def what_was_in_flight_arrives(stage: Stage) -> None:
    # The change comes once, and to those who waited as soon as Telegram takes it.
    await stage.advance(minutes=15)
    for agency, group in stage.cast.groups.items():
        assert len([one for one in group.messages if is_order(one)]) == 1, agency
    # These are the press and the report that the old program had stored.
    (pressed,) = [m for m in stage.cast.groups["gongan"].messages if is_order(m)]
    assert "✅ 已收到" in pressed.text
    assert says(stage.cast.groups["zhujian"], "已收到")
    assert says(stage.cast.office, "重污染天气")


async def old_buttons_work(stage: Stage) -> None:
    cast = stage.cast
    for agency in ("zhujian", "jiaoyu", "binhu"):
        await press(stage, cast.liaisons[agency], cast.groups[agency], "收到")
    await press(stage, cast.deputy_commander, cast.private(cast.deputy_commander), *ACTS)
    await stage.advance(minutes=1)
    assert says(cast.groups["binhu"], "昌污指调〔2026〕2号")

    question = next(m for m in reversed(cast.groups["binhu"].messages) if "理由" in m.text)
    await stage.reply(cast.liaisons["binhu"], question, "镇村两级正在核对台账。")
    assert says(cast.office, "镇村两级正在核对台账。")
    for _ in ("binhu", "gongan"):
        await press(stage, cast.staff, cast.office, "同意")
        if button(cast.office, "延至"):
            await press(stage, cast.staff, cast.office, "延至")
    assert says(cast.groups["gongan"], "同意延期")
    assert says(cast.groups["binhu"], "同意延期")

    await press(stage, cast.director, cast.private(cast.director), "确认移交")
    await press(stage, cast.director, cast.private(cast.director), "确定移交")
    assert says(cast.private(cast.discipline_commission), "昌污指移〔2026〕1号")
    await jiaoyu_reports(stage)
    if button(cast.groups["huanjing"], "撤回"):
        await press(stage, cast.liaisons["huanjing"], cast.groups["huanjing"], "撤回")


async def jiaoyu_reports(stage: Stage) -> None:
    # The question is there only if the old program was new enough to ask it.
    liaison, group = stage.cast.liaisons["jiaoyu"], stage.cast.groups["jiaoyu"]
    if button(group, "作为报告报送"):
        await press(stage, liaison, group, "作为报告报送")
        assert says(group, "昌污报〔2026〕")


def everybody_reports(stage: Stage) -> None:
    for agency, group in stage.cast.groups.items():
        prompt = button(group, "申请延期")
        assert prompt is not None
        stage.world.say(stage.cast.liaisons[agency], group, REPORT, reply_to=prompt)


async def the_alert_is_lifted(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    await press(stage, cast.staff, cast.office, "确认发布")
    for signer in (cast.director, cast.deputy_commander, cast.commander):
        if button(cast.private(signer), *ACTS):
            await press(stage, signer, cast.private(signer), *ACTS)
    for agency, group in cast.groups.items():
        assert says(group, "昌污指解〔2026〕1号"), agency


async def nothing_was_lost_or_said_twice(stage: Stage, at_first: dict[int, set[int]]) -> list[str]:
    """Check all messages; return what the reconciler had to mend."""
    await stage.settle()
    async with stage.database.reading() as session:
        sent = select(Delivery).where(
            Delivery.state == DeliveryState.SENT, Delivery.action == "send"
        )
        rows = (await session.exec(sent)).all()
        mended = select(AuditEntry.action).where(col(AuditEntry.action).startswith("reconciled."))
        found = list((await session.exec(mended)).all())
        verdict = await audits.verify(session, stage.plan.jurisdiction)
    assert isinstance(verdict, audits.Verified)
    messages = [(row.chat_id, row.message_id) for row in rows]
    assert len(messages) == len(set(messages))
    for chat in stage.world.chats():
        new = [m for m in chat.messages if m.message_id not in at_first[chat.id]]
        texts = [m.text for m in new if m.sender is stage.cast.bot]
        assert len(texts) == len(set(texts)), chat.title
    assert stage.errors.lines == []
    await invariants.check(stage)
    return found


def standing(stage: Stage) -> dict[int, set[int]]:
    return {chat.id: {one.message_id for one in chat.messages} for chat in stage.world.chats()}


def is_order(message: Message) -> bool:
    return "文号：昌污指调〔2026〕1号" in message.text


def says(chat: Chat, fragment: str) -> bool:
    return any(fragment in message.text for message in chat.messages if not message.is_service)


def button(chat: Chat, *labels: str) -> Message | None:
    """Return the newest message there with one of these buttons."""
    for message in reversed(chat.messages):
        if any(one.text.startswith(labels) for one in message.buttons()):
            return message
    return None


async def press(stage: Stage, person: Person, chat: Chat, *labels: str) -> None:
    found = button(chat, *labels)
    assert found is not None, f"no {labels} in {chat.title}"
    label = next(one.text for one in found.buttons() if one.text.startswith(labels))
    query = await stage.press(person, found, label)
    assert query.answer is not None
