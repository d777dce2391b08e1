"""Telephone numbers are known in what people type, and names, years and rooms are none."""

import pytest

from office.reading.phone_numbers import holds_number


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "小刘 13800138000",
        "138-0013-8000",
        "138 0013 8000",
        "１３８００１３８０００",
        "+86 138 0013 8000",
        "(0994) 2345678",
        "办公室2345678",
        "2026-12-01 13800138000",
        "2026-12-0113800138000",
        "0994-202-6120",
    ],
)
def test_a_number_is_known(text: str) -> None:
    assert holds_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "小刘",
        "2026年12月1日",
        "2026-12-01 08:00 气象局来文",
        "2026.12.1至2026.12.15",
        "302室小刘",
        "分机 6123",
        "张三 2 李四 3",
    ],
)
def test_other_figures_are_none(text: str) -> None:
    assert not holds_number(text)
