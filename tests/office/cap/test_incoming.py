"""What another office's message says as an alert, in whichever words and codes it is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from messages.documents.cap.model import (
    Area,
    MessageType,
    NamedValue,
    Severity,
    Urgency,
)
from office.cap import incoming
from office.cap.incoming import level_in, news_of
from office.cap.outgoing import messages_of
from office.plan.model import OutsideOffice
from office.refusal import Refusal
from storage.decisions.matters import OrderKind
from tests.office.cap.alerts_told import ISSUED, LIFTED, RAISED, at, order, plan_with, told
from tests.office.cap.others import AROUND, SENT, ZHOU, all_clear, info, later, message

PLAN = plan_with(**AROUND)
BODY = OutsideOffice.model_validate(ZHOU)


def read(one: Any, earlier: Any = None) -> Any:
    return news_of(PLAN, BODY, one, earlier)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"parameters": (NamedValue("alertLevel", "红色"),)}, "red"),
        ({"event": "重污染天气", "headline": "发布红色预警"}, "red"),
        ({"event": "air quality", "headline": "Red warning of smog"}, "red"),
        # Two levels are named, so how severe it is decides.
        ({"event": "重污染天气", "headline": "由红色降为黄色"}, "orange"),
        ({"event": "air pollution", "headline": "lowered and feared"}, "orange"),
        ({"event": "空气质量", "headline": "预警", "severity": Severity.MODERATE}, "yellow"),
        ({"event": "空气质量", "headline": "预警", "severity": Severity.MINOR}, None),
        ({"event": "空气质量", "headline": "预警", "severity": Severity.UNKNOWN}, None),
    ],
)
def test_the_level_is_read_from_name_or_severity(said: dict[str, Any], level: str | None) -> None:
    found = level_in(PLAN, info(**said))
    assert (found.id if found else None) == level


@pytest.mark.parametrize(
    ("codes", "concerned"),
    [
        (("652300",), True),
        (("652301",), True),
        (("650000",), True),
        (("653000", "652301"), True),
        (("653000",), False),
        (("652302",), False),
        ((), True),
    ],
)
def test_codes_say_whether_our_area_is_concerned(codes: tuple[str, ...], concerned: bool) -> None:
    area = Area("某地", tuple(NamedValue("GB/T 2260", one) for one in codes))
    assert incoming.concerns(PLAN, info(areas=(area,))) is concerned


def test_a_message_of_other_services_is_read() -> None:
    english = info(
        language="en-US",
        event="Air quality",
        headline="Orange alert",
        onset=None,
        effective=SENT,
        expires=None,
        sender_name="",
        areas=(Area("Region", circles=("44,87 30",)),),
    )
    news = read(message("urn:oid:1", english))
    assert (news.kind, news.level, news.level_name) == (OrderKind.ISSUE, "orange", "橙色")
    assert (news.starts_at, news.hours, news.command) == (SENT, None, "州指挥部")
    assert (news.number, news.area, news.pollutant) == ("urn:oid:1", "Region", None)


def test_a_level_that_our_plan_does_not_know_keeps_its_name() -> None:
    blue = info(event="重污染天气蓝色预警", headline="蓝色", severity=Severity.MINOR)
    news = read(message("1", blue))
    assert (news.level, news.level_name, news.colour) == ("", "重污染天气蓝色预警", "🔵")


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (message(), OrderKind.ISSUE),
        (later("2", "zhou-1"), OrderKind.ADJUST),
        (later("2", "zhou-1", infos=(all_clear(),)), OrderKind.LIFT),
        (later("2", "zhou-1", infos=(info(urgency=Urgency.PAST),)), OrderKind.LIFT),
        (later("2", "zhou-1", type=MessageType.CANCEL), OrderKind.CANCEL),
    ],
)
def test_its_type_and_what_it_advises_say_what_it_does(one: Any, kind: OrderKind) -> None:
    assert read(one).kind == kind


def test_a_cancellation_that_says_nothing_ends_what_it_names() -> None:
    full = later("2", "zhou-1", type=MessageType.CANCEL, note="误发")
    empty = replace(full, infos=())
    with pytest.raises(Refusal, match="cap_unknown_reference"):
        read(empty)
    news = read(empty, read(message()))
    assert (news.kind, news.level, news.grounds) == (OrderKind.CANCEL, "orange", "误发")
    assert (news.ends, incoming.headline(empty), incoming.expires(empty)) == (True, "", None)


def test_other_hazards_are_no_alerts_of_ours() -> None:
    snow = info(event="暴雪红色预警", headline="暴雪")
    with pytest.raises(Refusal, match="cap_other_event"):
        read(message("1", snow))
    coded = info(event="预警", headline="预警", event_codes=(NamedValue("OET:v1.2", "OET-004"),))
    assert read(message("1", coded)).level == "orange"


def test_a_time_that_no_alert_can_last_is_left_open() -> None:
    endless = info(expires=SENT + timedelta(days=400))
    assert read(message("1", endless)).hours is None
    assert incoming.expires(message("1", endless, info(expires=None))) is None


def test_what_we_write_is_read_as_what_was_ordered() -> None:
    plan = plan_with(**AROUND)
    open_ended = order(2, OrderKind.ADJUST, "12-02T12:00", "12-02T12:00", level="red", hours=None)
    issued, raised, lifted = messages_of(
        told(ISSUED, open_ended, LIFTED, plan=plan), at("12-31T00:00")
    )
    news = read(issued)
    assert (news.kind, news.level, news.hours) == (OrderKind.ISSUE, "orange", 72)
    assert (news.starts_at, news.number) == (at("12-02T08:00"), "昌污指〔2026〕1号")
    assert news.pollutant == plan.pollutants[0].id
    assert (read(raised).level, read(raised).hours) == ("red", None)
    assert (read(lifted).kind, read(lifted).starts_at) == (OrderKind.LIFT, at("12-04T09:00"))
    assert read(lifted).level == "yellow"


def test_an_easing_announced_ahead_is_read_at_its_hour() -> None:
    ahead = order(
        2, OrderKind.ADJUST, "12-03T16:00", "12-04T08:00", level="yellow", before="orange"
    )
    alert = told(ISSUED, ahead, plan=plan_with(**AROUND))
    announced, lowered = messages_of(alert, at("12-31T00:00"))[1:]
    for one in (announced, lowered):
        assert (read(one).level, read(one).starts_at) == ("yellow", at("12-04T08:00"))


def test_our_alert_is_read_from_its_chinese_block_wherever_that_stands() -> None:
    (issued,) = messages_of(told(RAISED, plan=PLAN), at("12-31T00:00"))
    turned = replace(issued, infos=tuple(reversed(issued.infos)))
    assert read(turned) == read(issued)
    assert read(turned).level == "red"
