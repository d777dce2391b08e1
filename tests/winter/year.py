"""Takes each office's report of the year as Word, and holds its figures against the chats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sandbox import Message
from tests.messages.documents.reading import opened
from tests.winter.company import Company, Office
from tests.winter.reading import label
from tests.winter.tape import Course, Tape

COUNTED = re.compile(r"本期启动应急响应(\d+)次，累计(\d+)小时")
NONE = "本期未启动应急响应"
ORDERED = re.compile(r"发布预警(\d+)次，调整(\d+)次，启动前取消(\d+)次，解除(\d+)次")
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Report:
    home: str
    year: int
    name: str
    content: bytes
    paragraphs: tuple[str, ...]
    tables: dict[str, list[dict[str, str]]]
    """Each by the first cell of its head."""


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
    tables = {one.cell(0, 0).text: _rows(one) for one in document.tables}
    texts = tuple(one.text for one in document.paragraphs)
    return Report(home, year, message.document.name, message.document.content, texts, tables)


def _rows(table: Any) -> list[dict[str, str]]:
    head, *others = [[cell.text for cell in row.cells] for row in table.rows]
    return [dict(zip(head, row, strict=True)) for row in others]


def wrong(report: Report, tape: Tape, now: datetime) -> Iterator[str]:
    """What the report says otherwise than the chats."""
    whole = "\n".join(report.paragraphs)
    first = datetime.combine(date(report.year, 1, 1), time(), tzinfo=tape.zone)
    after = datetime.combine(date(report.year + 1, 1, 1), time(), tzinfo=tape.zone)
    courses = tape.courses[report.home]
    issued = [one for one in courses if first <= one.issued_at < after]
    ordered = ORDERED.search(whole)
    if ordered is not None and int(ordered[1]) != len(issued):
        yield f"{report.name} counts {ordered[1]} alerts, the chats {len(issued)}"
    begun = [one for one in courses if _ran(one, now) and first <= one.began_at < after]
    found = COUNTED.search(whole)
    said = (int(found[1]), int(found[2])) if found else (0, 0)
    if said[0] != len(begun):
        yield f"{report.name} counts {said[0]} responses, the chats {len(begun)}"
    lasted = sum(((one.ended_at or now) - one.began_at) // HOUR for one in begun)
    if abs(said[1] - lasted) > len(begun):
        yield f"{report.name} counts {said[1]} hours, the chats {lasted}"


def _ran(course: Course, now: datetime) -> bool:
    return not course.cancelled and course.began_at <= now
