"""The columns of a year's report: each as high as its figures, each text where there is room."""

import re
from dataclasses import replace
from html import unescape

from messages.pictures import stacked
from messages.pictures.brief import COLOURS, OTHER_COLOUR
from messages.views.pictures import ChartSeries, StackedChart

VIEW = StackedChart(
    "各月报送情况",
    ("1月", "2月", "3月"),
    (
        ChartSeries("按时", "in_time", (30, 0, 10)),
        ChartSeries("逾期", "late", (10, 0, 0)),
        ChartSeries("橙色预警", "🟠", (0, 0, 10)),
    ),
)
PARTS = re.compile(
    r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="(#\w+)"/>'
)


def texts(view: StackedChart) -> list[str]:
    return [unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", stacked.drawn(view))]


def parts(view: StackedChart) -> list[tuple[float, float, str]]:
    found = PARTS.findall(stacked.drawn(view))
    high = [(float(y), float(height), colour) for y, height, colour in found]
    # The marks of the legend and the line at the foot are no parts of a column.
    return [one for one in high if one[1] not in (20.0, 2.0)]


def test_it_says_the_title_the_legend_the_totals_and_the_months() -> None:
    assert texts(VIEW) == [
        *("各月报送情况", "按时", "逾期", "橙色预警"),
        *("40", "1月", "", "2月", "20", "3月"),
    ]


def test_parts_are_as_high_as_their_figures_and_stand_on_one_another() -> None:
    (first, second, *third) = parts(VIEW)
    foot = stacked.HEAD + stacked.COLUMN
    assert first[0] + first[1] == foot
    assert second[0] + second[1] == first[0]
    assert first[1] == 3 * second[1]
    assert [one[1] for one in third] == [second[1]] * 2
    tones = stacked.TONES
    assert [one[2] for one in (first, second)] == [tones["in_time"], tones["late"]]
    assert third[1][2] == COLOURS["🟠"]


def test_nothing_at_all_is_a_line_without_columns() -> None:
    empty = replace(VIEW, series=(ChartSeries("按时", "★", (0, 0, 0)),))
    assert parts(empty) == []
    assert f'fill="{OTHER_COLOUR}"' in stacked.drawn(empty)


def test_it_is_drawn_as_a_picture_whatever_is_said_in_it() -> None:
    wild = "<b>&{{7*7}}\x00\u202e" + "很长的名称" * 20
    view = StackedChart(wild, (wild,), (ChartSeries(wild, "in_time", (1,)),) * 8)
    content = stacked.make(view)
    assert content.startswith(b"\x89PNG")
    assert texts(view)[0].startswith("<b>&{{7*7}}很长")
    assert texts(view)[0].endswith("…")
