"""What people type, freed from what keyboards, phones and copying add to it."""

import re
import unicodedata

_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that draw nothing, beside the format characters; Telegram lets them through."""
_UNSEEN_KINDS = ("Cf", "Cc")
_VARIANTS = range(0xFE00, 0xFE10)
"""They choose how the sign before them is drawn."""
_AFTER_COMMAND = frozenset(":：,，、;；。")
_BLANK = re.compile(r"\s")

_IDLE_BLANK = re.compile(r"(?<!\d) | (?!\d)")
_EMPTY_WORDS = frozenset(
    ("无", "没有", "略", "同上", "同前", "如题", "如上", "测试", "试试", "收到", "好的", "是的")
) | frozenset(("同意", "可以", "不行", "随便", "ok", "yes", "no", "none", "test"))
FEWEST_LETTERS = 2


def seen(text: str) -> str:
    """The text without the signs that nobody sees; blanks and line breaks stay."""
    return "".join(sign for sign in text if not _is_unseen(sign))


def after_command(text: str) -> str:
    """What follows a command's word: /report：正文 and /report，正文 say 正文 as well."""
    start = next((n for n, sign in enumerate(text) if not _parts_command(sign)), len(text))
    return text[start:].rstrip()


def plain(text: str) -> str:
    """Full-width signs become those of ASCII, and inner blanks count once."""
    return " ".join(unicodedata.normalize("NFKC", seen(text)).split())


def compact(text: str) -> str:
    """For comparing names: width, case, subscripts and blanks tell none apart, ＰＭ₂.₅ is pm2.5."""
    return "".join(plain(text).casefold().split())


def joined(text: str) -> str:
    """Without blanks but those between two digits: 12-3 10:00 is not 12-31 0:00."""
    return _IDLE_BLANK.sub("", plain(text).casefold())


def states_something(text: str) -> bool:
    """Whether a reason or grounds can stand in a document: 。 and 同上 cannot."""
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
