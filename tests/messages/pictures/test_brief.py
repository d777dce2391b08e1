"""The picture of the brief: what is drawn on it, for whom, and by which font."""

import json
import re
import struct
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from messages import LOCALES
from messages.pictures import brief
from messages.pictures.drawing import FONT, WIDTH, fitting
from messages.pictures.frozen import frozen
from messages.render import words_in
from messages.views.pictures import BodyFigures, BriefPicture, DrawnDay, DrawnShare, DrawnSum
from scripts import cut_font
from tests.harness.examples import up_to

ZONE = "Asia/Shanghai"
FOURTH = date(2026, 12, 4)
TEXT = re.compile(r"<text[^>]*>(.*?)</text>")

VIEW = BriefPicture(
    colour="🟠",
    title="橙色预警",
    day=5,
    at=datetime(2026, 12, 5, 10, tzinfo=UTC),
    shares=(DrawnShare("确认收到", 38, 38), DrawnShare("12月4日应急响应措施落实情况", 36, 38)),
    days=(DrawnDay(date(2026, 12, 3), 37, 1, 0), DrawnDay(FOURTH, 34, 2, 2)),
    of=FOURTH,
    sums=(
        DrawnSum("出动人次", "人次", 1204, 1180),
        DrawnSum("清扫里程", "公里", Decimal("0.5"), None),
        DrawnSum("已整改", "个", 0, 0),
    ),
    drill=False,
)


def texts(view: BriefPicture, locale: str = "zh") -> list[str]:
    svg = brief.drawn(view, words_in(locale, ZONE))
    return [str(Markup(found).unescape()) for found in TEXT.findall(svg)]


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_it_says_who_has_answered_and_what_was_done() -> None:
    assert texts(VIEW) == [
        "每日情况",
        "橙色预警",
        "响应第5天 · 截至12月5日18:00",
        *("确认收到", "38/38", "12月4日应急响应措施落实情况", "36/38"),
        "每日报送（绿：按时；黄：迟报；灰：未报）",
        *("38/38", "12-3", "36/38", "12-4"),
        "12月4日汇总（粗：当日；细：前一日）",
        *("出动人次", "1,204人次", "清扫里程", "0.5公里", "已整改", "0个"),
    ]


def test_a_sum_of_which_some_is_still_to_be_checked_is_marked() -> None:
    marked = replace(VIEW, sums=(replace(VIEW.sums[0], to_check=2),))
    assert texts(marked)[-3:] == ["出动人次", "1,204人次", "含2家待核对"]
    assert texts(marked, "en")[-1] == "2 bodies to be checked"


def curbed(bodies: int) -> BriefPicture:
    figures = (DrawnSum("停产企业", "家", 31, None), DrawnSum("限产企业", "家", 1067, None))
    return replace(VIEW, curbs=tuple(BodyFigures(f"第{one}局", figures) for one in range(bodies)))


def test_what_was_stopped_or_limited_is_told_by_body() -> None:
    assert texts(curbed(2))[-9:] == [
        "12月4日停限产（各单位报送）",
        *("第0局 停产企业", "31家", "第0局 限产企业", "1,067家"),
        *("第1局 停产企业", "31家", "第1局 限产企业", "1,067家"),
    ]
    assert texts(curbed(2), "en")[-9] == "Stopped or limited on 4 Dec, as reported"
    assert texts(curbed(11))[-1] == "另有12项"
    (_, low), (_, high) = _size_of(VIEW), _size_of(curbed(2))
    assert low < high


def test_a_picture_that_was_frozen_before_is_drawn_without_it() -> None:
    facts = frozen(VIEW, words_in("zh", ZONE))
    del facts["view"]["curbs"]
    assert brief.from_facts(facts) == brief.make(VIEW, words_in("zh", ZONE))


def test_before_the_start_no_day_of_the_response_is_counted() -> None:
    assert texts(replace(VIEW, day=0))[2] == "响应尚未启动 · 截至12月5日18:00"
    assert texts(replace(VIEW, day=0), "en")[2].startswith("Not started yet · as of ")


def test_a_sum_below_one_that_nothing_stands_beside_is_drawn_in_full() -> None:
    svg = brief.drawn(replace(VIEW, sums=VIEW.sums[1:2]), words_in("zh", ZONE))
    assert f'width="{float(brief.INNER)}"' in svg


def test_what_is_not_known_is_not_drawn() -> None:
    bare = replace(VIEW, shares=(), days=VIEW.days[:1], sums=())
    assert texts(bare) == ["每日情况", "橙色预警", "响应第5天 · 截至12月5日18:00"]
    (_, low), (_, high) = size(brief.make(bare, words_in("zh", ZONE))), _size_of(VIEW)
    assert low < high


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_as_wide_as_two_phones_and_light_to_its_edges(locale: str) -> None:
    words = words_in(locale, ZONE)
    width, height = size(brief.make(VIEW, words))
    assert width == WIDTH
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    assert ground in brief.drawn(VIEW, words)


def test_an_exercise_is_marked_and_a_level_has_its_colour() -> None:
    assert "【演练】" in texts(replace(VIEW, drill=True))
    assert "EXERCISE" in texts(replace(VIEW, drill=True), "en")
    assert brief.COLOURS["🔴"] in brief.drawn(replace(VIEW, colour="🔴"), words_in("zh", ZONE))
    other = brief.drawn(replace(VIEW, colour="★"), words_in("zh", ZONE))
    assert brief.OTHER_COLOUR in other


def test_what_people_wrote_is_drawn_as_text() -> None:
    wild = "<b>&{{7*7}}\x00\x1b\u202e]]>"
    view = replace(VIEW, title=wild, sums=(DrawnSum(wild, wild, 1, 2),))
    assert texts(view)[1] == "<b>&{{7*7}}]]>"
    assert _size_of(view)[0] == WIDTH


@up_to(15)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_write_is_drawn_or_left_out(title: str, name: str) -> None:
    view = replace(VIEW, title=title, sums=(DrawnSum(name, name, 1, 2),))
    svg = brief.drawn(view, words_in("zh", ZONE))
    root = ElementTree.fromstring(svg)
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {"svg", "rect", "text"}
    assert texts(view)[1] == fitting(title, brief.INNER, 42)
    assert _size_of(view)[0] == WIDTH


def test_a_long_name_ends_where_its_number_begins() -> None:
    assert fitting("出动人次", 120, 30) == "出动人次"
    assert fitting("出动人次", 119, 30) == "出动人…"
    assert fitting("出动\n人次", 120, 30) == "出动人次"
    long = texts(replace(VIEW, title="很长的名称" * 20))[1]
    assert long.endswith("…")
    assert len(long) < 20


def test_no_more_is_drawn_than_a_phone_shows_well() -> None:
    days = tuple(DrawnDay(date(2026, 12, day), day, 0, 0) for day in range(1, 21))
    many = texts(replace(VIEW, days=days, sums=VIEW.sums * 4))
    assert [one for one in many if one.startswith("12-")] == [f"12-{n}" for n in range(14, 21)]
    assert many.count("出动人次") == 2


def test_what_was_frozen_is_drawn_as_it_was() -> None:
    words = words_in("zh", ZONE)
    facts = json.loads(json.dumps(frozen(VIEW, words)))
    assert brief.from_facts(facts) == brief.make(VIEW, words)


def _size_of(view: BriefPicture) -> tuple[int, int]:
    return size(brief.make(view, words_in("zh", ZONE)))


@pytest.fixture(scope="module")
def drawable() -> frozenset[int]:
    return frozenset(TTFont(FONT).getBestCmap())


def test_no_character_of_a_pack_a_phrase_or_a_template_is_missing(
    drawable: frozenset[int],
) -> None:
    missing = {one for one in cut_font.wanted() if ord(one) not in drawable}
    # Emoji and their variants are in no text font; no picture holds one.
    assert {one for one in missing if unicodedata.category(one) not in ("So", "Mn")} == set()
    assert missing.isdisjoint(cut_font.gb2312())
    assert "磴" in {chr(one) for one in drawable}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_font_has_all_that_is_drawn(drawable: frozenset[int], locale: str) -> None:
    said = "".join(texts(replace(VIEW, drill=True, title="很长的名称" * 20), locale))
    assert {one for one in said if ord(one) not in drawable} == set()


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    assert FONT.stat().st_size <= 1_600_000
    assert "SIL OPEN FONT LICENSE" in (FONT.parent / "OFL.txt").read_text("utf-8")
