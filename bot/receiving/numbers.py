"""Takes phone numbers out of an update before it is stored.

The one number that is kept for a while is the sender's own, given in private. It stands beside the
update and not in it, and is gone once the update was handled.
"""

from typing import Any

from bot.scrub import word

RawUpdate = dict[str, Any]

TAKEN_OUT = ("phone_number", "vcard")
"""A contact's fields that tell a number. They stay as empty words, as libraries expect them."""


def without_numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [without_numbers(one) for one in value]
    if isinstance(value, dict):
        return {key: "" if key in TAKEN_OUT else without_numbers(one) for key, one in value.items()}
    return value


def own_number(update: RawUpdate) -> str | None:
    """Return the number that the sender of this update gave of themselves, in private.

    A number passed on from elsewhere is nobody's word, whoever it belongs to.
    """
    message = _part(update, "message")
    contact, sender = _part(message, "contact"), _part(message, "from")
    if _part(message, "chat").get("type") != "private" or "forward_origin" in message:
        return None
    owner = contact.get("user_id")
    if owner is None or owner != sender.get("id"):
        return None
    return word(contact.get("phone_number"))


def _part(whole: RawUpdate, name: str) -> RawUpdate:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
