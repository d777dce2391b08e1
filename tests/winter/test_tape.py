"""What belongs to an exercise counts for nobody's chat, and for no real alert."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.clock import RehearsalClock
from sandbox import Bot, Chat, World
from tests.faults.words import FOOT, HEAD, REPEAT_MARK
from tests.winter.tape import Tape

NOW = datetime(2026, 10, 27, 2, tzinfo=UTC)
ORDER = """🟡 重污染天气黄色预警：自10月27日10时起启动Ⅲ级应急响应
某市重污染天气应急指挥部办公室
文号：演练·某污指预〔2026〕1号
请按“收到”"""


def of_a_body() -> tuple[World, Bot, Chat, Tape]:
    """A group of a body, and the tape that listens to it."""
    world = World(RehearsalClock(NOW))
    bot, liaison = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("联络员")
    group = world.add_group("住建局", [liaison])
    tape = Tape(ZoneInfo("Asia/Shanghai"), bodies={group.id: ("city", "zhujian")})
    tape.listen(world)
    return world, bot, group, tape


def test_an_order_of_an_exercise_is_no_alert_but_changes_a_level() -> None:
    world = World(RehearsalClock(NOW))
    bot, liaison = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("联络员")
    group = world.add_group("住建局", [liaison])
    world.add_bot_to_group(group, bot, by=liaison)
    tape = Tape(ZoneInfo("Asia/Shanghai"), bodies={group.id: ("city", "zhujian")})
    tape.listen(world)
    for text in (f"{HEAD}{ORDER}{FOOT}", f"{HEAD}请报送10月27日工作情况{FOOT}"):
        message = world.new_message(group, bot)
        message.text = text
        world.post(message)
    assert not tape.courses
    assert not tape.orders["city"]
    (told,) = tape.told.values()
    assert told.level_changed
    assert told.texts == ["请报送10月27日工作情况"]
    real = world.new_message(group, bot)
    real.text = ORDER.replace("演练·", "")
    world.post(real)
    assert [one.levels[0][1] for one in tape.courses["city"]] == ["黄色"]


def test_what_a_body_reads_of_its_own_form_is_an_answer_however_late() -> None:
    world, bot, group, tape = of_a_body()
    for text in ("📝 已读取会商意见：环境监测站意见（生态环境），请核对", "请抓紧报送10月26日日报"):
        message = world.new_message(group, bot)
        message.text = text
        world.post(message)
    (told,) = tape.told.values()
    assert told.texts == ["请抓紧报送10月26日日报"]


def test_leaders_hear_of_a_change_of_level_in_words_of_their_own() -> None:
    world = World(RehearsalClock(NOW))
    bot, leader = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("副指挥长")
    private = world.private_chat(leader, bot)
    tape = Tape(ZoneInfo("Asia/Shanghai"), leaders={private.id: ("city", "deputy_commander")})
    tape.listen(world)
    for text in ("🟡 预警已调整为黄色，原为红色", "🟠 每日情况（10月27日18:00）"):
        message = world.new_message(private, bot)
        message.text = text
        world.post(message)
    (told,) = tape.told.values()
    assert told.level_changed
    assert told.texts == ["🟠 每日情况（10月27日18:00）"]


def test_a_day_on_which_an_alert_is_prolonged_has_its_limit() -> None:
    world, bot, group, tape = of_a_body()
    asked = "⏰ 请确认收到：延长重污染天气红色预警"
    for text in (
        "🔴 重污染天气红色预警延长至10月29日0时，继续执行Ⅰ级应急响应，请按“收到”",
        "🔴 重污染天气红色预警另加措施：级别和时间不变，请按“收到”",
        asked,
    ):
        message = world.new_message(group, bot)
        message.text = text
        world.post(message)
    (told,) = tape.told.values()
    assert not told.level_changed
    assert told.texts == [asked]


def test_a_dust_notice_that_somebody_signed_is_an_order() -> None:
    world, bot, group, tape = of_a_body()
    brief = "🟡 每日情况（12月5日18:00）"
    for text in ("🌫 沙尘天气健康提示：请做好防护，有效至12月8日0时39分", brief):
        message = world.new_message(group, bot)
        message.text = text
        world.post(message)
    (told,) = tape.told.values()
    assert told.texts == [brief]


def test_a_brief_that_may_stand_there_and_comes_again_is_one() -> None:
    world, bot, group, tape = of_a_body()
    brief, mark = "🟡 每日情况（12月5日18:00）\n自12月5日0时起", f"{REPEAT_MARK}本条可能已发送过\n"
    for text in (mark + brief, mark + brief, brief.replace("0时", "8时")):
        message = world.new_message(group, bot)
        message.text = text
        world.post(message)
    assert len(tape.briefs) == 2


def test_a_level_that_was_only_announced_gives_way_to_the_next_order() -> None:
    world, bot, group, tape = of_a_body()
    for day, (level, number) in enumerate((("橙色", 1), ("红色", 2)), start=29):
        message = world.new_message(group, bot)
        message.text = (
            f"🟠 重污染天气预警调整为{level}：自10月{day}日0时起，请按“收到”\n"
            f"文号：某污指调〔2026〕{number}号\n启动时间：2026年10月{day}日0时"
        )
        if number == 1:
            real = world.new_message(group, bot)
            real.text = f"{ORDER.replace('演练·', '')}\n启动时间：2026年10月28日0时"
            world.post(real)
        world.post(message)
    [course] = tape.courses["city"]
    assert [level for _, level in course.levels] == ["红色"]
    assert course.began_at.day == 30


def test_an_order_of_which_only_a_repeat_came_is_read() -> None:
    world = World(RehearsalClock(NOW))
    bot, liaison = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("联络员")
    group = world.add_group("督导检查组", [liaison])
    tape = Tape(ZoneInfo("Asia/Shanghai"), bodies={group.id: ("city", "inspection")})
    tape.listen(world)
    message = world.new_message(group, bot)
    message.text = (
        "〔补发〕上一次发送未得到确认。\n📒 督导检查月报，请报送\n文号：某污指录〔2026〕18号"
    )
    world.post(message)
    assert list(tape.orders["city"]) == ["某污指录〔2026〕18号"]
