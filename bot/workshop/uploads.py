"""Reads what people uploaded; the result goes back as JSON, which cannot run anything there."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from messages.documents.cap.facts import as_facts
from office.reading import firm_tables, reduction_lists, report_files, workbooks
from office.reading.contents import Contents
from office.reading.firm_tables import NO_TABLE, FirmTable
from office.reading.replies.reading import FormAsked, Reading, Values


def table(content: bytes) -> bytes:
    found = workbooks.read(content)
    return json.dumps([found.sheets, found.fault]).encode()


def reduction_list(content: bytes) -> bytes:
    """The same of a longer table: a city has some hundred enterprises, and each may have lines."""
    found = workbooks.read(content, reduction_lists.MOST_ROWS)
    return json.dumps([found.sheets, found.fault]).encode()


def cap_message(content: bytes) -> bytes:
    """What the message says, or the key of the sentence that says why it is not taken."""
    from messages.documents.cap.reading import UnreadCap, read

    try:
        found = as_facts(read(content))
    except UnreadCap as fault:
        return json.dumps([None, fault.key, fault.line]).encode()
    return json.dumps([found, "", None]).encode()


def report_file(asked: tuple[str, FormAsked, date | None]) -> bytes:
    """Read it from the disk: whoever asks need not hold it in memory."""
    path, form, day = asked
    try:
        content = Path(path).read_bytes()
    except OSError:
        return _told(Reading(), fault="not_fetched")
    contents = report_files.read(content, day)
    table = _firms(content, contents)
    # A long table of enterprises is no form, and too long for one.
    fault = "" if table.rows and contents.fault == "too_big" else contents.fault
    left = [one for one in contents.tables if not firm_tables.is_one(one)]
    reading = report_files.reading_of(form, contents._replace(tables=tuple(left)))
    return _told(reading, table, fault=fault, remark=contents.remark)


def _firms(content: bytes, contents: Contents) -> FirmTable:
    """What a file says enterprise by enterprise; of several such tables the first counts."""
    told = [firm_tables.of_rows(one) for one in contents.tables]
    if contents.fault == "too_big":
        found = workbooks.read(content, reduction_lists.MOST_ROWS)
        told = [firm_tables.read(sheet.text) for sheet in found.sheets]
    return next((one for one in told if one.rows), NO_TABLE)


def _told(
    reading: Reading, table: FirmTable = NO_TABLE, *, fault: str = "", remark: str = ""
) -> bytes:
    found: dict[str, Any] = {
        "values": _as_text(reading.values),
        "doubts": [(one.words, list(map(_as_text, one.readings))) for one in reading.doubts],
        "unread": reading.unread,
        "fault": fault,
        "remark": remark,
        "firms": table,
    }
    return json.dumps(found).encode()


def _as_text(values: Values) -> Mapping[str, str]:
    return {name: str(value) for name, value in values.items()}
