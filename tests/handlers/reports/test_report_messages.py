"""What of Telegram's messages can be a report, and what is kept of it."""

from typing import Any

import pytest
import telegram

from handlers.reports.report_messages import (
    incoming,
    is_from_anonymous_admin,
    sender,
    written,
)
from storage.owed.reports import PartKind

GROUP = {"id": -1001, "type": "supergroup", "title": "群"}
PERSON = {"id": 5001, "is_bot": False, "first_name": "李某"}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 7}
DOCUMENT = {**FILE, "file_name": "日报.docx", "mime_type": "application/msword"}
SMALL = {**FILE, "file_id": "small", "width": 90, "height": 90}
LARGE = {**FILE, "width": 900, "height": 900}
MOVING = {**FILE, "width": 9, "height": 9, "duration": 3}


def message(**content: Any) -> telegram.Message:
    raw = {"message_id": 1, "date": 1796083200, "chat": GROUP, "from": PERSON, **content}
    return telegram.Message.de_json(raw, None)


@pytest.mark.parametrize(
    ("content", "kind", "text", "file_id"),
    [
        pytest.param({"text": "已落实"}, PartKind.TEXT, "已落实", None, id="text"),
        pytest.param({"photo": [SMALL, LARGE]}, PartKind.PHOTO, "", "f", id="the largest photo"),
        pytest.param(
            {"photo": [LARGE], "caption": "现场"}, PartKind.PHOTO, "现场", "f", id="a caption"
        ),
        pytest.param({"document": DOCUMENT}, PartKind.DOCUMENT, "", "f", id="file"),
        pytest.param(
            {"animation": MOVING, "document": DOCUMENT}, PartKind.DOCUMENT, "", "f", id="animation"
        ),
        pytest.param({"video": MOVING}, PartKind.VIDEO, "", "f", id="video"),
        pytest.param(
            {"video_note": {**FILE, "length": 9, "duration": 3}},
            PartKind.VIDEO_NOTE,
            "",
            "f",
            id="round video",
        ),
        pytest.param({"audio": {**FILE, "duration": 3}}, PartKind.AUDIO, "", "f", id="audio"),
        pytest.param({"voice": {**FILE, "duration": 3}}, PartKind.VOICE, "", "f", id="voice"),
        pytest.param(
            {"location": {"latitude": 44.0, "longitude": 87.3}},
            PartKind.LOCATION,
            "44.0,87.3",
            None,
            id="location",
        ),
    ],
)
def test_what_can_be_a_report(
    content: dict[str, Any], kind: PartKind, text: str, file_id: str | None
) -> None:
    item = incoming(message(**content))
    assert item is not None
    assert (item.kind, item.text) == (kind, text)
    assert (item.file.file_id if item.file else None) == file_id
    assert item.sent_by == 5001


def test_a_files_name_and_kind_are_kept() -> None:
    item = incoming(message(document=DOCUMENT))
    assert item is not None
    assert item.file is not None
    assert (item.file.name, item.file.mime_type, item.file.size) == (
        "日报.docx",
        "application/msword",
        7,
    )


STICKER = {**FILE, "width": 9, "height": 9, "is_animated": False, "is_video": False}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"sticker": {**STICKER, "type": "regular"}}, id="sticker"),
        pytest.param({"dice": {"emoji": "🎲", "value": 3}}, id="dice"),
        pytest.param({"contact": {"phone_number": "1", "first_name": "某"}}, id="contact"),
    ],
)
def test_what_cannot(content: dict[str, Any]) -> None:
    said = message(**content)
    assert incoming(said) is None


def test_an_anonymous_admin_is_nobody_yet() -> None:
    said = message(text="已落实", sender_chat=GROUP)
    assert sender(said) is None
    assert is_from_anonymous_admin(said)


def test_a_channel_is_nobody_at_all() -> None:
    channel = {"id": -1002, "type": "channel", "title": "频道"}
    said = message(text="已落实", sender_chat=channel)
    assert sender(said) is None
    assert not is_from_anonymous_admin(said)


def test_the_words_after_a_command() -> None:
    item = written(message(text="/report 已落实"), "已落实")
    assert (item.kind, item.text, item.message_id) == (PartKind.TEXT, "已落实", 1)
