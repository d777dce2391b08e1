"""Whatever is asked of it, the pace stays below each of Telegram's ceilings, and wastes little."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.pacing import NoPace, Pace

START = datetime(2026, 12, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def send_all(pace: Pace, chats: list[int], *, edit: bool = False) -> list[tuple[datetime, int]]:
    """Send in this order, each as soon as it may go; returns when each went."""
    now, sent = START, []
    for chat in chats:
        now = max(now, pace.free_at(chat, now, edit=edit))
        pace.leave(now)
        pace.land(chat, now, edit=edit)
        sent.append((now, chat))
    return sent


def most_within(instants: list[datetime], span: timedelta) -> int:
    return max(sum(1 for at in instants if first <= at < first + span) for first in instants)


def test_a_thousand_groups_stay_below_thirty_a_second_and_near_it() -> None:
    sent = [at for at, _ in send_all(Pace(), [-chat for chat in range(1, 1001)])]
    assert most_within(sent, SECOND) <= 30
    assert sent[-1] - sent[0] <= SECOND * 1000 / 30 * 1.05


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=40, max_size=150))
def test_whenever_telegram_counts_on_the_way_it_counts_no_more_than_thirty(
    journeys: list[tuple[float, float]],
) -> None:
    """A journey is its length in seconds and the share of it after which Telegram counts."""
    pace, now, counted = Pace(), START, []
    under_way: list[tuple[datetime, int]] = []
    for number, (lasts, share) in enumerate(journeys, start=1):
        while (free_at := pace.free_at(-number, now)) > now:
            now = min([free_at, *(lands_at for lands_at, _ in under_way)])
            for landed in [one for one in under_way if one[0] <= now]:
                under_way.remove(landed)
                pace.land(landed[1], now)
        pace.leave(now)
        under_way.append((now + SECOND * lasts, -number))
        counted.append(now + SECOND * lasts * share)
    assert most_within(counted, SECOND) <= 30


def test_one_group_gets_at_most_twenty_a_minute() -> None:
    sent = [at for at, _ in send_all(Pace(), [-5] * 50)]
    assert most_within(sent, timedelta(minutes=1)) <= 20


def test_one_person_gets_a_burst_of_three_and_then_one_a_second() -> None:
    sent = [at for at, _ in send_all(Pace(), [5] * 10)]
    assert sent[2] - sent[0] < SECOND / 5
    assert all(b - a >= SECOND for a, b in pairwise(sent[3:]))


def test_a_message_that_was_long_on_its_way_counts_when_it_arrives() -> None:
    pace, answered = Pace(), START + 9 * SECOND
    for _ in range(3):
        pace.leave(START)
    for _ in range(3):
        pace.land(5, answered)
    assert pace.free_at(5, answered) >= answered + SECOND


def test_what_does_not_go_after_all_leaves_its_place_to_others() -> None:
    pace = Pace()
    for _ in range(30):
        pace.leave(START)
    later = START + 5 * SECOND
    assert pace.free_at(-1, later) > later
    pace.stay(1)
    assert pace.free_at(-1, later) == later


def test_edits_of_a_group_have_a_window_of_their_own() -> None:
    pace = Pace()
    send_all(pace, [-5] * 20)
    later = START + timedelta(seconds=30)
    assert pace.free_at(-5, later, edit=True) == later
    assert pace.free_at(-5, later) > later


@pytest.mark.parametrize("pace", [Pace(), NoPace()], ids=["telegram", "off"])
def test_a_refused_chat_waits_and_the_others_do_not(pace: Pace) -> None:
    until = START + timedelta(seconds=9)
    pace.refused(-1, until, START)
    assert pace.free_at(-1, START) == until
    assert pace.free_at(-2, START) == START


def test_three_refused_chats_within_a_minute_hold_all() -> None:
    pace = Pace()
    for chat in (-1, -2, -3):
        pace.refused(chat, START + timedelta(seconds=9), START)
    assert pace.free_at(-4, START) == START + timedelta(seconds=9)


def test_three_refused_chats_in_three_minutes_hold_nobody_else() -> None:
    pace = Pace()
    for minute, chat in enumerate((-1, -2, -3)):
        now = START + timedelta(minutes=minute)
        pace.refused(chat, now + SECOND, now)
    assert pace.free_at(-4, START + timedelta(minutes=3)) == START + timedelta(minutes=3)


def test_without_a_pace_all_go_at_once() -> None:
    assert Counter(at for at, _ in send_all(NoPace(), [-1] * 100)) == {START: 100}
