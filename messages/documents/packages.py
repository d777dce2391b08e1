"""Reads the parts of files of office programs: archives of others, of which nothing is trusted."""

from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""Files of Excel and Word up to 2003 begin so, and files that are locked by a password."""

_TEXTS = (".xml", ".rels", ".vml")
_PACKINGS = (ZIP_STORED, ZIP_DEFLATED)


def is_text(part: ZipInfo) -> bool:
    return part.filename.lower().endswith(_TEXTS)


def is_packed_as_usual(part: ZipInfo) -> bool:
    """Office programs pack in two ways; of others zipfile unpacks more at once than it is asked."""
    return part.compress_type in _PACKINGS


def unpacked(archive: ZipFile, part: ZipInfo) -> bytes:
    # A part may hold more than is said of it, and a reading without a limit would unpack it all.
    with archive.open(part) as packed:
        return packed.read(part.file_size)


def is_plain(text: bytes) -> bool:
    """Whether the XML defines nothing, such as entities.

    UTF-16 is refused as well, because no tag and no entity is found in it as it stands.
    """
    return b"<!" not in text.replace(b"<!--", b"") and b"\0" not in text
