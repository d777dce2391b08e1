"""Workbooks as they are sent: made with openpyxl here, or damaged, locked, or made to do harm."""

import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from office.reading import packed, workbooks
from office.reading.workbooks import MOST_ROWS, NOTHING_ENCLOSED, Enclosed, Sheet, lettered


def saved(book: Any) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def of_rows(*rows: Sequence[object]) -> Any:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def repacked(content: bytes, part: str, change: Any) -> bytes:
    """The same archive with one of its parts changed."""
    archive_file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(archive_file, "w", 8) as new:
        for name in old.namelist():
            said = old.read(name)
            new.writestr(name, change(said) if name == part else said)
    return archive_file.getvalue()


MIDNIGHT = datetime.fromisoformat("2026-12-01")
"""A workbook knows no zones."""
SHEET = "xl/worksheets/sheet1.xml"


def text_of(content: bytes) -> str:
    return workbooks.read(content).sheets[0].text


def test_every_kind_of_cell_is_said_as_people_write_it() -> None:
    book = of_rows(
        [MIDNIGHT, date(2026, 12, 2), MIDNIGHT.replace(hour=9), time(21)],
        ["张\n三", 2, 2.0, 2.5, None, '"李"', True],
    )
    read = workbooks.read(saved(book))
    assert read.sheets[0].text.split("\n") == [
        "\t".join(["2026-12-01", "2026-12-02", "2026-12-01 09:00", "21:00"]),
        "\t".join(["张、三", "2", "2", "2.5", "", "李", "True"]),
    ]


def test_a_merged_cell_is_said_in_each_of_its_rows_and_columns() -> None:
    book = of_rows(["值班表"], ["12月1日", "白班", "张三"], [None, "夜班", "李四"], ["12月2日"])
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("C4:C5")
    book.active.merge_cells("F9:F10")
    # One reaches beyond all that can be written.
    content = repacked(
        saved(book), SHEET, lambda said: said.replace(b'"C4:C5"', b'"C4:XFD1048576"')
    )
    rows = [row.split("\t") for row in text_of(content).split("\n")]
    assert rows[0][:3] == ["值班表"] * 3
    assert [row[:3] for row in rows[1:3]] == [
        ["12月1日", "白班", "张三"],
        ["12月1日", "夜班", "李四"],
    ]
    assert rows[3][0] == "12月2日"


def test_the_open_sheet_is_the_first_of_those_that_say_anything() -> None:
    book = of_rows(["十一月"])
    book.create_sheet("12月").append(["十二月"])
    book.create_sheet("空")
    hidden = book.create_sheet("底稿")
    hidden.append(["旧"])
    hidden.sheet_state = "hidden"
    book.active = 1
    sheets = (Sheet("12月", "十二月"), Sheet("Sheet", "十一月"))
    assert workbooks.read(saved(book)) == Enclosed(sheets)
    book.active = 2
    assert workbooks.read(saved(book)) == Enclosed(sheets[::-1])


def test_a_sheet_that_says_it_is_endless_is_read_as_far_as_it_may_be() -> None:
    book = of_rows(["一"])
    book.active["A1048576"] = "最后"
    text = text_of(saved(book))
    assert len(text.split("\n")) <= MOST_ROWS + 1


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0old", b"\xd0\xcf\x11\xe0"])
def test_an_old_or_locked_workbook_is_told_apart(content: bytes) -> None:
    assert workbooks.read(content).fault == "table_old_or_locked"


def test_what_is_no_workbook_is_said_to_be_damaged() -> None:
    whole = saved(of_rows(["一"]))
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "文本")
    broken = repacked(whole, SHEET, lambda said: said[: len(said) // 2])
    utf16 = repacked(whole, SHEET, lambda said: said.decode().encode("utf-16"))
    for content in (b"PK\x00\x01", whole[: len(whole) // 2], other.getvalue(), broken, utf16):
        assert workbooks.read(content) == Enclosed(fault="table_damaged")


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    assert workbooks.read(saved(Workbook())).fault == "table_empty"


def test_a_part_that_defines_words_is_not_read() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]>'
    content = repacked(saved(of_rows(["一"])), SHEET, lambda said: entity + said)
    assert workbooks.read(content).fault == "table_damaged"


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked() -> None:
    whole = saved(of_rows(["一"]))
    blanks = repacked(whole, SHEET, lambda said: said + b" " * packed.MOST_UNPACKED)
    cells = b"<row>" + b"<c/>" * packed.MOST_TAGS + b"</row></sheetData>"
    many = repacked(whole, SHEET, lambda said: said.replace(b"</sheetData>", cells))
    parts = BytesIO(whole)
    with zipfile.ZipFile(parts, "a") as archive:
        for number in range(packed.MOST_PARTS):
            archive.writestr(f"{number}.png", b"")
    for content in (blanks, many, parts.getvalue()):
        assert len(content) < 256 * 1024
        assert workbooks.read(content) == Enclosed(fault="table_too_big")


def with_sheet_elsewhere(content: bytes, name: str, change: Any) -> bytes:
    """The same workbook, whose sheet is a part of another name."""
    archive_file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(archive_file, "w", 8) as new:
        for part in old.namelist():
            said = old.read(part).replace(b"worksheets/sheet1.xml", b"worksheets/" + name.encode())
            if part == SHEET:
                new.writestr(f"xl/worksheets/{name}", change(said))
            else:
                new.writestr(part, said)
    return archive_file.getvalue()


def test_a_sheet_is_looked_at_before_it_is_read_whatever_its_part_is_called() -> None:
    whole = saved(of_rows(["一"]))
    assert text_of(with_sheet_elsewhere(whole, "one.xml", bytes)) == "一"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]>'
    for change in (bytes, lambda said: entity + said):
        content = with_sheet_elsewhere(whole, "sheet1.dat", change)
        assert workbooks.read(content).fault


def test_no_more_of_a_part_is_unpacked_than_is_said_of_it() -> None:
    whole = saved(of_rows(["一"]))
    large = 64 * packed.MOST_UNPACKED // 6
    content = bytearray(repacked(whole, SHEET, lambda said: said + b" " * large))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    content = content.replace(told, (1000).to_bytes(4, "little"))
    tracemalloc.start()
    assert workbooks.read(bytes(content)) == Enclosed(fault="table_damaged")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < large // 8


def test_a_workbook_is_packed_as_office_programs_pack_it() -> None:
    archive_file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(saved(of_rows(["一"])))) as old,
        zipfile.ZipFile(archive_file, "w", zipfile.ZIP_BZIP2) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert workbooks.read(archive_file.getvalue()) == Enclosed(fault="table_damaged")


def test_what_would_be_looked_at_again_and_again_is_refused() -> None:
    whole = saved(of_rows(["一"]))
    unended = repacked(whole, SHEET, lambda said: said + b"<mergeCell " * 140_000)
    sheet = b'<sheet name="%d" sheetId="%d" r:id="rId1"/>'
    sheets = b"<sheets>" + b"".join(sheet % (number, number) for number in range(2, 40))
    shared = repacked(whole, "xl/workbook.xml", lambda said: said.replace(b"<sheets>", sheets))
    for content in (unended, shared):
        assert workbooks.read(content) == Enclosed(fault="table_damaged")
    area = b'<mergeCell ref="A1:XFD1048576"/>' * (workbooks.MOST_MERGED + 1)
    areas = b"</sheetData><mergeCells>" + area + b"</mergeCells>"
    merged = repacked(whole, SHEET, lambda said: said.replace(b"</sheetData>", areas))
    assert workbooks.read(merged) == Enclosed(fault="table_too_big")


def test_an_endless_number_format_is_not_looked_through() -> None:
    book = of_rows([1])
    book.active["A1"].number_format = "0.0000"
    content = saved(book)
    assert text_of(content) == "1"
    endless = repacked(
        content, "xl/styles.xml", lambda said: said.replace(b"0.0000", b"[" * 400_000)
    )
    assert workbooks.read(endless) == Enclosed(fault="table_damaged")


def test_a_cell_of_any_length_is_read_at_once() -> None:
    long = b"first" + b" " * 2_000_000 + b"last"
    whole = saved(of_rows(["word"]))
    content = repacked(whole, SHEET, lambda said: said.replace(b"word", long))
    assert text_of(content) == "first"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_file_of_text_stays_as_it_is(encoding: str) -> None:
    assert text_of("日期,班次".encode(encoding)) == "日期,班次"


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"\xff\xff"])
def test_what_is_neither_text_nor_a_workbook_says_nothing(content: bytes) -> None:
    assert workbooks.read(content) == NOTHING_ENCLOSED


def test_columns_are_lettered_as_workbooks_letter_them() -> None:
    assert [lettered(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]
