"""The office's own words in a text for the public: how they are given, what they may not say."""

from office.desk import Desk
from office.public import making
from office.reading.public_words import AT_MOST, SHORT, public_words, told_facts, too_long
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions.public_notices import PublicNotice


def read(desk: Desk, text: str, first: str) -> dict[str, list[str]]:
    """Refuse what says nothing, is too long, or tells facts: they are the order's alone."""
    words = public_words(text, first)
    if not states_something(text) or not words:
        raise Refusal("public_words_missing")
    long = too_long(words)
    if long is not None:
        raise Refusal(f"public_words_too_long_{long}", most=AT_MOST[long])
    told = told_facts(words, [level.name for level in desk.plan.levels])
    if told is not None:
        raise Refusal("public_words_tell_facts", told=told)
    return words


async def put(desk: Desk, notice: PublicNotice, words: dict[str, list[str]]) -> None:
    """Refuse words for which a text message has no room: it would silently go without them."""
    notice.own_words = {**notice.own_words, **words}
    await making.word(desk, notice, await making.order_of(desk, notice))
    if any(line not in notice.short for line in words.get(SHORT, ())):
        raise Refusal("public_short_no_room")
