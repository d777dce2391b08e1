"""Frees what people type from what keyboards, phones and copying add to it."""

import re
import unicodedata

_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Telegram lets these through: letters and signs that draw nothing, beside the format characters.
"""
_UNSEEN_KINDS = ("Cf", "Cc")
_VARIANTS = range(0xFE00, 0xFE10)
"""These choose how the sign before them is drawn."""
_AFTER_COMMAND = frozenset(":：,，、;；。")
_BLANK = re.compile(r"\s")

_IDLE_BLANK = re.compile(r"(?<!\d) | (?!\d)")
_EMPTY_WORDS = frozenset(
    ("无", "没有", "略", "同上", "同前", "如题", "如上", "测试", "试试", "收到", "好的", "是的")
) | frozenset(("同意", "可以", "不行", "随便", "ok", "yes", "no", "none", "test"))
FEWEST_LETTERS = 2


def seen(text: str) -> str:
    return "".join(sign for sign in text if not _is_unseen(sign))


def after_command(text: str) -> str:
    """Return what follows a command's word: /report：正文 and /report，正文 say 正文 as well."""
    start = next((n for n, sign in enumerate(text) if not _parts_command(sign)), len(text))
    return text[start:].rstrip()


def plain(text: str) -> str:
    """Turn full-width signs into ASCII ones, and runs of blanks into one."""
    return " ".join(unicodedata.normalize("NFKC", seen(text)).split())


def compact(text: str) -> str:
    """Reduce a name for comparing: width, case, subscripts and blanks do not count (ＰＭ₂.₅ is
    pm2.5).
    """
    return "".join(plain(text).casefold().split())


def joined(text: str) -> str:
    """Drop all blanks but those between two digits: 12-3 10:00 is not 12-31 0:00."""
    return _IDLE_BLANK.sub("", plain(text).casefold())


def states_something(text: str) -> bool:
    """Return whether a reason or grounds can stand in a document: 。 and 同上 cannot."""
    letters = "".join(sign for sign in compact(text) if sign.isalnum())
    if letters in _EMPTY_WORDS:
        return False
    return sum(sign.isalpha() for sign in letters) >= FEWEST_LETTERS


def _parts_command(sign: str) -> bool:
    return sign.isspace() or sign in _AFTER_COMMAND or _is_unseen(sign)


def _is_unseen(sign: str) -> bool:
    if _BLANK.match(sign):
        return False
    is_format = unicodedata.category(sign) in _UNSEEN_KINDS
    return is_format or sign in _UNSEEN or ord(sign) in _VARIANTS
