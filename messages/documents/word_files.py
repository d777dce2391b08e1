"""Refuses Word files that could do more than be read: others packed them.

What a file would unpack to is looked at before anything is unpacked. Nothing in it may run, and
nothing may be fetched from elsewhere when somebody opens a paper that was made with it.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from messages.documents.packages import (
    OLD_OR_LOCKED,
    is_packed_as_usual,
    is_plain,
    is_text,
    unpacked,
)
from messages.documents.template_faults import TemplateFault

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 2 * 1024 * 1024
MOST_UNPACKED = 16 * 1024 * 1024
MOST_TEXT = 4 * 1024 * 1024
"""The bytes of all its XML; docxtpl looks through it in a time that grows faster than its size."""
MOST_PARTS = 300
SHOWN = 80
"""The characters of an address that are told."""

_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaproject|vbadata|\.bas$", re.IGNORECASE)
_EMBEDDED = re.compile(r"(^|/)(embeddings|activex|ctrlprops)/|\.(bin|exe|html?|mht)$", re.I)
_PROGRAMS = ("/aFChunk", "/attachedToolbars", "/control", "/oleObject", "/package")
"""The ends of the types of relations to what is not this document's own text."""
_FETCHING = re.compile(
    r"\b(INCLUDE\w*|IMPORT|LINK|DDE\w*|DATABASE|MACROBUTTON|HYPERLINK|RD|AUTOTEXT\w*)\b",
    re.IGNORECASE,
)


def require_harmless(content: bytes) -> None:
    """Raise a TemplateFault unless this is a document of Word that holds only itself."""
    if content.startswith(OLD_OR_LOCKED):
        raise TemplateFault("template_old_or_locked")
    if len(content) > LARGEST:
        raise TemplateFault("template_too_big")
    try:
        with ZipFile(BytesIO(content)) as archive:
            _require_bounded(archive)
            _require_no_programs(archive.namelist())
            texts = _texts(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise TemplateFault("template_no_document") from None
    _require_plain(texts)
    _require_nothing_outside(texts)


def _require_bounded(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TemplateFault("template_too_big")
    if sum(part.file_size for part in parts if is_text(part)) > MOST_TEXT:
        raise TemplateFault("template_too_big")
    names = [part.filename for part in parts]
    packed = all(map(is_packed_as_usual, parts))
    if not packed or len(set(names)) < len(names) or not {_MAIN, _TYPES} <= set(names):
        raise TemplateFault("template_no_document")


def _require_no_programs(names: list[str]) -> None:
    if any(map(_MACROS.search, names)):
        raise TemplateFault("template_macros")
    embedded = next(filter(_EMBEDDED.search, names), None)
    if embedded is not None:
        raise TemplateFault("template_embedded", name=embedded[-SHOWN:])


def _texts(archive: ZipFile) -> dict[str, bytes]:
    texts = filter(is_text, archive.infolist())
    return {part.filename: unpacked(archive, part) for part in texts}


def _require_plain(texts: Mapping[str, bytes]) -> None:
    if not all(map(is_plain, texts.values())):
        raise TemplateFault("template_no_document")
    if b"macroenabled" in texts[_TYPES].lower():
        raise TemplateFault("template_macros")


def _require_nothing_outside(texts: Mapping[str, bytes]) -> None:
    for text in texts.values():
        root = _parsed(text)
        for one in root.iter():
            if _local(one.tag) == "Relationship":
                _require_own(one)
        for code in _fields(root):
            fetching = _FETCHING.search(code)
            if fetching is not None:
                raise TemplateFault("template_external", what=fetching[1].upper())


def _parsed(text: bytes) -> "Element":
    from xml.etree import ElementTree

    try:
        # What defines entities was refused before.
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, LookupError, ValueError):
        raise TemplateFault("template_no_document") from None


def _require_own(relation: "Element") -> None:
    if relation.get("TargetMode", "").casefold() == "external":
        raise TemplateFault("template_external", what=relation.get("Target", "")[:SHOWN])
    if relation.get("Type", "").endswith(_PROGRAMS):
        raise TemplateFault("template_embedded", name="")


def _fields(root: "Element") -> Iterator[str]:
    """The codes of its fields; Word may keep one in several pieces, between two beginnings."""
    code = ""
    for one in root.iter():
        said = {_local(name): value for name, value in one.attrib.items()}
        if "instr" in said:
            yield said["instr"]
        if said.get("fldCharType") == "begin":
            yield code
            code = ""
        if _local(one.tag) == "instrText":
            code += one.text or ""
    yield code


def _local(name: str) -> str:
    """The name without its namespace, which a file may call as it likes."""
    return name.rpartition("}")[2]
