"""Reads a table of text, whose cells are parted by commas, tabs or semicolons."""

import csv
from io import StringIO
from itertools import islice

from office.reading.contents import MOST_ROWS, Contents, cleaned, of_tables
from office.reading.encodings import decoded
from office.reading.packed import UnreadableFile

_PARTINGS = ("\t", ",", ";", "，", "；", "|")
_LINES_LOOKED_AT = 20
_SAYS_WHICH = "sep="
"""Excel takes the sign from a first line that begins so."""


def read(content: bytes) -> Contents:
    text = decoded(content)
    # Some programs write a page of the web and call it a table.
    if text is None or text.lstrip().startswith("<"):
        raise UnreadableFile("damaged")
    first, _, rest = text.partition("\n")
    said = first.strip().removeprefix(_SAYS_WHICH)
    if first.startswith(_SAYS_WHICH) and len(said) == 1:
        return _parted(rest, said)
    return _parted(text, _parting(text))


def _parted(text: str, parting: str) -> Contents:
    """Read one row more than is taken, so that it is seen that there are more."""
    rows = islice(csv.reader(StringIO(text, newline=""), delimiter=parting), MOST_ROWS + 1)
    return of_tables([[[cleaned(cell) for cell in row] for row in rows]])


def _parting(text: str) -> str:
    """The sign by which most of the first lines fall into cells."""
    lines = list(islice(filter(str.strip, StringIO(text)), _LINES_LOOKED_AT))
    return max(_PARTINGS, key=lambda sign: sum(sign in line for line in lines))
