"""A workbook that says enterprise by enterprise what it did, as the workshop reads it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.workshop import uploads
from office.plan.forms import Form
from office.reading.reduction_lists import MOST_LISTED

FORM = Form.model_validate(
    {
        "id": "daily",
        "name": "日报表",
        "fields": [{"id": "stopped", "name": "停产企业", "kind": "count", "unit": "家"}],
    }
)


def read(folder: Path, content: bytes) -> Any:
    path = folder / "f.xlsx"
    path.write_bytes(content)
    return json.loads(uploads.report_file((str(path), FORM, None)))


def workbook(*rows: tuple[object, ...], beside: tuple[tuple[object, ...], ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for row in beside:
        (book["表2"] if "表2" in book.sheetnames else book.create_sheet("表2")).append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


HEAD = ("序号", "企业名称", "是否停产")


def test_its_numbers_are_no_figures_of_the_form(tmp_path: Path) -> None:
    rows = [(1, "甲水泥厂", "是"), (2, "乙砖厂", "否")]
    found = read(tmp_path, workbook(HEAD, *rows, beside=(("停产企业", 1),)))
    assert found["values"] == {"stopped": "1"}
    assert (found["doubts"], found["unread"], found["fault"]) == ([], [], "")
    assert [row[1:3] for row in found["firms"][0]] == [["甲水泥厂", True], ["乙砖厂", False]]


@pytest.mark.parametrize(("count", "kept"), [(300, 300), (MOST_LISTED + 50, MOST_LISTED)])
def test_a_long_one_is_no_fault(tmp_path: Path, count: int, kept: int) -> None:
    rows = [(number, f"第{number}水泥厂", "是") for number in range(count)]
    found = read(tmp_path, workbook(HEAD, *rows))
    assert (found["fault"], found["values"], len(found["firms"][0])) == ("", {}, kept)


def test_a_long_table_of_something_else_is_too_large_as_ever(tmp_path: Path) -> None:
    rows = [(number, f"第{number}处", "是") for number in range(300)]
    found = read(tmp_path, workbook(("序号", "地点", "完成"), *rows))
    assert (found["fault"], found["firms"]) == ("too_big", [[], []])


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "企业名称".encode()]
)
def test_what_is_no_workbook_says_nothing(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content)["firms"] == [[], []]


def test_text_with_commas_is_read_too(tmp_path: Path) -> None:
    found = read(tmp_path, "企业名称,是否停产\n甲水泥厂,未停\n".encode())
    assert [row[1:3] for row in found["firms"][0]] == [["甲水泥厂", False]]
