"""Reads what the office wrote down of a body's oral report, and when the body made it its own."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sandbox import Message
from tests.winter.reading import first_line, label

AS_DAILY, COUNTS = "以此作为日报", "已收到"
HEADING = re.compile(r"请核对：贵单位在(.+)上的口头汇报")
_MATTER = re.compile(r"确认前不计为(.+)。")
_READ = re.compile(r"^· (.+?)\u3000([\d,]+)", re.MULTILINE)
_WRITTEN = re.compile(r"^([^：\n·]{1,40})：([\d,]+)", re.MULTILINE)


@dataclass
class Spoken:
    meeting: str
    matter: str
    figures: dict[str, int]
    """The figures as the bot says that it has read them."""
    written: dict[str, int]
    """The figures as they stand in the office's words."""
    pressed: dict[int, datetime] = field(default_factory=dict)
    """When the body pressed, by the message."""

    @classmethod
    def of(cls, message: Message) -> "Spoken | None":
        meeting, matter = HEADING.search(first_line(message)), _MATTER.search(message.text)
        if meeting is None or matter is None or not label(message, AS_DAILY):
            return None
        said, _, read = message.text.partition("已读取：")
        return cls(meeting[1], matter[1], _figures(_READ, read), _figures(_WRITTEN, said))

    def confirmed_by(self, message: Message) -> datetime | None:
        """When it was pressed, if this message says that it counts now."""
        pressed = message.reply_to
        if pressed is None or COUNTS not in first_line(message) or self.matter not in message.text:
            return None
        return self.pressed.get(pressed.message_id)


def _figures(line: re.Pattern[str], text: str) -> dict[str, int]:
    return {name: int(value.replace(",", "")) for name, value in line.findall(text)}
