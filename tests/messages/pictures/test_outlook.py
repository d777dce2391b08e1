"""The picture of a forecast: what is drawn on it, and that whatever is sent can be drawn."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from messages import LOCALES
from messages.pictures import outlook
from messages.pictures.drawing import FONT, WIDTH, width_of
from messages.pictures.frozen import frozen
from messages.render import words_in
from messages.views.sky import DrawnClass, DrawnHour, DrawnWindow, OutlookPicture
from tests.harness.examples import up_to

ZONE = "Asia/Shanghai"
TEXT = re.compile(r"<text[^>]*>(.*?)</text>")
CLEAN, FOUL = "#00e400", "#99004c"
START = datetime(2026, 12, 1, 20, tzinfo=timezone(timedelta(hours=8)))


def hours(*figures: int | None) -> tuple[DrawnHour | None, ...]:
    return tuple(None if one is None else DrawnHour(Decimal(one), Decimal(one)) for one in figures)


VIEW = OutlookPicture(
    title="建议启动黄色预警",
    note="环境监测站 12月1日16:20报送",
    colour="🟡",
    start=START,
    hours=hours(*[40] * 24, *[260] * 24, None),
    classes=(DrawnClass("优", 50, CLEAN), DrawnClass("重度", 300, FOUL)),
    lines=(150, 200),
    windows=(DrawnWindow(24, 48, "260.0"),),
    remarks=("均值大于200达24小时",),
    drill=False,
)


def svg(view: OutlookPicture, locale: str = "zh") -> str:
    return outlook.drawn(view, words_in(locale, ZONE))


def texts(view: OutlookPicture, locale: str = "zh") -> list[str]:
    return [str(Markup(found).unescape()) for found in TEXT.findall(svg(view, locale))]


def test_it_says_what_counts() -> None:
    assert texts(VIEW) == [
        "空气质量（AQI，逐小时）",
        "建议启动黄色预警",
        "环境监测站 12月1日16:20报送",
        *("150", "200", "12-2", "12-3"),
        "260.0",
        *("优", "重度", "横线：分级界限；竖线：预报范围；灰：缺数据", "下方：计入研判的24小时均值"),
        "均值大于200达24小时",
    ]


def bars(view: OutlookPicture, colour: str) -> list[tuple[float, float]]:
    """How far up each bar of a colour reaches from the axis, and how wide it is."""
    found = re.findall(
        rf'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="([\d.]+)" fill="{colour}"/>',
        svg(view),
    )
    return [(float(height), float(width)) for width, height in found]


def test_each_hour_stands_in_its_class_as_high_as_its_figure() -> None:
    clean, foul = bars(VIEW, CLEAN), bars(VIEW, FOUL)
    assert len(clean) == len(foul) == 24
    assert foul[0][0] / clean[0][0] == pytest.approx(260 / 40)
    assert len(bars(VIEW, outlook.GAP)) == 1


def test_a_range_has_a_stroke_between_its_ends() -> None:
    view = replace(VIEW, hours=(DrawnHour(Decimal(100), Decimal(200)),), windows=())
    ((height, _),) = [one for one in bars(view, "#1a2430") if one[1] == 1.6]
    assert height == pytest.approx(outlook.PLOT * 100 / outlook.LOWEST_TOP)


def test_windows_that_overlap_stand_below_one_another() -> None:
    apart = svg(replace(VIEW, windows=(DrawnWindow(0, 24, "1"), DrawnWindow(24, 48, "2"))))
    over = svg(replace(VIEW, windows=(DrawnWindow(0, 24, "1"), DrawnWindow(23, 47, "2"))))
    assert _height(over) - _height(apart) == outlook.WINDOW


def _height(drawn: str) -> int:
    found = re.match(r'<svg [^>]*height="(\d+)"', drawn)
    assert found
    return int(found[1])


def test_a_mean_of_a_narrow_day_is_written_smaller_and_not_cut() -> None:
    windows = tuple(DrawnWindow(at, at + 24, "232.5") for at in range(0, 240, 24))
    view = replace(VIEW, hours=hours(*[90] * 240), windows=windows)
    found = re.findall(r'font-size="([\d.]+)"[^>]*>232\.5<', svg(view))
    assert len(found) == len(windows)
    assert 20 < float(found[0]) < outlook.LARGEST


@pytest.mark.parametrize("locale", LOCALES)
def test_what_stands_below_keeps_within_the_edges(locale: str) -> None:
    found = re.findall(
        r'<text x="([\d.]+)"[^>]*font-size="(2[46])"[^>]*>([^<]+)<', svg(VIEW, locale)
    )
    assert all(float(x) + 0.85 * width_of(said, int(size)) <= WIDTH for x, size, said in found)


def test_an_exercise_is_marked() -> None:
    assert "【演练】" in texts(replace(VIEW, drill=True))


def test_what_was_frozen_is_drawn_as_it_was() -> None:
    words = words_in("zh", ZONE)
    facts = json.loads(json.dumps(frozen(VIEW, words)))
    assert outlook.from_facts(facts) == outlook.make(VIEW, words)


def test_ten_days_by_the_hour_name_every_second_day() -> None:
    view = replace(VIEW, hours=hours(*[90] * 240))
    assert [one for one in texts(view) if "-" in one] == ["12-2", "12-4", "12-6", "12-8", "12-10"]


figures = st.none() | st.builds(
    DrawnHour, st.decimals(0, 500, places=1), st.decimals(0, 500, places=1)
)


@up_to(15)
@given(st.lists(figures, max_size=240), st.text(max_size=60))
def test_whatever_was_sent_is_drawn(sent: list[DrawnHour | None], said: str) -> None:
    view = replace(VIEW, hours=tuple(sent), title=said, note=said, remarks=(said,) * 9)
    assert outlook.make(view, words_in("zh", ZONE)).startswith(b"\x89PNG")
    assert f'width="{WIDTH}"' in svg(view)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_font_has_all_that_is_drawn(locale: str) -> None:
    said = "".join(texts(replace(VIEW, drill=True), locale))
    assert {one for one in said if ord(one) not in TTFont(FONT).getBestCmap()} == set()
