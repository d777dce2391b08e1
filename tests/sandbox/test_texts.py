"""Texts as Telegram reads them: HTML, lengths, keyboards."""

from __future__ import annotations

import pytest

from sandbox import Chat
from sandbox.entities import Entity, Formatted, parse_html, trimmed, utf16_length, with_found
from sandbox.errors import ApiError
from tests.sandbox.conftest import Api

BROKEN = "Bad Request: can't parse entities: "


def kinds(formatted: Formatted) -> list[tuple[str, int, int]]:
    return [(e.type, e.offset, e.length) for e in formatted.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>b", "ab", [("bold", 0, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<ins>a</ins><strike>b</strike>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("😀<b>a</b>", "😀a", [("bold", 2, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<pre><code class='language-py'>a</code></pre>", "a", [("pre", 0, 1)]),
        ("<pre><code>a</code></pre>", "a", [("pre", 0, 1)]),
        ('<a href="https://x.cn/?a=1&amp;b=>">a</a>', "a", [("text_link", 0, 1)]),
        ("<a>not an address</a>", "not an address", []),
        ("&lt;&gt;&amp;&quot;&#20013;&#x56FD;", '<>&"中国', []),
        ("a & b &nbsp; &unknown;", "a & b &nbsp; &unknown;", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    formatted = parse_html(source)
    assert (formatted.text, kinds(formatted)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("中</b>", "Unexpected end tag at byte offset 3"),
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("PM2.5 < 75", 'Unsupported start tag "" at byte offset 6'),
        ("a <br/> b", 'Unsupported start tag "br/" at byte offset 2'),
        ("中<b class='>'", "Unclosed start tag at byte offset 3"),
        ("中<b", "Unclosed start tag at byte offset 3"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == BROKEN + complaint


def test_links_commands_and_mentions_are_found_but_not_inside_code() -> None:
    found = with_found(Formatted("/due@duty_bot 见 https://x.cn/a @office_1 #橙色预警 a/b 1@2"))
    assert [e.type for e in found.entities] == ["bot_command", "url", "mention", "hashtag"]
    assert kinds(with_found(parse_html("<code>/due</code>"))) == [("code", 0, 4)]


def test_white_space_at_the_ends_is_dropped_and_entities_move_along() -> None:
    assert kinds(trimmed(parse_html("\n <b>a </b>\n"))) == [("bold", 0, 1)]


def test_lengths_are_counted_in_utf16_units() -> None:
    assert [utf16_length(text) for text in ("a", "中", "😀")] == [1, 1, 2]


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


async def test_the_length_counts_after_the_tags_are_read(api: Api, group: Chat) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    await api.call("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["", " \n ", "<b> </b>"])
async def test_an_empty_text_is_refused(api: Api, group: Chat, text: str) -> None:
    refusal = await api.refusal("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert refusal == "Bad Request: message text is empty"


async def test_entities_after_the_hundredth_are_dropped(api: Api, group: Chat) -> None:
    text = "".join(f"<b>{number}</b> " for number in range(110))
    sent = await api.call("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert len(sent["entities"]) == 100


async def test_entities_can_be_given_instead_of_html(api: Api, group: Chat) -> None:
    bold = {"type": "bold", "offset": 0, "length": 1}
    await api.call("sendMessage", chat_id=group.id, text="<b>", entities=[bold])
    assert group.messages[-1].entities == [Entity("bold", 0, 1)]
    assert group.messages[-1].html == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": "字" * 21 + "a"}, None),
        ({"text": "x", "callback_data": "字" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"callback_data": "x"},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": 1, "callback_data": "x"},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
    ],
)
async def test_a_button_carries_1_to_64_bytes(
    api: Api, group: Chat, button: dict[str, object], complaint: str | None
) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await api.answer("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert answer.get("description") == (complaint and f"Bad Request: {complaint}")
