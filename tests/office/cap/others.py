"""CAP messages of other offices, by the shapes in which such come."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from messages.documents.cap import writing
from messages.documents.cap.model import (
    AdvisedAct,
    Area,
    CapMessage,
    CapScope,
    Certainty,
    Info,
    MessageType,
    NamedValue,
    Reference,
    Severity,
    Status,
    Urgency,
)
from office.cap.receiving import BroughtCap
from office.reading.workbooks import RawFile
from tests.office.cap.alerts_told import at

SENDER = "cap.zhou"
ZHOU: dict[str, Any] = {
    "id": "zhou",
    "name": "州指挥部",
    "short": "州指挥部",
    "relation": "upper",
    "cap_sender": SENDER,
}
MIDONG: dict[str, Any] = {
    "id": "midong",
    "name": "米东区",
    "short": "米东区",
    "relation": "neighbour",
    "joint": True,
    "cap_sender": "cap.midong",
}
AROUND = {"cap": {"geocode": "652301"}, "outside": (ZHOU, MIDONG)}
SENT = at("12-01T08:00")
PREFECTURE = NamedValue("GB/T 2260", "652300")


def info(**said: Any) -> Info:
    facts: dict[str, Any] = {
        "language": "zh-CN",
        "categories": ("Env",),
        "event": "重污染天气橙色预警",
        "urgency": Urgency.FUTURE,
        "severity": Severity.SEVERE,
        "certainty": Certainty.LIKELY,
        "onset": SENT + timedelta(hours=16),
        "expires": SENT + timedelta(hours=88),
        "sender_name": "州重污染天气应急指挥部",
        "headline": "州指挥部发布重污染天气橙色预警",
        "description": "预计明日起出现重度污染。",
        "areas": (Area("全州", (PREFECTURE,)),),
    }
    return Info(**(facts | said))


def message(identifier: str = "zhou-1", *infos: Info, **said: Any) -> CapMessage:
    facts: dict[str, Any] = {
        "sender": SENDER,
        "sent": SENT,
        "status": Status.ACTUAL,
        "type": MessageType.ALERT,
        "scope": CapScope.PUBLIC,
        "infos": infos or (info(),),
    }
    return CapMessage(identifier, **(facts | said))


def later(
    identifier: str, *changed: str, hours: int = 1, sender: str = SENDER, **said: Any
) -> CapMessage:
    """One that refers to others, each of which was sent at the usual hour."""
    facts: dict[str, Any] = {
        "type": MessageType.UPDATE,
        "sent": SENT + timedelta(hours=hours),
        "sender": sender,
        "references": tuple(Reference(sender, one, SENT) for one in changed),
    }
    infos = said.pop("infos", (info(),))
    return message(identifier, *infos, **(facts | said))


def all_clear(at: datetime = SENT + timedelta(hours=1)) -> Info:
    return info(
        headline="解除重污染天气橙色预警",
        urgency=Urgency.PAST,
        responses=(AdvisedAct.ALL_CLEAR,),
        onset=at,
        expires=at + timedelta(hours=24),
    )


def brought(one: CapMessage) -> BroughtCap:
    content = writing.write(one)
    file = RawFile(f"{one.identifier}.xml", sha256(content).hexdigest(), len(content))
    return BroughtCap(one, file)
