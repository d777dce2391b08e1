"""Fills in a Word template, of which nothing is trusted: it is a file that people can edit.

docxtpl replaces `{_{` and the like after it has filled in a template, which would change what
people wrote; braces and per cent signs of theirs go into the file as entities that it does not see.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import fields
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from messages.documents.template_faults import TemplateFault
from messages.documents.word_files import require_harmless

HERE = Path(__file__).parent / "templates"

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Such a sign would turn around what follows it on the page: 1号 could read as 号1."""
_SIGNS = {ord("{"): "&#123;", ord("}"): "&#125;", ord("%"): "&#37;"}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_JUDGED = 4
"""The templates whose verdict is kept: a paper is often made from the same one as the last."""
Finish = Callable[[Any], None]
"""What is still done to a document once its template is filled in."""


def readable(text: str) -> str:
    """The text without what no document can hold, and with one kind of line end."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TURNING.sub("", _NOT_IN_XML.sub("", plain))


def template(name: str) -> bytes:
    return _stored(name)


def template_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fill_in(content: bytes, view: Any, finish: Finish | None = None) -> bytes:
    """The template with the fields of the view; a TemplateFault where it asks for anything else."""
    from messages.documents.template_language import Filling

    facts = {field.name: getattr(view, field.name) for field in fields(view)}
    document, language = _opened(content), Filling(facts, _as_xml)
    with language.faults():
        document.render(facts, language, autoescape=True)
    if finish is not None:
        finish(document)
    return _written(document)


def _opened(content: bytes) -> Any:
    from docxtpl import DocxTemplate

    _require_harmless(content)
    try:
        document = DocxTemplate(BytesIO(content))
        document.init_docx()
    except MemoryError:
        raise
    # What a damaged document makes of python-docx and lxml is of any kind.
    except Exception:
        raise TemplateFault("template_no_document") from None
    return document


def _as_xml(value: Any) -> Any:
    from markupsafe import Markup, escape

    if not isinstance(value, str):
        return value
    return Markup(str(escape(readable(value))).translate(_SIGNS))


def _written(document: Any) -> bytes:
    """The file, in which no time stands: the same view always makes the same bytes."""
    out = BytesIO()
    document.save(out)
    made = BytesIO()
    with ZipFile(out) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return made.getvalue()


_require_harmless = lru_cache(maxsize=_JUDGED)(require_harmless)


@cache
def _stored(name: str) -> bytes:
    return (HERE / f"{name}.docx").read_bytes()
