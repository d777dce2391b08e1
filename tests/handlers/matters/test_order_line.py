"""The one-line order: what is understood, and what each bad value is answered with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.matters.order_line import OrderLine, read_hours, read_order_line, read_start
from office.matters.order_terms import AT_ONCE, Start
from office.refusal import Refusal
from tests.harness.plans import city

PLAN = city()
NOW = datetime(2026, 12, 1, 8, 30, 15, tzinfo=PLAN.tz)
ZONE = PLAN.tz


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZONE)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-12-02T08:00", local(2026, 12, 2, 8)),
        ("2026-12-02 08:00", local(2026, 12, 2, 8)),
        ("2026-12-02t08:00:00", local(2026, 12, 2, 8)),
        ("2026-12-02T00:00Z", local(2026, 12, 2, 8)),
        ("2026-12-02T08:00+08:00", local(2026, 12, 2, 8)),
        ("2026年12月2日8时", local(2026, 12, 2, 8)),
        ("2026/12/2 8:00", local(2026, 12, 2, 8)),
        ("12月2日8时", local(2026, 12, 2, 8)),
        ("12月2日 8时30分", local(2026, 12, 2, 8, 30)),
        ("12月2日8点半", local(2026, 12, 2, 8, 30)),
        ("12-02 20:15", local(2026, 12, 2, 20, 15)),
        ("１２月２日８：００", local(2026, 12, 2, 8)),
        ("明日8时", local(2026, 12, 2, 8)),
        ("明天 0:00", local(2026, 12, 2)),
        ("后天20点", local(2026, 12, 3, 20)),
        ("今日24时", local(2026, 12, 2)),
        ("tomorrow 8:00", local(2026, 12, 2, 8)),
        ("1月2日8时", local(2027, 1, 2, 8)),
        ("11月30日8时", local(2026, 11, 30, 8)),
        ("立即", AT_ONCE),
        ("now", AT_ONCE),
    ],
)
def test_starts_as_people_write_them(text: str, start: Start) -> None:
    assert read_start(text, NOW, ZONE) == (start,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明日",
        "12月2日",
        "2026-13-02 08:00",
        "2月30日8时",
        "明日25时",
        "明日24时30分",
        "明日8时60分",
        "2026-12-02T99:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "<b>明日8时</b>",
        "昨日8时",
    ],
)
def test_other_starts_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="start_unreadable"):
        read_start(text, NOW, ZONE)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("72h", 72),
        ("72H", 72),
        ("72", 72),
        ("72小时", 72),
        ("72个小时", 72),
        ("72 小时", 72),
        ("３天", 72),
        ("3日", 72),
        ("三天", 72),
        ("七十二小时", 72),
        ("3d", 72),
        ("0", 0),
        ("10000h", 10_000),
    ],
)
def test_durations(text: str, hours: int) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["", "h", "-1h", "1.5h", "几天", "72m", "72h h", "1234567h"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="hours_unreadable"):
        read_hours(text)


FULL = OrderLine("orange", (local(2026, 12, 2, 8),), 72, "pm25", "会商意见 第3期")


@pytest.mark.parametrize(
    "text",
    [
        "orange 2026-12-02T08:00 72h PM2.5 会商意见 第3期",
        "橙色 2026-12-02 08:00 72小时 PM2.5 会商意见 第3期",
        "橙色预警 12月2日8时 3天 细颗粒物 会商意见  第3期",
        "橙 明日8时 72 小时 pm₂.₅ 会商意见\n第3期",
        "橙色（Ⅱ级），12月2号 8 点，三天，ＰＭ2.5，会商意见 第3期",
        "橙色（Ⅱ级）预警、明天 早上 8 点 整、72小时、PM2.5；会商意见 第3期。",
        "重污染天气橙色预警 12月2日8时 72h PM2.5 会商意见 第3期",
        "\u200b橙\u3164色 新疆时间 12月2日 6:00 72h PM2.5 会商意见 第3期",
    ],
)
def test_a_whole_line(text: str) -> None:
    assert replace(read_order_line(text, PLAN, NOW), start_typed="") == FULL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", OrderLine()),
        ("红色", OrderLine("red")),
        ("红色 立即", OrderLine("red", (AT_ONCE,))),
        ("red now 24h", OrderLine("red", (AT_ONCE,), 24)),
        ("red now 24h 臭氧", OrderLine("red", (AT_ONCE,), 24, "o3")),
    ],
)
def test_a_line_may_stop_early(text: str, said: OrderLine) -> None:
    assert replace(read_order_line(text, PLAN, NOW), start_typed="") == said


@pytest.mark.parametrize(
    "end", ["至12月5日24时", "到12月5日 24时", "预计持续至 2026-12-06 00:00", "until 12-05 24:00"]
)
def test_an_end_by_the_clock_stands_in_the_place_of_the_hours(end: str) -> None:
    line = read_order_line(f"橙色 明日8时 {end} PM2.5 会商意见 第3期", PLAN, NOW)
    assert replace(line, start_typed="") == replace(FULL, hours=local(2026, 12, 6))


def test_marks_inside_the_grounds_stay() -> None:
    line = read_order_line("橙色，明日8时，72h，PM2.5，会商意见，第3期；附件、图", PLAN, NOW)
    assert line.grounds == "会商意见，第3期；附件、图"


def test_a_start_with_two_readings_has_both() -> None:
    line = read_order_line("橙色 明天3点 72h PM2.5", PLAN, NOW)
    assert line.starts == (local(2026, 12, 2, 3), local(2026, 12, 2, 15))
    assert line.hours == 72


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("purple", "level_unknown"),
        ("橙色（Ⅰ级） 明日8时", "level_unknown"),
        ("purple 明日8时 72h PM2.5", "level_unknown"),
        ("orange 72h", "start_unreadable"),
        ("orange 明日8时 PM2.5", "hours_unreadable"),
        ("orange 明日8时 很久 PM2.5", "hours_unreadable"),
        ("orange 明日8时 至很久以后 PM2.5", "end_unreadable"),
        ("orange 明日8时 至12月5日3点 PM2.5", "end_unclear"),
        ("orange 明日8时 72h 烟尘 依据", "pollutant_unknown"),
    ],
)
def test_a_bad_word_is_refused_by_name(text: str, refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        read_order_line(text, PLAN, NOW)


minutes = st.datetimes(min_value=datetime(2026, 12, 1), max_value=datetime(2027, 5, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=ZONE)
)
FORMS = (
    "{0:%Y-%m-%dT%H:%M}",
    "{0:%Y-%m-%d %H:%M}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分",
    "{0.month}月{0.day}日{0:%H:%M}",
)


@given(minutes, st.sampled_from(FORMS))
def test_every_form_reads_back(start: datetime, form: str) -> None:
    assert read_start(form.format(start), NOW, ZONE) == (start,)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        line = read_order_line(text, PLAN, NOW)
    except Refusal as refusal:
        assert refusal.key in {  # noqa: PT017
            "level_unknown",
            "start_unreadable",
            "hours_unreadable",
            "end_unreadable",
            "end_unclear",
            "pollutant_unknown",
        }
    else:
        instants = [start for start in line.starts if isinstance(start, datetime)]
        assert all(start.tzinfo is not None for start in instants)


@given(st.text(alphabet="0123456789-/:.年月日时点分半 Tt+Z明后天", max_size=24))
def test_no_start_is_beyond_reckoning(text: str) -> None:
    try:
        starts = read_start(text, NOW, ZONE)
    except Refusal:
        return
    for start in starts:
        assert isinstance(start, datetime)
        assert start.astimezone(UTC) - NOW < timedelta(days=366 * 100)


def test_the_zone_is_the_plans() -> None:
    [start] = read_start("2026-12-02 08:00", NOW, ZONE)
    assert isinstance(start, datetime)
    assert start.astimezone(UTC) == datetime(2026, 12, 2, tzinfo=UTC)
