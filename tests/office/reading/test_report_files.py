"""Files that come as reports: as offices write them, damaged, or made to do harm."""

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from office.plan.forms import Form
from office.reading import contents, packed, report_files
from office.reading.contents import Contents
from office.reading.replies.reading import Reading, Values
from office.reading.report_names import may_report
from tests.harness.examples import up_to
from tests.harness.plans import with_figures
from tests.office.reading.test_workbooks import SHEET, of_rows, repacked, saved

DOCUMENT = "word/document.xml"
NAMES = ["出动人次", "检查工地", "发现问题", "已整改", "工作情况"]
VALUES = {"people": 32, "sites": 18, "problems": 3, "fixed": 2}


def _form() -> Form:
    plan = with_figures(("huanjing",))
    form = plan.form_of(plan.owed("daily"), "huanjing")
    assert form is not None
    return form


FORM = _form()


def of_word(*paragraphs: str, rows: list[list[str]] | None = None) -> Any:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, told in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, told, strict=True):
                cell.text = text
    return document


def reading_of(content: bytes) -> Reading:
    return report_files.reading_of(FORM, report_files.read(content))


def zipped(**parts: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def test_a_workbook_as_offices_fill_it_in() -> None:
    book = of_rows(["日报表（2026年12月2日）"], NAMES, [32, 18.0, 3, 2, "正常\n开展"])
    assert reading_of(saved(book)) == Reading(VALUES | {"told": "正常；开展"})
    rows = ([NAMES[n], number, "个"] for n, number in enumerate(VALUES.values()))
    book = of_rows(["项目", "数量", "单位"], *rows)
    assert reading_of(saved(book)).values == VALUES


def test_numbers_are_those_that_the_sender_saw() -> None:
    book = of_rows(["甲", 0.1 + 0.2, 0.15, 1e20, 1e-7, True, False, 12.50, 100])
    for cell, shown in (("C1", "0.0%"), ("I1", "0.00")):
        book.active[cell].number_format = shown
    [table] = report_files.read(saved(book)).tables
    assert table == [
        ["甲", "0.3", "15%", "1" + "0" * 20, "0.0000001", "是", "否", "12.5", "100"],
    ]


def test_a_row_far_below_the_others_is_read_and_one_far_to_the_right_is_too_large() -> None:
    book = of_rows(["出动人次", 32])
    book.active["A1048576"], book.active["B1048576"] = "检查工地", 18
    assert reading_of(saved(book)).values == {"people": 32, "sites": 18}
    book.active["XFD1"] = 1
    assert report_files.read(saved(book)) == Contents(fault="too_big")


def test_a_merged_number_is_one_number() -> None:
    book = of_rows(["出动人次", 32, None], ["检查工地", 18, None])
    book.active.merge_cells("B1:C1")
    assert reading_of(saved(book)).values == {"people": 32, "sites": 18}


def test_formulas_say_their_results_or_that_they_have_none() -> None:
    whole = saved(of_rows(["出动人次", "=16*2"], ["检查工地", 18]))
    assert report_files.read(whole).remark == "formulas"
    assert reading_of(whole).values == {"sites": 18}

    def with_result(result: bytes) -> bytes:
        return repacked(
            whole, SHEET, lambda said: said.replace(b"<v />", result).replace(b"<v></v>", result)
        )

    reckoned = with_result(b"<v>32</v>")
    assert report_files.read(reckoned).remark == ""
    assert reading_of(reckoned).values == {"people": 32, "sites": 18}
    # 公式 that gave an empty text was reckoned; one that failed is shown, not read.
    empty = repacked(whole, SHEET, lambda said: said.replace(b'<c r="B1">', b'<c r="B1" t="str">'))
    assert report_files.read(empty).remark == ""
    wrong = repacked(
        with_result(b"<v>#REF!</v>"),
        SHEET,
        lambda said: said.replace(b'<c r="B1">', b'<c r="B1" t="e">'),
    )
    assert reading_of(wrong).unread == ("出动人次：#REF!",)


def test_a_nought_that_nobody_reckoned_is_no_number() -> None:
    whole = BytesIO()
    with xlsxwriter.Workbook(whole) as book:
        sheet = book.add_worksheet()
        for row, (name, formula, result) in enumerate(
            [("出动人次", "=16*2", 32), ("检查工地", "=9+9", 0), ("发现问题", "=SUM(C1:C9)", 0)]
        ):
            sheet.write(row, 0, name)
            sheet.write_formula(row, 1, formula, None, result)
        sheet.write_row(3, 0, ("已整改", 0))
    unreckoned = whole.getvalue()
    assert report_files.read(unreckoned).remark == "formulas"
    assert reading_of(unreckoned).values == {"people": 32, "fixed": 0}
    # Excel reckons and saves it, and then it says no more that it is to be reckoned.
    reckoned = repacked(
        unreckoned, "xl/workbook.xml", lambda said: said.replace(b' fullCalcOnLoad="1"', b"")
    )
    assert report_files.read(reckoned).remark == ""
    assert reading_of(reckoned).values == {"people": 32, "sites": 0, "problems": 0, "fixed": 0}


@pytest.mark.parametrize(
    ("titles", "day", "read"),
    [
        (("11月30日", "12月1日"), date(2026, 12, 1), ("12月1日",)),
        (("12.1", "汇总", "11.30日报"), date(2026, 12, 1), ("12.1", "汇总")),
        (("2026-12-01城区", "12.1乡镇", "12.0"), date(2026, 12, 1), None),
        (("12-31", "1-1"), date(2027, 1, 1), ("1-1",)),
        (("12-31", "2025-1-1"), date(2026, 12, 31), ("12-31",)),
        # It may be named by the day on which it is sent; where nothing is sure, all of it is asked.
        (("11月30日", "12月1日", "12月2日"), date(2026, 12, 1), None),
        (("11月29日", "11月30日"), date(2026, 12, 1), None),
        (("11月30日", "12月1日"), None, None),
        (("2月29日", "2月30日"), date(2027, 2, 28), None),
        (("112.1", "12.11", "十二月"), date(2026, 12, 1), None),
    ],
)
def test_of_a_sheet_for_each_day_the_one_of_the_report_is_read(
    titles: tuple[str, ...], day: date | None, read: tuple[str, ...] | None
) -> None:
    book = Workbook()
    for title in titles:
        book.create_sheet(title).append(["检查工地", title])
    # A sheet that waits for its day is empty.
    book.create_sheet("12月9日")
    tables = report_files.read(saved(book), day).tables
    assert tuple(table[0][1] for table in tables) == (read or titles)


def test_a_negative_number_is_told_back_and_not_read_without_its_sign() -> None:
    book = of_rows(["检查工地", -3], ["发现问题", "－3"], ["出动人次", 32])
    reading = reading_of(saved(book))
    assert reading.values == {"people": 32}
    assert reading.unread == ("检查工地：-3", "发现问题：－3")


HEAD = ["序号", "日期", "出动人次", "检查工地"]
TODAY, YESTERDAY = ["2", "12月1日", "32", "18"], ["1", "2026-11-30", "20", "10"]
TOTAL = ["合计", "", "52", "28"]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([HEAD, YESTERDAY, TODAY, TOTAL], {"people": 32, "sites": 18}),
        ([HEAD, TODAY, TODAY, ["合计", "", "64", "36"]], {"people": 64, "sites": 36}),
        ([[*HEAD[:1], "地点", *HEAD[2:]], YESTERDAY, TODAY, TOTAL], {"people": 52, "sites": 28}),
        ([HEAD, YESTERDAY, TODAY, ["3", "2026年12月2日", "9", "9"], TOTAL], {}),
        ([HEAD[2:], TODAY[2:]], {"people": 32, "sites": 18}),
        ([HEAD, ["1", "12月1日（周二）", "32", "18"], ["2"], ["3", "12.1", "0", "0"]], {}),
    ],
)
def test_of_a_row_for_each_day_the_one_of_the_report_is_read(
    rows: list[list[str]], read: Values
) -> None:
    content = "\n".join(map(",".join, rows)).encode()
    found = report_files.reading_of(FORM, report_files.read(content, date(2026, 12, 1)))
    assert found.values == read
    # What is not sure is asked about.
    assert bool(found.doubts) == (not read)


def test_what_days_add_up_to_is_read_where_no_day_is_reported_on() -> None:
    content = "\n".join(map(",".join, [HEAD, YESTERDAY, TODAY, TOTAL])).encode()
    assert reading_of(content).values == {"people": 52, "sites": 28}


def test_sheets_that_say_otherwise_are_asked_about_and_explanations_are_no_report() -> None:
    book = of_rows(["出动人次", 32], ["检查工地", 18])
    book.create_sheet("城区").append(["检查工地", 20])
    book.create_sheet("填表说明").append(["出动人次", 99])
    hidden = book.create_sheet("底稿")
    hidden.append(["出动人次", 98])
    hidden.sheet_state = "hidden"
    reading = reading_of(saved(book))
    assert reading.values == {"people": 32}
    assert [one["sites"] for one in reading.doubts[0].readings] == [18, 20, 38]


def test_a_file_of_word_with_paragraphs_and_tables() -> None:
    document = of_word(
        "我局今日出动32人次，检查工地18家。\n发现问题3个",
        rows=[["已整改", "2"], ["工作情况", "正常"]],
    )
    assert reading_of(saved(document)) == Reading(VALUES | {"told": "正常"})


def test_merged_cells_of_word_say_what_they_say_once() -> None:
    document = of_word(rows=[NAMES[:3], ["32", "18", "3"], ["", "", "9"], ["备注", "", ""]])
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 2))
    [read] = report_files.read(saved(document)).tables
    assert read == [NAMES[:3], ["32", "18", "3"], ["", "", "9"], ["备注"]]


def test_what_word_shows_is_read_and_what_it_does_not_is_not() -> None:
    document = of_word("出动", rows=[["检查工地", "18"]])
    body = document.element.body
    paragraph = body.find(qn("w:p"))
    new = parse_xml(
        '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:sdtContent><w:p><w:r><w:t>出动32人次</w:t><w:tab/><w:t>。</w:t></w:r>"
        "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>发现问题7个</w:t></w:r></w:moveFrom>"
        "<w:r><w:txbxContent><w:p><w:r><w:t>已整改2个</w:t></w:r></w:p></w:txbxContent></w:r>"
        "</w:p></w:sdtContent></w:sdt>"
    )
    paragraph.addnext(new)
    assert reading_of(saved(document)).values == {"people": 32, "sites": 18, "fixed": 2}


def test_a_table_in_a_table_stands_for_itself() -> None:
    document = of_word(rows=[["一", "二"]])
    inner = document.tables[0].cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "检查工地", "18"
    assert report_files.read(saved(document)).tables == ([["一", "二"]], [["检查工地", "18"]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("parting", [",", "\t", ";", "，"])
def test_a_table_of_text_in_any_encoding_and_with_any_sign(encoding: str, parting: str) -> None:
    text = f"出动人次{parting}检查工地\r\n32{parting}18\r\n"
    assert reading_of(text.encode(encoding)).values == {"people": 32, "sites": 18}


def test_a_table_of_text_may_say_its_sign_and_hold_lines_in_its_cells() -> None:
    told = 'sep=;\n出动人次;工作情况\n"1,200";"一、正常\n二、正常"\n'
    assert reading_of(told.encode()).values == {"people": 1200, "told": "一、正常；二、正常"}
    [table] = report_files.read(b'sep=x\na,"b\nc"').tables
    assert table == [['a,"b'], ['c"']]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xd0\xcf\x11\xe0 97-2003", "old_or_locked"),
        (zipped(xl__workbook="", **{"xl__vbaProject.bin": ""}), "macros"),
        (zipped(a="b"), "damaged"),
        (zipped(word__a="b"), "damaged"),
        (zipped(**{DOCUMENT.replace("/", "__"): "<a/>", "_rels/.rels": "<a/>"}), "damaged"),
        (b"PK\x03\x04 cut", "damaged"),
        (b"<html><td>12</td>", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"12\x00", "damaged"),
        (b"", "empty"),
        (b" \n,,\n", "empty"),
        (saved(Workbook()), "empty"),
        (saved(of_word()), "empty"),
        ("检查工地,18\n".encode() * (contents.MOST_ROWS + 1), "too_big"),
        (b"1," * contents.MOST_COLUMNS + b"1", "too_big"),
        (b'a,"' + b"b" * 200_000 + b'"', "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_apart(content: bytes, fault: str) -> None:
    assert report_files.read(content) == Contents(fault=fault)


def test_a_document_without_a_body_is_damaged() -> None:
    whole = saved(of_word("一"))
    for change in (b"<w:nobody>", b""):
        broken = repacked(
            whole,
            DOCUMENT,
            lambda said, by=change: said.replace(b"w:body>", b"w:nobody>") if by else said[:99],
        )
        assert report_files.read(broken) == Contents(fault="damaged")


def test_a_long_list_beside_a_short_table_is_left_out_and_said() -> None:
    book = of_rows(["出动人次", 32])
    for title, rows, columns in (
        ("清单", contents.MOST_ROWS + 1, 1),
        ("宽", 1, 41),
        ("满", 160, 40),
    ):
        sheet = book.create_sheet(title)
        for _ in range(rows):
            sheet.append([1] * columns)
    read = report_files.read(saved(book))
    assert read == Contents(([["出动人次", "32"]],), remark="left_out")
    document = saved(of_word("检查工地18个", "长" * 50_000))
    read = report_files.read(document)
    assert read.remark == "left_out"
    assert report_files.reading_of(FORM, read).values == {"sites": 18}


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    whole = saved(of_word("一"))
    blanks = repacked(whole, DOCUMENT, lambda said: said + b" " * packed.MOST_UNPACKED)
    entity = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    for content, fault in (
        (blanks, "too_big"),
        (repacked(whole, DOCUMENT, lambda said: entity + said), "damaged"),
        (repacked(whole, DOCUMENT, _deep), "damaged"),
        (repacked(whole, DOCUMENT, lambda said: said.decode().encode("utf-16")), "damaged"),
    ):
        assert report_files.read(content) == Contents(fault=fault)


def _deep(said: bytes) -> bytes:
    name = b"w:ins"
    deep = (b"<%b>" % name) * 5_000 + (b"</%b>" % name) * 5_000
    return said.replace(b"<w:body>", b"<w:body>" + deep)


def test_what_no_reader_sees_is_taken_out_and_all_else_stays_text() -> None:
    odd = "\u202e12\u200f", "{{7*7}}", "<b>&", "_x000D_一", "=cmd|'/c'!A1", "𠮷"
    text = ",".join(odd)
    [table] = report_files.read(text.encode()).tables
    assert table == [["12", "{{7*7}}", "<b>&", "一", "=cmd|'/c'!A1", "𠮷"]]


@pytest.mark.parametrize(
    ("name", "media", "may"),
    [
        ("日报.XLSX", None, True),
        ("日报.doc", None, True),
        ("照片.jpg", "text/csv", False),
        ("日报.pdf", None, False),
        (None, "text/csv", True),
        (None, "application/pdf", False),
        (None, None, False),
    ],
)
def test_which_files_may_be_a_report(name: str | None, media: str | None, may: bool) -> None:
    assert may_report(name, media) is may


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "{{7*7}}",
            "=1+1",
            "\u202e21",
            "<b>&amp;",
            "合计",
            "累计",
            "约3",
            "-5",
            "1e9",
            "１２",
            "十二",
        ]
    ),
    st.sampled_from(NAMES),
    st.integers(-(10**20), 10**20).map(str),
)
CHANGES: tuple[Callable[[bytes, int], bytes], ...] = (
    lambda whole, at: whole[: at % len(whole)],
    lambda whole, at: whole[: at % len(whole)] + b"\xff" + whole[at % len(whole) + 1 :],
    lambda whole, at: whole + bytes(at % 99),
)
FILES = (saved(of_rows(NAMES, [1, 2, 3, 4])), saved(of_word("检查工地18个", rows=[NAMES[:2]])))


@up_to(120)
@given(st.sampled_from(FILES), st.sampled_from(CHANGES), st.integers(0, 10**6))
def test_no_damage_is_an_error(whole: bytes, change: Any, at: int) -> None:
    found = report_files.read(change(whole, at))
    report_files.reading_of(FORM, found)
    assert found.fault in ("", "damaged", "too_big", "empty")


@up_to(120)
@given(st.lists(st.lists(WORDS, max_size=5), max_size=6))
def test_whatever_stands_in_a_table_no_number_is_made_up(rows: list[list[str]]) -> None:
    """A number that is taken stands in the table, or is told as the sum or reading of those."""
    text = "\n".join(
        "\t".join(cell.replace("\t", "").replace("\n", "") for cell in row) for row in rows
    )
    found = report_files.read(text.encode("utf-8", "replace"))
    reading = report_files.reading_of(FORM, found)
    written = "".join(map(contents.line_of, text.splitlines()))
    for value in reading.values.values():
        assert not isinstance(value, int | Decimal) or _stands_in(value, written)


def _stands_in(value: int | Decimal, written: str) -> bool:
    import unicodedata

    digits = unicodedata.normalize("NFKC", written).replace(",", "").replace("，", "")
    return value == 0 or str(value) in digits or (value == 12 and "十二" in digits)
