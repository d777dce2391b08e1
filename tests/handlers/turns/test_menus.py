"""Menus in pages: every button on one of them, and no page that is not there."""

import pytest

from handlers.turns import menus
from messages.keyboards import Button

BUTTONS = [Button(label=str(number), data=f"b:{number}") for number in range(10)]


@pytest.mark.parametrize(
    ("asked", "size", "shown", "here", "last"),
    [
        (0, 4, "0123", 0, 2),
        (1, 4, "4567", 1, 2),
        (2, 4, "89", 2, 2),
        (None, 4, "0123", 0, 2),
        (99, 4, "89", 2, 2),
        (0, 10, "0123456789", 0, 0),
        (0, 20, "0123456789", 0, 0),
    ],
)
def test_pages(asked: int | None, size: int, shown: str, here: int, last: int) -> None:
    page = menus.page_of(BUTTONS, asked, size)
    assert "".join(button.label for button in page.shown) == shown
    assert (page.number, page.last) == (here, last)


def test_an_empty_menu_has_one_empty_page() -> None:
    assert menus.page_of([], 3, 4) == menus.Page((), 0, 0)


@pytest.mark.parametrize(("columns", "widths"), [(1, [1] * 10), (3, [3, 3, 3, 1]), (20, [10])])
def test_rows(columns: int, widths: list[int]) -> None:
    assert [len(row) for row in menus.rows(BUTTONS, columns)] == widths
