"""What is taken away from what people type, and what is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.typed import after_command, compact, plain, seen, states_something

UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u3164", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\u202e")


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_sees_is_taken_away(sign: str) -> None:
    assert seen(f"{sign}橙{sign}色\n{sign}") == "橙色\n"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("１８：００", "18:00"),
        ("　12月2日\u3000 8时 ", "12月2日 8时"),
        ("ＰＭ₂.₅（首要）", "PM2.5(首要)"),
        ("第一行\n第二行", "第一行 第二行"),
    ],
)
def test_width_and_blanks(text: str, read_as: str) -> None:
    assert plain(text) == read_as


def test_names_are_compared_without_case_and_blanks() -> None:
    assert compact(" ＰＭ ₂.₅\u200b") == "pm2.5"


@pytest.mark.parametrize(
    "text", ["", "。", "...", "1", "12", "无", "同上。", "ＯＫ！", "收到", "\u3164", "👍", "啊"]
)
def test_grounds_that_say_nothing(text: str) -> None:
    assert not states_something(text)


@pytest.mark.parametrize("text", ["改善", "系统故障", "预测变化。", "AQI>200", "停电", "power cut"])
def test_grounds_that_say_something(text: str) -> None:
    assert states_something(text)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert seen(seen(text)) == seen(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" 正文", "正文"),
        ("：正文。", "正文。"),
        ("，、 :\u200b正文\n第二行 \n", "正文\n第二行"),
        ("2项措施：已落实", "2项措施：已落实"),
        (" \u3164：", ""),
        ("", ""),
    ],
)
def test_what_follows_a_command(text: str, said: str) -> None:
    assert after_command(text) == said
