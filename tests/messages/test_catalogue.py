"""Both languages say the same things with the same facts, in markup that Telegram takes."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, meta

import messages

HERE = Path(messages.__file__).parent
TEMPLATES = sorted(path.name for path in (HERE / "templates" / "zh").glob("*.j2"))
PHRASE_FILES = sorted(path.name for path in (HERE / "phrases" / "zh").glob("*.yaml"))
SWALLOWED = re.compile(r"%\}\n(?!\n)")
TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")


def template(locale: str, name: str) -> str:
    return (HERE / "templates" / locale / name).read_text(encoding="utf-8")


def phrases(locale: str, name: str) -> dict[str, str]:
    loaded = yaml.safe_load((HERE / "phrases" / locale / name).read_text(encoding="utf-8"))
    return dict(loaded or {})


def facts_of(source: str) -> set[str]:
    environment = Environment(autoescape=True)
    for name in (
        "moment",
        "short",
        "formal",
        "clock",
        "day",
        "whole_date",
        "span",
        "listed",
        "counted",
    ):
        environment.filters[name] = str
    return meta.find_undeclared_variables(environment.parse(source))


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_phrase_is_said_twice_in_one_file(locale: str) -> None:
    # YAML would take the second one, on a button of quite another errand.
    for path in sorted((HERE / "phrases" / locale).glob("*.yaml")):
        keys = re.findall(r"(?m)^(\w+):", path.read_text(encoding="utf-8"))
        assert [key for key, count in Counter(keys).items() if count > 1] == [], path.name


def test_both_languages_have_the_same_files() -> None:
    for kind in ("templates", "phrases"):
        chinese, english = (
            {path.name for path in (HERE / kind / locale).iterdir()} for locale in ("zh", "en")
        )
        assert chinese == english


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_use_the_same_facts(name: str) -> None:
    assert facts_of(template("zh", name)) == facts_of(template("en", name))


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_tag_closes_in_its_line(locale: str, name: str) -> None:
    for line in template(locale, name).splitlines():
        open_tags: list[str] = []
        for closing, tag in TAG.findall(line):
            if not closing:
                open_tags.append(tag)
            else:
                assert open_tags, line
                assert open_tags.pop() == tag, line
        assert not open_tags, line


@pytest.mark.parametrize("name", PHRASE_FILES)
def test_phrases_have_the_same_keys_and_facts(name: str) -> None:
    chinese, english = phrases("zh", name), phrases("en", name)
    assert set(chinese) == set(english)
    for key, sentence in chinese.items():
        assert facts_of(sentence) == facts_of(english[key]), key


@pytest.mark.parametrize("name", PHRASE_FILES)
def test_phrases_are_sentences_not_blanks(name: str) -> None:
    for locale in ("zh", "en"):
        for key, sentence in phrases(locale, name).items():
            assert isinstance(sentence, str), key
            assert sentence.strip(), key


@pytest.mark.parametrize("name", PHRASE_FILES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_line_break_of_a_phrase_is_swallowed(locale: str, name: str) -> None:
    """The one that follows a block is left out (`trim_blocks`), so that a phrase has two there."""
    lost = [key for key, text in phrases(locale, name).items() if SWALLOWED.search(text)]
    assert lost == []
