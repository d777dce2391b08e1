"""Reads the files by which people report: tables of Excel, WPS and Word, and tables of text.

What a file holds says how it is read, whatever it is called.
"""

from collections.abc import Callable, Mapping
from datetime import date

from messages.documents.packages import OLD_OR_LOCKED
from office.reading import packed, report_books, separated, word_reports
from office.reading.contents import Contents
from office.reading.packed import ARCHIVE, UnreadableFile
from office.reading.replies.reader import ReplyReader
from office.reading.replies.reading import FormAsked, Reading
from office.reading.several_days import rows_of

ContentsOf = Callable[[Mapping[str, bytes], date | None], Contents]
READERS: Mapping[str, ContentsOf] = {"xl/": report_books.read, "word/": word_reports.read}
"""By the folder in the archive in which the file of each program keeps what it says."""
_MACROS = "vbaproject.bin"


def read(content: bytes, day: date | None = None) -> Contents:
    """Read a file; whatever is wrong with it is a word of what was found, and never an error.

    It may tell of several days, of which `day` is meant.
    """
    try:
        found = _read(content, day)
    except UnreadableFile as fault:
        return Contents(fault=str(fault))
    # Libraries raise errors of every kind over what is damaged.
    except Exception:
        return Contents(fault="damaged")
    return found._replace(tables=tuple(rows_of(table, day) for table in found.tables))


def reading_of(form: FormAsked, contents: Contents) -> Reading:
    """Read all tables and paragraphs as one reply: what they say in two ways is a question."""
    reader = ReplyReader(form)
    for table in contents.tables:
        reader.take_rows(table)
    if contents.prose:
        reader.take(contents.prose)
    return reader.reading("")


def _read(content: bytes, day: date | None) -> Contents:
    if content.startswith(OLD_OR_LOCKED):
        return Contents(fault="old_or_locked")
    if content.startswith(ARCHIVE):
        return _packed(content, day)
    return separated.read(content)


def _packed(content: bytes, day: date | None) -> Contents:
    names = packed.names(content)
    if any(name.lower().endswith(_MACROS) for name in names):
        return Contents(fault="macros")
    for folder, reader in READERS.items():
        if any(name.startswith(folder) for name in names):
            return reader(packed.texts(content), day)
    raise UnreadableFile("damaged")
