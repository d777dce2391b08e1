"""The channel in which the public reads, as stories bind it."""

from sandbox import Chat, Message
from tests.harness.stage import Stage

LABEL = "选择频道"
TITLE = "昌吉发布"


def add_channel(stage: Stage, title: str = TITLE, username: str | None = "changji_air") -> Chat:
    """The office's clerk runs it; the bot is not in it."""
    cast = stage.cast
    return stage.world.add_channel(title, [cast.staff, cast.stranger], username=username)


async def asked_in_private(stage: Stage) -> Message:
    """The clerk asks for the public channel from the office's group; the link leads to private."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "请选接入码的发放对象")
    await stage.press(cast.staff, menu, "公众频道")
    offered = stage.expect(cast.office, "公众频道要在私聊中选择")
    link = offered.button("到私聊选择频道").url or ""
    stage.world.start_bot(cast.staff, cast.bot, link.partition("?start=")[2])
    await stage.settle()
    return stage.expect_private(cast.staff, "请按下方“选择频道”")


async def choose(stage: Stage, channel: Chat) -> Message:
    """Return the card that the office's group then has."""
    cast = stage.cast
    asking = await asked_in_private(stage)
    stage.world.share_chat(cast.staff, asking, LABEL, channel)
    await stage.settle()
    stage.expect_private(cast.staff, f"已提请确认：频道“{channel.title}”")
    return stage.expect(cast.office, f"公众频道：{channel.title}", "待第二人确认")


async def bind(stage: Stage, channel: Chat | None = None) -> Chat:
    there = channel or add_channel(stage)
    card = await choose(stage, there)
    await stage.press(stage.cast.second, card, "确认接入")
    stage.expect_edit(card, "✅ 已接入：值班员乙")
    return there
