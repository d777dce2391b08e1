"""The ledger's workbook, opened again: whatever people wrote is there, as text."""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from messages.documents import ledger
from messages.documents.ledger import LONGEST, NARROWEST, WIDEST, fitting
from messages.views.ledger import Cell, LedgerSheet, LedgerView
from tests.harness.examples import up_to

AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC).replace(tzinfo=None)
CUT = "……（原文{count}字）"
STRANGE = [
    "=cmd|' /C calc'!A0",
    "=1+1",
    "+861",
    "-5",
    "@SUM(A1)",
    "{{7*7}}",
    "<b>&amp;</b>",
    "007",
    "1e9",
    "2026-12-01",
    "mailto:nobody@example.org",
    "https://example.org/x",
    "\u202e1号\u202c",
    "𠮷野家 𬱖 㐂 😀",
    "第一行\n第二行",
    "  前后空格  ",
    "_x0041_",
]


ESCAPED = re.compile("_x([0-9A-F]{4})_")


def written(rows: list[tuple[Cell, ...]]) -> bytes:
    sheet = LedgerSheet("报送", ("单位", "内容", "时间", "数量"), tuple(rows))
    return ledger.make(LedgerView("台账", (("生成时间", AT),), (sheet,), "说明", CUT))


def book(rows: list[tuple[Cell, ...]]) -> Any:
    return load_workbook(BytesIO(written(rows)))


def strings(content: bytes) -> set[str]:
    """The texts as Excel reads them; openpyxl leaves the signs in them that no XML holds."""
    with ZipFile(BytesIO(content)) as parts:
        root = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
    told = ("".join(one.itertext()) for one in root)
    return {ESCAPED.sub(lambda found: chr(int(found[1], 16)), one) for one in told}


@up_to(12)
@given(st.lists(st.text(min_size=1) | st.sampled_from(STRANGE), min_size=1, max_size=40))
def test_whatever_people_write_stays_text(texts: list[str]) -> None:
    content = written([("单位", text, None, None) for text in texts])
    assert set(texts) <= strings(content)
    cells = load_workbook(BytesIO(content))["报送"]["B"][1:]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(texts)


@pytest.mark.parametrize("said", STRANGE)
def test_what_people_wrote_is_kept_as_text(said: str) -> None:
    cell = book([("单位", said, None, None)])["报送"]["B2"]
    assert (cell.value, cell.data_type) == (said, "s")
    assert cell.hyperlink is None
    assert cell.quotePrefix == said.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("sign", ["字", "a", "😀"])
def test_a_text_that_no_cell_holds_is_cut_and_says_so(sign: str) -> None:
    said = sign * 40_000
    kept = book([("单位", said, None, None)])["报送"]["B2"].value
    assert kept.endswith("……（原文40000字）")
    assert said.startswith(kept.removesuffix("……（原文40000字）"))
    assert LONGEST - 2 < len(kept.encode("utf-16-le")) // 2 <= LONGEST
    assert fitting("短", CUT) == "短"


def test_control_characters_are_kept_as_excel_writes_them() -> None:
    cell = book([("单位", "a\x01b\x1fc\x0b", None, None)])["报送"]["B2"]
    assert unescape(cell.value) == "a\x01b\x1fc\x0b"


def test_half_a_character_does_not_stop_the_others() -> None:
    assert book([("甲", "坏\ud83d了", None, 1)])["报送"]["B2"].value == "坏?了"


def test_times_and_numbers_are_times_and_numbers() -> None:
    sheet = book([("单位", "内容", AT, 3), ("单位二", "", None, 0)])["报送"]
    assert [cell.value for cell in sheet[2]] == ["单位", "内容", AT, 3]
    assert [cell.value for cell in sheet[3]] == ["单位二", None, None, 0]


def test_a_sheet_can_be_read_at_once() -> None:
    made = book([("昌吉市生态环境局", "很长的内容" * 50, AT, 1)])
    assert made.sheetnames == ["说明", "报送"]
    sheet = made["报送"]
    assert [cell.value for cell in sheet[1]] == ["单位", "内容", "时间", "数量"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:D2")
    widths = [sheet.column_dimensions[name].width for name in "ABCD"]
    assert [round(width) for width in widths] == [19, WIDEST + 1, 19, 8]
    assert min(widths) >= NARROWEST
    assert [cell.value for cell in made["说明"]["B"] if cell.value is not None] == [AT, 1]


def test_an_empty_sheet_has_its_heads() -> None:
    sheet = book([])["报送"]
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:D2"
