"""Numbers as people write them: which count something, with which unit, and which are unsure."""

from decimal import Decimal

import pytest

from office.reading.replies.figures import Scanner
from office.reading.replies.letters import told
from office.reading.replies.numerals import either, whole_number
from office.reading.replies.units import fits, in_unit

SCANNER = Scanner(frozenset(("家次", "%")))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二", 120),
        ("一百二十", 120),
        ("两千三百", 2300),
        ("两万三", 23_000),
        ("一亿二千万", 120_000_000),
        ("二〇二六", 2026),
        ("零", 0),
        ("三五", None),
        ("十百", None),
        ("百十千万", None),
    ],
)
def test_chinese_numerals(numeral: str, number: int | None) -> None:
    assert whole_number(numeral) == number


def test_two_digits_side_by_side_are_two_numbers() -> None:
    assert either("三五") == (3, 5)
    assert either("二三十") == (20, 30)
    assert either("五三") is None
    assert either("十") is None


@pytest.mark.parametrize(
    ("said", "values", "unit"),
    [
        ("１２家", [12], "家"),
        ("12 家次", [12], "家次"),
        ("十二家", [12], "家"),
        ("1,164辆", [1164], "辆"),
        ("3648.5公里", ["3648.5"], "公里"),
        ("1.2万人次", [12_000], "人次"),
        ("3千家", [3000], "家"),
        ("21.5%", ["21.5"], "%"),
        ("3个点位", [3], "个"),
        ("NOx12%", [12], "%"),
        ("检查12", [12], ""),
    ],
)
def test_figures_that_are_sure(said: str, values: list[int | str], unit: str) -> None:
    (figure,) = [one for one in SCANNER.figures(told(said).letters) if one.counts]
    assert (list(figure.values), figure.unit) == ([Decimal(one) for one in values], unit)
    assert figure.sure


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("约30家", [30]),
        ("30余家", [30]),
        ("30家左右", [30]),
        ("30多 家", [30]),
        ("3—5家", [3, 5]),
        ("3至5家", [3, 5]),
        ("12、13家", [12, 13]),
        ("三五家", [3, 5]),
        ("1，164辆", [1164]),
        ("1 164辆", [1164]),
        ("十几家", []),
        ("数十家", []),
        ("百余家", []),
    ],
)
def test_figures_that_are_not(said: str, values: list[int]) -> None:
    (figure,) = SCANNER.figures(told(said).letters)
    assert list(figure.values) == [Decimal(one) for one in values]
    assert figure.counts
    assert not figure.sure


@pytest.mark.parametrize(
    "said",
    [
        "12月2日",
        "8时30分",
        "8:30",
        "20点",
        "72小时",
        "2026-12-02",
        "12/2",
        "PM2.5",
        "AQI213",
        "G30线",
        "电话13999999999",
        "0994-2345678",
        "第3组",
        "昌重污办〔2026〕8号",
        "附件1",
        "4.3.1",
        "150微克",
        "7×24小时",
        "国四",
        "一厂一策",
        "一次性",
        "五家渠",
        "二〇二六年",
        "三是",
        "统一部署",
        "百分之百",
    ],
)
def test_what_counts_nothing(said: str) -> None:
    assert [one for one in SCANNER.figures(told(said).letters) if one.counts] == []


def test_units_in_which_a_field_may_be_told() -> None:
    assert fits("家", "个次")
    assert fits("", "家")
    assert fits("人", "人次")
    assert fits("km", "公里")
    assert fits("次", "车次")
    assert fits("家", None)
    assert not fits("辆", "家")
    assert not fits("%", "家")
    assert fits("元", "万元")
    assert in_unit(Decimal(5000), "元", ["万元"]) == Decimal("0.5")
    assert in_unit(Decimal(66), "万千瓦", ["兆瓦", "mw"]) == 660
    assert not fits("公里", "万元")
    assert not fits("公里", None)


def test_letters_keep_their_places() -> None:
    said = told("①检查\u200b企业１２家；PM₂.₅")
    assert said.letters == "·检查企业12家;pm2.5"
    assert said.as_written(1, 5) == "检查\u200b企业"
    assert said.as_written(5, 8) == "１２家"
    assert said.as_written(3, 3) == ""
