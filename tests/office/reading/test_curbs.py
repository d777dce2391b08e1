"""What a cell of a reduction list wants, by a table; what may mean either is unclear."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from office.reading import curbs
from office.reading.curbs import CurbAct

CELLS = {
    "停产": "stop",
    "全厂停产": "stop",
    "停 产": "stop",
    "停止生产": "stop",
    "全部生产线停产": "stop",
    "限产100％": "stop",
    "Stop": "stop",
    "限产30%": "limit 30",
    "限产 30 ％": "limit 30",
    "30%": "limit 30",
    "0.3": "limit 30",
    "30": "limit 30",
    "降低负荷20%以上": "limit 20",
    "压减产量15%": "limit 15",
    "限产": "limit",
    "limit 40%": "limit 40",
    "负荷不超过70%": "limit",
    "1号线停产": "limit",
    "停2条线": "limit",
    "停产2条线": "limit",
    "部分工序停产": "limit",
    "停产2条线，限产30%": "limit 30",
    "停产50%": "unclear",
    "停产或限产30%": "unclear",
    "限产30%至50%": "unclear",
    "限产130%": "unclear",
    "1": "unclear",
    "": "none",
    "无": "none",
    "—": "none",
    "/": "none",
    "不停产、不限产": "none",
    "不停产，限产30%": "limit 30",
    "不限产": "none",
    "自主减排": "none",
    "限产0%": "none",
    "停用国四及以下重型货车": "other",
    "停止土石方作业": "other",
}


def told(curb: curbs.Curb) -> str:
    return f"{curb.act}{'' if curb.percent is None else f' {curb.percent}'}"


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_people_write_it(cell: str) -> None:
    assert told(curbs.measure(cell)) == CELLS[cell]


@pytest.mark.parametrize(
    ("cell", "stop", "limit"),
    [
        ("是", "stop", "limit"),
        ("√", "stop", "limit"),
        ("否", "none", "none"),
        ("0", "none", "none"),
        ("", "none", "none"),
        ("20", "limit 20", "limit 20"),
        ("0.5", "limit 50", "limit 50"),
        ("100", "stop", "stop"),
    ],
)
def test_a_heading_says_what_a_bare_word_means(cell: str, stop: str, limit: str) -> None:
    assert (told(curbs.stop(cell)), told(curbs.limit(cell))) == (stop, limit)


@example("0.001")
@example("停2条线0.1%")
@given(st.text(alphabet="停限产全部线条30%.1是否无 号或、至", max_size=12))
def test_whatever_is_written_is_read_as_one_thing(cell: str) -> None:
    for read in (curbs.measure, curbs.stop, curbs.limit):
        found = read(cell)
        assert found.percent is None or 0 < found.percent <= 100
        assert found.percent is None or found.act is CurbAct.LIMIT
