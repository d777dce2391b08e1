"""Checks the parameters of a call against the Bot API's own list."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.files import Upload

Value = Any
Check = Callable[[str, Value], Value]

#: Telegram's sentence where these are missing; for all others it has one sentence.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id not specified",
}
_MISSING_IN = {
    ("deleteMessage", "chat_id"): "chat identifier is not specified",
    ("forwardMessage", "message_id"): "message to forward not found",
    ("copyMessage", "message_id"): "message to copy not found",
    ("pinChatMessage", "message_id"): "message to pin not found",
    ("setMessageReaction", "message_id"): "message to react not found",
}

#: Other parameters count as missing when they are empty; an empty address removes the webhook.
_MAY_BE_EMPTY = frozenset({"url"})


class Method:
    """The parameters of one method: which exist, which are required, how each is read."""

    def __init__(self, method: str, fields: Mapping[str, Mapping[str, Any]]) -> None:
        self.name = method
        self.checks = {name: _check_for(field["types"]) for name, field in fields.items()}
        self.required = [name for name, field in fields.items() if field["required"]]

    def read(self, given: Mapping[str, Value], *, strict: bool) -> dict[str, Value]:
        read = {}
        for name, value in given.items():
            check = self.checks.get(name)
            if check is None:
                if strict and not isinstance(value, Upload):
                    raise bad_request(f'unknown parameter "{name}" (Telegram would ignore it)')
                read[name] = value
            elif value not in ("", None) or name in _MAY_BE_EMPTY:
                read[name] = check(name, value)
        for name in self.required:
            if name not in read:
                raise bad_request(self._complaint(name))
        return read

    def _complaint(self, missing: str) -> str:
        usual = _MISSING.get(missing, f'parameter "{missing}" is required')
        return _MISSING_IN.get((self.name, missing), usual)


def _check_for(types: list[str]) -> Check:
    if "InputFile" in types:
        return _file
    if types == ["Integer"]:
        return _integer
    if types == ["Boolean"]:
        return _boolean
    if set(types) == {"Integer", "String"}:
        return _integer_or_string
    if types == ["String"]:
        return _string
    if all(name.startswith("Array of ") for name in types):
        return _strings if types == ["Array of String"] else _array
    return _object


def _wrong(name: str, expected: str) -> ApiError:
    return bad_request(f'parameter "{name}" must be {expected}')


def _integer(name: str, value: Value) -> int:
    if isinstance(value, bool):
        raise _wrong(name, "an Integer")
    try:
        return int(value)
    except (TypeError, ValueError):
        raise _wrong(name, "an Integer") from None


def _boolean(name: str, value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    if isinstance(value, str):
        return value.lower() in ("true", "yes", "1")
    raise _wrong(name, "a Boolean")


def _integer_or_string(name: str, value: Value) -> int | str:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _wrong(name, "an Integer or a String")
    try:
        return int(value)
    except ValueError:
        return str(value)


def _string(name: str, value: Value) -> str:
    if isinstance(value, str):
        return value
    # Bots that send JSON may send numbers where the API has strings, such as ids of queries.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(name, "a String")


def _file(name: str, value: Value) -> Upload | str:
    if isinstance(value, (Upload, str)):
        return value
    raise _wrong(name, "an InputFile or a String")


def _object(name: str, value: Value) -> dict[str, Any]:
    decoded = _decoded(name, value)
    if not isinstance(decoded, dict):
        expected = "object expected as reply markup" if name == "reply_markup" else None
        raise bad_request(expected) if expected else _wrong(name, "an Object")
    return decoded


def _array(name: str, value: Value) -> list[Any]:
    decoded = _decoded(name, value)
    if not isinstance(decoded, list):
        raise _wrong(name, "an Array")
    return decoded


def _strings(name: str, value: Value) -> list[str]:
    decoded = _array(name, value)
    if not all(isinstance(item, str) for item in decoded):
        raise _wrong(name, "an Array of String")
    return decoded


def _decoded(name: str, value: Value) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        if name == "reply_markup":
            raise bad_request("can't parse reply keyboard markup JSON object") from None
        raise bad_request(f"can't parse {name} JSON object") from None


@cache
def bot_api() -> dict[str, Any]:
    """Return the part of the Bot API's own list that the sandbox speaks."""
    listed: dict[str, Any] = json.loads(files("sandbox").joinpath("botapi.json").read_text("utf-8"))
    return listed


def load_methods() -> dict[str, Method]:
    return {name: Method(name, fields) for name, fields in bot_api()["methods"].items()}
