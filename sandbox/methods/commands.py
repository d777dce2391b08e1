"""Menus of commands, one per scope."""

from __future__ import annotations

import re
from typing import Any

from sandbox.call import Call
from sandbox.errors import bad_request
from sandbox.people import CommandScope

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")

#: Scope type → the ids that belong to it.
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
    if not isinstance(given, dict) or not isinstance(given.get("command"), str):
        raise bad_request("can't parse BotCommand: expected an Object with a command")
    name = given["command"].removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = given.get("description")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(call: Call) -> CommandScope:
    scope = call.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    needed = _SCOPES[kind]
    chat_id = user_id = 0
    if "chat_id" in needed:
        if "chat_id" not in scope:
            raise bad_request("can't parse BotCommandScope: chat_id is empty")
        chat_id = call.world.open_chat(call.bot, int(scope["chat_id"])).id
    if "user_id" in needed:
        user_id = int(scope.get("user_id", 0))
    return (kind, chat_id, user_id, call.get("language_code", ""))
