"""Holds what a body counted as stopped or limited against the enterprises that it named.

The two must agree, or the difference is named. Nothing is guessed of an enterprise of which neither
the names nor the number says anything.
"""

from enum import StrEnum

from storage.immutable import immutable


class Difference(StrEnum):
    UNNAMED = "unnamed"
    """The number falls short of the list by more than were named."""
    TOO_MANY_MISSING = "too_many_missing"
    """More were named than the number falls short by."""
    ABOVE_LIST = "above_list"
    """The number is larger than that of the list."""
    TOO_MANY_DONE = "too_many_done"
    """More were named as stopped or limited than were counted."""


class FirmStand(StrEnum):
    DONE = "done"
    NOT_DONE = "not_done"
    BY_NUMBER = "by_number"
    """It was not named, and the number leaves nothing but that it did."""
    UNKNOWN = "unknown"


@immutable
class CurbCount:
    """What one body said of those of its list that are to stop, or to be limited, on one day."""

    due: int
    said: int | None
    """None where it gave no number."""
    done: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    """The enterprises that it named, by their ids."""

    @property
    def short(self) -> int:
        return self.due - self.said if self.said is not None else 0

    @property
    def unnamed(self) -> int:
        """So many did not, and nobody said which."""
        return max(0, self.short - len(self.missing))

    def differences(self) -> tuple[tuple[Difference, int], ...]:
        """Each with how large it is."""
        if self.said is None:
            return ()
        found = {
            Difference.UNNAMED: self.unnamed,
            Difference.TOO_MANY_MISSING: len(self.missing) - max(0, self.short),
            Difference.ABOVE_LIST: -self.short,
            Difference.TOO_MANY_DONE: len(self.done) - self.said,
        }
        return tuple((one, size) for one, size in found.items() if size > 0)

    def stand(self, enterprise_id: int) -> FirmStand:
        if enterprise_id in self.missing:
            return FirmStand.NOT_DONE
        if enterprise_id in self.done:
            return FirmStand.DONE
        whole = self.said is not None and not self.differences()
        return FirmStand.BY_NUMBER if whole else FirmStand.UNKNOWN
