"""Each check of a winter complains of what it is there for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.books import audit
from storage.books.audit import FIRST_HASH, AuditEntry
from tests.winter import checks
from tests.winter.chain import Chain
from tests.winter.tape import Tape, Told

ZONE, NOON = ZoneInfo("Asia/Shanghai"), datetime(2026, 12, 1, 4, tzinfo=UTC)
TODAY, GROUP = date(2026, 12, 1), ("changji", "gongan")


def tape_with(texts: list[str], *, level_changed: bool = False) -> Tape:
    tape = Tape(ZONE, bodies={-1: GROUP})
    tape.told[GROUP, TODAY] = Told(texts, level_changed)
    return tape


def test_six_things_unasked_are_too_much_where_no_level_changes() -> None:
    six = [f"{number}" for number in range(6)]
    assert list(checks.too_much(tape_with(six[:5]), TODAY)) == []
    assert list(checks.too_much(tape_with(six, level_changed=True), TODAY)) == []
    (line,) = checks.too_much(tape_with(six), TODAY)
    assert "6 things" in line


def test_a_second_brief_on_a_day_is_one_too_many() -> None:
    tape = tape_with([])
    tape.briefs = [(GROUP, NOON, "")]
    assert list(checks.briefed_twice(tape, TODAY)) == []
    tape.briefs *= 2
    (line,) = checks.briefed_twice(tape, TODAY)
    assert "2 briefs" in line


def entry(number: int, before: str, action: str = "said") -> AuditEntry:
    made = AuditEntry(
        jurisdiction="changji",
        number=number,
        at=NOON + timedelta(minutes=number),
        actor="clock",
        action=action,
        previous_hash=before,
        hash="",
    )
    made.hash = audit.hash_of(made)
    return made


def test_the_audit_log_is_proved_entry_by_entry() -> None:
    first = entry(1, FIRST_HASH)
    second = entry(2, first.hash)
    chain = Chain("changji")
    assert [chain.take(first), chain.take(second)] == [[], []]
    for wrong in (entry(2, FIRST_HASH), entry(3, first.hash)):
        chain = Chain("changji", 1, first.hash)
        assert "breaks the audit log" in chain.take(wrong)[0]
    second.actor = "user:1"
    assert "breaks the audit log" in Chain("changji", 1, first.hash).take(second)[0]


def test_what_the_reconciler_mended_is_told() -> None:
    (line,) = Chain("changji").take(entry(1, FIRST_HASH, "reconciled.unowed"))
    assert "mended" in line


def test_an_anchor_that_the_log_does_not_hold_is_told() -> None:
    chain, known = Chain("changji"), {1: "abc", 2: "def"}
    assert list(chain.astray([(1, "ab"), (2, "de"), (9, "00")], known)) == []
    (line,) = chain.astray([(2, "ab")], known)
    assert "2:ab" in line
