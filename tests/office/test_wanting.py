"""Files that a chat waits for: wanted, made, given up, and never made for nobody."""

from messages.render import Message
from office import post, wanting
from office.desk import Desk
from office.post import Place, Posting
from office.wanting import MOST_ATTEMPTS, FileWish
from storage.delivery import edits, outbox, wanted_files
from storage.delivery.outbox import ENCLOSED, DeliveryKind
from storage.delivery.wanted_files import WantedState
from storage.scope import EVERYWHERE

CHAT = Place(-5)
LEDGER = FileWish("ledger", {"episode": 3}, "台账.xlsx", "📒 台账")


async def test_what_was_made_is_sent_once_with_its_caption(desk: Desk) -> None:
    row = await wanting.want(desk, CHAT, LEDGER, posting=Posting(dedupe_key="ledger:3"))
    assert [one.key for one in await wanted_files.waiting(desk.session, EVERYWHERE)] == [row.key]
    assert await wanting.is_wanted(desk, CHAT, "ledger", {"episode": 3})
    assert not await wanting.is_wanted(desk, CHAT, "ledger", {"episode": 4})
    assert not await wanting.is_wanted(desk, Place(-6), "ledger", {"episode": 3})
    for _ in range(2):
        await wanting.made(desk, row.key, "ab" * 32, 9)
    (sent,) = await outbox.open_in_chat(desk.session, desk.jurisdiction, CHAT.chat_id)
    assert (sent.text, sent.kind, sent.dedupe_key) == (
        "📒 台账",
        DeliveryKind.DOCUMENT,
        "ledger:3",
    )
    assert sent.context[ENCLOSED]["sha256"] == "ab" * 32
    assert (row.state, row.size) == (WantedState.MADE, 9)
    assert await wanted_files.waiting(desk.session, EVERYWHERE) == []
    assert await wanting.begin(desk, row.key) is None


async def test_who_waits_reads_how_far_it_is_and_why_it_failed(desk: Desk) -> None:
    shown = await post.send(desk, CHAT, DeliveryKind.ANSWER, Message("⏳"))
    row = await wanting.want(desk, CHAT, LEDGER, progress=shown)
    await wanting.say_how_far(desk, row, "wanted_reading")
    await wanting.failed(desk, row, "workshop_slow")
    edit = await edits.edit_waiting(desk.session, shown)
    assert edit is not None
    assert edit.text == "❌ 没有生成“台账.xlsx”。"
    told = (await outbox.open_in_chat(desk.session, desk.jurisdiction, CHAT.chat_id))[-1]
    assert "没能生成“台账.xlsx”：用时太长" in told.text
    assert (row.state, row.fault) == (WantedState.FAILED, "workshop_slow")


async def test_what_ends_the_bot_again_and_again_is_given_up(desk: Desk) -> None:
    row = await wanting.want(desk, CHAT, LEDGER)
    for number in range(MOST_ATTEMPTS):
        begun = await wanting.begin(desk, row.key)
        assert begun is not None
        assert begun.attempts == number + 1
    assert await wanting.begin(desk, row.key) is None
    assert row.state == WantedState.FAILED
