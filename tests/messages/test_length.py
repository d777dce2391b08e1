"""Splitting keeps every character, every limit and every tag."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.length import TEXT_LIMIT, plain, split_html, units

TAGS = re.compile(r"<(/?)(b|i|code|pre)>")

words = st.text(alphabet="昌吉市重污染<>&😀 ab", min_size=1, max_size=60)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


headings = words.map(lambda text: f"<b>{escaped(text)}</b>")
lines = headings | words.map(lambda text: f"<b>{escaped(text)}</b>：{escaped(text)}")
paragraphs = st.lists(lines, min_size=1, max_size=5).map("\n".join)
blocks = st.lists(words.map(escaped) | st.just(""), min_size=1, max_size=6).map(
    lambda said: "<pre>" + "\n".join(said) + "</pre>"
)
markups = st.lists(paragraphs | blocks, min_size=1, max_size=8).map("\n\n".join)


def balanced(markup: str) -> bool:
    depth = 0
    for closing, _name in TAGS.findall(markup):
        depth += -1 if closing else 1
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("abc", 3), ("重污染", 3), ("😀", 2), ("a😀", 3)],
)
def test_length_is_counted_in_utf16_units(text: str, expected: int) -> None:
    assert units(text) == expected


def test_short_text_stays_one_message() -> None:
    assert split_html("<b>橙色预警</b>\n\n正文") == ["<b>橙色预警</b>\n\n正文"]


def test_empty_text_is_one_empty_part() -> None:
    assert split_html("") == [""]


def test_split_happens_between_paragraphs_first() -> None:
    assert split_html("一二三\n四五\n\n六七八九", limit=7) == ["一二三\n四五", "六七八九"]


def test_paragraph_too_long_is_split_between_lines() -> None:
    assert split_html("一二三\n四五六\n七八九", limit=7) == ["一二三\n四五六", "七八九"]


def test_a_heading_goes_with_what_stands_under_it() -> None:
    text = "<b>甲</b>\n一二三\n<b>停止</b>\n<b>乙</b>\n四五六\n七"
    assert split_html(text, limit=14) == [
        "<b>甲</b>\n一二三",
        "<b>停止</b>\n<b>乙</b>\n四五六\n七",
    ]
    assert split_html(text, limit=99) == [text]


def test_line_too_long_is_cut_without_its_tags_and_never_inside_a_character() -> None:
    parts = split_html("<b>" + "😀" * 5 + "&lt;</b>", limit=4)
    assert parts == ["😀😀", "😀😀", "😀&lt;"]


def in_blocks(markup: str) -> str:
    return "".join(re.findall(r"<pre>(.*?)</pre>", markup, re.DOTALL)).replace("\n", "")


def test_a_block_that_is_cut_is_closed_and_opened_again() -> None:
    parts = split_html("短信\n<pre>一二三\n\n四五六七八\n九</pre>\n完", limit=6)
    assert parts == [
        "短信\n<pre>一二三</pre>",
        "<pre>四五六七八</pre>",
        "<pre>九</pre>\n完",
    ]
    assert split_html("<pre>一二三四五</pre>", limit=3) == ["<pre>一二三</pre>", "<pre>四五</pre>"]


@given(markup=markups, limit=st.integers(min_value=8, max_value=200))
def test_parts_fit_and_nothing_is_lost(markup: str, limit: int) -> None:
    parts = split_html(markup, limit)
    assert all(units(plain(part)) <= limit for part in parts)
    assert all(balanced(part) for part in parts)
    assert "".join(map(in_blocks, parts)) == in_blocks(markup)
    assert "".join(map(plain, parts)).replace("\n", "") == plain(markup).replace("\n", "")


def test_limit_is_telegrams() -> None:
    assert TEXT_LIMIT == 4096
