"""The documents that a plan rests on, and what each of its values says of where it comes from.

A value's `source` names a document by its key and a place in it, such as `附件1第3行`. Several
stand side by side with a 、 between them; what names no document is a further place of the one
before. A single field may have a source of its own beside it, as `hazard_source` is that of
`hazard`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from office.plan.texts import PlanPart, Text

NO_SOURCE = "none"
"""The source of a default: no document fixes the value, and the office should confirm it."""

BETWEEN = "、"


class Source(PlanPart):
    title: Text
    title_en: Text | None = None
    # Whose document it is. One of another jurisdiction binds nobody here: it is followed for want
    # of one's own.
    of: Text
    of_en: Text | None = None
    own: bool = True
    # How its key reads in English.
    key_en: Text | None = None
    # The standards that it rests on and that hold no longer.
    superseded: tuple[Text, ...] = ()


def places(sources: Mapping[str, Source], said: str) -> Iterator[tuple[str, str]]:
    """Each place that a source names, with the key of its document.

    The key is empty where the plan does not know the document.
    """
    key = ""
    for part in said.split(BETWEEN):
        # Of two keys of which one begins with the other the longer one is meant.
        named = sorted((one for one in sources if part.startswith(one)), key=len)
        key = named[-1] if named else key
        yield key, part


SUFFIX = "_source"
"""The suffix of a field that says where the value of the field beside it comes from."""


class Cited(NamedTuple):
    value: str
    """The key of the value, such as `measures.y-m-01` or `levels.red.advice.2`."""
    field: str
    """The key under which its source stands, such as `levels.red.advice_source.2`."""
    said: str


def cited(part: PlanPart) -> Iterator[Cited]:
    for key, one in parts(part):
        for name in source_fields(one):
            value = f"{key}.{name.removesuffix(SUFFIX)}" if name.endswith(SUFFIX) else key
            for place, said in _said(getattr(one, name)):
                yield Cited(f"{value}{place}", f"{key}.{name}{place}", said)


def sourced(part: PlanPart) -> Iterator[tuple[str, str]]:
    """The source of each value in a plan under the key of the value, such as `measures.y-m-01`."""
    for one in cited(part):
        yield one.value, one.said


def source_fields(part: PlanPart) -> list[str]:
    return [name for name in type(part).model_fields if name == "source" or name.endswith(SUFFIX)]


def _said(source: Any) -> Iterator[tuple[str, str]]:
    """What a source says, or what that of each line says, with the line's place in the key."""
    if isinstance(source, str):
        yield "", source
    elif isinstance(source, tuple):
        for place, line in enumerate(source, start=1):
            yield f".{place}", line


def parts(part: PlanPart, key: str = "") -> Iterator[tuple[str, PlanPart]]:
    """The part and all parts in it, each under its key, such as `measures.y-m-01`."""
    yield key, part
    for name in type(part).model_fields:
        yield from _below(getattr(part, name), f"{key}.{name}" if key else name)


def _below(value: object, key: str) -> Iterator[tuple[str, PlanPart]]:
    if isinstance(value, PlanPart):
        yield from parts(value, key)
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _below(entry, f"{key}.{name}")
    elif isinstance(value, tuple):
        for place, entry in enumerate(value, start=1):
            yield from _below(entry, f"{key}.{_name(entry, place)}")


def _name(entry: object, place: int) -> str:
    names = (getattr(entry, name, None) for name in ("id", "step", "kind"))
    return str(next(filter(None, names), place))
