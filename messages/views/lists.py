"""A list that is narrowed by filters and read page by page, whatever its items are."""

from dataclasses import replace

from storage.immutable import immutable

PAGE = 8


@immutable
class Option:
    value: str
    """It stands in the data of buttons, which is short: an id of the plan, or else one letter."""
    label: str
    words: tuple[str, ...] = ()
    """What people type for it besides its label."""


@immutable
class Filter:
    asks: str
    """The phrase that asks which option is wanted."""
    options: tuple[Option, ...]
    """The first has an empty value, and holds where nothing was chosen."""
    value: str = ""

    @property
    def chosen(self) -> Option:
        # Forged data may hold anything.
        return next((one for one in self.options if one.value == self.value), self.options[0])

    def choosing(self, value: str) -> "Filter":
        return replace(self, value=value)


@immutable
class Excerpt:
    """The page that is read of what a list's filters let through."""

    filters: tuple[Filter, ...]
    total: int
    page: int = 0
    size: int = PAGE

    @property
    def here(self) -> int:
        """For a page that does not exist, as in forged data, the nearest page is shown."""
        return max(min(self.page, (self.total - 1) // self.size), 0)

    @property
    def first(self) -> int:
        return self.here * self.size

    @property
    def end(self) -> int:
        return self.first + self.size

    @property
    def has_more(self) -> bool:
        return self.end < self.total
