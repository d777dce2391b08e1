"""Asks Telegram, before a decision opens, what a channel is and what the bot may do in it.

Whoever chooses a channel sends its id alone, and what Telegram said of it earlier may be out of
date: the right to post may have been taken away since.
"""

import asyncio

import structlog
import telegram
from telegram import ChatMemberAdministrator
from telegram.constants import ChatType
from telegram.error import TelegramError

from office.enrolment.public_channels import SeenChannel

log = structlog.stdlib.get_logger(__name__)

ANSWER_WITHIN = 5.0
"""Seconds; whoever chose the channel waits for the answer."""


async def look(bot: telegram.Bot, chat_id: int) -> SeenChannel | None:
    """Return what Telegram shows of the chat; None where it shows nothing."""
    try:
        chat, member, members = await asyncio.gather(
            bot.get_chat(chat_id, read_timeout=ANSWER_WITHIN),
            bot.get_chat_member(chat_id, bot.id, read_timeout=ANSWER_WITHIN),
            bot.get_chat_member_count(chat_id, read_timeout=ANSWER_WITHIN),
        )
    except TelegramError as error:
        log.info("channel_unseen", chat=chat_id, error=type(error).__name__)
        return None
    head = member if isinstance(member, ChatMemberAdministrator) else None
    return SeenChannel(
        chat_id=chat_id,
        is_channel=chat.type == ChatType.CHANNEL,
        title=chat.title or "",
        username=chat.username,
        members=members,
        may_post=head is not None and bool(head.can_post_messages),
        may_edit=head is not None and bool(head.can_edit_messages),
    )
