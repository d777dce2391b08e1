"""A CAP message as JSON holds it: so it is kept, and handed from one process to another."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from messages.documents.cap.model import CapMessage


def as_facts(message: CapMessage) -> dict[str, Any]:
    facts: dict[str, Any] = _adapter().dump_python(message, mode="json")
    return facts


def of_facts(facts: dict[str, Any]) -> CapMessage:
    return _adapter().validate_python(facts)


# Building it takes as long as reading ten messages, and most processes never need it.
@cache
def _adapter() -> TypeAdapter[CapMessage]:
    return TypeAdapter(CapMessage)
