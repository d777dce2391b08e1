"""Which part of a time was lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from office.obligations.lifecycle import Happened, PauseReason
from office.obligations.lost_time import Span, covered, pauses
from storage.owed.obligations import ObligationEvent

BEGAN = datetime(2026, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minute(number: int) -> datetime:
    return BEGAN + number * MINUTE


def spans() -> st.SearchStrategy[list[tuple[int, int]]]:
    numbers = st.integers(0, 60)
    return st.lists(st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair))))


@given(spans(), st.integers(0, 60), st.integers(0, 60))
def test_each_lost_minute_counts_once(found: list[tuple[int, int]], since: int, until: int) -> None:
    lost = {one for began, ended in found for one in range(began, ended) if since <= one < until}
    real: list[Span] = [(minute(began), minute(ended)) for began, ended in found]
    assert covered(real, minute(since), minute(until)) == len(lost) * MINUTE


def happened(number: int, event: str, detail: str) -> ObligationEvent:
    return ObligationEvent(
        jurisdiction="changji", obligation_id=1, at=minute(number), event=event, detail=detail
    )


def test_a_pause_that_ended_in_a_new_deadline_or_still_lasts_is_none() -> None:
    history = [
        happened(0, Happened.OPENED, ""),
        happened(1, Happened.PAUSED, PauseReason.EXTENSION),
        happened(2, Happened.PAUSED, PauseReason.UNREACHABLE),
        happened(3, Happened.NEW_DEADLINE, f"{PauseReason.EXTENSION}, due later"),
        happened(4, Happened.RESUMED, f"{PauseReason.UNREACHABLE}, due later"),
        happened(5, Happened.PAUSED, PauseReason.UNREACHABLE),
    ]
    assert list(pauses(history)) == [(minute(2), minute(4))]
