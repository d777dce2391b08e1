"""A view as plain JSON, so that what is drawn of it stays as it was when its text was written."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

from messages.render import Words, words_in

T = TypeVar("T")


def frozen(view: Any, words: Words) -> dict[str, Any]:
    facts = _adapter(type(view)).dump_python(view, mode="json")
    return {"view": facts, "locale": words.locale, "zone": str(words.zone)}


def thawed(kind: type[T], facts: dict[str, Any]) -> tuple[T, Words]:
    view: T = _adapter(kind).validate_python(facts["view"])
    return view, words_in(facts["locale"], facts["zone"])


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}
"""One is kept for each kind of view, as making it takes longer than writing a view down."""


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
