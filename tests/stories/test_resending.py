"""Dead letters: the office sees them in /board and sends them again."""

from messages.render import Message
from office import post
from office.post import Place, Posting
from office.sending.dead_letters import RESEND_VERB
from sandbox import Fault, FaultKind
from storage.books import audit
from storage.delivery.outbox import DeliveryKind, DeliveryState
from tests.harness.deeds import delivery_now, post_message
from tests.harness.stage import Stage

REFUSAL = "message is too strange"


async def recorded(stage: Stage, action: str) -> list[str]:
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 100)
    return [entry.actor for entry in entries if entry.action == action]


async def test_the_office_sends_a_dead_letter_again(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["binhu"]
    fault = Fault(FaultKind.BAD_REQUEST, "sendMessage", group.id, times=2, text=REFUSAL)
    stage.world.faults.add(fault)
    slip = await post_message(
        stage, group, "督办单一号", kind=DeliveryKind.SLIP, posting=Posting(agency="binhu")
    )
    told = stage.expect(cast.office, "消息发送失败", "督办单一号", "too strange")
    copy = await post_message(
        stage,
        cast.private(cast.mayor),
        "抄报一号",
        kind=DeliveryKind.COPY,
        posting=Posting(after_id=slip.key),
    )
    assert (await delivery_now(stage, copy)).state == DeliveryState.DROPPED

    # It is sent again from that message and refused again, so the office is told again.
    query = await stage.press(cast.staff, told, "重发")
    stage.expect_toast(query, "已重新排队")
    stage.expect(cast.office, "消息发送失败", "督办单一号")
    await stage.say(cast.staff, cast.office, "/board")
    board = stage.expect(cast.office, "发送失败的消息（1）", "滨湖镇", group.title, "督办单一号")

    query = await stage.forge(cast.staff, board, f"{RESEND_VERB}:999999")
    stage.expect_toast(query, "没有这条发送失败的消息")

    query = await stage.press(cast.second, board, "重发第1条")
    stage.expect_toast(query, "已重新排队")
    arrived = stage.expect(group, "督办单一号")
    copied = stage.expect_private(cast.mayor, "抄报一号")
    query = await stage.press(cast.staff, board, "重发第1条")
    stage.expect_toast(query, "已于12月1日07:50送达")
    # Nobody else may press it, wherever the button came from.
    for person, message in ((cast.liaisons["binhu"], arrived), (cast.mayor, copied)):
        query = await stage.forge(person, message, f"{RESEND_VERB}:{slip.key}")
        stage.expect_toast(query, "办公室")
    assert await recorded(stage, "delivery.resent") == [
        f"user:{person.id}" for person in (cast.staff, cast.second)
    ]
    await stage.say(cast.staff, cast.office, "/board")
    assert "发送失败" not in stage.expect(cast.office).text


async def test_the_parts_of_a_long_message_go_again_in_order(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["binhu"]
    stage.world.faults.add(Fault(FaultKind.BAD_REQUEST, "sendMessage", group.id, text=REFUSAL))
    half = "各成员单位要按职责落实各项减排措施。" * 120
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        message = Message(f"一、{half}\n\n二、{half}")
        await post.send(desk, Place(group.id), DeliveryKind.SLIP, message)
    await stage.wake()
    told = stage.expect(cast.office, "消息发送失败", "一、")
    await stage.press(cast.staff, told, "重发")
    assert [said.text[:2] for said in stage.skim(group)] == ["一、", "二、"]
    query = await stage.press(cast.staff, told, "重发")
    stage.expect_toast(query, "送达")
