"""CAP messages: ours are valid, also where the schema is blind; others' are read with distrust."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.documents.cap import lint
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
from messages.documents.cap.reading import UnreadCap, faults_of_schema, read
from messages.documents.cap.writing import write

ZONE = timezone(timedelta(hours=8))
SENT = datetime(2026, 12, 1, 16, 30, tzinfo=ZONE)
INFO = Info(
    language="zh-CN",
    categories=("Env", "Health"),
    event="重污染天气橙色预警",
    urgency=Urgency.FUTURE,
    severity=Severity.SEVERE,
    certainty=Certainty.LIKELY,
    responses=(AdvisedAct.PREPARE, AdvisedAct.AVOID),
    event_codes=(NamedValue("OET:v1.2", "OET-004"),),
    effective=SENT,
    onset=SENT + timedelta(hours=16),
    expires=SENT + timedelta(hours=88),
    sender_name="昌吉市重污染天气应急指挥部",
    headline="昌吉市发布重污染天气橙色预警",
    description="受静稳天气影响，预计12月2日8时至5日8时出现重度污染。",
    instruction="减少户外活动，老幼病患尽量留在室内。",
    areas=(Area("昌吉市行政区域", (NamedValue("GB/T 2260", "652301"),)),),
)
ALERT = CapMessage(
    identifier="652301-2026-alert-1",
    sender="changji.example",
    sent=SENT,
    status=Status.ACTUAL,
    type=MessageType.ALERT,
    scope=CapScope.PUBLIC,
    infos=(INFO, replace(INFO, language="en", headline="Orange warning of heavy pollution")),
)
REFERENCE = Reference("changji.example", ALERT.identifier, SENT)
UPDATE = replace(
    ALERT, identifier="652301-2026-alert-2", type=MessageType.UPDATE, references=(REFERENCE,)
)


@pytest.mark.parametrize("message", [ALERT, UPDATE])
def test_what_is_written_is_valid_and_read_back(message: CapMessage) -> None:
    content = write(message)
    assert faults_of_schema(content) == []
    assert lint.faults(message) == []
    assert read(content) == message


def _in(**changes: Any) -> CapMessage:
    return replace(ALERT, infos=(replace(INFO, **changes),))


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (replace(ALERT, identifier="昌指预 1号"), "cap_bad_identifier"),
        (replace(ALERT, sender="a,b"), "cap_bad_sender"),
        (replace(UPDATE, references=()), "cap_no_reference"),
        (replace(UPDATE, type=MessageType.CANCEL, references=()), "cap_no_reference"),
        (replace(ALERT, references=(REFERENCE,)), "cap_needless_reference"),
        (replace(ALERT, status=Status.EXERCISE), "cap_exercise_without_note"),
        (replace(ALERT, infos=()), "cap_without_info"),
        (replace(ALERT, infos=(INFO, replace(INFO, categories=("Env",)))), "cap_infos_differ"),
        (_in(expires=None), "cap_no_expiry"),
        (_in(expires=SENT - timedelta(hours=1)), "cap_wrong_dates"),
        (_in(areas=()), "cap_no_area"),
        (_in(areas=(Area("昌吉市"),)), "cap_no_place"),
        (_in(description=""), "cap_no_description"),
        (_in(instruction=""), "cap_no_instruction"),
        (_in(sender_name=""), "cap_no_sender_name"),
        (_in(responses=()), "cap_no_response"),
        (_in(headline="重" * 140), "cap_long_headline"),
        (_in(headline=""), "cap_long_headline"),
        (_in(headline=INFO.instruction), "cap_says_twice"),
    ],
)
def test_what_the_schema_misses_is_found(message: CapMessage, fault: str) -> None:
    assert lint.faults(message) == [fault]
    assert faults_of_schema(write(message)) == []


def test_a_cancel_may_say_nothing_more() -> None:
    message = replace(UPDATE, type=MessageType.CANCEL, infos=())
    assert lint.faults(message) == []
    assert read(write(message)) == message


def _changed(old: str, new: str) -> bytes:
    content = write(ALERT).decode()
    assert old in content
    return content.replace(old, new).encode()


ENTITY = '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE alert [<!ENTITY a "{}"><!ENTITY b "{}">]>'.format("ha" * 500, "&a;" * 500)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        pytest.param(b"", "cap_no_xml", id="nothing"),
        pytest.param("<alert>没完".encode(), "cap_no_xml", id="cut off"),
        pytest.param(b"<alert/>", "cap_of_another_kind", id="no namespace"),
        pytest.param(_changed("cap:1.2", "cap:1.1"), "cap_of_another_kind", id="older"),
        pytest.param(_changed("+08:00", "Z"), "cap_against_schema", id="Z for an offset"),
        pytest.param(_changed(">Severe<", ">Orange<"), "cap_against_schema", id="a colour"),
        pytest.param(_changed("<status>Actual</status>", ""), "cap_against_schema", id="no status"),
        pytest.param(
            _changed("2026-12-01T16", "2026-13-01T16"), "cap_against_schema", id="month 13"
        ),
        pytest.param(_changed("<alert", f"{ENTITY}<alert"), "cap_with_entities", id="a file"),
        pytest.param(_changed("<alert", f"{LAUGHS}<alert"), "cap_with_entities", id="laughs"),
        pytest.param(b" " * (LARGEST + 1), "cap_too_large", id="too large"),
    ],
)
def test_what_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(UnreadCap, match=key):
        read(content)


def test_a_broken_reference_is_refused() -> None:
    content = write(UPDATE).decode().replace(",652301-2026-alert-1,", ",")
    with pytest.raises(UnreadCap, match="cap_broken_reference"):
        read(content.encode())
    content = write(UPDATE).decode().replace(f"{ALERT.identifier},2026", f"{ALERT.identifier},x")
    with pytest.raises(UnreadCap, match="cap_broken_time"):
        read(content.encode())


OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="https://example.org/style.xsl"?>
<!-- as services that sign their messages send them -->
<cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">
  <cap:identifier>urn:oid:2.49.0.0.156.0.2026.12.1</cap:identifier>
  <cap:sender>w-nmc@example.org</cap:sender>
  <cap:sent>2026-12-01T08:00:00-00:00</cap:sent>
  <cap:status>Actual</cap:status>
  <cap:msgType>Alert</cap:msgType>
  <cap:scope>Public</cap:scope>
  <cap:info>
    <cap:category>Env</cap:category>
    <cap:event>Air quality</cap:event>
    <cap:urgency>Expected</cap:urgency>
    <cap:severity>Moderate</cap:severity>
    <cap:certainty>Likely</cap:certainty>
    <cap:area><cap:areaDesc>Region</cap:areaDesc><cap:circle>44,87 30</cap:circle></cap:area>
  </cap:info>
  <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>
</cap:alert>
"""


def test_what_others_send_is_read() -> None:
    message = read(OTHERS.encode())
    assert message.sent == datetime(2026, 12, 1, 8, tzinfo=UTC)
    (info,) = message.infos
    assert (info.language, info.severity) == ("en-US", Severity.MODERATE)
    assert info.areas == (Area("Region", circles=("44,87 30",)),)


signs = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)
words = st.text(signs, min_size=1, max_size=30).map(str.strip).filter(bool)


@given(words, words, words)
def test_any_words_are_written_and_read_back(headline: str, description: str, note: str) -> None:
    message = replace(_in(headline=headline, description=description), note=note)
    assert read(write(message)) == message


def test_what_xml_cannot_hold_is_left_out() -> None:
    (info,) = read(write(_in(headline="重\x00污\x0b染\ufffe"))).infos
    assert info.headline == "重污染"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_comes_is_read_or_refused_by_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadCap):
        read(content)
