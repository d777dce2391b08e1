"""HTML as Telegram reads it, and what it says when it cannot.

Source: measured against Telegram's server source, the reading of HTML in its library and the tests
beside it; where the Bot API's formatting options say the same, they are named.
"""

from __future__ import annotations

import pytest

from sandbox import Chat
from sandbox.entities import Formatted, trimmed
from sandbox.errors import ApiError
from sandbox.found import with_found
from sandbox.html_text import parse_html
from tests.sandbox.conftest import Api

BROKEN = "Bad Request: can't parse entities: "


def kinds(formatted: Formatted) -> list[tuple[str, int, int]]:
    return [(e.type, e.offset, e.length) for e in formatted.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        # Bot API 10.1, formatting options, HTML style: the tags and their synonyms.
        ("<b>a</b>b", "ab", [("bold", 0, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<ins>a</ins><u>b</u>", "ab", [("underline", 0, 2)]),
        ("<strike>a</strike><del>b</del><s>c</s>", "abc", [("strikethrough", 0, 3)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://x.cn/?a=1&amp;b=>">a</a>', "a", [("text_link", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        # Tags nest, know no case, and may be closed without a name.
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<B>a</b><i>c</I>", "ac", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b>a</b  >", "a", [("bold", 0, 1)]),
        ("<b  >a</b>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<b a=b.c-9 d='e' f>a</b>", "a", [("bold", 0, 1)]),
        # Offsets are UTF-16 units.
        ("😀<b>a</b>", "😀a", [("bold", 2, 1)]),
        ("<b>😀</b>", "😀", [("bold", 0, 2)]),
        # A language belongs to the block, in either nesting, when both cover the same text.
        ("<pre><code class='language-py'>a</code></pre>", "a", [("pre", 0, 1)]),
        ("<code class='language-py'><pre>a</pre></code>", "a", [("pre", 0, 1)]),
        ("<pre><code>a</code></pre>", "a", [("pre", 0, 1)]),
        # Bot API 10.1, formatting options: code holds nothing else, quotes hold no quotes.
        ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
        ("<b><code>a</code></b>", "a", [("code", 0, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
        # Equal neighbours become one.
        ("<b>a</b><b>b</b>", "ab", [("bold", 0, 2)]),
        ("<b>a<b>b</b></b>", "ab", [("bold", 0, 2)]),
        # Four named references, numbers of at most ten characters; all else stays as it is.
        ("&lt;&gt;&amp;&quot;&#20013;&#x56FD;", '<>&"中国', []),
        ("&lt 1 &#62", "< 1 >", []),
        ("a & b &nbsp; &ltx; &unknown;", "a & b &nbsp; &ltx; &unknown;", []),
        ("&#0; &#12345678; &#x; &#X41;", "&#0; &#12345678; &#x; &#X41;", []),
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
        ("<b>a<i>b</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a<i>b</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("中</b>", "Unexpected end tag at byte offset 3"),
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("a <br/> b", 'Unsupported start tag "br/" at byte offset 2'),
        ("PM2.5 < 75", 'Unsupported start tag "" at byte offset 6'),
        ("PM2.5 <75", "Unclosed start tag at byte offset 6"),
        ("PM2.5 <", "Unclosed start tag at byte offset 6"),
        ("中<b class='>'", "Unclosed start tag at byte offset 3"),
        ("中<b class='>", "Unclosed start tag at byte offset 3"),
        ("中<b", "Unclosed start tag at byte offset 3"),
        ("<b class", 'Unclosed start tag "b" at byte offset 0'),
        ("<b class= ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<b >a</b><b /", 'Empty attribute name in the tag "b" at byte offset 9'),
        ("<a href=x/>", "Unexpected end of name token at byte offset 8"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert (refusal.value.code, refusal.value.description) == (400, BROKEN + complaint)


async def test_the_refusal_of_broken_html_is_a_400_over_http(api: Api, group: Chat) -> None:
    answer = await api.answer("sendMessage", chat_id=group.id, text="<b>a", parse_mode="html")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": BROKEN + 'Can\'t find end tag corresponding to start tag "b"',
    }
    assert len([m for m in group.messages if not m.is_service]) == 0


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("https://x.cn/a?b#c", "https://x.cn/a?b#c"),
        ("HTTPS://x.cn", "https://x.cn/"),
        ("x.cn", "http://x.cn/"),
        ("x.cn?a", "http://x.cn/?a"),
        ("x.cn:8080/a", "http://x.cn:8080/a"),
        ("tel:+8612345", "tel:+8612345"),
        ("nonsense", None),
        ("https://nonsense", None),
    ],
)
def test_the_address_of_a_link_is_completed(target: str, shown: str | None) -> None:
    entities = parse_html(f'<a href="{target}">字</a>').entities
    assert [dict(entity.extra)["url"] for entity in entities] == ([shown] if shown else [])


def test_a_link_without_an_address_takes_it_from_its_text() -> None:
    (entity,) = parse_html("<a>x.cn</a>").entities
    assert entity.extra == (("url", "http://x.cn/"),)


def test_the_language_of_a_block_is_kept_and_that_of_code_in_a_line_is_not() -> None:
    (block,) = parse_html('<pre><code class="language-py">a</code></pre>').entities
    (inline,) = parse_html('<code class="language-py">a</code>').entities
    assert (block.extra, inline.extra) == ((("language", "py"),), ())


# Bot API 10.1, MessageEntity: types found in plain text.
def test_links_commands_and_mentions_are_found_but_not_inside_code() -> None:
    found = with_found(Formatted("/due@duty_bot 见 https://x.cn/a @office_1 #橙色预警 a/b 1@2"))
    assert [e.type for e in found.entities] == ["bot_command", "url", "mention", "hashtag"]
    assert kinds(with_found(parse_html("<code>/due</code>"))) == [("code", 0, 4)]


def test_white_space_at_the_ends_is_dropped_and_entities_move_along() -> None:
    assert kinds(trimmed(parse_html("\n <b>a </b>\n"))) == [("bold", 0, 1)]
