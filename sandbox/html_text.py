"""Reads HTML as Telegram does: its own small dialect, refused in its own words when it is broken.

Places in the refusals are UTF-8 bytes of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from sandbox.entities import Entity, Formatted, settled
from sandbox.errors import ApiError, bad_request
from sandbox.links import checked_link

_PLAIN_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = frozenset({*_PLAIN_TAGS, "a", "code", "pre", "blockquote", "tg-emoji"})

#: This stands after the last character, as in the strings that Telegram's server reads.
_END = "\0"
_SPACE = " \t\r\n\v"

_PLAIN_RUN = re.compile(r"[^<&\0]+")
_TAG_NAME = re.compile(rf"[^>{_SPACE}{_END}]*")
_ATTRIBUTE_NAME = re.compile(rf"[^=>/\"'{_SPACE}{_END}]*")
_ATTRIBUTE_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = re.compile(rf"[{_SPACE}]*")
_QUOTED = {quote: re.compile(f"[^{quote}{_END}]*") for quote in "\"'"}

_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<number>[0-9]*)|(?P<name>[A-Za-z]*));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_REFERENCE = 10

_LANGUAGE = "language-"


def parse_html(source: str) -> Formatted:
    """Read the markup; raise the 400 that Telegram gives where it is broken."""
    return settled(_HtmlReader(source.replace(_END, " ")).read())


@dataclass
class _Open:
    """A tag that waits for its end: where its text begins, in UTF-16 units and in pieces."""

    name: str
    attributes: dict[str, str]
    offset: int
    first_piece: int


@dataclass
class _HtmlReader:
    source: str
    at: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source += _END

    def read(self) -> Formatted:
        while self._here != _END:
            self._step()
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.pieces)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _broken(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Formatted(text, [_without_language(entity) for entity in self.entities])

    def _step(self) -> None:
        if run := _PLAIN_RUN.match(self.source, self.at):
            self._emit(run.group(), run.end())
        elif self._here == "&":
            reference = _REFERENCE.match(self.source, self.at)
            assert reference is not None
            character = _referred(reference)
            self._emit(character or "&", reference.end() if character else self.at + 1)
        elif self.source.startswith("</", self.at):
            self._end_tag()
        else:
            self._start_tag()

    def _emit(self, text: str, end: int) -> None:
        self.pieces.append(text)
        self.length += len(text.encode("utf-16-le", "surrogatepass")) // 2
        self.at = end

    @property
    def _here(self) -> str:
        return self.source[self.at]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        assert found is not None
        self.at = found.end()
        return found.group()

    # Tags

    def _start_tag(self) -> None:
        start = self.at
        self.at += 1
        name = self._take(_TAG_NAME).lower()
        if self._here == _END:
            raise self._broken_at("Unclosed start tag", start)
        if name not in _TAGS:
            raise self._broken_at(f'Unsupported start tag "{name}"', start)
        attributes = self._attributes(name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._broken_at('Tag "span" must have class "tg-spoiler"', start)
        self.at += 1
        self.open.append(_Open(name, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._take(_SPACES) or self._here != ">":
            if self._here == ">":
                break
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise self._broken_at(f'Empty attribute name in the tag "{tag}"', start)
            found[name] = self._attribute_value(tag, start)
        return found

    def _attribute_value(self, tag: str, start: int) -> str:
        self._take(_SPACES)
        has_value = self._here == "="
        if has_value:
            self.at += 1
            self._take(_SPACES)
        if self._here == _END:
            raise self._broken_at(f'Unclosed start tag "{tag}"', start)
        if not has_value:
            return ""
        value = self._quoted() if self._here in _QUOTED else self._token()
        if self._here == _END:
            raise self._broken_at("Unclosed start tag", start)
        return value

    def _quoted(self) -> str:
        quote = self._here
        self.at += 1
        value = self._take(_QUOTED[quote])
        if self._here == quote:
            self.at += 1
        return _REFERENCE.sub(lambda one: _referred(one) or one.group(), value)

    def _token(self) -> str:
        begin = self.at
        value = self._take(_ATTRIBUTE_TOKEN).lower()
        if self._here not in f">{_SPACE}{_END}":
            raise self._broken_at("Unexpected end of name token", begin)
        return value

    def _end_tag(self) -> None:
        start = self.at
        if not self.open:
            raise self._broken_at("Unexpected end tag", start)
        self.at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._here != ">":
            raise self._broken_at("Unclosed end tag", start)
        opened = self.open.pop()
        if name not in ("", opened.name):
            where = f"Unmatched end tag at byte offset {self._byte(start)}"
            raise _broken(f'{where}, expected "</{opened.name}>", found "</{name}>"')
        self.at += 1
        if self.length > opened.offset:
            self._close(opened)

    # Entities

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        match opened.name:
            case "a":
                target = opened.attributes.get("href") or "".join(self.pieces[opened.first_piece :])
                if link := checked_link(target):
                    self._add("text_link", opened, length, ("url", link))
            case "tg-emoji":
                self._add("custom_emoji", opened, length, ("custom_emoji_id", _emoji_id(opened)))
            case "blockquote" if "expandable" in opened.attributes:
                self._add("expandable_blockquote", opened, length)
            case "code" | "pre":
                self._close_code(opened, length)
            case name:
                self._add(_PLAIN_TAGS.get(name, name), opened, length)

    def _add(self, kind: str, opened: _Open, length: int, *extra: tuple[str, str]) -> None:
        self.entities.append(Entity(kind, opened.offset, length, extra))

    def _close_code(self, opened: _Open, length: int) -> None:
        # <pre><code class="language-x"> is one block with a language, not two entities.
        language = _language(opened)
        inner = self.entities[-1] if self.entities else None
        if inner and (inner.offset, inner.length) == (opened.offset, length):
            if opened.name == "pre" and inner.type == "code" and inner.extra:
                self.entities[-1] = replace(inner, type="pre")
                return
            if opened.name == "code" and inner.type == "pre" and language:
                self.entities[-1] = replace(inner, extra=language)
                return
        self._add(opened.name, opened, length, *language)

    def _broken_at(self, text: str, at: int) -> ApiError:
        return _broken(f"{text} at byte offset {self._byte(at)}")

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))


def _broken(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _referred(found: re.Match[str]) -> str | None:
    # Half a surrogate pair is let through here and refused when the whole text is read.
    if name := found["name"]:
        return _NAMED.get(name)
    digits = found["hex"] or found["number"]
    if not digits or len(found.group().rstrip(";")) >= _LONGEST_REFERENCE:
        return None
    code = int(digits, 16 if found["hex"] else 10)
    return chr(code) if 0 < code < 0x10FFFF else None


def _language(opened: _Open) -> tuple[tuple[str, str], ...]:
    shown = opened.attributes.get("class", "") if opened.name == "code" else ""
    language = shown.removeprefix(_LANGUAGE) if shown.startswith(_LANGUAGE) else ""
    return (("language", language),) if language else ()


def _without_language(entity: Entity) -> Entity:
    # Code within a line has no language; it was kept for a block that might surround it.
    return replace(entity, extra=()) if entity.type == "code" else entity


def _emoji_id(opened: _Open) -> str:
    given = opened.attributes.get("emoji-id", "")
    if not given.isdecimal() or int(given) == 0:
        raise _broken("Invalid custom emoji identifier specified")
    return given
