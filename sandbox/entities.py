"""Formatted text: HTML as Telegram reads it, and what Telegram finds in plain text by itself.

Offsets and lengths of entities are UTF-16 code units, places in error texts are UTF-8 bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request

#: More than this many entities of one message are silently dropped by Telegram.
MAX_ENTITIES = 100


@dataclass(frozen=True)
class Entity:
    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
            **dict(self.extra),
        }


@dataclass
class Formatted:
    text: str
    entities: list[Entity] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_PLAIN_RUN = re.compile(r"[^<&]+")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    at: int


def parse_html(source: str) -> Formatted:
    """Raises the 400 that Telegram gives for broken markup."""
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.characters = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> Formatted:
        while self.at < len(self.source):
            self._step()
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity.offset, -entity.length))
        return Formatted("".join(self.pieces), self.entities)

    def _step(self) -> None:
        if run := _PLAIN_RUN.match(self.source, self.at):
            self._emit(run.group(), run.end())
        elif self.source[self.at] == "&":
            self._character_reference()
        elif self.source.startswith("</", self.at):
            self._end_tag()
        else:
            self._start_tag()

    def _emit(self, text: str, end: int) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)
        self.characters += len(text)
        self.at = end

    def _character_reference(self) -> None:
        found = _CHARACTER_REFERENCE.match(self.source, self.at)
        character = _referred(found) if found else None
        if found is None or character is None:
            self._emit("&", self.at + 1)
        else:
            self._emit(character, found.end())

    def _start_tag(self) -> None:
        start = self.at
        named = _TAG_NAME.match(self.source, start + 1)
        assert named is not None
        name = named.group().lower()
        if named.end() == len(self.source):
            raise _broken(f"Unclosed start tag at byte offset {self._byte(start)}")
        if name not in _TAGS:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {self._byte(start)}')
        end = self._tag_end(start, "start")
        attributes = self._attributes(name, self.source[named.end() : end], start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(start)}'
            )
        self.open.append(_Open(name, attributes, self.length, self.characters))
        self.at = end + 1

    def _tag_end(self, start: int, which: str) -> int:
        """A '>' inside a quoted attribute value does not end the tag."""
        quote = ""
        for at in range(start + 1, len(self.source)):
            character = self.source[at]
            if quote:
                quote = "" if character == quote else quote
            elif character in "\"'":
                quote = character
            elif character == ">":
                return at
        raise _broken(f"Unclosed {which} tag at byte offset {self._byte(start)}")

    def _attributes(self, name: str, rest: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        at = 0
        rest = rest.rstrip().rstrip("/")
        while at < len(rest.rstrip()):
            match = _ATTRIBUTE.match(rest, at)
            if match is None:
                where = f'in the tag "{name}" at byte offset {self._byte(start)}'
                raise _broken(f"Empty attribute name {where}")
            found[match[1].lower()] = _unescape((match[2] or "").strip("\"'"))
            at = match.end()
        return found

    def _end_tag(self) -> None:
        start = self.at
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {self._byte(start)}")
        end = self._tag_end(start, "end")
        name = self.source[start + 2 : end].strip().lower()
        opened = self.open.pop()
        if name not in ("", opened.tag):
            raise _broken(
                f"Unmatched end tag at byte offset {self._byte(start)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)
        self.at = end + 1

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        inside = "".join(self.pieces)[opened.at :] if opened.tag == "a" else ""
        entity = _entity_of(opened, length, inside) if length else None
        if entity is None:
            return
        if entity.type == "pre":
            entity = self._absorb_language(entity)
        self.entities.append(entity)

    def _absorb_language(self, block: Entity) -> Entity:
        """<pre><code class="language-x"> is one block with a language, not two entities."""
        for inner in self.entities:
            same_place = (inner.offset, inner.length) == (block.offset, block.length)
            if inner.type == "pre" and same_place:
                self.entities.remove(inner)
                return inner
            if inner.type == "code" and same_place:
                self.entities.remove(inner)
                return block
        return block

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())


def _broken(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")


def _referred(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def _unescape(value: str) -> str:
    return _CHARACTER_REFERENCE.sub(lambda found: _referred(found) or found.group(), value)


def _entity_of(opened: _Open, length: int, inside: str) -> Entity | None:
    kind = _TAGS[opened.tag]
    attributes = opened.attributes
    extra: tuple[tuple[str, Any], ...] = ()
    if kind == "text_link":
        url = _link(attributes.get("href") or inside)
        if url is None:
            return None
        extra = (("url", url),)
    elif kind == "custom_emoji":
        extra = (("custom_emoji_id", attributes.get("emoji-id", "")),)
    elif kind == "blockquote" and "expandable" in attributes:
        kind = "expandable_blockquote"
    elif kind == "code" and attributes.get("class", "").startswith("language-"):
        kind = "pre"
        extra = (("language", attributes["class"].removeprefix("language-")),)
    return Entity(kind, opened.offset, length, extra)


_HAS_SCHEME = re.compile(r"(?i)(https?|tg|ton|mailto|tel):")
_LOOKS_LIKE_HOST = re.compile(r"(?i)[\w-]+(\.[\w-]+)+([/?#:]\S*)?$")


def _link(target: str) -> str | None:
    if _HAS_SCHEME.match(target):
        return target
    return f"http://{target}/" if _LOOKS_LIKE_HOST.match(target) else None


_FOUND_BY_ITSELF = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w@`])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#&])#(?=\w*[^\W\d])\w{1,256})"
)
_WORTH_A_LOOK = re.compile(r"[/@#]")
_NOTHING_INSIDE = frozenset({"code", "pre", "text_link"})


def with_found(formatted: Formatted) -> Formatted:
    """Adds the links, commands, mentions and hashtags that Telegram finds by itself."""
    if not _WORTH_A_LOOK.search(formatted.text):
        return formatted
    closed = [
        (entity.offset, entity.offset + entity.length)
        for entity in formatted.entities
        if entity.type in _NOTHING_INSIDE
    ]
    found = []
    for match in _FOUND_BY_ITSELF.finditer(formatted.text):
        offset = utf16_length(formatted.text[: match.start()])
        length = utf16_length(match.group())
        if not any(start < offset + length and offset < end for start, end in closed):
            found.append(Entity(str(match.lastgroup), offset, length))
    entities = sorted([*formatted.entities, *found], key=lambda e: (e.offset, -e.length))
    return Formatted(formatted.text, entities)


def trimmed(formatted: Formatted) -> Formatted:
    """Telegram drops white space at both ends; entities move along."""
    text = formatted.text.strip()
    if text == formatted.text:
        return formatted
    cut = utf16_length(formatted.text[: len(formatted.text) - len(formatted.text.lstrip())])
    total = utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = max(entity.offset - cut, 0)
        end = min(entity.offset + entity.length - cut, total)
        if end > start:
            kept.append(Entity(entity.type, start, end - start, entity.extra))
    return Formatted(text, kept)
