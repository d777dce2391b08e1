"""Second channels: mail and a web hook on loopback bring what no chat takes, and prove nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest
from sqlmodel import select

from office.ladder import service
from office.ladder.standings import ServiceState
from office.obligations.lifecycle import PauseReason, pause_reasons
from storage.books import audit
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from tests.harness import invariants
from tests.harness.channels import Hook, Mailbox, mail_server, web_service
from tests.harness.stage import Stage
from tests.stories.passages import approve, asks, sent_for_approval

LOST = "zhujian"
LINE = "orange 2026-12-01T09:00 72h PM2.5"
SECRET = "hunter2"


@dataclass(slots=True)
class World:
    mail: Mailbox
    hook: Hook


@asynccontextmanager
async def connected(stage: Stage) -> AsyncIterator[World]:
    """The lost agency is told by mail and text message, the office by mail."""
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server())
        hook = await stack.enter_async_context(web_service())
        mailto = f"mailto://127.0.0.1:{mail.port}?mode=insecure&from=qk@example.org&to="
        here = stage.plan.jurisdiction
        addresses = {
            (here, LOST, "mail"): f"{mailto}{LOST}@example.org",
            (here, LOST, "sms"): f"json://qk:{SECRET}@127.0.0.1:{hook.port}/",
            (here, "office", "mail"): f"{mailto}office@example.org",
        }
        await stage.stop()
        stage.setup = replace(stage.setup, addresses=addresses)
        await stage.start()
        yield World(mail, hook)
        await stage.stop()


async def lose_group(stage: Stage) -> None:
    cast = stage.cast
    stage.world.kick_bot(cast.groups[LOST], cast.bot, by=cast.liaisons[LOST])
    await stage.settle()
    stage.expect(cast.office, "无法联系")


async def issue(stage: Stage) -> None:
    await sent_for_approval(stage, LINE)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    assert body is not None
    return str(body.get_content())


async def messages(stage: Stage) -> list[ChannelMessage]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(ChannelMessage))).all())


async def test_an_alert_finds_its_way_by_mail_and_text_message(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(stage) as world:
        world.hook.refusals = 1
        await lose_group(stage)
        await issue(stage)
        [letter] = world.mail.letters
        assert letter["to"] == f"{LOST}@example.org"
        assert "橙色预警" in letter["subject"]
        text = words_of(letter)
        assert "改由邮件通知" in text
        assert "昌污指预〔2026〕1号" in text
        assert world.hook.posts == []
        await stage.advance(seconds=29)
        assert world.hook.posts == []
        await stage.advance(seconds=1)
        [post] = world.hook.posts
        assert "改由短信通知" in post["message"]

        # It is known who was told how; nobody is served by it, and no clock runs.
        await stage.advance(seconds=5)
        stage.skim()
        board = await asks(stage, "/board")
        assert "送达 4/5，未能送达 1" in board
        assert "住建局：已通过短信、邮件通知" in board
        async with stage.database.reading() as session:
            rows = await obligations.open_in(
                session, stage.plan.jurisdiction, ObligationKind.RECEIPT
            )
            log = await audit.entries(session, stage.plan.jurisdiction, 0, 200)
        [receipt] = [row for row in rows if row.agency == LOST]
        assert pause_reasons(receipt) == {PauseReason.UNREACHABLE}
        async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
            assert (await service.of_notice(desk, receipt)).state == ServiceState.UNREACHABLE
        tried = [(it.action, it.detail["channel"]) for it in log if it.action.startswith("channel")]
        assert sorted(tried) == [
            ("channel.sent", "mail"),
            ("channel.sent", "sms"),
            ("channel.tried", "sms"),
        ]
        assert SECRET not in str([entry.detail for entry in log])

        # Each is told once, whatever happens afterwards.
        await stage.restart()
        await stage.advance(hours=2)
        stage.skim()
        assert (len(world.mail.letters), len(world.hook.posts)) == (1, 1)
        assert {row.state for row in await messages(stage)} == {ChannelState.SENT}
        await invariants.check(stage)
    assert SECRET not in caplog.text


async def test_a_group_that_is_back_needs_no_second_channel(stage: Stage) -> None:
    """The hook refuses all; what it was to bring stands in the group by the time it is tried."""
    cast, liaison = stage.cast, stage.cast.liaisons[LOST]
    async with connected(stage) as world:
        world.hook.refusals = 100
        await lose_group(stage)
        await issue(stage)
        stage.world.add_bot_to_group(cast.groups[LOST], cast.bot, by=liaison)
        await stage.settle()
        await stage.advance(minutes=1)
        stage.skim()
        states = {row.channel: row.state for row in await messages(stage)}
        assert states == {"mail": ChannelState.SENT, "sms": ChannelState.DROPPED}
        await invariants.check(stage)


async def test_what_a_channel_never_takes_is_told_to_the_office(stage: Stage) -> None:
    """What the office's own lost group should have read comes by mail."""
    cast = stage.cast
    async with connected(stage) as world:
        world.hook.refusals = 100
        await lose_group(stage)
        await issue(stage)
        stage.skim()
        await stage.advance(minutes=50)
        stage.skim()
        await stage.advance(minutes=20)
        stage.expect(cast.office, "❌ 经短信通知市住建局失败", "请电话通知", "橙色预警")
        assert len(world.mail.letters) == 1
        stage.world.kick_bot(cast.office, cast.bot, by=cast.staff)
        await stage.settle()
        stage.skim()
        assert world.mail.letters[-1]["to"] == "office@example.org"
        assert "办公室群" in words_of(world.mail.letters[-1])
        await invariants.check(stage)
