"""Why Telegram refuses, in the office's words."""

from office.desk import Desk

REASONS = {
    "kicked": "reason_kicked",
    "not a member": "reason_left",
    "left": "reason_left",
    "deleted": "reason_deleted",
    "blocked": "reason_blocked",
    "deactivated": "reason_deactivated",
    "administrator rights": "reason_no_post",
    "right to post": "reason_no_post",
    "restricted": "reason_muted",
    "rights": "reason_muted",
    "thread": "reason_topic",
    "topic": "reason_topic",
}
"""Our reasons by fragments of what Telegram's refusals and membership updates say."""


def worded(desk: Desk, said: str | None) -> str:
    # The row keeps Telegram's own text; people read the reason in the office's language.
    text = (said or "").casefold()
    known = (key for fragment, key in REASONS.items() if fragment in text)
    return desk.words.plain(next(known, "reason_refused"))
