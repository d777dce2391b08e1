"""The lines that the office adds to one alert, as they are typed: 市住建局、市交通局：夜间停工."""

import re
from collections.abc import Iterator

from office.matters.added_lines import AddedLine, who_may_be_named
from office.plan.model import AnyPlan, bodies_like
from office.reading.typed import compact
from office.refusal import Refusal

NONE = "none"
"""The value of the button that adds nothing."""
NONE_WORDS = frozenset(("无", "不加", "none", "no"))

_ADD = re.compile(r"(?:另加措施|加措施|add(?: measures)?(?![a-z]))[\s：:，,]*", re.IGNORECASE)
"""It follows /adjust where measures are added and nothing else changes."""

_NUMBER = re.compile(r"^\s*(?:\d+\s*(?:[.．](?!\d)|[、)）])|[·•]|-(?!\d))\s*")
"""The number or mark of a line; 4.5吨 and -5℃ are words of it."""
_BETWEEN_NAMES = re.compile(r"[、，,；;]+")


def spoken(text: str) -> str | None:
    """What stands behind the word that adds measures; None where there is no such word."""
    said = text.strip()
    found = _ADD.match(said)
    return None if found is None else said[found.end() :]


def typed(plan: AnyPlan, text: str) -> tuple[AddedLine, ...]:
    if compact(text) in NONE_WORDS:
        return ()
    lines = tuple(_line(plan, line) for line in text.splitlines() if line.strip())
    if not lines:
        raise Refusal("lines_missing")
    return lines


def _line(plan: AnyPlan, typed: str) -> AddedLine:
    text = _NUMBER.sub("", typed).strip()
    head, colon, rest = _parted(text)
    named = {name: tuple(_named(plan, name)) for name in _BETWEEN_NAMES.split(head) if name}
    if not colon or not rest or not any(named.values()):
        # Words before a colon that name nobody belong to what is to be done.
        return AddedLine(text)
    unknown = tuple(name for name, bodies in named.items() if not bodies)
    if unknown:
        raise Refusal("lines_unknown", names=unknown)
    return AddedLine(rest, tuple(dict.fromkeys(one for ids in named.values() for one in ids)))


def _parted(text: str) -> tuple[str, str, str]:
    colon = next((sign for sign in text if sign in "：:"), "")
    head, _, rest = text.partition(colon) if colon else (text, "", "")
    return head.strip(), colon, rest.strip()


def _named(plan: AnyPlan, name: str) -> Iterator[str]:
    """One body, or a group of the plan by the name that the office gives it; nobody if unclear."""
    for group, called in plan.group_names.items():
        if compact(called) == compact(name):
            yield from plan.groups[group]
            return
    found = bodies_like(who_may_be_named(plan), name)
    if len(found) == 1:
        yield found[0].id
