"""Each check of a winter complains of what it is there for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import RehearsalClock
from sandbox import Message, What, World
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


def test_a_leader_reads_what_is_for_leaders() -> None:
    leader = ("changji", "commander")
    tape = Tape(ZONE, leaders={1: leader})
    tape.told[leader, TODAY] = Told(["🖊 请您以指挥长身份审签：预警", "🟠 每日情况（12月1日18:00）"])
    tape.told[leader, TODAY].texts.append("🟠 公布的解除未生效：重污染天气橙色预警继续有效")
    assert list(checks.idle(tape, TODAY)) == []
    tape.told[leader, TODAY].texts.append("请报送12月1日应急响应工作日报")
    (line,) = checks.idle(tape, TODAY)
    assert "commander" in line


def test_an_order_is_no_message_that_nobody_asked_for() -> None:
    tape, world = Tape(ZONE), World(RehearsalClock(NOON))
    bot, office = world.add_bot("1:token", "值班员", "duty"), world.add_person("值班员")
    group = world.add_group("公安局", [office])
    tape.bodies[group.id] = GROUP
    tape.listen(world)
    for text in (
        "🗣 会商通知：会商",
        "✅ 强化管控结束\n办公室\n原通知：管1号",
        "⚪ 会议“日调度会议（12月6日）”已取消，原定12月6日10时",
        "空气质量预报（办公室报送）",
        "委托副指挥长代指挥长审签，至何时止？请长按本消息选“回复”，写明时间。",
        "请报送日报",
        "〔补发〕上一次发送未得到确认。\n请报送日报",
    ):
        world.log.write(What.SENT, group.id, bot.name, text, Message(group, 1, bot, NOON, text))
    assert tape.told[GROUP, TODAY].texts == ["请报送日报"]


def test_an_answer_that_comes_late_was_asked_for() -> None:
    tape, clock = Tape(ZONE), RehearsalClock(NOON)
    world = World(clock)
    bot, liaison = world.add_bot("1:token", "值班员", "duty"), world.add_person("联络员")
    group = world.add_group("公安局", [liaison])
    tape.bodies[group.id] = GROUP
    tape.listen(world)
    report = world.say(liaison, group, "出动12人次")
    clock.step(timedelta(minutes=20))
    for number, (text, answered) in enumerate((("已收到", report), ("请报送日报", None)), start=9):
        said = Message(group, number, bot, clock.now(), text, reply_to=answered)
        world.log.write(What.SENT, group.id, bot.name, text, said)
    assert tape.told[GROUP, TODAY].texts == ["请报送日报"]


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
