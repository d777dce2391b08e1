"""Keeps menus of commands, one for each scope."""

from __future__ import annotations

import re
from typing import Any

from sandbox.access import Access
from sandbox.call import Call
from sandbox.errors import ApiError, bad_request
from sandbox.people import CommandScope

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")

#: The ids that belong to each type of scope.
_SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def set_my_commands(call: Call) -> bool:
    commands = call["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope(call)] = [_command(command) for command in commands]
    return True


def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.bot.commands.get(_scope(call), [])


def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_scope(call), None)
    return True


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(given.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = given["command"].removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = given["description"]
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(call: Call) -> CommandScope:
    scope = call.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise _unreadable("Unsupported type specified")
    needed = _SCOPES[kind]
    user_id = _user_id(scope) if "user_id" in needed else 0
    chat_id = _chat_id(call, scope) if "chat_id" in needed else 0
    return (kind, chat_id, user_id, call.get("language_code", ""))


def _chat_id(call: Call, scope: dict[str, Any]) -> int:
    if "chat_id" not in scope:
        raise _unreadable('Can\'t find field "chat_id"')
    try:
        chat_id = int(scope["chat_id"])
    except ValueError:
        raise bad_request("chat not found") from None
    return call.world.open_chat(call.bot, chat_id, Access.READ_MEMBERS).id


def _user_id(scope: dict[str, Any]) -> int:
    user_id = scope.get("user_id")
    if not isinstance(user_id, int) or user_id <= 0:
        raise _unreadable("Invalid user_id specified")
    return user_id


def _unreadable(text: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {text}")
