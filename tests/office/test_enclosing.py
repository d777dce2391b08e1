"""Files that the office made, as they are queued."""

import pytest

from messages.length import CAPTION_LIMIT
from messages.render import Message
from office import enclosing, post
from office.desk import Desk
from office.enclosing import DOCUMENT, LARGEST, PHOTO, OwnFile
from office.post import Place, Posting
from storage.delivery import split_texts
from storage.delivery.outbox import ENCLOSED, UNDER_A_FILE, DeliveryKind

GROUP = Place(-1)
COMMAND = "qingkong export ledger"


def own(form: str, size: int) -> OwnFile:
    return OwnFile(form, "ab" * 32, "台账.xlsx", size, COMMAND)


@pytest.mark.parametrize(
    ("form", "size", "sent_as"),
    [
        (DOCUMENT, LARGEST[DOCUMENT], DOCUMENT),
        (PHOTO, LARGEST[PHOTO], PHOTO),
        (PHOTO, LARGEST[PHOTO] + 1, DOCUMENT),
    ],
)
async def test_it_goes_as_what_telegram_takes(
    desk: Desk, form: str, size: int, sent_as: str
) -> None:
    row = await enclosing.send_own(desk, GROUP, own(form, size), Message("台账"))
    assert (row.kind, row.text) == (DeliveryKind.DOCUMENT, "台账")
    assert row.context[ENCLOSED] == {"form": sent_as, "sha256": "ab" * 32, "name": "台账.xlsx"}


async def test_what_is_too_large_for_telegram_is_made_by_a_command(desk: Desk) -> None:
    row = await enclosing.send_own(desk, GROUP, own(DOCUMENT, LARGEST[DOCUMENT] + 1), Message("账"))
    assert ENCLOSED not in row.context
    assert COMMAND in row.text


async def test_one_file_is_queued_once_under_one_key(desk: Desk) -> None:
    how = Posting(dedupe_key="ledger:1", context={"note": 1})
    first = await enclosing.send_own(desk, GROUP, own(DOCUMENT, 9), Message("账"), posting=how)
    second = await enclosing.send_own(desk, GROUP, own(DOCUMENT, 9), Message("账"), posting=how)
    assert second.key == first.key
    assert first.context["note"] == 1


async def test_the_words_beyond_a_caption_follow_without_the_file(desk: Desk) -> None:
    long = Message("\n".join("重污染天气" for _ in range(CAPTION_LIMIT // 4)))
    how = Posting(context={"note": 1})
    last = await enclosing.send_own(desk, GROUP, own(DOCUMENT, 9), long, posting=how)
    first, *others = await split_texts.parts_of(desk.session, last)
    assert ENCLOSED in first.context
    assert [part.context for part in others] == [{"note": 1}] * len(others)
    assert max(len(part.text) for part in (first, *others)) <= CAPTION_LIMIT


async def test_an_edit_of_a_caption_knows_that_it_is_one(desk: Desk) -> None:
    row = await enclosing.send_own(desk, GROUP, own(DOCUMENT, 9), Message("账"))
    edit = await post.edit(desk, row, Message("字" * 2000))
    assert edit.context == {UNDER_A_FILE: True}
    assert len(edit.text) == CAPTION_LIMIT
