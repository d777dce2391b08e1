"""Writes CAP messages as files, each proved against the schema before it leaves."""

import io
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from messages.documents.cap import reading, writing
from messages.documents.cap.model import CapMessage
from messages.documents.cap.reading import UnreadCap


def name_of(message: CapMessage) -> str:
    return f"{message.identifier}.xml"


def written(message: CapMessage) -> bytes:
    """Raise `UnreadCap` where it would not be read by others as it is meant."""
    content = writing.write(message)
    if reading.read(content) != message:
        raise UnreadCap("cap_against_schema")
    return content


def make(messages: Iterable[CapMessage]) -> bytes:
    """A zip with one file a message."""
    out = io.BytesIO()
    with ZipFile(out, "w") as pack:
        for message in messages:
            file = ZipInfo(name_of(message), message.sent.timetuple()[:6])
            pack.writestr(file, written(message), compress_type=ZIP_DEFLATED)
    return out.getvalue()
