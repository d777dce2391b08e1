"""A table that says enterprise by enterprise what it did, or how much power it used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading import firm_tables
from office.reading.reduction_lists import MOST_LISTED
from tests.harness.examples import up_to

HEAD = "序号,企业名称,是否停产"


def said(text: str) -> list[tuple[str, bool | None, str | None]]:
    return [(one.name, one.done, one.power) for one in firm_tables.read(text).rows]


@pytest.mark.parametrize(
    ("cell", "done"),
    [
        *(
            (cell, True)
            for cell in ("是", "已停产", "停产", "√", "限产30%", "Yes", "1", "停产到位")
        ),
        *(
            (cell, False)
            for cell in ("否", "未停", "仍在生产", "×", "no", "0", "停产不到位", "正常生产")
        ),
    ],
)
def test_what_a_cell_says(cell: str, done: bool) -> None:
    assert said(f"{HEAD}\n1,甲水泥厂,{cell}") == [("甲水泥厂", done, None)]


def test_what_cannot_be_read_is_handed_back() -> None:
    found = firm_tables.read(f"停产情况表\n{HEAD}\n1,甲水泥厂,部分\n2,乙砖厂,\n合计,合计,2\n3,,是")
    assert (found.rows, found.unread) == ((), ("甲水泥厂",))


@pytest.mark.parametrize(
    ("heading", "cell", "power"),
    [
        ("用电量（千瓦时）", "1,200", "1200"),
        ("日用电量(万千瓦时)", "0.12", "1200"),
        ("power, 10 MWh", "0.5", "5000"),
        ("power (MWh)", "2", "2000"),
        ("用电量", "0", "0"),
        ("用电量", "-3", None),
        ("用电量", "约3", None),
        ("用电量", "1e9", None),
    ],
)
def test_power_is_kept_in_one_unit(heading: str, cell: str, power: str | None) -> None:
    wanted = [] if power is None else [("甲水泥厂", None, power)]
    assert said(f"企业名称\t{heading}\n甲水泥厂\t{cell}") == wanted


@pytest.mark.parametrize(
    "text", ["", "甲水泥厂,是", "企业名称,行业\n甲,水泥", "行业,是否停产\n水泥,是"]
)
def test_other_tables_are_none(text: str) -> None:
    assert said(text) == []


CELLS = st.sampled_from(
    ["企业名称", "是否停产", "用电量", "甲水泥厂", "是", "否", "3.5", "", "合计", "\u202e"]
)


@up_to(200)
@given(st.lists(st.lists(CELLS, max_size=5).map("\t".join), max_size=14).map("\n".join))
def test_no_row_is_made_up(text: str) -> None:
    found = firm_tables.read(text)
    assert all(one.name in text for one in found.rows)
    assert len(found.rows) <= MOST_LISTED


@up_to(200)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    firm_tables.read(text)
