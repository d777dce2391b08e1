"""Keyboards of a list with filters: turn its pages, and choose in one filter after the other.

What is chosen travels in the buttons, so a list is the same after a restart. Behind its verb each
has the page, for a menu before it the number of the filter, and then the value of each filter.
"""

from collections.abc import Sequence

from handlers.turns import menus
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.lists import Excerpt, Filter, Option
from office.refusal import Refusal
from storage.immutable import immutable

OPTIONS, COLUMNS = 24, 3


@immutable
class FilteredList:
    """The verbs of one list: one shows it, the other the options of a filter.

    Two ids of a plan, two letters and both numbers fit into a button beside six letters of a verb.
    """

    shows: str
    chooses: str

    def keyboard(self, words: Words, excerpt: Excerpt) -> Keyboard:
        """What stands under the rows of the list's own items."""
        values = chosen(excerpt.filters)
        before = self._page(words.plain("button_page_before"), excerpt.here - 1, values)
        after = self._page(words.plain("button_page_after"), excerpt.here + 1, values)
        turning = ([before] if excerpt.here > 0 else []) + ([after] if excerpt.has_more else [])
        return tuple(row for row in (tuple(turning), self._filters(words, excerpt)) if row)

    def menu(self, words: Words, filters: Sequence[Filter], press: Press) -> Message:
        """The options of the filter whose button was pressed."""
        place = press.number() or 0
        if place >= len(filters):
            raise Refusal("button_obsolete")
        values, asked = chosen(filters), filters[place]
        options = [self._option(one, asked, place, values) for one in asked.options]
        page = menus.page_of(options, press.number(1), OPTIONS)
        before = self._menu(words.plain("button_page_before"), place, page.number - 1, values)
        after = self._menu(words.plain("button_page_after"), place, page.number + 1, values)
        turning = ([before] if page.number > 0 else []) + (
            [after] if page.number < page.last else []
        )
        back = self._page(words.plain("button_back"), 0, values)
        keyboard = (*menus.rows(page.shown, COLUMNS), (*turning, back))
        return Message(words.phrase(asked.asks), keyboard)

    def _filters(self, words: Words, excerpt: Excerpt) -> tuple[Button, ...]:
        values = chosen(excerpt.filters)
        return tuple(
            self._menu(words.plain("button_filter", chosen=one.chosen.label), place, 0, values)
            for place, one in enumerate(excerpt.filters)
            if len(one.options) > 1
        )

    def _option(self, one: Option, asked: Filter, place: int, values: tuple[str, ...]) -> Button:
        mark = "✓ " if one == asked.chosen else ""
        return self._page(mark + one.label, 0, (*values[:place], one.value, *values[place + 1 :]))

    def _page(self, label: str, page: int, values: tuple[str, ...]) -> Button:
        return button(label, self.shows, page, *_short(values))

    def _menu(self, label: str, place: int, page: int, values: tuple[str, ...]) -> Button:
        return button(label, self.chooses, place, page, *_short(values))


def of_page(press: Press) -> tuple[str, ...]:
    """The values in a button that shows the list."""
    return press.arguments[1:]


def of_menu(press: Press) -> tuple[str, ...]:
    """The values in a button that shows a filter's options."""
    return press.arguments[2:]


def chosen(filters: Sequence[Filter]) -> tuple[str, ...]:
    return tuple(one.chosen.value for one in filters)


def _short(values: tuple[str, ...]) -> tuple[str, ...]:
    """Leave off what was not chosen at the end, as the buttons of before have nothing there."""
    last = max((place for place, value in enumerate(values, 1) if value), default=0)
    return values[:last]
