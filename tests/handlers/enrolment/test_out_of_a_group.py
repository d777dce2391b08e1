"""Who is out of a group, by what Telegram says of a member: Bot API 10.1, ChatMember."""

import pytest
import telegram
from telegram.constants import ChatMemberStatus

from handlers.enrolment.membership import is_out

PERSON = {"id": 7, "is_bot": False, "first_name": "联络员"}
MUTED = dict.fromkeys(
    (
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_send_messages",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_manage_topics",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_edit_tag",
        "can_react_to_messages",
    ),
    False,
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"status": ChatMemberStatus.OWNER, "is_anonymous": False}, False),
        ({"status": ChatMemberStatus.MEMBER}, False),
        ({"status": ChatMemberStatus.LEFT}, True),
        ({"status": ChatMemberStatus.BANNED, "until_date": 0}, True),
        # Muted is not gone; restricted and out of the chat is.
        (
            {"status": ChatMemberStatus.RESTRICTED, "is_member": True, "until_date": 0, **MUTED},
            False,
        ),
        (
            {"status": ChatMemberStatus.RESTRICTED, "is_member": False, "until_date": 0, **MUTED},
            True,
        ),
    ],
)
def test_out(said: dict[str, object], expected: bool) -> None:
    member = telegram.ChatMember.de_json({"user": PERSON, **said}, None)
    assert is_out(member) is expected
