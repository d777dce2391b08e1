"""National standards by which the air is told and that hold no longer, with what came instead."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from office.plan.shape import PlanShape
from office.plan.sources import parts
from storage.immutable import immutable


@immutable
class ReplacedStandard:
    name: str
    by: str
    since: date


REPLACED = (
    ReplacedStandard("HJ 633-2012", "HJ 633-2026", date(2026, 3, 1)),
    ReplacedStandard("GB 3095-2012", "GB 3095-2026", date(2026, 3, 1)),
)
_DASHES = "[-‐‑–—－]"
_SPELLED = {
    one: re.compile(
        r"\s*".join(re.escape(part) for part in one.name.partition("-")[0].split())
        + rf"\s*{_DASHES}\s*{one.name.partition('-')[2]}(?!\d)",
        re.IGNORECASE,
    )
    for one in REPLACED
}


def named_in(text: str) -> Iterator[ReplacedStandard]:
    return (one for one, spelled in _SPELLED.items() if spelled.search(text))


def known(name: str) -> ReplacedStandard | None:
    return next(named_in(name), None)


def cited(plan: PlanShape) -> Mapping[str, tuple[ReplacedStandard, ...]]:
    """The standards that values of a plan name in their words, by the keys of these values.

    What the plan notes of itself is left out, as it is there that the office is told of them.
    """
    found: dict[str, list[ReplacedStandard]] = {}
    for key, part in parts(plan):
        for name in type(part).model_fields:
            if name not in _SAYING_SO:
                for text in _texts(getattr(part, name)):
                    found.setdefault(f"{key}.{name}" if key else name, []).extend(named_in(text))
    return {key: tuple(dict.fromkeys(those)) for key, those in found.items() if those}


_SAYING_SO = ("notes", "notes_en", "superseded")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (one for one in value if isinstance(one, str))
    elif isinstance(value, Mapping):
        yield from (one for one in value.values() if isinstance(one, str))
