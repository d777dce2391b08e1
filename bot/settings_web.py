"""Reads the settings of bots and of the web."""

import re

from bot.setup import MoreBot

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{15,}")

_JURISDICTION = re.compile(r"[a-z][a-z0-9_-]*")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram takes as a secret, except for shorter ones, which can be guessed."""
_HTTPS = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?")
_BOARD = re.compile(r"(https://[\w.:\[\]-]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?)/?")
_LISTEN = re.compile(r"(?:(?P<host>[\w.-]+|\[[0-9a-f:]+\]):)?(?P<port>\d{1,5})")
LOOPBACK = "127.0.0.1"


def read_tokens(text: str) -> tuple[str, tuple[MoreBot, ...]]:
    """Read a line for each bot, its token and what it serves; the first also serves the rest."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("no token")
    tokens = [token for token, *_ in lines]
    named = [name for _, *names in lines for name in names]
    if not all(map(TOKEN.fullmatch, tokens)) or not all(map(_JURISDICTION.fullmatch, named)):
        raise ValueError("not a token and its jurisdictions")
    if len(set(tokens)) < len(tokens) or len(set(named)) < len(named):
        raise ValueError("named twice")
    if not all(names for _, *names in lines[1:]):
        raise ValueError("a further bot without a jurisdiction")
    more = tuple(MoreBot(token, frozenset(names)) for token, *names in lines[1:])
    return tokens[0], more


def read_listen(text: str) -> tuple[str, int]:
    """Read `8080` or `0.0.0.0:8080`; without an address it means this machine alone."""
    match = _LISTEN.fullmatch(text.strip())
    if match is None or not 0 <= int(match["port"]) < 65536:
        raise ValueError("not a port or an address with one")
    return (match["host"] or LOOPBACK).strip("[]"), int(match["port"])


def check_webhook_url(text: str, *, local: bool) -> str:
    # Telegram pushes over TLS only; a local Bot API server need not.
    address = text.replace("http://", "https://", 1) if local else text
    if not _HTTPS.fullmatch(address):
        raise ValueError("not an https address")
    return text.rstrip("/")


def check_board_url(text: str) -> str:
    # What is shown is not for whoever listens on the way; on this machine alone nobody does.
    if not _BOARD.fullmatch(text):
        raise ValueError("not an https address without a path")
    return text.rstrip("/")


def check_webhook_secret(text: str) -> None:
    if not _SECRET.fullmatch(text):
        raise ValueError("not a secret that Telegram takes")
