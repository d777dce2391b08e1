"""The marks of an exercise: they stand before and after each of its texts, in every language."""

from functools import cache

from messages import LOCALES
from messages.length import CAPTION_LIMIT, TEXT_LIMIT, plain, units
from messages.render import Words, words_in

HEAD, FOOT, TOAST = "drill_head", "drill_foot", "drill_toast"


def room(*, drill: bool, caption: bool = False) -> int:
    """The most that a text may take, so that its marks still fit."""
    limit = CAPTION_LIMIT if caption else TEXT_LIMIT
    return limit - _longest_marks() if drill else limit


def marked(words: Words, text: str) -> str:
    """What an exercise says, in Telegram's HTML."""
    return f"{words.phrase(HEAD)}\n{text}\n{words.phrase(FOOT)}"


def marked_toast(words: Words, text: str) -> str:
    return words.plain(TOAST, text=text)


def is_marked(text: str) -> bool:
    """Whether a message that stands in a chat is one of an exercise."""
    return text.startswith(_heads())


@cache
def _heads() -> tuple[str, ...]:
    return tuple(words.plain(HEAD) for words in _languages())


@cache
def _longest_marks() -> int:
    return max(units(plain(marked(words, ""))) for words in _languages())


def _languages() -> list[Words]:
    return [words_in(locale, "UTC") for locale in LOCALES]
