"""Makes a text short enough for one text message; no word and no number is ever cut.

A carrier counts 70 UTF-16 units a message, the signature with its brackets among them.
"""

from collections.abc import Iterable, Iterator, Sequence

from messages.length import units

SHORT_AT_MOST = 70

_LEANING = ("其他", "其它", "其余")
"""Lines that begin so speak of nobody once the line before them is left out."""


def shortened(signature: str, facts: Sequence[str], advice: Sequence[str]) -> str | None:
    """The fullest text that fits, or None where even the shortest facts do not.

    `facts` are whole sentences that say the same, the fullest first. Some advice is worth more than
    the fuller facts; the first lines of it are worth more than those that follow.
    """
    head = f"【{signature}】"
    rooms = [(said, SHORT_AT_MOST - units(head + said)) for said in facts]
    fitting = [(said, room) for said, room in rooms if room >= 0]
    for said, room in fitting:
        kept = "".join(_within(advice, room))
        if kept:
            return head + said + kept
    return head + fitting[0][0] if fitting else None


def _within(lines: Iterable[str], room: int) -> Iterator[str]:
    """The lines for which there is room, each whole; a later one may fit where one does not."""
    whole = True
    for line in lines:
        if units(line) <= room and (whole or not line.startswith(_LEANING)):
            room -= units(line)
            yield line
        else:
            whole = False
