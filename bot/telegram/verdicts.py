"""Judges what Telegram's answer to a message means for that message."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.answers import Unreadable
from bot.telegram.transport import NEVER_LEFT
from storage.immutable import immutable


class VerdictKind(StrEnum):
    SENT = "sent"
    HOLD = "hold"
    """Too many messages came: this chat waits."""
    MOVED = "moved"
    """The group became a supergroup."""
    UNREACHABLE = "unreachable"
    NO_TOPIC = "no_topic"
    """The topic is closed or gone; the rest of its group can be reached as before."""
    GONE = "gone"
    """The message to edit does not exist any more, or cannot be edited."""
    REFUSED = "refused"
    """Telegram will never take it."""
    NOT_SENT = "not_sent"
    """It never left; trying again repeats nothing."""
    UNKNOWN = "unknown"
    """Perhaps it was sent; trying again may say it twice."""


@immutable
class Verdict:
    kind: VerdictKind
    detail: str = ""
    retry_after: timedelta = timedelta(0)
    new_chat_id: int | None = None


# Only these exact texts count: a chat is never given up for a text that nobody has seen before.
UNREACHABLE_TEXTS = frozenset(
    {
        "chat not found",
        "chat_restricted",
        "chat_write_forbidden",
        "have no rights to send a message",
        "input_user_deactivated",
        "need administrator rights in the channel chat",
        "not enough rights to send text messages to the chat",
        "peer_id_invalid",
        "user_is_blocked",
    }
)
NO_TOPIC_TEXTS = frozenset({"message thread not found", "topic_closed", "topic_deleted"})
GONE_TEXTS = frozenset(
    {
        "message can't be edited",
        "message to edit not found",
        "message_id_invalid",
    }
)
NOT_MODIFIED = "message is not modified"
DELETED_AT_ONCE = "sent message was immediately deleted"


def verdict(error: TelegramError) -> Verdict:
    """Judge an error; three kinds of NetworkError have rows of their own, which stand before it."""
    for kind, judge in JUDGES:
        if isinstance(error, kind):
            return judge(error)
    return Verdict(VerdictKind.UNKNOWN, _detail(error))


def _held(error: TelegramError) -> Verdict:
    assert isinstance(error, RetryAfter)
    pause = error.retry_after
    span = pause if isinstance(pause, timedelta) else timedelta(seconds=pause)
    return Verdict(VerdictKind.HOLD, _detail(error), retry_after=span)


def _moved(error: TelegramError) -> Verdict:
    assert isinstance(error, ChatMigrated)
    return Verdict(VerdictKind.MOVED, _detail(error), new_chat_id=error.new_chat_id)


def _shut_out(error: TelegramError) -> Verdict:
    return Verdict(VerdictKind.UNREACHABLE, _detail(error))


def _bad_request(error: TelegramError) -> Verdict:
    text = error.message.casefold()
    if NOT_MODIFIED in text:
        return Verdict(VerdictKind.SENT, _detail(error))
    if text in GONE_TEXTS:
        return Verdict(VerdictKind.GONE, _detail(error))
    if text in NO_TOPIC_TEXTS:
        return Verdict(VerdictKind.NO_TOPIC, _detail(error))
    if text in UNREACHABLE_TEXTS:
        return Verdict(VerdictKind.UNREACHABLE, _detail(error))
    return Verdict(VerdictKind.REFUSED, _detail(error))


def _network(error: TelegramError) -> Verdict:
    if isinstance(error.__cause__, NEVER_LEFT):
        return Verdict(VerdictKind.NOT_SENT, _detail(error))
    if DELETED_AT_ONCE in error.message.casefold():
        return Verdict(VerdictKind.SENT, _detail(error))
    return Verdict(VerdictKind.UNKNOWN, _detail(error))


def _unreadable(error: TelegramError) -> Verdict:
    assert isinstance(error, Unreadable)
    return Verdict(VerdictKind.NOT_SENT if error.refused else VerdictKind.UNKNOWN, _detail(error))


def _no_token(error: TelegramError) -> Verdict:
    # The token was changed, and the messages wait for the operator. Of a bot that was known before
    # PTB says then that there is no such method.
    return Verdict(VerdictKind.NOT_SENT, _detail(error))


def _detail(error: TelegramError) -> str:
    # The words of some kinds of errors begin with the kind already.
    kind = type(error).__name__
    return error.message if error.message.startswith(kind) else f"{kind}: {error.message}"


JUDGES: tuple[tuple[type[TelegramError], Callable[[TelegramError], Verdict]], ...] = (
    (RetryAfter, _held),
    (ChatMigrated, _moved),
    (Forbidden, _shut_out),
    (BadRequest, _bad_request),
    (TimedOut, _network),
    (Unreadable, _unreadable),
    (NetworkError, _network),
    (InvalidToken, _no_token),
    (EndPointNotFound, _no_token),
)
