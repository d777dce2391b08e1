"""The sender, against a Telegram that refuses, loses answers, and goes away."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.post import Posting
from sandbox import Chat, Fault, FaultKind, What
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from tests.harness.deeds import delivery_now, post_message, queue
from tests.harness.stage import Scene, SetStage, Stage

LOST_ANSWER = FaultKind.RESET_AFTER


async def test_a_message_is_sent_once_and_its_id_is_kept(stage: Stage) -> None:
    row = await post_message(stage, stage.cast.office, "<b>预警</b>")
    said = stage.expect(stage.cast.office, "预警")
    now = await delivery_now(stage, row)
    assert (now.state, now.message_id, now.attempts) == (DeliveryState.SENT, said.message_id, 1)


async def test_a_lost_answer_is_made_good_by_a_marked_repeat(stage: Stage) -> None:
    stage.world.faults.add(Fault(LOST_ANSWER, "sendMessage"))
    row = await post_message(stage, stage.cast.office, "预警一号")
    assert stage.expect(stage.cast.office, "预警一号").text == "预警一号"
    stage.expect_silence()
    await stage.advance(seconds=1)
    stage.expect(stage.cast.office, "〔补发〕", "预警一号")
    assert (await delivery_now(stage, row)).state == DeliveryState.SENT


@pytest.mark.parametrize(
    "kind", [DeliveryKind.ANSWER, DeliveryKind.NUDGE, DeliveryKind.CHASE, DeliveryKind.OUTAGE]
)
async def test_what_must_not_be_said_twice_is_left_uncertain(
    stage: Stage, kind: DeliveryKind
) -> None:
    stage.world.faults.add(Fault(LOST_ANSWER, "sendMessage"))
    row = await post_message(stage, stage.cast.office, "已收到", kind)
    await stage.advance(hours=1)
    stage.expect(stage.cast.office, "已收到")
    assert (await delivery_now(stage, row)).state == DeliveryState.UNCERTAIN


async def test_doubt_has_an_end_that_the_office_sees(stage: Stage) -> None:
    group = stage.cast.groups["huanjing"]
    stage.world.faults.add(Fault(LOST_ANSWER, "sendMessage", chat=group.id, times=100))
    row = await post_message(stage, group, "预警一号")
    await stage.advance(hours=1)
    assert len(stage.skim(group)) == 6
    assert (await delivery_now(stage, row)).state == DeliveryState.DEAD
    stage.expect(stage.cast.office, "消息发送失败", group.title)


async def test_a_refused_text_is_a_dead_letter_and_never_a_loop(stage: Stage) -> None:
    row = await post_message(stage, stage.cast.groups["binhu"], "<b>没有结束")
    stage.expect(stage.cast.office, "消息发送失败", "没有结束", "parse entities")
    await stage.advance(days=1)
    stage.expect_silence()
    now = await delivery_now(stage, row)
    assert (now.state, now.attempts) == (DeliveryState.DEAD, 1)


async def test_a_refused_message_of_the_office_itself_is_only_logged(stage: Stage) -> None:
    await post_message(stage, stage.cast.office, "<b>没有结束", kind=DeliveryKind.OFFICE)
    stage.expect_silence()


async def test_what_was_to_follow_a_dead_letter_does_not_go(stage: Stage) -> None:
    group = stage.cast.groups["binhu"]
    stage.world.faults.add(Fault(FaultKind.BAD_REQUEST, "sendMessage", group.id, text="no"))
    first = await post_message(stage, group, "第一部分")
    second = await post_message(stage, group, "第二部分", posting=Posting(after_id=first.key))
    stage.expect(stage.cast.office, "第一部分")
    assert (await delivery_now(stage, second)).state == DeliveryState.DROPPED


async def test_too_many_requests_hold_that_chat_alone_and_for_as_long_as_told(
    stage: Stage,
) -> None:
    held, free = stage.cast.groups["huanjing"], stage.cast.groups["binhu"]
    fault = Fault(FaultKind.TOO_MANY_REQUESTS, "sendMessage", held.id, retry_after=30)
    stage.world.faults.add(fault)
    await post_message(stage, held, "给环保")
    await post_message(stage, free, "给滨湖")
    stage.expect(free, "给滨湖")
    await stage.advance(seconds=29)
    stage.expect_silence()
    await stage.advance(seconds=1)
    stage.expect(held, "给环保")


async def test_a_hold_outlives_a_restart(stage: Stage) -> None:
    held = stage.cast.groups["huanjing"]
    stage.world.faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, chat=held.id, retry_after=30))
    await post_message(stage, held, "第一条", kind=DeliveryKind.PROMPT)
    await stage.restart()
    await post_message(stage, held, "更要紧的一条", kind=DeliveryKind.ALERT)
    stage.expect_silence()
    await stage.advance(seconds=30)
    stage.expect(held, "更要紧的一条")
    stage.expect(held, "第一条")


async def test_a_hold_of_all_outlives_a_restart(stage: Stage) -> None:
    """Three chats are refused at once, so it is the bot itself that says too much."""
    *held, free = list(stage.cast.groups.values())[:4]
    for group in held:
        stage.world.faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, chat=group.id, retry_after=30))
        await post_message(stage, group, "预警一号")
    await stage.restart()
    await post_message(stage, free, "预警二号")
    await stage.advance(seconds=29)
    stage.expect_silence()
    await stage.advance(seconds=1)
    stage.expect(free, "预警二号")
    for group in held:
        stage.expect(group, "预警一号")


async def say_many(stage: Stage, group: Chat, count: int) -> None:
    for number in range(count):
        await queue(stage, group, f"第{number}条")
    await stage.wake()
    await stage.advance(seconds=20)


async def start_again(stage: Stage) -> None:
    await stage.restart()


async def take_up_again(stage: Stage) -> None:
    """Begin as after the lease was lost and came back to the same process."""
    [line] = (await stage.awake()).lines
    await line.lay_down()
    await line.prepare()
    line.begin()


@pytest.mark.parametrize("interrupt", [start_again, take_up_again])
async def test_the_ceilings_of_the_last_minute_outlive_an_interruption(
    set_stage: SetStage, interrupt: Callable[[Stage], Awaitable[None]]
) -> None:
    """Twenty a minute to one group: the twenty-first waits for the first, and no longer."""
    stage = await set_stage(Scene(limits=True))
    group = stage.cast.groups["huanjing"]
    await say_many(stage, group, 20)
    assert len(stage.skim(group)) == 20
    await interrupt(stage)
    await post_message(stage, group, "再一条")
    await stage.advance(seconds=20)
    stage.expect_silence(group)
    await stage.advance(seconds=22)
    stage.expect(group, "再一条")
    assert stage.world.log.of(What.REFUSED) == []


async def test_a_doubtful_try_counts_after_a_restart_as_well(set_stage: SetStage) -> None:
    """Telegram has counted it as the twentieth, whatever became of its answer."""
    stage = await set_stage(Scene(limits=True))
    group = stage.cast.groups["huanjing"]
    await say_many(stage, group, 19)
    stage.world.faults.add(Fault(LOST_ANSWER, "sendMessage", chat=group.id))
    await post_message(stage, group, "再一条", DeliveryKind.ALERT)
    assert len(stage.skim(group)) == 20
    await stage.restart()
    await stage.advance(seconds=20)
    stage.expect_silence(group)
    await stage.advance(seconds=62)
    stage.expect(group, "〔补发〕", "再一条")
    assert stage.world.log.of(What.REFUSED) == []


async def test_edits_of_a_message_become_one(stage: Stage) -> None:
    """A newer edit replaces one that waits for its time, and neither holds up anything."""
    row = await post_message(stage, stage.cast.office, "零")
    shown = stage.expect(stage.cast.office, "零")
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        later = stage.now() + timedelta(seconds=3)
        for text in ("一", "二", "三"):
            await post.edit(desk, row, Message(text), not_before=later, ahead=True)
    before = len(stage.world.log)
    await post_message(stage, stage.cast.office, "照常", kind=DeliveryKind.NUDGE)
    stage.expect(stage.cast.office, "照常")
    await stage.advance(seconds=3)
    stage.expect_edit(shown, "三")
    edits = [event for event in stage.world.log.since(before) if event.what is What.EDITED]
    assert len(edits) == 1


async def test_a_bad_gateway_is_doubtful_too(stage: Stage) -> None:
    stage.world.faults.add(Fault(FaultKind.BAD_GATEWAY, "sendMessage"))
    await post_message(stage, stage.cast.office, "预警一号")
    await stage.advance(seconds=1)
    stage.expect(stage.cast.office, "〔补发〕", "预警一号")


async def test_a_crash_in_the_middle_of_a_send_is_doubtful(stage: Stage) -> None:
    runtime = await stage.awake()
    stage.world.faults.add(Fault(FaultKind.SLOW, "sendMessage", seconds=60))
    row = await queue(stage, stage.cast.office, "预警一号")
    runtime.wake()
    await stage.world.until(lambda: len(stage.world.faults) == 0)
    await stage.kill()
    await stage.start()
    await stage.advance(seconds=1)
    stage.expect(stage.cast.office, "〔补发〕", "预警一号")
    assert (await delivery_now(stage, row)).state == DeliveryState.SENT


async def test_a_message_in_the_lane_before_goes_first(stage: Stage) -> None:
    group = stage.cast.groups["huanjing"]
    stage.world.faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, chat=group.id, retry_after=5))
    await post_message(stage, group, "看板", kind=DeliveryKind.BOARD)
    await post_message(stage, group, "催报", kind=DeliveryKind.CHASE)
    await post_message(stage, group, "预警", kind=DeliveryKind.ALERT)
    await stage.advance(seconds=5)
    assert [said.text for said in stage.skim(group)] == ["预警", "催报", "看板"]


async def test_all_groups_get_a_broadcast_below_the_ceilings(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(limits=True, agencies=None))
    for group in stage.cast.groups.values():
        await queue(stage, group, "预警")
    await stage.wake()
    await stage.advance(seconds=2)
    stage.expect_everywhere("预警")
    assert stage.world.log.of(What.REFUSED) == []


PARAGRAPH = "各成员单位要按职责落实各项减排措施。" * 120
LONG = f"{PARAGRAPH}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"


async def parts_of(stage: Stage, last: Delivery) -> list[Delivery]:
    """The whole message, from its first part on."""
    found = [await delivery_now(stage, last)]
    while found[0].after_id is not None:
        async with stage.database.reading() as session:
            found.insert(0, await outbox.delivery(session, found[0].after_id))
    return found


async def test_a_long_message_comes_in_parts_and_in_order(stage: Stage) -> None:
    group = stage.cast.groups["binhu"]
    last = await post_message(stage, group, f"一、{PARAGRAPH}\n\n二、{PARAGRAPH}\n\n三、完")
    said = stage.skim(group)
    assert [message.text[:2] for message in said] == ["一、", "二、"]
    assert said[-1].text.endswith("三、完")
    assert {row.state for row in await parts_of(stage, last)} == {DeliveryState.SENT}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (FaultKind.BAD_REQUEST, DeliveryState.DEAD),
        (FaultKind.FORBIDDEN, DeliveryState.UNREACHABLE),
    ],
)
async def test_a_long_message_fails_as_a_whole(
    stage: Stage, kind: FaultKind, state: DeliveryState
) -> None:
    """Its last part alone would count as not sent for a reason of its own, and be tried anew."""
    group = stage.cast.groups["binhu"]
    text = "can't parse entities" if kind is FaultKind.BAD_REQUEST else "bot was kicked"
    stage.world.faults.add(Fault(kind, "sendMessage", group.id, text=text))
    last = await post_message(stage, group, LONG)
    parts = await parts_of(stage, last)
    assert len(parts) > 1
    assert {row.state for row in parts} == {state}
    stage.skim(stage.cast.office)
    await stage.advance(hours=1)
    stage.expect_silence()


async def test_a_dead_letter_names_the_agency_that_did_not_get_it(stage: Stage) -> None:
    group = stage.cast.groups["binhu"]
    stage.world.faults.add(Fault(FaultKind.BAD_REQUEST, "sendMessage", group.id, text="no"))
    await post_message(stage, group, "预警一号", posting=Posting(agency="binhu"))
    stage.expect(stage.cast.office, "消息发送失败", stage.plan.body("binhu").name, group.title)
