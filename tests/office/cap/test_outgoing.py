"""An alert's orders as CAP messages: each is valid, and each names what it changes."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.documents.cap import lint
from messages.documents.cap.model import (
    AdvisedAct,
    CapMessage,
    Certainty,
    Info,
    MessageType,
    NamedValue,
    Severity,
    Status,
    Urgency,
)
from messages.documents.cap.reading import read
from messages.documents.cap.writing import write
from office.cap.outgoing import messages_of
from storage.decisions.matters import Order, OrderKind
from tests.office.cap.alerts_told import (
    CANCELLED,
    CAP,
    ISSUED,
    LIFTED,
    LOWERED,
    RAISED,
    at,
    order,
    plan_with,
    told,
)

LATER = at("12-31T00:00")


def made(*orders: Order, now: str = "12-31T00:00") -> tuple[CapMessage, ...]:
    return messages_of(told(*orders), at(now))


def first(message: CapMessage) -> Info:
    return message.infos[0]


def test_an_alert_from_its_issue_to_its_lift() -> None:
    issued, raised, lowered, lifted = made(ISSUED, RAISED, LOWERED, LIFTED)
    assert issued.identifier == "changji-20261201T083000Z-1"
    assert (issued.sender, issued.status) == ("changji.example", Status.ACTUAL)
    assert [one.type for one in (issued, raised, lowered, lifted)] == [
        MessageType.ALERT,
        *[MessageType.UPDATE] * 3,
    ]
    assert issued.sent == at("12-01T16:30")
    assert issued.sent.utcoffset() == timedelta(hours=8)
    info = first(issued)
    assert info.headline == "昌吉市发布重污染天气橙色预警，12月2日8时起实施Ⅱ级响应"
    assert info.description.startswith(
        "橙色预警（Ⅱ级响应），影响区域：昌吉市行政区域。首要污染物：PM2.5。"
        "2026年12月2日8时起，预计至2026年12月5日8时。"
    )
    assert (info.onset, info.expires) == (at("12-02T08:00"), at("12-05T08:00"))
    assert info.event_codes == (
        NamedValue("OET:v1.2", "OET-004"),
        NamedValue("国家突发事件预警信息分类", "11B29"),
    )
    assert info.areas[0].geocodes == (NamedValue("GB/T 2260", "652301"),)
    assert NamedValue("serial", "昌污指〔2026〕1号") in info.parameters
    assert [one.language for one in issued.infos] == ["zh-CN", "en"]
    assert issued.infos[1].headline.startswith("Changji City: Orange alert")

    assert [one.urgency for one in map(first, (issued, raised, lifted))] == [
        Urgency.FUTURE,
        Urgency.IMMEDIATE,
        Urgency.PAST,
    ]
    assert [one.severity for one in map(first, (issued, raised, lowered))] == [
        Severity.SEVERE,
        Severity.EXTREME,
        Severity.MODERATE,
    ]
    assert AdvisedAct.PREPARE in first(issued).responses
    assert AdvisedAct.EXECUTE in first(raised).responses
    assert first(lifted).responses == (AdvisedAct.ALL_CLEAR,)
    assert first(lifted).expires == at("12-05T09:00")
    assert "预警和应急响应已于2026年12月4日9时解除" in first(lifted).description


def test_references_name_what_has_not_expired() -> None:
    issued, raised, lowered, lifted = made(ISSUED, RAISED, LOWERED, LIFTED)
    assert [one.identifier for one in raised.references] == [issued.identifier]
    assert raised.references[0].sent == issued.sent
    assert [one.identifier for one in lowered.references] == [issued.identifier, raised.identifier]
    # The red level was to end on the third at noon, and so did the message that tells of it.
    assert [one.identifier for one in lifted.references] == [issued.identifier, lowered.identifier]


def test_where_all_have_expired_the_newest_is_referred_to() -> None:
    short = order(1, OrderKind.ISSUE, "12-01T16:30", "12-02T08:00", hours=24)
    issued, lifted = made(short, LIFTED)
    assert [one.identifier for one in lifted.references] == [issued.identifier]


def test_before_its_start_an_alert_is_cancelled() -> None:
    issued, cancelled = made(ISSUED, CANCELLED)
    assert cancelled.type == MessageType.CANCEL
    assert [one.identifier for one in cancelled.references] == [issued.identifier]
    assert first(cancelled).headline == "昌吉市取消重污染天气橙色预警"


@pytest.mark.parametrize(
    ("starts", "urgency"),
    [
        ("12-01T16:30", Urgency.IMMEDIATE),
        ("12-01T17:30", Urgency.EXPECTED),
        ("12-01T17:31", Urgency.FUTURE),
    ],
)
def test_urgency_goes_by_the_start(starts: str, urgency: Urgency) -> None:
    (issued,) = made(order(1, OrderKind.ISSUE, "12-01T16:30", starts))
    assert {one.urgency for one in issued.infos} == {urgency}


def test_what_was_measured_is_observed() -> None:
    alert = told(ISSUED, RAISED, LIFTED, observed=(RAISED.key,))
    assert [first(one).certainty for one in messages_of(alert, LATER)] == [
        Certainty.LIKELY,
        Certainty.OBSERVED,
        Certainty.OBSERVED,
    ]


def test_an_open_end_holds_by_a_default_that_says_so() -> None:
    (issued,) = made(order(1, OrderKind.ISSUE, "12-01T16:30", "12-02T08:00", hours=None))
    assert first(issued).expires == at("12-05T08:00")
    assert "解除时间另行通知，本消息暂按3天标注失效时间" in first(issued).description
    assert "holds for 3 d by default" in issued.infos[1].description


def test_an_end_announced_ahead_is_two_messages() -> None:
    ahead = order(2, OrderKind.LIFT, "12-03T16:00", "12-04T08:00")
    issued, announced = made(ISSUED, ahead, now="12-03T17:00")
    assert first(announced).headline == ("昌吉市重污染天气橙色预警将于12月4日8时解除，此前继续实施")
    assert first(announced).urgency == Urgency.IMMEDIATE
    assert first(announced).expires == at("12-04T08:00")
    assert announced.identifier.endswith("-2-ahead")
    assert made(ISSUED, ahead)[:2] == (issued, announced)
    lifted = made(ISSUED, ahead)[2]
    assert lifted.sent == at("12-04T08:00")
    assert first(lifted).responses == (AdvisedAct.ALL_CLEAR,)
    assert [one.identifier for one in lifted.references] == [issued.identifier]


def test_a_lowering_announced_ahead_tells_both_levels() -> None:
    ahead = order(
        2, OrderKind.ADJUST, "12-03T16:00", "12-04T08:00", level="yellow", before="orange"
    )
    _, announced = made(ISSUED, ahead, now="12-03T17:00")
    chinese = [one for one in announced.infos if one.language == "zh-CN"]
    assert [(one.severity, one.onset, one.expires) for one in chinese] == [
        (Severity.SEVERE, at("12-02T08:00"), at("12-04T08:00")),
        (Severity.MODERATE, at("12-04T08:00"), at("12-07T08:00")),
    ]
    assert "至2026年12月4日8时降为黄色" in chinese[0].description
    # What overtakes it before its hour leaves nothing to be said at that hour.
    overtaken = made(ISSUED, ahead, order(3, OrderKind.LIFT, "12-03T20:00", "12-03T20:00"))
    assert [one.identifier.split("-", 2)[2] for one in overtaken] == ["1", "2-ahead", "3"]


def test_counties_without_a_code_are_only_named() -> None:
    one, both = (
        made(order(1, OrderKind.ISSUE, "12-01T16:30", "12-02T08:00", counties=chosen))[0]
        for chosen in (("wuqia",), ("wuqia", "atushi"))
    )
    assert first(one).areas[0].description == "昌吉市行政区域（乌恰县）"
    assert lint.faults(one) == ["cap_no_place"]
    assert [code.value for code in first(both).areas[0].geocodes] == ["653001"]
    assert lint.faults(both) == []


def test_a_boundary_and_where_to_ask_are_the_plans() -> None:
    cap = CAP | {
        "polygon": "44,87 44,88 45,88 44,87",
        "web": "https://example.org",
        "contact": "办",
    }
    (issued,) = messages_of(told(ISSUED, plan=plan_with(cap=cap)), LATER)
    assert first(issued).areas[0].polygons == ("44,87 44,88 45,88 44,87",)
    assert (first(issued).web, first(issued).contact) == ("https://example.org", "办")
    assert read(write(issued)) == issued


def test_a_drill_is_an_exercise_in_all_that_it_says() -> None:
    drill = order(7, OrderKind.ISSUE, "12-01T16:30", "12-02T08:00", drill=True)
    (message,) = made(drill)
    assert message.status == Status.EXERCISE
    assert message.note == "演练，不是实际预警 / An exercise, no actual alert"
    assert message.identifier == "changji-drill-20261201T083000Z-7"
    assert all(one.headline.startswith(("【演练】", "[EXERCISE]")) for one in message.infos)
    assert lint.faults(message) == []


HOURS = st.integers(0, 40)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yellow", "orange", "red"]),
            HOURS,
            HOURS,
            st.none() | st.integers(1, 90),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([None, OrderKind.LIFT, OrderKind.CANCEL]),
    HOURS,
    st.booleans(),
)
def test_whatever_is_ordered_is_valid(
    terms: list[tuple[str, int, int, int | None]],
    end: OrderKind | None,
    ahead: int,
    drill: bool,
) -> None:
    # The seconds of a real clock are no whole ones.
    orders, now, before = [], at("12-01T08:00") + timedelta(seconds=1.5), None
    for number, (level, waits, starts_in, hours) in enumerate(terms, 1):
        now += timedelta(hours=waits)
        kind = OrderKind.ADJUST if before else OrderKind.ISSUE
        one = order(
            number, kind, "12-01T08:00", "12-01T08:00", level=level, hours=hours, before=before,
            drill=drill,
        )  # fmt: skip
        one.issued_at, one.starts_at = now, now + timedelta(hours=starts_in)
        orders.append(one)
        before = level
    if end is not None:
        last = order(9, end, "12-01T08:00", "12-01T08:00", level=before or "", drill=drill)
        last.issued_at = now + timedelta(hours=1)
        last.starts_at = last.issued_at + timedelta(hours=ahead)
        orders.append(last)
    alert = told(*orders)
    found = messages_of(alert, at("12-31T00:00"))
    for message in found:
        assert lint.faults(message) == [], message
        assert read(write(message)) == message
        assert (message.status == Status.EXERCISE) == drill
        assert all(
            one.sent < message.sent or one.sent == message.sent for one in message.references
        )
    assert len({one.identifier for one in found}) == len(found)
    # What went out once is made the same again, whatever follows it.
    for hours, count in product((0, 24, 72), (1, len(orders))):
        then = at("12-01T08:00") + timedelta(hours=hours)
        issued = [one for one in orders[:count] if one.issued_at and one.issued_at <= then]
        early = messages_of(told(*issued), then)
        assert set(early) <= set(found)
