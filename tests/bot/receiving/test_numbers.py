"""No stored update holds a phone number; the sender's own stands beside it for a while."""

from typing import Any

import pytest

from bot.receiving.numbers import own_number, without_numbers

OWN = {"phone_number": "8613900000001", "first_name": "甲", "user_id": 7, "vcard": "TEL:1"}


def given(chat: str = "private", sender: Any = 7, **content: Any) -> dict[str, Any]:
    message = {"chat": {"id": 7, "type": chat}, "from": {"id": sender}, **content}
    return {"update_id": 1, "message": message}


def test_the_senders_own_is_taken_in_private() -> None:
    assert own_number(given(contact=OWN)) == "8613900000001"


@pytest.mark.parametrize(
    "update",
    [
        given(contact={**OWN, "user_id": 8}),
        given(contact={"phone_number": "1", "first_name": "甲"}),
        given(sender=None, contact={**OWN, "user_id": None}),
        given("supergroup", contact=OWN),
        given(contact=OWN, forward_origin={"type": "user"}),
        given(contact={**OWN, "phone_number": 5}),
        given(contact="8613900000001"),
        given(reply_to_message={"contact": OWN}),
        {"update_id": 1, "edited_message": given(contact=OWN)["message"]},
        {"update_id": 1, "message": ["contact"]},
    ],
)
def test_no_other_is(update: dict[str, Any]) -> None:
    assert own_number(update) is None


def test_every_number_leaves_the_update_wherever_it_stands() -> None:
    nested = given(contact=OWN, external_reply={"contact": OWN}, photos=[{"contact": OWN}])
    kept = without_numbers(nested)
    assert "86139" not in str(kept)
    assert "TEL" not in str(kept)
    assert kept["message"]["contact"]["user_id"] == 7
    assert nested["message"]["contact"] == OWN
