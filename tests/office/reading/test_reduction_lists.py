"""Reduction lists as offices keep them: headings found, lines joined, faults by row and column."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from office.reading import reduction_lists, workbooks
from office.reading.reduction_lists import MOST_LISTED, ListReading
from office.reading.workbooks import MOST_ROWS
from tests.office.reading.test_workbooks import of_rows, saved

LEVELS = {
    "yellow": ["黄色", "黄", "Ⅲ级", "Yellow"],
    "orange": ["橙色", "橙", "Ⅱ级", "Orange"],
    "red": ["红色", "红", "Ⅰ级", "Red"],
}
HEADINGS = ["序号", "企业名称", "行业", "属地", "绩效等级", "生产线", "黄色", "橙色", "红色"]


def read(*rows: Sequence[object]) -> ListReading:
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    return reduction_lists.read(text, LEVELS)


def told(found: ListReading) -> dict[str, list[str]]:
    return {
        firm.name: [
            f"{curb.act}{'' if curb.percent is None else f' {curb.percent}'}"
            for curb in firm.curbs.values()
        ]
        for firm in found.firms
    }


def faults(found: ListReading) -> list[tuple[int, str, str]]:
    return [(one.number, one.column, one.reason) for one in found.unread]


def test_a_list_is_read_below_its_title() -> None:
    found = read(
        ["昌吉市2026年黄色、橙色、红色预警减排清单"],
        HEADINGS,
        [1, "甲水泥厂", "水泥", "北镇", "B", "", "限产30%", "限产50%", "停产"],
        [2, "乙砖厂", "砖瓦", "南镇", "D", "", "停产", "停产", "停产"],
        [3, "丙铸造厂", "铸造", "南镇", "A", "", "自主减排", "自主减排", "限产20%"],
        ["合计", 3],
        ["注：以上企业均已告知"],
    )
    assert found.levels == ("yellow", "orange", "red")
    assert told(found) == {
        "甲水泥厂": ["limit 30", "limit 50", "stop"],
        "乙砖厂": ["stop", "stop", "stop"],
        "丙铸造厂": ["none", "none", "limit 20"],
    }
    assert faults(found) == []
    first = found.firms[0]
    assert (first.row, first.industry, first.place, first.grade) == (3, "水泥", "北镇", "B")


def test_several_rows_are_the_lines_of_one_enterprise() -> None:
    found = read(
        HEADINGS,
        [1, "甲厂", "水泥", "", "", "1号窑", "停产", "停产", "停产"],
        [2, "", "", "", "", "2号窑", "不停产", "停产", "停产"],
        [3, "乙厂", "", "", "", "1号线", "限产30%", "限产30%", "停产"],
        [4, "乙厂", "", "", "", "2号线", "限产30%", "限产50%", "停用货车"],
    )
    assert told(found) == {
        "甲厂": ["limit", "stop", "stop"],
        "乙厂": ["limit 30", "limit", "limit"],
    }
    assert [firm.lines for firm in found.firms] == ["1号窑、2号窑", "1号线、2号线"]
    assert found.firms[0].curbs["yellow"].said == "停产、不停产"


def test_what_cannot_be_read_is_handed_back_by_row_and_column() -> None:
    found = read(
        HEADINGS,
        [1, "甲厂", "", "", "", "", "停产50%", "停产", "停产"],
        [2, "", "", "", "", "", "停产", "停产", "停产"],
        [3, "乙厂", "", "", "", "", "停产", "", "停产"],
        [4, "甲厂", "", "", "", "", "停产", "停产", "停产"],
        [5, "厂" * 61, "", "", "", "", "停产", "停产", "停产"],
        [6, "12", "", "", "", "", "停产", "停产", "停产"],
    )
    assert faults(found) == [
        (2, "G", "list_unclear"),
        (3, "B", "list_no_name"),
        (4, "H", "list_blank_above"),
        (5, "B", "list_twice"),
        (6, "B", "list_bad_name"),
        (7, "B", "list_bad_name"),
    ]
    assert told(found) == {
        "甲厂": ["unclear", "stop", "stop"],
        "乙厂": ["stop", "unclear", "stop"],
    }


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["企业名称", "黄色预警", "", "橙色预警", ""], ["", "停产", "限产(%)", "停产", "限产(%)"]),
        (
            ["企业名称", "黄色预警", "黄色预警", "橙色预警", "橙色预警"],
            ["企业名称", "是否停产", "限产比例（%）", "是否停产", "限产比例（%）"],
        ),
        (["名称", "黄色停产", "黄色限产%", "橙色停产", "橙色限产%"], None),
        (["Enterprise", "Yellow 停产", "Yellow 限产", "Orange 停产", "Orange 限产"], None),
        (["单位名称", "Ⅲ级停产", "Ⅲ级限产", "Ⅱ级停产", "Ⅱ级限产"], None),
    ],
)
def test_stop_and_limit_may_have_columns_of_their_own(
    above: list[str], below: list[str] | None
) -> None:
    found = read(
        above,
        *([below] if below else []),
        ["甲厂", "是", "", "是", ""],
        ["乙厂", "", "30", "", "0.5"],
        ["丙厂", "否", "0", "√", "20"],
    )
    assert told(found) == {
        "甲厂": ["stop", "stop"],
        "乙厂": ["limit 30", "limit 50"],
        "丙厂": ["none", "unclear"],
    }
    assert len(faults(found)) == 1


def test_other_columns_about_a_level_are_left_alone() -> None:
    found = read(
        ["企业名称", "红色减排比例", "红色预警措施", "红色责任人", "Reduction ratio", "Red"],
        ["甲厂", "30%", "停产", "张三", "5%", "停产"],
    )
    assert told(found) == {"甲厂": ["stop"]}


@pytest.mark.parametrize(
    "rows", [[], [["企业名称", "行业"], ["甲厂", "水泥"]], [["黄色", "橙色"], ["停产", "停产"]]]
)
def test_without_headings_nothing_is_read(rows: list[list[str]]) -> None:
    assert read(*rows) == ListReading()


def test_a_list_that_is_too_long_says_so() -> None:
    rows = [[f"企业{n}厂", "停产"] for n in range(MOST_LISTED + 2)]
    found = read(["企业名称", "红色"], *rows)
    assert len(found.firms) == MOST_LISTED
    assert faults(found) == [(MOST_LISTED + 2, "", "list_too_long")]


def test_a_workbook_may_have_more_rows_than_a_rota() -> None:
    book = of_rows(["企业名称", "红色"], *[[f"企业{n}厂", "停产"] for n in range(900)])
    [sheet] = workbooks.read(saved(book), reduction_lists.MOST_ROWS).sheets
    assert len(reduction_lists.read(sheet.text, LEVELS).firms) == 900
    [cut] = workbooks.read(saved(book)).sheets
    assert len(cut.text.splitlines()) == MOST_ROWS + 1


def test_merged_cells_are_of_each_line() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["企业名称", "生产线", "黄色预警", None],
        [None, None, "停产", "限产比例"],
        ["甲厂", "1号线", "是", None],
        [None, "2号线", None, 0.3],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:D1", "A3:A4"):
        sheet.merge_cells(area)
    [one] = workbooks.read(saved(book)).sheets
    assert told(reduction_lists.read(one.text, LEVELS)) == {"甲厂": ["limit"]}


CELL = st.sampled_from(
    ["", "甲厂", "乙厂", "停产", "限产30%", "停产50%", "1", "是", "合计", "黄色停产"]
)


@given(st.lists(st.lists(CELL | st.text(max_size=8), max_size=6), max_size=8))
def test_every_row_is_read_handed_back_or_empty(rows: list[list[str]]) -> None:
    headings = ["企业名称", "生产线", "黄色", "橙色停产", "橙色限产"]
    found = read(headings, *rows)
    assert all(set(firm.curbs) <= {"yellow", "orange"} for firm in found.firms)
    assert len({firm.row for firm in found.firms}) == len(found.firms)
    assert all(one.number > 1 and one.reason for one in found.unread)


@given(st.binary(max_size=400))
def test_damaged_bytes_end_in_a_fault_or_in_nothing(content: bytes) -> None:
    for damaged in (content, b"PK\x03\x04" + content):
        read_sheets = workbooks.read(damaged, reduction_lists.MOST_ROWS)
        for sheet in read_sheets.sheets:
            reduction_lists.read(sheet.text, LEVELS)


@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused(place: int, byte: int) -> None:
    content = bytearray(WHOLE)
    content[place % len(content)] = byte
    found = workbooks.read(bytes(content), reduction_lists.MOST_ROWS)
    assert found.fault.startswith("table_") or all(
        reduction_lists.read(sheet.text, LEVELS) is not None for sheet in found.sheets
    )


WHOLE = saved(of_rows(HEADINGS, [1, "甲厂", "水泥", "北镇", "B", "", "停产", "停产", "停产"]))
