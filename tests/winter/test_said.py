"""What was said, written and kept in a winter: told of what does not fit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from bot.clock import RehearsalClock
from sandbox import What, World
from tests.faults.stage import Span
from tests.winter.answered import Answered, Part
from tests.winter.arrivals import Arrivals
from tests.winter.said import Decided, Said
from tests.winter.writing import Written

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
ORDER = Decided(-1, "令", "alert", "sent", 5)


def message(text: str, number: int = 5, chat: int = -1) -> Any:
    return SimpleNamespace(
        chat=SimpleNamespace(id=chat), message_id=number, text=text, edits=[], is_service=False
    )


def said(*texts: str) -> Said:
    heard = Said()
    for number, text in enumerate(texts, 5):
        heard.hear(message(text, number))
    return heard


def test_what_was_decided_is_said_once() -> None:
    assert list(said("令").faults([ORDER])) == []
    assert "2 times, decided 1" in next(said("令", "令").faults([ORDER]))
    assert "decided 0" in next(said("别的").faults([]))


def test_a_repeat_says_so() -> None:
    repeat = "〔补发〕上一次发送未得到确认。\n令"
    assert list(said("令", repeat).faults([ORDER])) == []
    assert "never decided" in next(said(repeat).faults([]))


def test_what_is_told_to_the_public_again_was_asked_for() -> None:
    anew = Decided(-1, "令", "channel_post", "sent", 5, anew=True)
    assert list(said("令", "令").faults([anew])) == []


def test_a_group_that_moved_is_the_same_group() -> None:
    heard = said("令")
    heard.moved.append((-1, -2))
    (line,) = heard.faults([Decided(-2, "令", "alert", "sent", 5)])
    assert "never said" in line


def test_what_the_books_call_sent_stands_in_the_chat() -> None:
    assert "never said" in next(said().faults([ORDER]))
    assert list(said().faults([Decided(-1, "令", "alert", "waiting", None)])) == []


def report(text: str = "8家") -> Written:
    return Written("changji", "gongan", "日报", NOON, cast("Any", message(text)), came_at=NOON)


PLACE = (-1, 5)


def test_a_report_is_kept_once_and_answered() -> None:
    answered, kept = Answered([], replied={PLACE}), Part(PLACE, 1, "8家")
    assert list(answered.faults([report()], [kept], set())) == []
    assert "0 times" in next(answered.faults([report()], [], set()))
    assert "2 times" in next(answered.faults([report()], [kept, kept], set()))
    answered.replied.clear()
    assert "not answered" in next(answered.faults([report()], [kept], set()))
    assert list(answered.faults([report()], [kept], {PLACE})) == []


def test_a_correction_counts() -> None:
    answered = Answered([], corrected={PLACE}, replied={PLACE})
    kept = [Part(PLACE, 1, "8家"), Part(PLACE, 2, "9家")]
    assert list(answered.faults([report("9家")], kept, set())) == []
    assert "as it was corrected" in next(answered.faults([report("9家")], kept[:1], set()))


def test_what_is_reported_after_an_exercise_is_answered_alone() -> None:
    answered, late = Answered([], replied={PLACE}), report()
    late.matter = "日报（演练）"
    assert list(answered.faults([late], [], set())) == []
    answered.replied.clear()
    assert "not answered" in next(answered.faults([late], [], set()))


def test_a_report_came_when_telegram_was_told_so() -> None:
    clock = RehearsalClock(NOON)
    world, one = World(clock), replace(report(), came_at=None)
    Arrivals([one]).listen(world)
    for kind, number in (("edited_message", 5), ("message", 6), ("message", 5), ("message", 5)):
        clock.step(timedelta(minutes=1))
        update = SimpleNamespace(kind=kind, chat_id=-1, content={"message_id": number})
        world.log.write(What.CONFIRMED, -1, "bot", "", update)
    assert one.came_at == NOON + timedelta(minutes=3)


def test_what_never_came_is_not_missed() -> None:
    never = replace(report(), came_at=None)
    assert list(Answered([]).faults([never], [], set())) == []


def test_a_press_is_answered_unless_a_call_failed_or_the_bot_was_down() -> None:
    press = SimpleNamespace(
        id="7",
        answer=None,
        pressed_at=NOON,
        message=message("令"),
        person=SimpleNamespace(name="甲"),
        data="x",
    )
    press.message.chat.title = "公安局"
    hour = timedelta(hours=1)

    def unanswered(failed: int = 0, *away: Span, later: int = 2, came: bool = True) -> list[str]:
        answered = Answered([], pressed=[cast("Any", press)], failed=[NOON] * failed)
        answered.came = {"7"} if came else set()
        return list(answered.unanswered(away, NOON + later * hour))

    (line,) = unanswered()
    assert "公安局: a press of 甲 at 12:00:00 was not answered" in line
    assert "never came" in unanswered(came=False)[0]
    assert unanswered(1) == unanswered(0, Span(NOON - hour, NOON + hour)) == []
    assert unanswered(later=0) == []
    press.answer = "已收"
    assert unanswered() == []
