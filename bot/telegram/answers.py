"""Checks whether what came back is an answer of the Bot API; what cannot be read is Unreadable.

A gateway, a proxy or a captive portal may answer in Telegram's place, and in any JSON at all. PTB
takes what it gets on trust, so nothing reaches it that was not read here first.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from telegram import ChatFullInfo, ChatMember, File, User, WebhookInfo
from telegram.error import NetworkError

from bot.scrub import scrubbed

LONGEST_PAUSE = 7 * 86_400
"""Seconds; nobody could keep a longer pause."""
LONGEST_WORDS = 1_000
"""The most signs of a refusal that are kept, as they are stored and shown to the office."""

Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Number = Annotated[int, Field(gt=0, lt=2**63)]


class Unreadable(NetworkError):
    """Nobody can tell from the answer whether what was asked for was done."""

    def __init__(self, status: int, method: str) -> None:
        # The message quotes nothing of what came, because errors are stored and logged.
        super().__init__(f"HTTP {status} to {method}")
        self.refused = status == HTTPStatus.TOO_MANY_REQUESTS
        """Whether Telegram did nothing; this status says so, whatever stands in the body."""


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True)


class _Message(_Shape):
    message_id: Number


class _Update(_Shape):
    update_id: Annotated[int, Field(ge=0, lt=2**63)]


class _User(_Shape):
    id: Id
    first_name: str
    username: str


class _File(_Shape):
    file_id: str
    file_size: Number | None = None
    file_path: str | None = None


class _Webhook(_Shape):
    url: str
    last_error_message: str | None = None


class _Member(_Shape):
    status: str


class _FullChat(_Shape):
    id: Id
    type: str
    title: str | None = None
    username: str | None = None


class _Parameters(_Shape):
    migrate_to_chat_id: Annotated[int, Field(ge=-(2**63), lt=0)] | None = None
    retry_after: Annotated[int, Field(ge=0, le=LONGEST_PAUSE)] | None = None


class _Refusal(_Shape):
    ok: Literal[False]
    error_code: int
    description: str
    parameters: _Parameters = _Parameters()


AnswerParser = Callable[[Any], object]


def _of(shape: Any) -> AnswerParser:
    return TypeAdapter(shape).validate_python


def _parsed(shape: Any, parse: Callable[..., object]) -> AnswerParser:
    # PTB makes an object of this result, so it must be one that PTB can read.
    check = _of(shape)
    return lambda result: (check(result), parse(result, None))


_DONE = _of(Literal[True])


def _anything(result: Any) -> None:
    """Accept any result, because nobody looks at what such a method returns."""


READERS: dict[str, AnswerParser] = {
    "answercallbackquery": _DONE,
    "deletewebhook": _DONE,
    "editmessagecaption": _of(Literal[True] | _Message),
    "editmessagetext": _of(Literal[True] | _Message),
    "getchat": _parsed(_FullChat, ChatFullInfo.de_json),
    "getchatmember": _parsed(_Member, ChatMember.de_json),
    "getchatmembercount": _of(Annotated[int, Field(ge=0, lt=2**31)]),
    "getfile": _parsed(_File, File.de_json),
    "getme": _parsed(_User, User.de_json),
    "getupdates": _of(list[_Update]),
    "getwebhookinfo": _parsed(_Webhook, WebhookInfo.de_json),
    "senddocument": _of(_Message),
    "sendmessage": _of(_Message),
    "sendphoto": _of(_Message),
    "sendvideo": _of(_Message),
    "setmessagereaction": _DONE,
    "setmycommands": _DONE,
    "setwebhook": _DONE,
}
"""Each method, in small letters, with the shape that its result must have for us to use it."""


def read(method: str, status: int, body: bytes) -> bytes:
    """Return what PTB may go on from: the answer, or what we know of a refusal.

    Raises Unreadable for anything else.
    """
    if is_success(status):
        result(method, status, body)
        return body
    try:
        return _refusal(json.loads(body))
    # Any JSON may come, and any of the libraries may stumble over it in a way of its own.
    except Exception:
        raise Unreadable(status, method) from None


def is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def result(method: str, status: int, body: bytes) -> Any:
    """Return what a success says; raise Unreadable for anything else."""
    try:
        answer = json.loads(body)
        if answer["ok"] is not True:
            raise ValueError("a refusal that calls itself a success")
        found = answer["result"]
        READERS.get(method.lower(), _anything)(found)
    # As above.
    except Exception:
        raise Unreadable(status, method) from None
    return found


def _refusal(answer: Any) -> bytes:
    refusal = _Refusal.model_validate(answer)
    refusal.description = scrubbed(refusal.description)[:LONGEST_WORDS]
    return refusal.model_dump_json(exclude_none=True).encode()
