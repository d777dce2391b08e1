"""Answers what bots may ask about chats, and lets them leave."""

from __future__ import annotations

from sandbox.access import Access
from sandbox.call import Call
from sandbox.chats import IN_CHARGE
from sandbox.errors import bad_request
from sandbox.people import User
from sandbox.render import Json, full_chat_json, me_json, member_json, members_json


def get_me(call: Call) -> Json:
    return me_json(call.bot)


def get_chat(call: Call) -> Json:
    return full_chat_json(call.chat(access=Access.READ), call.bot)


def get_chat_member(call: Call) -> Json:
    user = _user(call, call["user_id"])
    chat = call.chat(access=Access.READ if user is call.bot else Access.READ_MEMBERS)
    return member_json(chat.member(user), chat)


def get_chat_member_count(call: Call) -> int:
    return len(list(call.chat(access=Access.READ_MEMBERS).present()))


def get_chat_administrators(call: Call) -> list[Json]:
    # Telegram leaves other bots out.
    chat = call.chat(access=Access.READ_MEMBERS)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    members = [m for m in chat.members.values() if m.status in IN_CHARGE]
    return members_json([m for m in members if not m.user.is_bot or m.user is call.bot], chat)


def leave_chat(call: Call) -> bool:
    chat = call.chat(access=Access.READ)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.has(call.bot):
        call.world.leave(chat, call.bot)
    return True


def _user(call: Call, user_id: int) -> User:
    if user_id == call.bot.id:
        return call.bot
    known: User | None = call.world.people.get(user_id)
    if known is None:
        known = next((bot for bot in call.world.bots.values() if bot.id == user_id), None)
    if known is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return known
