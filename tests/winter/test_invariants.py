"""What holds after every story and on each day of a winter, told of books in which it does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.decisions.matters import Order, OrderKind, OrderState
from storage.owed.obligations import Obligation, ObligationState
from storage.supervision.slips import Copying, Slip, SlipState
from tests.harness.invariants import Books, Sent, faults, left_alone

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def sent(kind: str, about: tuple[str, int], at: datetime | None = NOON, **more: Any) -> Sent:
    row = Sent(1, kind, "send", "sent", *about, "gongan", 1, at, NOON)
    return row._replace(**more)


def owed(**more: Any) -> Obligation:
    facts: dict[str, Any] = {
        "id": 7,
        "jurisdiction": "changji",
        "matter_id": 1,
        "order_id": 1,
        "agency": "gongan",
        "kind": "daily",
        "opened_at": NOON,
        "due_at": NOON + HOUR,
        "wakes_at": NOON + HOUR,
    }
    return Obligation(**facts | more)


def slip(key: int, at: datetime, **more: Any) -> Slip:
    facts: dict[str, Any] = {
        "id": key,
        "jurisdiction": "changji",
        "obligation_id": 7,
        "agency": "gongan",
        "step": f"step{key}",
        "serial": f"催{key}号",
        "matter": "日报",
        "issued_at": at,
        "state": SlipState.ISSUED,
        "copying": Copying.AT_ONCE,
    }
    return Slip(**facts | more)


def order() -> Order:
    told = {"recipients": {"gongan": [[-1, None]]}}
    facts: dict[str, Any] = {"id": 1, "matter_id": 1, "matter_kind": "alert", "serial": "1号"}
    return Order(kind=OrderKind.ISSUE, state=OrderState.ISSUED, snapshot=told, says={}, **facts)


def found(*deliveries: Sent, **more: Any) -> list[str]:
    facts: dict[str, Any] = {"orders": [], "obligations": [], "slips": [], "unhandled": []}
    return list(faults(Books(deliveries=[*deliveries], unshown=set(), **facts | more), NOON))


PROMPT = sent("prompt", ("obligation", 7))


def test_books_in_order_are_not_complained_of() -> None:
    told = sent("alert", ("order", 1))
    steps = [slip(1, NOON + HOUR), slip(2, NOON + 2 * HOUR)]
    served = sent("slip", ("slip", 1), NOON + HOUR)
    assert found(told, PROMPT, served, orders=[order()], obligations=[owed()], slips=steps) == []


def test_an_update_that_nobody_handled() -> None:
    assert found(unhandled=[{"update_id": 5}])


def test_an_order_that_a_body_never_got() -> None:
    assert "never told" in found(orders=[order()])[0]
    late = sent("alert", ("order", 1), state="waiting", next_try_at=NOON + HOUR)
    assert found(late, orders=[order()]) == []
    assert "never told" in found(late._replace(attempts=0), orders=[order()])[0]


def test_a_message_that_hangs() -> None:
    assert "hangs" in found(PROMPT._replace(state="sending"))[0]
    assert "hangs" in found(PROMPT._replace(state="waiting"))[0]


def test_a_step_that_was_taken_twice_or_on_nothing_or_too_soon() -> None:
    twice = [slip(1, NOON + HOUR), slip(2, NOON + HOUR, step="step1")]
    served = sent("slip", ("slip", 1), NOON + HOUR)
    assert "2 times" in found(PROMPT, served, obligations=[owed()], slips=twice)[0]
    one = [slip(1, NOON + HOUR)]
    assert "nobody was served" in found(obligations=[owed()], slips=one)[0]
    late = sent("prompt", ("obligation", 7), NOON + 2 * HOUR)
    assert "came before" in found(late, obligations=[owed()], slips=one)[0]


def test_a_copy_that_went_alone_or_first_or_unwanted() -> None:
    one = [slip(1, NOON + HOUR)]
    copy = sent("copy", ("slip", 1), NOON + HOUR)
    assert "alone" in found(PROMPT, copy, obligations=[owed()], slips=one)[0]
    served = sent("slip", ("slip", 1), NOON + 2 * HOUR)
    assert "before it" in found(PROMPT, copy, served, obligations=[owed()], slips=one)[0]
    kept_back = [slip(1, NOON + HOUR, copying=Copying.ASKED)]
    served = served._replace(closed_at=NOON + HOUR)
    assert "not asked for" in found(PROMPT, copy, served, obligations=[owed()], slips=kept_back)[0]


def test_a_clock_that_stands_or_runs_on() -> None:
    assert "forgotten" in found(obligations=[owed(wakes_at=None)])[0]
    assert "runs on" in found(obligations=[owed(state=ObligationState.MET)])[0]


def test_what_was_missed_and_nothing_followed() -> None:
    def alone(**more: Any) -> list[str]:
        books = Books([], [], [owed(**more)], [], [], set())
        return list(left_alone(books, NOON + 3 * HOUR, HOUR))

    assert "nothing followed" in alone(step="nudge")[0]
    assert alone(step="reminder") == alone(paused_at=NOON) == alone(ladder_ended="lifted") == []
    assert alone(due_at=NOON + 2 * HOUR) == []
