"""Turns a view into the exact words of a message, in one language."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from messages import dates
from messages.keyboards import Keyboard
from storage.immutable import immutable

HERE = Path(__file__).parent

# Each process reads the phrases when it starts; without libyaml that takes ten times as long.
_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# In a name or a reason such a sign would turn around what follows it: 1号 could read as 号1.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_BETWEEN = {"zh": ("、", "；"), "en": (", ", "; ")}
"""What stands between the names of a list; the second is for names that hold the first."""


@immutable
class Message:
    """What one message says and offers; the words are Telegram's HTML."""

    html: str
    keyboard: Keyboard = ()
    ask: str | None = None
    """The placeholder of the field in which an answer is asked for by reply; None asks for none."""


class Words:
    """The templates and phrases of one language, with times told in one zone."""

    def __init__(self, locale: str, zone: tzinfo) -> None:
        self.locale = locale
        self.zone = zone
        self._environment = _environment(locale, zone)
        self._phrases = _phrases(locale)
        self._compiled: dict[str, Template] = {}

    def text(self, template: str, view: Any) -> str:
        """Render templates/<locale>/<template>.html.j2 with the fields of a view."""
        rendered = self._template(f"{template}.html.j2").render(_facts(view))
        return tidy(rendered)

    def page(self, name: str, view: Any) -> str:
        """Render the HTML page pages/<name>.html.j2, whose texts are phrases of this language."""
        facts = _facts(view) | {"language": self.locale, "say": self._marked}
        return self._template(f"{name}.html.j2").render(facts)

    def _marked(self, key: str, **facts: Any) -> Markup:
        return Markup(self.phrase(key, **facts))

    def phrase(self, key: str, **facts: Any) -> str:
        """Return one sentence from phrases/<locale>/*.yaml, as HTML."""
        return self._phrase_template(key).render(facts)

    def plain(self, key: str, **facts: Any) -> str:
        """Return the same as plain text, for buttons, toasts and placeholders."""
        return Markup(self.phrase(key, **facts)).striptags()

    def listed(self, names: Iterable[str]) -> str:
        return listed(self.locale, names)

    def load_ahead(self, beginning: str) -> None:
        """Compile the pages and the phrases whose names begin so, before anybody waits for them."""
        pages = HERE / "pages"
        for name in (path.relative_to(pages).as_posix() for path in pages.rglob("*.j2")):
            if name.startswith(beginning):
                self._template(name)
        for key in self._phrases:
            if key.startswith(beginning):
                self._phrase_template(key)

    def _template(self, name: str) -> Template:
        return self._environment.get_template(name)

    def _phrase_template(self, key: str) -> Template:
        if key not in self._compiled:
            self._compiled[key] = self._environment.from_string(self._phrases[key])
        return self._compiled[key]


@cache
def words_in(locale: str, zone: str) -> Words:
    """Return the words of one language and zone; the cache saves compiling templates twice."""
    return Words(locale, ZoneInfo(zone))


def listed(locale: str, names: Iterable[str]) -> str:
    """Join names so that each can be told from its neighbours: 两办；住建局."""
    known = list(names)
    usual, other = _BETWEEN[locale]
    return (other if any(usual.strip() in name for name in known) else usual).join(known)


def tidy(rendered: str) -> str:
    # Blank lines are kept single, and none stands at the start or the end.
    lines = [line.rstrip() for line in rendered.strip().splitlines()]
    kept = [line for index, line in enumerate(lines) if line or lines[index - 1]]
    return "\n".join(kept)


def _facts(view: Any) -> dict[str, Any]:
    if is_dataclass(view):
        return {field.name: getattr(view, field.name) for field in fields(view)}
    return dict(view)


def _readable(value: Any) -> Any:
    return value.translate(_TURNING) if isinstance(value, str) else value


def _environment(locale: str, zone: tzinfo) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates" / locale, HERE / "pages"]),
        # Everything from a person or a plan is escaped; only our templates write tags.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_readable,
        trim_blocks=True,
        lstrip_blocks=True,
        # They do not change under a running program, and would be looked at each time.
        auto_reload=False,
    )
    tell = dates.TELLERS[locale]

    def local(instant: datetime) -> datetime:
        return instant.astimezone(zone)

    def moment(instant: datetime) -> str:
        return tell.moment(local(instant))

    def short(instant: datetime) -> str:
        return tell.short(local(instant))

    def formal(instant: datetime) -> str:
        return tell.formal(local(instant))

    def to_hour(instant: datetime) -> str:
        return tell.hour(local(instant))

    def clock(instant: datetime) -> str:
        return local(instant).strftime("%H:%M")

    def day(value: date) -> str:
        return tell.day(value)

    def whole_date(value: date) -> str:
        return tell.whole(value)

    def span(value: timedelta) -> str:
        return tell.span(value)

    def names(known: Iterable[str]) -> str:
        return listed(locale, known)

    def counted(number: Any, one: str, several: str = "") -> str:
        # 1 day, 2 days, 3 bodies: for English alone.
        return f"{number} {one if str(number) == '1' else several or f'{one}s'}"

    environment.filters.update(
        moment=moment,
        short=short,
        formal=formal,
        to_hour=to_hour,
        clock=clock,
        day=day,
        whole_date=whole_date,
        span=span,
        listed=names,
        counted=counted,
    )
    return environment


@cache
def _phrases(locale: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((HERE / "phrases" / locale).glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for key, phrase in (yaml.load(text, _YAML) or {}).items():
            if key in found:
                raise ValueError(f"{path.name}: the phrase {key} stands in another file already")
            found[key] = phrase
    return found
