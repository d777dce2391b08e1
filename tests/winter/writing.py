"""Writes what bodies report, into the lines that were asked of them, and keeps what was written."""

import random
import re
from dataclasses import dataclass, field
from datetime import datetime

from office.plan.model import Plan
from sandbox import Message

ASKED = "报送项目"
_LINE = re.compile(r"^([^：\n]{1,40})：[ 　]*(\S*)$")
_CHOICES = re.compile(r"^(.{1,40})填：(.+)$")
_BY_NAME = re.compile(r"可按日报项目写：(.+)。")
_MATTER = re.compile(r"请(?:抓紧报送|报送|补报)(.*)$")


Place = tuple[int, int]
"""A chat and the number of a message in it."""


@dataclass(slots=True)
class Written:
    """A report as its body wrote it, last."""

    home: str
    body: str
    matter: str
    at: datetime
    message: Message
    versions: list[tuple[datetime, dict[str, int]]] = field(default_factory=list)
    """The figures in it, as they were written and as they were corrected."""
    came_at: datetime | None = None
    """When Telegram was told that the bot has it: never, where the group has thrown the bot out.
    Where it was made a report by a press, when its body read that it counts; `message` is then the
    one that was pressed."""

    def figures_at(self, at: datetime) -> dict[str, int]:
        known = [figures for written_at, figures in self.versions if written_at <= at]
        return known[-1] if known else {}

    def came_by(self, at: datetime) -> bool:
        return self.came_at is not None and self.came_at <= at


def place_of(written: Written) -> Place:
    return written.message.chat.id, written.message.message_id


def matter_of(text: str) -> str:
    """What a message asks for, as one of its first lines says; nothing where it asks for none."""
    for line in text.splitlines()[:4]:
        if found := _MATTER.search(line):
            return found[1].rstrip("。，")
    return ""


def items(text: str) -> dict[str, str]:
    """The lines that a prompt wants filled in, each with its unit or with its first choice."""
    lines = text.partition(ASKED)[2].splitlines()[1:]
    found: dict[str, str] = {}
    for line in lines:
        if choice := _CHOICES.match(line):
            found[choice[1]] = f"={choice[2].split('、')[0]}"
        elif one := _LINE.match(line):
            found[one[1]] = one[2]
        else:
            break
    return found


def asked_by_word_of_mouth(text: str, plan: Plan) -> dict[str, str]:
    """What the office writes down of a body's report: the items that have a unit."""
    units = {field.name: field.unit for form in plan.forms for field in form.fields}
    found = _BY_NAME.search(text)
    names = re.split("[；、]", found[1]) if found else []
    return {name: unit for name in names if (unit := units.get(name))}


def filled(wanted: dict[str, str], chance: random.Random) -> tuple[str, dict[str, int]]:
    """The lines filled in, and the figures in them; what is a part of the one before is less."""
    lines, figures, most = [], dict[str, int](), chance.randint(8, 40)
    for name, unit in wanted.items():
        if unit.startswith("="):
            lines.append(f"{name}：{unit[1:]}")
        elif unit:
            most = chance.randint(most // 2, most)
            figures[name] = most
            lines.append(f"{name}：{most}{unit}")
        else:
            lines.append(f"{name}：{chance.choice(PLAIN)}")
    return "\n".join(lines) or chance.choice(BARE), figures


PLAIN = ("各项措施均已落实", "已安排专人负责，未发现异常", "已巡查，情况正常")
BARE = (
    "昨日出动检查组4个、12人次，检查点位9处，发现问题2个，均已当场整改。",
    "昨日按预案落实本单位措施，派出人员8人次，未发现异常。",
    "昨日督促责任单位6家落实减排措施，抽查3家，执行到位。",
)
