"""Unpacks the words in a file of an office program, which is an archive that others packed.

What it would unpack to is looked at before anything is unpacked, and its parts before they are read
as tables: few bytes can ask for any number of cells. Pictures are not unpacked at all.
"""

import zipfile
from collections.abc import Collection, Mapping
from io import BytesIO

from messages.documents.packages import is_packed_as_usual, is_plain, is_text, unpacked

MOST_UNPACKED = 6 * 1024 * 1024
MOST_PARTS = 200
MOST_TAGS = 150_000
"""A rota of a year has a tenth of that."""
LONGEST_RULE = 2_000
"""Openpyxl looks through number formats and named areas in a time that grows with the square of
their length. Excel's formats have 255 characters."""

ARCHIVE = b"PK"
_RULES = (b"formatCode", b"definedName")


class UnreadableFile(Exception):
    """What is said of it: damaged, too_big or empty, or what else a reader names."""


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [part.filename for part in archive.infolist()]


def texts(content: bytes) -> dict[str, bytes]:
    """Unpack the parts that may be tables or text, unless there is harm in them."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = _unpacked_texts(archive)
    _require_harmless(found.values())
    return found


def repacked(found: Mapping[str, bytes]) -> BytesIO:
    """The file without the parts that were left out, which a library would read all the same."""
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in found.items():
            archive.writestr(name, text)
    return book


def _unpacked_texts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts = archive.infolist()
    texts = [part for part in parts if is_text(part)]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in texts) > MOST_UNPACKED:
        raise UnreadableFile("too_big")
    if not all(map(is_packed_as_usual, texts)):
        raise UnreadableFile("damaged")
    return {part.filename: unpacked(archive, part) for part in texts}


def _require_harmless(texts: Collection[bytes]) -> None:
    if not all(map(is_plain, texts)) or any(map(_has_endless_rule, texts)):
        raise UnreadableFile("damaged")
    if sum(text.count(b"<") for text in texts) > MOST_TAGS:
        raise UnreadableFile("too_big")


def _has_endless_rule(text: bytes) -> bool:
    if not any(rule in text for rule in _RULES):
        return False
    return max(map(len, text.split(b"<"))) > LONGEST_RULE
