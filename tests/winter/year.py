"""Takes each office's report of the year as Word."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox import Message
from tests.messages.documents.reading import opened
from tests.winter.company import Company, Office
from tests.winter.reading import label


@dataclass(frozen=True, slots=True)
class Report:
    home: str
    year: int
    name: str
    content: bytes
    paragraphs: tuple[str, ...]
    tables: dict[str, list[dict[str, str]]]
    """Each by the first two cells of its head."""


async def taken(company: Company, office: Office) -> list[Report]:
    """The officer asks for each year's report that is offered, and reads it."""
    stage, people = company.stage, office.cast
    chat = people.office_group()
    stage.world.say(people.staff, chat, "/export")
    await stage.settle()
    offered = next(
        (one for one in reversed(chat.messages) if label(one, "") and "工作总结" in _labels(one)),
        None,
    )
    found: list[Report] = []
    for text in [] if offered is None else [one.text for one in offered.buttons()]:
        if offered is not None and (year := re.match(r"(\d{4})年度?.*工作总结", text)):
            before = len(chat.messages)
            stage.world.press(people.staff, offered, label=text)
            await stage.settle()
            came = [one for one in chat.messages[before:] if one.document is not None]
            found += [_read(office.home, int(year[1]), one) for one in came]
    return found


def _labels(message: Message) -> str:
    return " ".join(one.text for one in message.buttons())


def _read(home: str, year: int, message: Message) -> Report:
    assert message.document is not None
    document = opened(message.document.content)
    tables = {f"{one.cell(0, 0).text}/{one.cell(0, 1).text}": _rows(one) for one in document.tables}
    texts = tuple(one.text for one in document.paragraphs)
    return Report(home, year, message.document.name, message.document.content, texts, tables)


def _rows(table: Any) -> list[dict[str, str]]:
    head, *others = [[cell.text for cell in row.cells] for row in table.rows]
    return [dict(zip(head, row, strict=True)) for row in others]
