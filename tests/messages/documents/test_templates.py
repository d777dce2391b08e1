"""Templates that people upload: what is wrong with each is one fault, and none can do harm."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.workshop.crafts import CRAFTS
from bot.workshop.workshop import Workshop, WorkshopFault
from messages.documents import making, trial, word_files
from messages.documents.template_faults import TemplateFault
from messages.documents.trial import Trial
from office.paperwork.examples import EXAMPLES
from sandbox import HANG
from tests.messages.documents.reading import headers, opened, said
from tests.messages.documents.samples import ASSESSMENT, CONSULTATION, FORM, LETTER

SAMPLES: dict[str, Any] = {
    "official_form": FORM,
    "letter": LETTER,
    "assessment": ASSESSMENT,
    "consultation_form": CONSULTATION,
}
KINDS = list(SAMPLES)


def full(kind: str) -> Any:
    return replace(SAMPLES[kind], mark="样张")


def edited(kind: str, change: Callable[[Any], None]) -> bytes:
    """Our own template as somebody left it who opened it in Word."""
    document, out = opened(making.template(kind)), BytesIO()
    change(document)
    document.save(out)
    return out.getvalue()


def with_line(text: str) -> Callable[[Any], None]:
    return lambda document: document.add_paragraph(text)


def without(style: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for one in document.paragraphs:
            if one.style.name == style:
                one._p.getparent().remove(one._p)

    return change


def packed(changes: dict[str, bytes], kind: str = "letter") -> bytes:
    """The template with these parts in place of its own, or beside them."""
    out = BytesIO()
    with (
        ZipFile(BytesIO(making.template(kind))) as source,
        ZipFile(out, "w", ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, content in changes.items():
            target.writestr(name, content)
    return out.getvalue()


def part(name: str, old: bytes, new: bytes) -> bytes:
    with ZipFile(BytesIO(making.template("letter"))) as files:
        text = files.read(name)
    assert old in text
    return packed({name: text.replace(old, new, 1)})


def fault_of(content: bytes, kind: str = "letter") -> TemplateFault:
    with pytest.raises(TemplateFault) as found:
        trial.tried(Trial(kind, content, full(kind)))
    return found.value


def test_every_kind_of_paper_can_be_tried_and_has_an_example() -> None:
    assert list(trial.MAKERS) == KINDS == list(EXAMPLES)
    assert set(KINDS) <= CRAFTS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_templates_pass_and_the_sample_is_marked_on_each_page(kind: str) -> None:
    made = trial.make(Trial(kind, making.template(kind), full(kind)))
    assert headers(opened(made)) == {"样张", "—  —"}


def test_what_an_office_may_leave_out_is_not_missed() -> None:
    own = edited("letter", without("发文机关标志"))
    sample = opened(trial.make(Trial("letter", own, full("letter"))))
    assert said(sample, "发文机关标志") == []
    assert said(sample, "发文字号") == [LETTER.serial]


@pytest.mark.parametrize(
    ("kind", "style", "names"),
    [
        ("letter", "发文字号", ["serial"]),
        ("letter", "署名", ["signature"]),
        ("official_form", "标题", ["title"]),
        ("assessment", "成文日期", ["date"]),
    ],
)
def test_a_required_placeholder_that_is_missing_is_named(
    kind: str, style: str, names: list[str]
) -> None:
    fault = fault_of(edited(kind, without(style)), kind)
    assert (fault.key, fault.facts) == ("template_missing", {"names": names})


def test_a_placeholder_that_no_paper_ever_shows_is_missing() -> None:
    def hide(document: Any) -> None:
        [serial] = [one for one in document.paragraphs if one.style.name == "发文字号"]
        serial.runs[0].text = "{% if not serial %}{{ serial }}{% endif %}"

    assert fault_of(edited("letter", hide)).facts == {"names": ["serial"]}


def _unmark(document: Any) -> None:
    document.sections[0].even_page_footer.paragraphs[-2].runs[0].text = ""


def _first_page(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = True


@pytest.mark.parametrize("change", [_unmark, _first_page])
def test_an_exercise_has_to_be_marked_on_every_page(change: Callable[[Any], None]) -> None:
    assert fault_of(edited("letter", change)).key == "template_unmarked"


@pytest.mark.parametrize(
    ("line", "key", "name"),
    [
        ("编号{{ number }}号", "template_unknown", "number"),
        ("{{ title.nobody }}", "template_unknown", "nobody"),
        ("{% if not mark %}{{ nobody }}{% endif %}", "template_unknown", "nobody"),
        ("{%p for one in enclosed %}", "template_unclosed", "for"),
        ("{% endfor %}", "template_tag", "endfor"),
        ("{{ title }", "template_broken", None),
        ("{% for %}", "template_broken", None),
        ("{{ ''.__class__ }}", "template_forbidden", "__class__"),
        ("{{ ''['__class__'] }}", "template_forbidden", "getitem"),
        ("{{ title|attr('__class__') }}", "template_forbidden", "attr"),
        ("{{ title|safe }}", "template_forbidden", "safe"),
        ("{{ title.format() }}", "template_forbidden", "()"),
        ("{% for one in range(10**9) %}x{% endfor %}", "template_forbidden", "()"),
        ("{{ 'x' * 10**10 }}", "template_forbidden", "*"),
        ("{% include 'letter.docx' %}", "template_forbidden", "include"),
        ("{% import 'os' as os %}", "template_forbidden", "import"),
        ("{% set title = '1' %}", "template_forbidden", "set"),
        ("{% macro a() %}{% endmacro %}", "template_forbidden", "macro"),
        ("{{ cycler }}", "template_unknown", "cycler"),
    ],
)
def test_what_is_wrong_is_told_with_the_paragraph_it_stands_in(
    line: str, key: str, name: str | None
) -> None:
    fault = fault_of(edited("letter", with_line(line)))
    assert (fault.key, fault.facts.get("name")) == (key, name)
    if key in {"template_unknown", "template_forbidden"}:
        assert fault.facts["where"] == line[:40]


@pytest.mark.parametrize("place", ["header", "properties"])
def test_headers_and_properties_are_held_to_the_same(place: str) -> None:
    def change(document: Any) -> None:
        if place == "header":
            document.sections[0].header.paragraphs[0].add_run("{{ mark.__class__ }}")
        else:
            document.core_properties.title = "{{ mark.__class__ }}"

    fault = fault_of(edited("letter", change))
    assert (fault.key, fault.facts["name"]) == ("template_forbidden", "__class__")


REMOTE = (
    b'<Relationship Id="rId99" TargetMode="External" Target="http://example.org/a.png" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
    b"</Relationships>"
)
HIDDEN = REMOTE.replace(b"External", b"&#69;xternal")
SPLIT = (
    b'<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r>'
    b"<x:instrText>INC<!-- -->LUDE</x:instrText></x:r></x:p><w:sectPr"
)
OLE = (
    b'<Relationship Id="rId99" Target="a.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"/>'
    b"</Relationships>"
)
RELATIONS = "word/_rels/document.xml.rels"
PICTURE = (
    b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText>'
    b'</w:r><w:r><w:instrText>PICTURE "http://example.org/a.png"</w:instrText></w:r></w:p>'
    b"<w:sectPr"
)
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ENTITY = b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"


def lying() -> bytes:
    """It says of a part that it is small, and the part is a gigabyte."""
    content = bytearray(packed({"word/large.xml": b" " * 2**20}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "key", "facts"),
    [
        (b"no zip", "template_no_document", {}),
        (packed({})[:-200], "template_no_document", {}),
        (b"\xd0\xcf\x11\xe0 an old doc", "template_old_or_locked", {}),
        (b"PK" + bytes(word_files.LARGEST), "template_too_big", {}),
        (packed({"word/media/a.png": bytes(17 * 2**20)}), "template_too_big", {}),
        (packed({"word/large.xml": b" " * (5 * 2**20)}), "template_too_big", {}),
        (packed({f"a{n}.xml": b"" for n in range(301)}), "template_too_big", {}),
        (lying(), "template_no_document", {}),
        (packed({"word/vbaProject.bin": b""}), "template_macros", {}),
        (part("[Content_Types].xml", PLAIN, MACROS), "template_macros", {}),
        (part("word/document.xml", b"<w:document", ENTITY), "template_no_document", {}),
        (
            packed({"word/embeddings/a.xlsx": b""}),
            "template_embedded",
            {"name": "word/embeddings/a.xlsx"},
        ),
        (part(RELATIONS, b"</Relationships>", OLE), "template_embedded", {"name": ""}),
        (
            part(RELATIONS, b"</Relationships>", REMOTE),
            "template_external",
            {"what": "http://example.org/a.png"},
        ),
        (
            part(RELATIONS, b"</Relationships>", HIDDEN),
            "template_external",
            {"what": "http://example.org/a.png"},
        ),
        (part("word/document.xml", b"<w:sectPr", SPLIT), "template_external", {"what": "INCLUDE"}),
        (packed({"word/header9.xml": b"<a>"}), "template_no_document", {}),
        (
            packed({"word/header9.xml": b"<?xml version='1.0' encoding='utf-7'?><a/>"}),
            "template_no_document",
            {},
        ),
        (
            part("word/document.xml", b"<w:sectPr", PICTURE),
            "template_external",
            {"what": "INCLUDEPICTURE"},
        ),
        (
            part("word/footer1.xml", b'"PAGE"', b"'DDEAUTO c calc'"),
            "template_external",
            {"what": "DDEAUTO"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_could_do_more_than_be_read_is_refused(
    content: bytes, key: str, facts: dict[str, Any]
) -> None:
    fault = fault_of(content)
    assert (fault.key, fault.facts) == (key, facts)


def test_what_was_bound_to_fail_is_told_as_json() -> None:
    asked = Trial("letter", b"no zip", full("letter"))
    assert json.loads(trial.make(asked)) == ["template_no_document", {}]


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    trial = CRAFTS["template_trial"]
    ours = Workshop({"hasty": replace(trial, seconds=3.0), "patient": replace(trial, seconds=HANG)})
    yield ours
    await ours.close()


async def test_a_template_that_would_never_end_is_stopped(workshop: Workshop) -> None:
    lines = [f"{{% for a{n} in sections %}}" for n in range(18)]
    endless = "".join(lines) + "x" + "{% endfor %}" * len(lines)
    asked = Trial("letter", edited("letter", with_line(endless)), full("letter"))
    with pytest.raises(WorkshopFault) as fault:
        await workshop.make("hasty", asked)
    assert fault.value.key in {"workshop_slow", "workshop_too_big"}
    good = Trial("letter", making.template("letter"), full("letter"))
    assert (await workshop.make("patient", good)).startswith(b"PK")
