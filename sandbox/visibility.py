"""Decides what a bot gets to see of a group in privacy mode."""

from __future__ import annotations

from sandbox.messages import Message
from sandbox.people import Bot


def bot_sees(bot: Bot, message: Message) -> bool:
    chat = message.chat
    if chat.is_private or message.is_service:
        return True
    if bot.can_read_all_group_messages or chat.is_run_by(bot):
        return True
    return _is_reply_to(bot, message) or _is_command_for(bot, message)


def _is_reply_to(bot: Bot, message: Message) -> bool:
    return message.reply_to is not None and message.reply_to.sender is bot


def _is_command_for(bot: Bot, message: Message) -> bool:
    # `/x@bot` always counts; a bare `/x` only when this bot was the last one to post here.
    for entity in message.entities:
        if entity.type == "bot_command" and entity.offset == 0:
            _, _, addressee = message.text[: entity.length].partition("@")
            if addressee:
                return addressee.lower() == (bot.username or "").lower()
            return message.chat.last_bot_to_post is bot
    return False
