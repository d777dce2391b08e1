"""Tries a template that somebody uploaded: on a full example, on marks of its own, on nothing.

The result is the example as a document, or what is wrong with the template, as JSON.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import count
from typing import Any

from messages.documents import assessment, consultation_form, letter, official_form
from messages.documents.template_faults import TemplateFault
from storage.immutable import immutable

MAKERS: Mapping[str, Callable[[Any, bytes], bytes]] = {
    "official_form": official_form.make,
    "letter": letter.make,
    "assessment": assessment.make,
    "consultation_form": consultation_form.make,
}
OPTIONAL = frozenset(
    {"enclosed", "issuer", "notes", "place", "printed_by", "printed_on", "subtitle", "words"}
)
"""What an office may leave out of its papers; whatever else a paper is given must stand in it."""
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@immutable
class Trial:
    kind: str
    content: bytes
    example: Any
    """A view in which every field says something."""


def make(asked: Trial) -> bytes:
    try:
        return tried(asked)
    except TemplateFault as fault:
        return json.dumps([fault.key, fault.facts], ensure_ascii=False).encode()


def tried(asked: Trial) -> bytes:
    made = MAKERS[asked.kind]
    example = made(asked.example, asked.content)
    marks = count(1)
    marked = _changed(asked.example, lambda _: f"[{next(marks)}]")
    _require_all(made(marked, asked.content), marked)
    made(_emptied(asked.example), asked.content)
    return example


def _require_all(content: bytes, marked: Any) -> None:
    """Raise a TemplateFault that names what of the view stands nowhere in the document."""
    from docx import Document

    document = Document(BytesIO(content))
    said = _said(document.element) + "".join(map(_said, _edges(document)))
    names = [one.name for one in fields(marked) if one.name not in OPTIONAL]
    missing = [
        name for name in names if not all(one in said for one in _texts(getattr(marked, name)))
    ]
    if missing:
        raise TemplateFault("template_missing", names=missing)
    if any(marked.mark not in _said(edge) for edge in _edges(document)):
        raise TemplateFault("template_unmarked")


def _edges(document: Any) -> Iterator[Any]:
    """Every header and footer that some page of it shows."""
    both = document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        shown = [section.header, section.footer]
        if both:
            shown += [section.even_page_header, section.even_page_footer]
        if section.different_first_page_header_footer:
            shown += [section.first_page_header, section.first_page_footer]
        yield from (one._element for one in shown)


def _said(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(_WORDS))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for one in _within(value):
        yield from _texts(one)


def _within(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        yield from (getattr(value, one.name) for one in fields(value))
    else:
        yield from value


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """The same view with other texts."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    names = (one.name for one in fields(value))
    return replace(value, **{name: _changed(getattr(value, name), change) for name in names})


def _emptied(view: Any) -> Any:
    values = {one.name: getattr(view, one.name) for one in fields(view)}
    return replace(view, **{name: type(value)() for name, value in values.items()})
