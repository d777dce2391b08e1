"""Reads a CAP message that came from outside, and trusts nothing in it.

No entity is resolved, no address is asked, and nothing larger than a feed may be is looked at.
What the standard's schema refuses is refused.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from messages.documents.cap.model import (
    LARGEST,
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
from messages.documents.cap.writing import NAMESPACE

_SCHEMA = Path(__file__).with_name("CAP-v1.2.xsd")


class UnreadCap(Exception):
    """The key of the sentence that says why a message is not taken."""

    def __init__(self, key: str, line: int | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


def read(content: bytes) -> CapMessage:
    """Raise `UnreadCap` for what is no message of CAP 1.2, or tries more than to be one."""
    if len(content) > LARGEST:
        raise UnreadCap("cap_too_large")
    alert = _parsed(content)
    if alert.tag != f"{{{NAMESPACE}}}alert":
        raise UnreadCap("cap_of_another_kind")
    _validate(alert)
    return _message(alert)


def faults_of_schema(content: bytes) -> list[str]:
    """Return what the schema says against it, line by line."""
    schema = _schema()
    schema.validate(_parsed(content))
    return [f"{fault.line}: {fault.message}" for fault in schema.error_log]


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise UnreadCap("cap_no_xml", fault.lineno) from fault
    # A message needs no document type, and only an attack brings one.
    if root.getroottree().docinfo.doctype:
        raise UnreadCap("cap_with_entities")
    return root


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMA))


def _validate(alert: etree._Element) -> None:
    schema = _schema()
    if not schema.validate(alert):
        raise UnreadCap("cap_against_schema", schema.error_log[0].line)


def _message(alert: etree._Element) -> CapMessage:
    return CapMessage(
        identifier=_text(alert, "identifier"),
        sender=_text(alert, "sender"),
        sent=_instant(_text(alert, "sent")),
        status=Status(_text(alert, "status")),
        type=MessageType(_text(alert, "msgType")),
        scope=CapScope(_text(alert, "scope")),
        source=_text(alert, "source"),
        restriction=_text(alert, "restriction"),
        addresses=_text(alert, "addresses"),
        codes=_texts(alert, "code"),
        note=_text(alert, "note"),
        references=tuple(_references(_text(alert, "references"))),
        incidents=_text(alert, "incidents"),
        infos=tuple(_info(info) for info in _parts(alert, "info")),
    )


def _references(said: str) -> Iterator[Reference]:
    for one in said.split():
        parts = one.split(",")
        if len(parts) != 3:
            raise UnreadCap("cap_broken_reference")
        yield Reference(parts[0], parts[1], _instant(parts[2]))


def _info(info: etree._Element) -> Info:
    return Info(
        language=_text(info, "language") or "en-US",
        categories=_texts(info, "category"),
        event=_text(info, "event"),
        urgency=Urgency(_text(info, "urgency")),
        severity=Severity(_text(info, "severity")),
        certainty=Certainty(_text(info, "certainty")),
        responses=tuple(AdvisedAct(one) for one in _texts(info, "responseType")),
        audience=_text(info, "audience"),
        event_codes=_named(info, "eventCode"),
        effective=_moment(info, "effective"),
        onset=_moment(info, "onset"),
        expires=_moment(info, "expires"),
        sender_name=_text(info, "senderName"),
        headline=_text(info, "headline"),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        web=_text(info, "web"),
        contact=_text(info, "contact"),
        parameters=_named(info, "parameter"),
        areas=tuple(_area(area) for area in _parts(info, "area")),
    )


def _area(area: etree._Element) -> Area:
    return Area(
        description=_text(area, "areaDesc"),
        geocodes=_named(area, "geocode"),
        polygons=_texts(area, "polygon"),
        circles=_texts(area, "circle"),
    )


def _moment(part: etree._Element, name: str) -> datetime | None:
    said = _text(part, name)
    return _instant(said) if said else None


def _instant(said: str) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError as fault:
        raise UnreadCap("cap_broken_time") from fault
    if at.tzinfo is None:
        raise UnreadCap("cap_broken_time")
    return at


def _named(part: etree._Element, name: str) -> tuple[NamedValue, ...]:
    return tuple(
        NamedValue(_text(one, "valueName"), _text(one, "value")) for one in _parts(part, name)
    )


def _parts(part: etree._Element, name: str) -> list[etree._Element]:
    return list(part.iterchildren(f"{{{NAMESPACE}}}{name}"))


def _texts(part: etree._Element, name: str) -> tuple[str, ...]:
    return tuple((one.text or "").strip() for one in _parts(part, name))


def _text(part: etree._Element, name: str) -> str:
    return next(iter(_texts(part, name)), "")
