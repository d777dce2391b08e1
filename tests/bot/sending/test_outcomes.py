"""What becomes of a delivery that could not be sent, by how long it has been tried."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.sending import outcomes
from bot.telegram.verdicts import Verdict, VerdictKind
from messages.render import Message
from office import enclosing, post
from office.enclosing import VIDEO, Enclosure
from office.post import Place, Posting
from sandbox import Fault, FaultKind
from storage.delivery import boards, outbox
from storage.delivery.boards import Board
from storage.delivery.channels import ChannelMessage
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.subjects import Subject, SubjectKind
from tests.harness.deeds import post_message
from tests.harness.stage import Stage
from tests.stories.passages import issue

NO_NETWORK = Verdict(VerdictKind.NOT_SENT, "NetworkError: no route")
BAD_GATEWAY = Verdict(VerdictKind.UNKNOWN, "NetworkError: Bad Gateway")
GONE = Verdict(VerdictKind.GONE, "BadRequest: message to edit not found")
HELD = Verdict(VerdictKind.HOLD, "RetryAfter: 5", retry_after=timedelta(seconds=5))


async def test_patience_counts_from_when_it_was_last_asked_to_go(stage: Stage) -> None:
    """An approval that its reader could not get for two days is tried like a new one."""
    desks, now = stage.desks(), stage.now()
    place = Place(stage.cast.director.id)
    async with desks.open(stage.plan.jurisdiction, now, "cli:test") as desk:
        row = await post.send(desk, place, DeliveryKind.APPROVAL, Message("请审签"))
        row.state = DeliveryState.UNREACHABLE
        desk.now += timedelta(days=2)
        await post.send_again(desk, row)
        for later, state in (
            (timedelta(0), DeliveryState.WAITING),
            (outcomes.PATIENCE, DeliveryState.DEAD),
        ):
            desk.now += later
            await outcomes.settle(desk, row, NO_NETWORK)
            assert row.state == state
        await desk.session.rollback()


@pytest.mark.parametrize("verdict", [BAD_GATEWAY, NO_NETWORK, HELD], ids=lambda it: it.kind)
async def test_an_edit_gives_way_to_a_newer_one(stage: Stage, verdict: Verdict) -> None:
    """The newer edit was queued while this one was under way, in an earlier lane, and it stays."""
    row = await post_message(stage, stage.cast.office, "零")
    shown = stage.expect(stage.cast.office, "零")
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        older = await post.edit(desk, row, Message("一"))
        older.state, older.attempts = DeliveryState.SENDING, 1
        desk.session.add(older)
        await desk.session.flush()
        newer = await post.edit(desk, row, Message("二"), kind=DeliveryKind.ANSWER)
        await outcomes.settle(desk, older, verdict)
        assert older.state == DeliveryState.DROPPED
        assert newer.next_try_at == desk.now + (verdict.retry_after or timedelta(seconds=1))
        assert newer.held is (verdict is HELD)
    await stage.wake()
    await stage.advance(seconds=10)
    stage.expect_edit(shown, "二")
    assert [it.text for it in shown.edits] == ["零"]


@pytest.mark.parametrize("verdict", [BAD_GATEWAY, NO_NETWORK, HELD, GONE], ids=lambda it: it.kind)
async def test_nobody_relies_on_an_edit_of_a_board_that_failed(
    stage: Stage, verdict: Verdict
) -> None:
    """The next edit is sent even if it says the same."""
    await issue(stage)
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        [board] = (await desk.session.exec(select(Board))).all()
        shown = await outbox.delivery(desk.session, board.delivery_id)
        edit = await post.edit(desk, shown, Message("一"), kind=DeliveryKind.BOARD)
        assert board.shown != ""
        await outcomes.settle(desk, edit, verdict)
        assert board.shown == ""
        await desk.session.rollback()
    stage.skim()


async def test_an_alert_does_not_wait_for_telegram_alone(stage: Stage) -> None:
    """Nobody answers there. After ten minutes the second channels bring it as well, once."""
    await issue(stage)
    here = stage.plan.jurisdiction
    desks = stage.desks()
    desks.ways = frozenset({(here, "binhu", "mail"), (here, "gongan", "mail")})
    async with desks.open(here, stage.now(), "cli:test") as desk:
        place = Place(stage.cast.groups["binhu"].id)
        row = await post.send(
            desk,
            place,
            DeliveryKind.ALERT,
            Message("预警"),
            Posting(Subject(SubjectKind.ORDER, 1), "binhu"),
        )
        for minutes, told in ((9, 0), (1, 1), (1, 1)):
            desk.now += timedelta(minutes=minutes)
            await outcomes.settle(desk, row, NO_NETWORK)
            messages = (await desk.session.exec(select(ChannelMessage))).all()
            assert [one.recipient for one in messages] == ["binhu"] * told
        await desk.session.rollback()


async def test_a_gateway_that_is_down_for_minutes_kills_no_message(stage: Stage) -> None:
    """The pauses between tries grow; hours without any network do not count as tries."""
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        row = await post.send(
            desk, Place(stage.cast.groups["binhu"].id), DeliveryKind.ALERT, Message("预警")
        )
        began, row.attempts = desk.now, 100
        for _ in outcomes.DOUBTFUL_PAUSES:
            await outcomes.settle(desk, row, BAD_GATEWAY)
            assert (row.state, row.repeated) == (DeliveryState.WAITING, True)
            desk.now = row.next_try_at
        assert timedelta(minutes=5) < desk.now - began < outcomes.ALERT_PATIENCE
        await outcomes.settle(desk, row, BAD_GATEWAY)
        assert row.state == DeliveryState.DEAD
        await post.send_again(desk, row)
        await outcomes.settle(desk, row, BAD_GATEWAY)
        assert row.state == DeliveryState.WAITING
        await desk.session.rollback()


async def test_a_refused_edit_of_the_workbench_troubles_nobody(stage: Stage) -> None:
    """Were it a dead letter, the workbench would count it, and be edited and refused for ever."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/desk")
    stage.expect(cast.office, "【工作台】")
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        standing = await boards.standing_workbench(desk.session, desk.jurisdiction)
        assert standing is not None
        edit = await post.edit(desk, standing.message, Message("一"), kind=DeliveryKind.WORKBENCH)
        await outcomes.settle(desk, edit, Verdict(VerdictKind.REFUSED, "BadRequest: no"))
        assert edit.state == DeliveryState.DROPPED
    await stage.advance(minutes=1)
    stage.expect_silence()


async def test_the_words_of_a_round_video_go_alone(stage: Stage) -> None:
    """It was kept as a video, and Telegram takes its id for none."""
    wrong = "can't use file of type VideoNote as Video"
    stage.world.faults.add(Fault(FaultKind.BAD_REQUEST, "sendVideo", text=wrong))
    place = Place(stage.cast.groups["huanjing"].id)
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        await enclosing.send(desk, place, Enclosure(VIDEO, "round"), "整改后附件1")
    await stage.wake()
    assert stage.expect(stage.cast.groups["huanjing"], "整改后附件1").video is None
    stage.expect(stage.cast.office, "已不能提供“整改后附件1”")
