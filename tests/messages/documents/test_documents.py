"""Documents, opened again and held against the view that each was made from."""

import hashlib
import json
import runpy
from collections.abc import Callable
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st

from messages.documents import assessment, consultation_form, letter, making, official_form, year
from messages.views import documents
from messages.views.documents import DocumentLine, DocumentSection
from tests.harness.examples import up_to
from tests.messages.documents.reading import far_east, headers, opened, rows, said
from tests.messages.documents.samples import ASSESSMENT, CONSULTATION, FORM, LETTER, YEAR

UNREADABLE = [chr(one) for one in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
STRANGE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "{{7*7}}",
            "{% for x in y %}",
            "{_{ a }_} {_% b %_}",
            "<b>&x</b>",
            "=cmd|' /C calc'!A0",
            "a\tb\nc\r\nd\re",
            "  空格  ",
            "\x00\x07\x0b\x0c\x1b",
            "\u202e倒\u202c",
            "𠮷㐂龘",
            "&#123;{_{",
            "<w:p>",
            "%_}",
        ]
    ),
)
MANY = st.lists(STRANGE, min_size=10, max_size=20)
"""Opening and packing a document takes far longer than one more text in it."""


def test_a_form_says_what_its_view_says() -> None:
    document = opened(official_form.make(FORM))
    assert said(document, "附件号") == ["附件7"]
    assert said(document, "标题") == ["应急响应信息报送表（启动）"]
    assert rows(document) == [(row.name, row.value) for row in FORM.rows]
    above, *below = said(document, "表外行")
    assert above == "编号：昌污指表〔2026〕1号\t签发人：张三"
    assert below == [f"{one.name}：{one.value}" for one in FORM.foot]
    assert said(document, "备注") == [""]


def test_a_form_without_number_signature_or_note_leaves_no_mark_of_them() -> None:
    bare = replace(FORM, serial="", head=(), foot=(), notes=("续报需报上一级",))
    document = opened(official_form.make(bare))
    assert said(document, "表外行") == ["\t"]
    assert said(document, "备注") == ["", "备注：续报需报上一级"]


def test_a_letter_says_what_its_view_says() -> None:
    document = opened(letter.make(LETTER))
    assert said(document, "发文机关标志") == [LETTER.issuer]
    assert said(document, "发文字号") == ["昌污指橙督〔2026〕3号"]
    assert said(document, "标题") == ["橙色督办单"]
    assert said(document, "主送机关") == ["市住房和城乡建设局："]
    assert said(document, "一级标题") == ["一、整改任务", "二、整改时限", "三、逾期处理"]
    paragraphs = [text for one in LETTER.sections for text in one.paragraphs]
    annexed = [text for one in LETTER.annexes for text in one.paragraphs]
    assert said(document, "正文段落") == [*paragraphs, "附件：督办记录", *annexed, ""]
    assert said(document, "附件标题") == ["督办记录"]
    assert said(document, "署名") == [LETTER.signature]
    assert said(document, "成文日期") == [LETTER.date]
    copied, printed = rows(document)
    assert set(copied) == {"抄送：指挥长。"}
    assert printed == (LETTER.printed_by, "2026年12月3日印发")


def test_a_letter_without_copies_has_no_line_for_them() -> None:
    document = opened(letter.make(replace(LETTER, copied_to="")))
    assert rows(document) == [(LETTER.printed_by, "2026年12月3日印发")]


def test_a_consultation_has_its_boxes_with_opinion_signature_and_hour() -> None:
    document = opened(consultation_form.make(CONSULTATION))
    assert said(document, "标题") == [CONSULTATION.title]
    assert said(document, "副标题") == [CONSULTATION.corrected]
    assert said(document, "表外行") == [f"编号：{CONSULTATION.serial}"]
    assert rows(document) == [
        (
            "市气象台",
            "12月2日至4日静稳，扩散条件差。\n{{7*7}}<b>&\n签发：张三\t2026年12月1日10时",
        ),
        ("专家组会商建议", "签发：\t　　　年　　月　　日　　时"),
        ("备注", "专家组未在时限内提出意见。"),
    ]
    first = opened(consultation_form.make(replace(CONSULTATION, corrected="")))
    assert said(first, "副标题") == []


def test_an_assessment_has_its_headings_with_what_is_known() -> None:
    document = opened(assessment.make(ASSESSMENT))
    assert said(document, "标题") == [ASSESSMENT.title]
    assert said(document, "副标题") == [ASSESSMENT.subtitle]
    assert said(document, "一级标题") == [one.heading for one in ASSESSMENT.sections]
    assert said(document, "正文段落") == [
        text for one in ASSESSMENT.sections for text in one.paragraphs
    ]


def test_a_year_has_its_tables_and_pictures_in_their_sections() -> None:
    document = opened(year.make(YEAR))
    assert said(document, "一级标题") == [one.heading for one in YEAR.sections]
    assert said(document, "正文段落") == ["共2次。", "{{7*7}}<b>&", "〔由办公室填写〕"]
    assert said(document, "表题") == ["履职情况", "各级时长"]
    first, second = YEAR.tables[1], YEAR.tables[0]
    readable = [("{{7*7}}{%tr x %}", "—", "<w:p>&\t")]
    assert rows(document) == [first.columns, first.rows[0], *readable]
    assert rows(document, 1) == [second.columns, *second.rows]
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "各月天数"
    assert abs(picture.width - Mm(156)) < Mm(1)
    styles = [cell.paragraphs[0].style.name for cell in document.tables[0].rows[1].cells]
    assert styles == ["单元格", "单元格数字", "单元格"]
    assert said(document, "表格位置") == ["", ""]


def test_the_head_of_a_table_stands_on_each_page_and_no_row_is_parted() -> None:
    head, *others = opened(year.make(YEAR)).tables[0].rows
    assert [one.tag.rpartition("}")[2] for one in head._tr.trPr] == ["cantSplit", "tblHeader"]
    assert {len(one._tr.trPr) for one in others} == {1}


@up_to(4)
@given(MANY)
def test_a_table_keeps_as_text_whatever_people_wrote(texts: list[str]) -> None:
    table = replace(YEAR.tables[0], rows=tuple((text, text) for text in texts))
    sections = (replace(YEAR.sections[0], charts=()), *YEAR.sections[1:])
    made = replace(YEAR, sections=sections, charts=(), tables=(table, YEAR.tables[1]))
    kept = [(making.readable(text),) * 2 for text in texts]
    assert rows(opened(year.make(made)), 1)[1:] == kept


MAKERS: list[tuple[Callable[[Any], bytes], Any]] = [
    (official_form.make, FORM),
    (letter.make, LETTER),
    (assessment.make, ASSESSMENT),
    (consultation_form.make, CONSULTATION),
    (year.make, YEAR),
]


@pytest.mark.parametrize(("make", "view"), MAKERS)
def test_an_exercise_is_marked_on_each_page_and_nothing_else_is(
    make: Callable[[Any], bytes], view: Any
) -> None:
    assert headers(opened(make(view))) == {"—  —"}
    marked = make(replace(view, mark="演练文书"))
    section = opened(marked).sections[0]
    for part in (section.header, section.even_page_header):
        assert [one.text for one in part.paragraphs] == ["演练文书"]
    for part in (section.footer, section.even_page_footer):
        assert part.paragraphs[-1].text == "演练文书"


@pytest.mark.parametrize(("make", "view"), MAKERS)
def test_the_same_view_makes_the_same_bytes(make: Callable[[Any], bytes], view: Any) -> None:
    assert make(view) == make(view)


@pytest.mark.parametrize(("make", "view"), MAKERS)
def test_the_page_and_the_fonts_are_those_of_the_standard(
    make: Callable[[Any], bytes], view: Any
) -> None:
    document = opened(make(view))
    section = document.sections[0]
    size = (section.page_width, section.page_height)
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    tenth = Mm(1) / 10
    for found, wanted in zip((*size, *margins), map(Mm, (210, 297, 37, 35, 28, 26)), strict=True):
        assert abs(found - wanted) < tenth
    assert far_east(document, "标题") == "方正小标宋简体"
    assert document.styles["标题"].font.size == Pt(22)
    assert far_east(document, "Normal") == "仿宋_GB2312"
    assert document.styles["Normal"].font.size == Pt(16)
    with ZipFile(BytesIO(make(view))) as files:
        fonts = files.read("word/fontTable.xml").decode()
    for name, instead in (("方正小标宋简体", "华文中宋"), ("仿宋_GB2312", "仿宋")):
        assert f'w:name="{name}"><w:altName w:val="{instead}"' in fonts


def test_a_signature_takes_the_last_words_with_it_to_the_next_page() -> None:
    document = opened(letter.make(LETTER))
    kept = [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]
    at = next(n for n, one in enumerate(document.paragraphs) if one.style.name == "署名")
    above = [one.text for one in document.paragraphs[:at] if one.text.strip()]
    assert above[-1] in kept
    assert above[-2] not in kept


def test_who_signed_what_goes_up_stands_opposite_its_number() -> None:
    def serial(said: str) -> Any:
        document = opened(letter.make(replace(LETTER, serial=said)))
        return next(one for one in document.paragraphs if one.style.name == "发文字号")

    up = serial("昌污指呈〔2026〕1号\t签发人：某某")
    assert up.text == "昌污指呈〔2026〕1号\t签发人：某某"
    assert [stop.position.pt for stop in up.paragraph_format.tab_stops] == [416]
    assert not list(serial("昌污指橙督〔2026〕3号").paragraph_format.tab_stops)


def test_the_issuer_stands_over_the_middle_of_the_date() -> None:
    def indents(signature: str) -> list[float]:
        document = opened(letter.make(replace(LETTER, signature=signature)))
        return [
            one.paragraph_format.right_indent.pt
            for name in ("署名", "成文日期")
            for one in document.paragraphs
            if one.style.name == name
        ]

    # The date takes 104 points and stands four characters from the edge.
    assert indents("六个字的单位") == [68, 64]
    assert indents(LETTER.signature) == [0, 76]


@up_to(6)
@given(MANY, STRANGE)
def test_whatever_people_write_stays_text(values: list[str], name: str) -> None:
    view = replace(
        FORM,
        rows=tuple(DocumentLine(name, value) for value in values),
        foot=tuple(DocumentLine("填表人", value) for value in values),
        notes=tuple(values),
    )
    document = opened(official_form.make(view))
    kept = [making.readable(value) for value in values]
    assert rows(document) == [(making.readable(name), value) for value in kept]
    assert said(document, "表外行")[1:] == [f"填表人：{value}" for value in kept]
    assert said(document, "备注") == ["", *(f"备注：{value}" for value in kept)]


@up_to(4)
@given(MANY)
def test_a_letter_keeps_it_as_text_as_well(texts: list[str]) -> None:
    section = DocumentSection("一、要求", tuple(texts))
    document = opened(letter.make(replace(LETTER, sections=(section,), annexes=(), enclosed=())))
    assert said(document, "正文段落") == [*map(making.readable, texts), ""]


def test_text_loses_nothing_but_what_no_document_holds() -> None:
    kept = "甲{{7*7}}<b>&\t乙\n丙"
    assert making.readable(f"{kept}\x00\x07\ufffe\ud800{''.join(UNREADABLE)}") == kept


def test_forty_thousand_characters_are_kept() -> None:
    long = "重污染天气应急响应" * 4500
    view = replace(FORM, rows=(DocumentLine("措施", long),))
    assert rows(opened(official_form.make(view))) == [("措施", long)]


def template_with(*lines: str) -> bytes:
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def test_a_template_of_the_office_is_filled_in_as_ours_is() -> None:
    own = template_with("{{ title }}", "{%p for row in rows %}", "{{ row.value }}", "{%p endfor %}")
    document = opened(official_form.make(FORM, own))
    assert [one.text for one in document.paragraphs] == [FORM.title, *(r.value for r in FORM.rows)]
    assert making.template_hash(own) == hashlib.sha256(own).hexdigest()


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_the_templates_are_what_the_script_builds() -> None:
    script = runpy.run_path(str(making.HERE.parents[2] / "scripts" / "document_templates.py"))
    assert set(script["KINDS"]) == {one.stem for one in making.HERE.glob("*.docx")}
    for name, build in script["KINDS"].items():
        # Another zlib may pack the same parts otherwise.
        assert parts(script["written"](build())) == parts(making.template(name))


@pytest.mark.parametrize(
    ("read", "view"),
    [
        (documents.form_of, FORM),
        (documents.letter_of, LETTER),
        (documents.assessment_of, ASSESSMENT),
        (documents.consultation_form_of, CONSULTATION),
    ],
)
def test_what_was_kept_as_json_is_the_same_view(read: Callable[[Any], Any], view: Any) -> None:
    assert read(json.loads(json.dumps(asdict(view)))) == view
