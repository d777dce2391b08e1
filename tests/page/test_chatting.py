"""What people do in a chat, done on the page and seen on the page."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, FilePayload, Route, expect

from sandbox.entities import Formatted
from sandbox.messages import Button, ChatRequest, Choice
from sandbox.page.views import chat_key
from tests.page.browser import Reader, reading
from tests.page.conftest import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "60606060000000050001a5f645400000000049454e44ae426082"
)


def picture(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": PIXEL}


async def attach(reader: Reader, *files: FilePayload) -> None:
    await reader.pane("值班室").locator("input[type=file]").set_input_files(list(files))


async def test_a_message_is_sent_fetched_answered_and_pressed(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.write("/menu", "值班室")
        await expect(reader.message("/menu")).to_have_class("message mine begins ends")
        await expect(reader.message("/menu").get_by_label("机器人已收取")).to_be_visible()
        await reader.press("收到", "值班室")
        # First, because it is shown for four seconds only.
        await expect(reader.page.locator(".toast")).to_have_text("已登记")
        await expect(reader.message("请确认：爱丽已收到")).to_contain_text("已编辑")
        await expect(reader.page.locator(".keys")).to_have_count(0)


async def test_what_comes_while_a_chat_is_opened_is_shown(browser: Browser, town: Town) -> None:
    """The history was read before the message was sent, and arrives after it was told of."""
    async with reading(browser, town.url) as reader:
        line = reader.page.locator(f'.chat[data-chat="{chat_key(town.forum)}"]')

        async def overtaken(route: Route) -> None:
            answer = await route.fetch()
            town.world.say(town.bob, town.forum, "路上堵车")
            await expect(line).to_contain_text("路上堵车")
            await route.fulfill(response=answer)

        await reader.page.route("**/messages?*", overtaken, times=1)
        await line.click()
        await expect(reader.pane("论坛")).to_contain_text("爱丽请晴空进了群")
        await expect(reader.message("路上堵车")).to_be_visible()


async def test_what_others_are_answered_is_not_shown(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.write("/menu", "值班室")
        await expect(reader.message("请确认")).to_be_visible()
        town.world.press(town.bob, town.office.messages[-1], label="收到")
        await expect(reader.message("请确认：博文已收到")).to_be_visible()
        await reader.write("/menu", "值班室")
        await reader.press("收到", "值班室")
        # The only one, and one's own.
        await expect(reader.page.locator(".toast")).to_have_text("已登记")


async def test_an_answer_that_must_be_read_waits_for_it(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.write("/menu", "值班室")
        await reader.press("说明", "值班室")
        alert = reader.page.get_by_role("dialog")
        await expect(alert).to_contain_text("请先阅读预案")
        await reader.page.keyboard.press("Escape")
        await expect(alert).to_have_count(0)


async def test_a_question_of_the_bot_makes_a_reply(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.write("/ask", "值班室")
        field = reader.pane("值班室").get_by_role("textbox")
        await expect(field).to_have_attribute("placeholder", "延期理由")
        await reader.write("下乡核查", "值班室")
        reason = reader.page.locator(".mine", has_text="下乡核查")
        await expect(reason.locator(".quote")).to_contain_text("为什么？")
        await expect(reader.message("理由：下乡核查")).to_be_visible()


async def test_a_reply_an_edit_and_a_deletion(browser: Browser, town: Town) -> None:
    town.world.say(town.bob, town.office, "几点开会？")
    async with reading(browser, town.url) as reader:
        await reader.open_menu_of("几点开会？")
        await expect(reader.in_menu("编辑")).to_have_count(0)
        await reader.in_menu("回复").click()
        await reader.write("八点", "值班室")
        await expect(reader.message("八点").locator(".quote")).to_contain_text("几点开会？")
        await reader.open_menu_of("八点")
        await reader.in_menu("编辑").click()
        await reader.write("九点", "值班室")
        await expect(reader.message("九点")).to_contain_text("已编辑")
        await reader.open_menu_of("九点")
        await reader.in_menu("删除").click()
        await expect(reader.page.locator(".message", has_text="九点")).to_have_count(0)


async def test_a_message_is_forwarded(browser: Browser, town: Town) -> None:
    town.world.say(town.bob, town.office, "请转告各科室")
    async with reading(browser, town.url) as reader:
        await reader.open_menu_of("请转告各科室")
        await reader.in_menu("转发").click()
        await reader.page.get_by_role("dialog").get_by_role("option", name="论坛").click()
        await expect(reader.page.locator(".toast")).to_have_text("已转发")
        await reader.chat("论坛").click()
        await expect(reader.message("请转告各科室")).to_contain_text("转发自 博文")


async def test_a_photo_an_album_and_a_file(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await attach(reader, picture("one.png"))
        await reader.write("现场", "值班室")
        await expect(reader.message("现场").locator("img")).to_have_count(1)
        await attach(reader, *(picture(f"{number}.png") for number in range(3)))
        await reader.write("三张", "值班室")
        await expect(reader.message("三张").locator(".album img")).to_have_count(3)
        await expect(reader.message("相册已收到")).to_be_visible()
        await reader.message("三张").locator(".photo").first.click()
        await expect(reader.page.locator("dialog.large img")).to_be_visible()
        await reader.page.keyboard.press("Escape")
        report: FilePayload = {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
        await attach(reader, report)
        await reader.pane("值班室").get_by_role("button", name="发送").click()
        await expect(reader.message("报告.pdf")).to_contain_text("4 B")


async def test_one_can_be_anyone_and_nobody(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.page.get_by_role("button", name="身份: 爱丽").click()
        await reader.page.get_by_role("menuitemradio", name="匿名管理员").click()
        await reader.write("请注意查收", "值班室")
        await expect(reader.message("请注意查收")).to_have_class("message mine begins ends")
        assert town.office.messages[-1].sender_chat is town.office
        await reader.page.get_by_role("button", name="身份: 匿名管理员").click()
        await reader.page.get_by_role("menuitemradio", name="博文").click()
        await expect(reader.message("请注意查收")).to_contain_text("匿名管理员")
        await reader.write("收到", "值班室")
        await expect(reader.message("收到")).to_have_class("message mine begins ends")


async def test_the_switcher_shows_only_that_persons_chats(browser: Browser, town: Town) -> None:
    carol = town.world.add_person("卡萝")
    town.world.add_group("交通局", [carol])
    async with reading(browser, town.url) as reader:
        await expect(reader.page.locator(".chat")).to_have_count(3)
        await reader.page.locator("#me").click()
        await reader.page.get_by_role("searchbox", name="找人").fill("卡")
        await reader.page.get_by_role("dialog").get_by_role("option", name="卡萝").click()
        await expect(reader.page.locator(".chat .name")).to_have_text(["交通局"])
        await reader.page.get_by_role("button", name="与机器人私聊").click()
        await expect(reader.pane("晴空").locator(".message")).to_contain_text("/start")
        assert town.world.private_chat(carol, town.bot).messages[-1].text == "/start"


async def test_a_channel_is_read_and_chosen_by_a_button(browser: Browser, town: Town) -> None:
    world = town.world
    channel = world.add_channel("空气质量发布", [town.alice])
    world.say(town.alice, channel, "橙色预警")
    private = world.private_chat(town.alice, town.bot)
    async with reading(browser, town.url) as reader:
        await reader.chat("空气质量发布").click()
        await expect(reader.message("橙色预警")).to_be_visible()
        post = world.new_message(channel, town.bot, Formatted("黄色预警"))
        post.sender_chat = channel
        world.post(post)
        await expect(reader.message("黄色预警")).not_to_contain_text("机器人")
        await expect(reader.pane("空气质量发布").locator(".composer")).to_be_hidden()
        await expect(reader.pane("空气质量发布")).to_contain_text("频道在这里只供阅读")
        ask = world.new_message(private, town.bot, Formatted("请选择"))
        wanted = ChatRequest(1, is_channel=True, tells_title=True)
        ask.reply_keyboard = [[Choice("选择频道", request_chat=wanted)]]
        world.start_bot(town.alice, town.bot)
        world.post(ask)
        await reader.page.locator(f'.chat[data-chat="{chat_key(private)}"]').click()
        await reader.page.locator(".choices button", has_text="选择频道").click()
        await reader.in_menu("空气质量发布").click()
        await expect(reader.page.locator(".pane")).to_contain_text("选择了“空气质量发布”")
        link = world.new_message(private, town.bot, Formatted("反映线索"))
        link.keyboard = [[Button("打开", url="https://t.me/page_bot?start=tip_1")]]
        world.post(link)
        await reader.page.locator(".keys a", has_text="打开").click()
        await expect(reader.message("/start tip_1")).to_be_visible()


async def test_buttons_have_colours_copy_and_die(browser: Browser, town: Town) -> None:
    private = town.world.private_chat(town.alice, town.bot)
    async with reading(browser, town.url) as reader:
        await reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        town.world.start_bot(town.alice, town.bot)
        ask = town.world.new_message(private, town.bot, Formatted("请审签"))
        ask.keyboard = [
            [
                Button("同意", "ok", extra=(("style", "success"),)),
                Button("退回", "back", extra=(("style", "danger"),)),
            ],
            [Button("复制文号", extra=(("copy_text", {"text": "昌污指预〔2026〕1号"}),))],
            [Button("张三 08:03 已收", extra=(("disabled", {}),))],
        ]
        ask.opens_reply = True
        await reader.page.locator(f'.chat[data-chat="{chat_key(private)}"]').click()
        town.world.post(ask)
        keys = reader.page.locator(".keys button")
        await expect(keys.nth(0)).to_have_class("success")
        await expect(keys.nth(1)).to_have_class("danger")
        await expect(keys.nth(3)).to_be_disabled()
        await expect(reader.page.locator(".composer .about")).to_contain_text("请审签")
        await keys.nth(2).click()
        copied = await reader.evaluate("() => navigator.clipboard.readText()")
        assert copied == "昌污指预〔2026〕1号"


async def test_topics_are_apart(browser: Browser, town: Town) -> None:
    topic = town.world.create_topic(town.forum, "日报", by=town.alice)
    town.world.say(town.bob, town.forum, "综合的话")
    async with reading(browser, town.url) as reader:
        await reader.chat("论坛").click()
        await reader.pane("论坛").get_by_role("button", name="日报").click()
        await expect(reader.page.locator(".message")).to_have_count(0)
        await reader.write("日报的话", "论坛")
        await expect(reader.message("日报的话")).to_be_visible()
        assert town.forum.messages[-1].thread_id == topic.id
        await reader.pane("论坛").get_by_role("button", name="综合").click()
        await expect(reader.page.locator(".message")).to_have_count(1)
        await expect(reader.message("综合的话")).to_be_visible()


async def test_unread_messages_are_counted_until_they_are_read(
    browser: Browser, town: Town
) -> None:
    async with reading(browser, town.url) as reader:
        await expect(reader.pane("值班室")).to_be_visible()
        town.world.say(town.bob, town.forum, "一")
        town.world.say(town.bob, town.forum, "二")
        await expect(reader.chat("论坛").locator(".unread")).to_have_text("2")
        await reader.page.get_by_role("button", name="未读").click()
        await expect(reader.page.locator(".chat")).to_have_count(1)
        await reader.chat("论坛").click()
        await expect(reader.page.locator("#side .unread")).to_have_count(0)


async def test_faults_by_menu(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        faults = reader.page.locator("#faults")
        await faults.click()
        await reader.in_menu("把机器人移出群").click()
        await expect(reader.page.locator(".service").last).to_have_text("爱丽把晴空移出了群")
        await expect(reader.pane("值班室")).to_contain_text("机器人不在群里")
        await faults.click()
        await reader.in_menu("请机器人回来").click()
        await expect(reader.page.locator(".service").last).to_have_text("爱丽请晴空进了群")
        await faults.click()
        await reader.in_menu("升级为超级群").click()
        await expect(reader.page.locator(".service").last).to_have_text("由普通群升级而来")
        moved = town.office.migrated_to
        assert moved is not None
        shown = reader.page.locator(f'.pane[data-chat="{chat_key(moved)}"]')
        await expect(shown).to_be_visible()


async def test_the_network_breaks_and_is_mended(browser: Browser, town: Town) -> None:
    async with reading(browser, town.url) as reader:
        await reader.page.locator("#faults").click()
        await reader.in_menu("断网一分钟").click()
        await expect(reader.page.locator("#outage")).to_contain_text("秒后恢复")
        assert len(town.world.faults) == 1
        await reader.page.get_by_role("button", name="恢复网络").click()
        await expect(reader.page.locator("#outage")).to_be_hidden()
        assert len(town.world.faults) == 0
