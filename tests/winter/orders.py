"""Reads what bodies are told to do beside alerts: which order asks whom for what, in its words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from office.plan.model import Plan

SERIAL = re.compile(r"^文号：(\S+)", re.MULTILINE)
FORMER = re.compile(r"^(?:文号|原通知)：(\S+)", re.MULTILINE)
WHOLE = re.compile(r"——— 全文 ———\n(.+)\n——— 完 ———", re.DOTALL)
"""How the office's card of an issued order encloses its words."""
NOT_ISSUED = "发布时编号"
"""Stands for the serial of a draft, whose card encloses its words too."""
PRESS_RECEIVED, IN_WRITING = "请按“收到”", "书面回复"
PRESS_COMING = "请按“参会”或“请假”"
"""Whoever says whether it comes has received it."""
EVERYBODY = ("全部单位", "全部成员单位")
FIRST_DAY = re.compile(r"^工作时间：(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wording:
    """How orders of one kind are worded."""

    opens: str
    """It stands in the first line."""
    asks_for: str = ""
    """What it asks for beside 收到, as a plan calls it."""
    names: tuple[str, ...] = ()
    """The lines in which bodies are named."""
    ends: str = ""
    """It stands in the first line of what ends it."""


CONTROL = Wording("强化管控通知", names=("执行单位",), ends="强化管控结束")
CONVENING = Wording("督导帮扶通知", names=("成员",))
WORKING_GROUP = Wording("派出工作组", names=("派往县（市）", "牵头单位", "成员单位"), ends="工作组")
REGISTER = Wording("📒", "register", ("责任单位",))
CONFERRING = Wording("会商通知", "opinion", ("会商单位",))
MEETING = Wording("会议通知：", names=("参会单位",))
MOVED_MEETING = Wording("会议改期：", names=("参会单位",))
CIRCULAR = Wording("📣 通知：", "circular", ("主送",))
WORDINGS = (
    Wording("问题整改交办：", "rectify", ("责任单位",)),
    Wording("交办事项：", "task", ("承办单位",)),
    CONFERRING,
    REGISTER,
    CIRCULAR,
    CONTROL,
    CONVENING,
    WORKING_GROUP,
    MEETING,
    MOVED_MEETING,
    Wording("📰 通报", names=("主送",)),
)


@dataclass(slots=True)
class Order:
    """An order that is no alert, as its first copy reads."""

    wording: Wording
    serial: str
    at: datetime
    first: str
    text: str
    ended_at: datetime | None = None

    @property
    def wants_receipt(self) -> bool:
        return PRESS_RECEIVED in self.first or PRESS_COMING in self.first

    @property
    def asks_for(self) -> str:
        if self.wording is CIRCULAR and IN_WRITING not in self.first:
            return ""
        return self.wording.asks_for

    @property
    def title(self) -> str:
        """What a register or report is called that is asked for."""
        found = re.search(r"：(.+)，[^，]+前$|“(.+)”的更新", self.first)
        return (found[1] or found[2]) if found else ""

    def named(self, plan: Plan) -> set[str]:
        """The bodies that it names."""
        return {body for line in self.wording.names for body in self.named_in(plan, line)}

    def named_in(self, plan: Plan, line: str) -> set[str]:
        found = re.search(rf"^{re.escape(line)}：(.*)$", self.text, re.MULTILINE)
        if found is None:
            return set()
        if found[1] in EVERYBODY:
            return {body.id for body in plan.agencies}
        between = "；" if "；" in found[1] else "、"
        said = found[1].split(between) if found[1] else self._boxes()
        return set(_bodies(plan, said))

    def _boxes(self) -> Iterator[str]:
        """Who fills which box of a consultation stands in a line each, the body after its box."""
        for line in self.text.partition("会商单位：\n")[2].splitlines():
            box, _, body = line.partition("：")
            if box == "回复时限":
                return
            yield body.removesuffix("（贵单位）")

    def first_day(self, year: int) -> date | None:
        found = FIRST_DAY.search(self.text)
        return date(int(found[1] or year), int(found[2]), int(found[3])) if found else None


def _bodies(plan: Plan, said: Iterable[str]) -> Iterator[str]:
    called = {name: body.id for body in plan.bodies for name in (body.name, body.short) if name}
    return (called[name] for name in map(str.strip, said) if name in called)


def read(text: str, first: str, at: datetime) -> Order | None:
    """Read a message or the words in a card of one; None where it is no such order."""
    if enclosed := WHOLE.search(text):
        text = enclosed[1]
        first = text.partition("\n")[0]
    serial = SERIAL.search(text)
    if serial is None or serial[1] == NOT_ISSUED:
        return None
    wording = next((one for one in WORDINGS if one.opens in first), None)
    return Order(wording, serial[1], at, first, text) if wording else None


def ends(text: str, first: str) -> str:
    """The serial of the order that this message ends; nothing where it ends none."""
    if not any(one.ends and one.ends in first and one.opens not in first for one in WORDINGS):
        return ""
    serial = FORMER.search(text)
    return serial[1] if serial else ""
