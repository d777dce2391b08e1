"""What each answer of Telegram means for the message: one row for each that was ever seen."""

from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.verdicts import VerdictKind, verdict


def because(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


NOBODY_THERE = aiohttp.ClientConnectorError(
    ConnectionKey("localhost", 80, False, False, None, None, None), OSError(111, "refused")
)
TABLE: list[tuple[str, TelegramError, VerdictKind]] = [
    ("kicked", Forbidden("Forbidden: bot was kicked from the group chat"), VerdictKind.UNREACHABLE),
    ("any other 403", Forbidden("Forbidden: something new"), VerdictKind.UNREACHABLE),
    ("no such chat", BadRequest("Bad Request: chat not found"), VerdictKind.UNREACHABLE),
    ("muted", BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), VerdictKind.UNREACHABLE),
    ("topic closed", BadRequest("Bad Request: TOPIC_CLOSED"), VerdictKind.NO_TOPIC),
    ("topic gone", BadRequest("Bad Request: message thread not found"), VerdictKind.NO_TOPIC),
    ("part of a known text", BadRequest("chat not found here"), VerdictKind.REFUSED),
    ("unknown 400", BadRequest("Bad Request: something new"), VerdictKind.REFUSED),
    ("our markup", BadRequest("can't parse entities: unclosed tag"), VerdictKind.REFUSED),
    ("too long", BadRequest("message is too long"), VerdictKind.REFUSED),
    ("equal edit", BadRequest("Bad Request: message is not modified: same"), VerdictKind.SENT),
    ("nothing to edit", BadRequest("Bad Request: message to edit not found"), VerdictKind.GONE),
    ("not to be edited", BadRequest("Bad Request: message can't be edited"), VerdictKind.GONE),
    ("no answer in time", because(TimedOut(), aiohttp.SocketTimeoutError()), VerdictKind.UNKNOWN),
    ("no connection", because(NetworkError("x"), NOBODY_THERE), VerdictKind.NOT_SENT),
    (
        "slow connection",
        because(TimedOut(), aiohttp.ConnectionTimeoutError()),
        VerdictKind.NOT_SENT,
    ),
    ("cut off", because(NetworkError("x"), aiohttp.ServerDisconnectedError()), VerdictKind.UNKNOWN),
    ("502", because(NetworkError("Bad Gateway"), TelegramError("x")), VerdictKind.UNKNOWN),
    ("500", NetworkError("Internal Server Error"), VerdictKind.UNKNOWN),
    (
        "another bot deleted it",
        NetworkError("sent message was immediately deleted and can't be returned"),
        VerdictKind.SENT,
    ),
    ("a changed token", InvalidToken("Unauthorized"), VerdictKind.NOT_SENT),
    ("a token changed while in use", EndPointNotFound("no SendMessage"), VerdictKind.NOT_SENT),
    ("something else", Conflict("x"), VerdictKind.UNKNOWN),
    ("a supergroup now", ChatMigrated(-100123), VerdictKind.MOVED),
]


@pytest.mark.parametrize(("error", "kind"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_verdict(error: TelegramError, kind: VerdictKind) -> None:
    assert verdict(error).kind == kind


def test_a_hold_says_for_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    held = verdict(RetryAfter(7))
    assert (held.kind, held.retry_after) == (VerdictKind.HOLD, timedelta(seconds=7))


def test_a_migration_says_where_to() -> None:
    assert verdict(ChatMigrated(-100123)).new_chat_id == -100123


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (Forbidden("Forbidden: bot was kicked"), "Forbidden: bot was kicked"),
        (BadRequest("Bad Request: chat not found"), "BadRequest: Chat not found"),
        (TimedOut(), "TimedOut: Timed out"),
    ],
)
def test_the_kind_of_an_error_is_said_once(error: TelegramError, detail: str) -> None:
    assert verdict(error).detail == detail
