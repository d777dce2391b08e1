"""What liaisons of a winter do with what they read."""

import random
from datetime import UTC, datetime

from bot.clock import RehearsalClock
from sandbox import Button, Message, What, World
from tests.winter.characters import PUNCTUAL
from tests.winter.diary import Diary
from tests.winter.liaisons import Liaison
from tests.winter.writing import Written

NOW = datetime(2026, 12, 3, 2, tzinfo=UTC)
PROMPT = """请报送应急响应总结报告
市公安局：
重污染天气橙色预警已解除（{alert}），请报送本次应急响应总结。
截止时间：12月4日10:00

请长按本消息选“回复”报送，文字、照片、文件均可。"""


def test_a_closing_report_is_written_of_each_alert_and_once() -> None:
    world = World(RehearsalClock(NOW))
    bot, person = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("联络员")
    group = world.add_group("公安局", [person])
    diary, written = Diary(lambda: NOW), list[object]()
    liaison = Liaison(
        "changji", "gongan", group, person, world, diary, random.Random(1), PUNCTUAL, []
    )
    for number, alert in enumerate(("1号", "1号", "2号"), start=1):
        prompt = Message(group, number, bot, NOW, PROMPT.format(alert=alert))
        liaison.read(prompt, is_new=True)
        while diary.next_at is not None:
            for deed in diary.take_due(diary.next_at):
                deed()
        written.append(len(liaison.written))
    assert written == [1, 1, 2]


def test_whoever_is_asked_which_report_it_is_says_so() -> None:
    world = World(RehearsalClock(NOW))
    bot, person = world.add_bot("1:token", "晴空", "qingkong"), world.add_person("联络员")
    group = world.add_group("公安局", [person])
    world.add_bot_to_group(group, bot, by=person)
    diary = Diary(lambda: NOW)
    liaison = Liaison(
        "changji", "gongan", group, person, world, diary, random.Random(1), PUNCTUAL, []
    )
    matter = "12月2日应急响应工作日报"
    said = world.say(person, group, "出动人次：24人次")
    liaison.own[matter] = Written("changji", "gongan", matter, NOW, said)
    asked = world.new_message(group, bot)
    asked.text, asked.reply_to = "内容已收下。待报的不止一项，请选择这是哪一项：", said
    days = ("12月1日应急响应工作日报", matter)
    asked.keyboard = [[Button(f"作为{day}报送", day)] for day in days]
    liaison.read(world.post(asked), is_new=True)
    while diary.next_at is not None:
        for deed in diary.take_due(diary.next_at):
            deed()
    pressed = [event.subject.data for event in world.log if event.what is What.PRESSED]
    assert {*pressed} == {matter}
