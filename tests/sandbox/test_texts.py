"""Texts, entities and keyboards: how much of each there may be."""

from __future__ import annotations

import pytest

from sandbox import Chat
from sandbox.entities import Entity, utf16_length
from sandbox.reactions import read_reactions
from tests.sandbox.conftest import Api


# Bot API, MessageEntity: offsets and lengths are UTF-16 code units.
def test_lengths_are_counted_in_utf16_units() -> None:
    assert [utf16_length(text) for text in ("a", "中", "😀")] == [1, 1, 2]


# Bot API 10.1, sendMessage: text has 1-4096 characters after entities parsing.
# Telegram, measured: §1.2: the unit is disputed; UTF-16 units hold under both readings.
@pytest.mark.parametrize(
    ("text", "accepted"),
    [("字" * 4096, True), ("字" * 4097, False), ("😀" * 2048, True), ("😀" * 2049, False)],
)
async def test_a_text_has_at_most_4096_units(
    api: Api, group: Chat, text: str, accepted: bool
) -> None:
    answer = await api.answer("sendMessage", chat_id=group.id, text=text)
    assert answer["ok"] is accepted
    if not accepted:
        assert answer["description"] == "Bad Request: message is too long"


# Bot API 10.1, sendMessage: "after entities parsing".
async def test_the_length_counts_after_the_tags_are_read(api: Api, group: Chat) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    await api.call("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")


# Measured against Telegram's server source, get_formatted_text: 32 KiB with the markup.
async def test_a_source_of_more_than_32_kib_is_not_read_at_all(api: Api, group: Chat) -> None:
    text = "<b></b>" * 5000
    refusal = await api.refusal("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert refusal == "Bad Request: text is too long"


# Measured against Telegram's server source: nothing given, and nothing left of what was given.
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
    ],
)
async def test_an_empty_text_is_refused(api: Api, group: Chat, text: str, complaint: str) -> None:
    refusal = await api.refusal("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert refusal == f"Bad Request: {complaint}"


# Telegram, measured: §1.2: a message has at most 100 entities; the rest are dropped in silence.
async def test_entities_after_the_hundredth_are_dropped(api: Api, group: Chat) -> None:
    text = "".join(f"<b>{number}</b> " for number in range(110))
    sent = await api.call("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert len(sent["entities"]) == 100
    assert sent["text"].endswith("109")


# Bot API 10.1, sendMessage, entities: instead of parse_mode.
async def test_entities_can_be_given_instead_of_html(api: Api, group: Chat) -> None:
    bold = {"type": "bold", "offset": 0, "length": 1}
    await api.call("sendMessage", chat_id=group.id, text="<b>", entities=[bold])
    assert group.messages[-1].entities == [Entity("bold", 0, 1)]
    assert group.messages[-1].html == "&lt;b&gt;"


# Measured against Telegram's server source, get_formatted_text.
async def test_an_unknown_parse_mode_is_refused(api: Api, group: Chat) -> None:
    refusal = await api.refusal("sendMessage", chat_id=group.id, text="x", parse_mode="RTF")
    assert refusal == "Bad Request: unsupported parse_mode"


TEXT_BUTTON = "Text buttons are unallowed in the inline keyboard"


# Bot API 10.1, InlineKeyboardButton: callback_data has 1-64 bytes.
# The sentences: measured against Telegram's server source, get_inline_keyboard_button.
@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": "字" * 21 + "a"}, None),
        ({"text": 1, "callback_data": "x"}, None),
        ({"text": "x", "callback_data": "字" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, "BUTTON_TEXT_INVALID"),
        ({"text": "x"}, f"can't parse inline keyboard button: {TEXT_BUTTON}"),
        (
            {"callback_data": "x"},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": [], "callback_data": "x"},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            "x",
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
    ],
)
async def test_a_button_carries_1_to_64_bytes(
    api: Api, group: Chat, button: object, complaint: str | None
) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await api.answer("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert answer.get("description") == (complaint and f"Bad Request: {complaint}")


# Measured against Telegram's server source, get_reply_markup.
@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ({"inline_keyboard": 1}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [1]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": 1}, 'field "keyboard" must be of type Array'),
        ({"keyboard": [1]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
            "reply markup is too long",
        ),
    ],
)
async def test_a_keyboard_is_rows_of_buttons(
    api: Api, group: Chat, markup: dict[str, object], complaint: str
) -> None:
    refusal = await api.refusal("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert refusal == f"Bad Request: {complaint}"


# Bot API 10.1, ReactionTypeEmoji: the list of emoji.
def test_the_listed_reactions_are_known() -> None:
    for emoji in ("👍", "❤", "❤️", "👨‍💻"):
        assert read_reactions([{"type": "emoji", "emoji": emoji}])
