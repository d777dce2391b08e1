"""Writes a CAP message as XML, its elements in the order that the standard asks for."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml import etree

from messages.documents.cap.model import Area, CapMessage, Info, NamedValue, Reference

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Said = tuple[str, str]


def write(message: CapMessage) -> bytes:
    alert = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(alert, _head(message))
    for info in message.infos:
        part = _part(alert, "info")
        _add(part, _info(info))
        for area in info.areas:
            _add_area(_part(part, "area"), area)
    content: bytes = etree.tostring(
        alert, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return content


def written(at: datetime) -> str:
    """The standard wants an offset; it refuses Z."""
    return at.isoformat(timespec="seconds")


def _head(message: CapMessage) -> Iterator[_Said]:
    yield "identifier", message.identifier
    yield "sender", message.sender
    yield "sent", written(message.sent)
    yield "status", message.status
    yield "msgType", message.type
    yield "source", message.source
    yield "scope", message.scope
    yield "restriction", message.restriction
    yield "addresses", message.addresses
    yield from (("code", code) for code in message.codes)
    yield "note", message.note
    yield "references", " ".join(map(_reference, message.references))
    yield "incidents", message.incidents


def _reference(one: Reference) -> str:
    return f"{one.sender},{one.identifier},{written(one.sent)}"


def _info(info: Info) -> Iterator[_Said | tuple[str, NamedValue]]:
    yield "language", info.language
    yield from (("category", one) for one in info.categories)
    yield "event", info.event
    yield from (("responseType", one) for one in info.responses)
    yield "urgency", info.urgency
    yield "severity", info.severity
    yield "certainty", info.certainty
    yield "audience", info.audience
    yield from (("eventCode", one) for one in info.event_codes)
    yield from (
        (name, written(at))
        for name, at in (
            ("effective", info.effective),
            ("onset", info.onset),
            ("expires", info.expires),
        )
        if at
    )
    yield "senderName", info.sender_name
    yield "headline", info.headline
    yield "description", info.description
    yield "instruction", info.instruction
    yield "web", info.web
    yield "contact", info.contact
    yield from (("parameter", one) for one in info.parameters)


def _add_area(part: etree._Element, area: Area) -> None:
    _add(part, [("areaDesc", area.description)])
    _add(part, [("polygon", one) for one in area.polygons])
    _add(part, [("circle", one) for one in area.circles])
    _add(part, [("geocode", one) for one in area.geocodes])


def _add(parent: etree._Element, said: Iterable[_Said | tuple[str, NamedValue]]) -> None:
    for name, value in said:
        if isinstance(value, NamedValue):
            part = _part(parent, name)
            _add(part, [("valueName", value.name), ("value", value.value)])
        elif value:
            _part(parent, name).text = _NOT_IN_XML.sub("", str(value))


def _part(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
