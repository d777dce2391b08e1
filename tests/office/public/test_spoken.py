"""A text is written as it is read out: without figures, brackets and symbols."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.public.spoken import counted, spoken


@pytest.mark.clause("C8")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("自12月2日8时起", "自十二月二日八时起"),
        ("12月2日8时30分", "十二月二日八时三十分"),
        ("08:00—14:30", "八时，十四时三十分"),
        ("2026年12月2日", "二零二六年十二月二日"),
        ("启动Ⅱ级应急响应", "启动二级应急响应"),
        ("启动III级应急响应", "启动三级应急响应"),
        ("空气质量指数（AQI）215", "空气质量指数二百一十五"),
        ("PM2.5浓度35.5", "细颗粒物浓度三十五点五"),
        ("已持续2小时，2人", "已持续两小时，两人"),
        ("减排20%以上", "减排百分之二十以上"),
        ("拨打12369热线：12345-67", "拨打幺二三六九热线，幺二三四五六七"),
        ("请戴N95口罩", "请戴N九五口罩"),
        ("各县（市）", "各县市"),
        ("10至12，155～185", "十至十二，一百五十五至一百八十五"),
        ("第一行。\n第二行。", "第一行。第二行。"),
        ("123456789", "一二三四五六七八九"),
    ],
)
def test_what_is_written_is_read_out(written: str, read: str) -> None:
    assert spoken(written) == read


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (0, "零"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (215, "二百一十五"), (1001, "一千零一"), (1010, "一千零一十"),
        (10_000, "一万"), (10_001, "一万零一"), (12_005, "一万二千零五"),
        (102_030, "十万二千零三十"),
    ],
)  # fmt: skip
def test_numbers_are_counted_as_in_speech(number: int, read: str) -> None:
    assert counted(number) == read


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_nothing_is_left_that_nobody_can_read_out(text: str) -> None:
    assert re.fullmatch("[\u4e00-\u9fff〇A-Za-z，。、；？！]*", spoken(text))
