"""Builds the Word templates in messages/documents/templates, the same bytes each time.

The layout is that of GB/T 9704-2012. Fonts are named and not shipped; the file names what may take
their place. Run it as `python scripts/document_templates.py` and look at what changed.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

TEMPLATES = Path(__file__).parents[1] / "messages" / "documents" / "templates"

LATIN = "Times New Roman"
SONG, FANGSONG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
INSTEAD = {SONG: "华文中宋", FANGSONG: "仿宋", KAI: "楷体", HEI: "SimHei"}
"""The font that a computer without the first is to use."""
RED = RGBColor(0xFF, 0x00, 0x00)
BODY, LINE = Pt(16), Pt(29)
"""Size 3 with 22 lines on a page, 28 characters in a line."""
LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
WIDTH = 156
"""The millimetres between the margins."""


def blank() -> Any:
    document = Document()
    _page(document)
    _normal(document)
    _footers(document)
    _fonts(document)
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    return document


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(22)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "580")
    document.settings.odd_and_even_pages_header_footer = True


def _normal(document: Any) -> None:
    style = document.styles["Normal"]
    _type(style, FANGSONG, BODY)
    _lines(style, LINE)


def style(
    document: Any,
    name: str,
    *,
    font: str = FANGSONG,
    size: Any = BODY,
    line: Any = LINE,
    align: Any = LEFT,
    first: int = 0,
    colour: Any = None,
    before: int = 0,
    after: int = 0,
) -> str:
    """A paragraph style of that name, on which an office may hang its own looks."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    _type(made, font, size)
    _lines(made, line)
    if line != LINE:
        # Otherwise the page's grid stretches its lines to those of the body.
        off = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
        made.element.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc")
    form = made.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(before), Pt(after)
    if first:
        _first_line(made, first)
    if colour is not None:
        made.font.color.rgb = colour
    return name


def _type(made: Any, font: str, size: Any) -> None:
    made.font.name, made.font.size = LATIN, size
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    for where, what in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{where}"), what)


def _lines(made: Any, line: Any) -> None:
    made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    made.paragraph_format.line_spacing = line
    made.paragraph_format.space_after = Pt(0)


def _first_line(made: Any, characters: int) -> None:
    made.paragraph_format.first_line_indent = Pt(16 * characters)
    indent = made.element.pPr.find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), str(100 * characters))


def _fonts(document: Any) -> None:
    """Name the font that may take each one's place, as Word looks it up."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = _font_table()


def _font_table() -> bytes:
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, other in INSTEAD.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {nsdecls('w')}>{entries}</w:fonts>".encode()


def _footers(document: Any) -> None:
    """— 1 — at the outer edge of each page, and the mark of an exercise above and below."""
    small: dict[str, Any] = {"size": Pt(14), "line": Pt(18)}
    mark = style(document, "演练标记", font=HEI, align=CENTRE, colour=RED, **small)
    odd = style(document, "页码单", font="宋体", align=RIGHT, **small)
    even = style(document, "页码双", font="宋体", align=LEFT, **small)
    document.styles[odd].paragraph_format.right_indent = Pt(14)
    document.styles[even].paragraph_format.left_indent = Pt(14)
    section = document.sections[0]
    for header, footer, number in (
        (section.header, section.footer, odd),
        (section.even_page_header, section.even_page_footer, even),
    ):
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        _say(header.paragraphs[0], mark, "{{ mark }}")
        _number(footer.paragraphs[0], number)
        for text in ("{%p if mark %}", "{{ mark }}", "{%p endif %}"):
            _say(footer.add_paragraph(), mark, text)


def _number(paragraph: Any, named: str) -> None:
    _say(paragraph, named, "— ")
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _say(paragraph: Any, named: str, text: str) -> None:
    paragraph.style = named
    paragraph.add_run(text)


def add(document: Any, named: str, text: str) -> Any:
    paragraph = document.add_paragraph(style=named)
    paragraph.add_run(text)
    return paragraph


def red_line(paragraph: Any) -> None:
    border = parse_xml(
        f"<w:pBdr {nsdecls('w')}>"
        '<w:bottom w:val="single" w:sz="18" w:space="11" w:color="FF0000"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(document: Any, widths: tuple[int, ...], borders: dict[str, int]) -> Any:
    """A table of these widths in millimetres; a border's size is in eighths of a point."""
    made = document.add_table(rows=0, cols=len(widths))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in borders.items()
    )
    properties = made._tbl.tblPr
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


def row(made: Any, *cells: tuple[str, str]) -> Any:
    """A row of cells, each with its style and its text."""
    added = made.add_row()
    for cell, column, (named, text) in zip(added.cells, made.columns, cells, strict=True):
        cell.width = column.width
        _say(cell.paragraphs[0], named, text)
    return added


def control(made: Any, named: str, tag: str) -> None:
    """A row that only repeats or leaves out those below it; docxtpl takes it away."""
    added = made.add_row()
    _say(added.cells[0].paragraphs[0], named, tag)


FRAME = {side: 4 for side in ("top", "left", "bottom", "right", "insideH", "insideV")}


def official_form() -> Any:
    document = blank()
    place = style(document, "附件号", font=HEI)
    line = style(document, "表外行", size=Pt(14), line=Pt(22))
    title = style(
        document, "标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, before=8, after=12
    )
    name = style(document, "项目", font=HEI, size=Pt(14), line=Pt(22), align=CENTRE)
    value = style(document, "内容", size=Pt(14), line=Pt(22))
    note = style(document, "备注", size=Pt(12), line=Pt(20))
    add(document, place, "{{ place }}")
    add(document, title, "{{ title }}")
    named = "{% for one in head %}{{ one.name }}{{ words.colon }}{{ one.value }}{% endfor %}"
    numbered = "{% if serial %}{{ words.number }}{{ serial }}{% endif %}"
    above = add(document, line, f"{numbered}\t{named}")
    above.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    made = table(document, (54, WIDTH - 54), FRAME)
    control(made, value, "{%tr for row in rows %}")
    filled = row(made, (name, "{{ row.name }}"), (value, "{{ row.value }}"))
    for cell in filled.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    control(made, value, "{%tr endfor %}")
    add(document, note, "")
    add(document, line, "{%p for one in foot %}")
    add(document, line, "{{ one.name }}{{ words.colon }}{{ one.value }}")
    add(document, line, "{%p endfor %}")
    add(document, note, "{%p for note in notes %}")
    add(document, note, "{{ words.note }}{{ note }}")
    add(document, note, "{%p endfor %}")
    return document


def consultation_form() -> Any:
    document = blank()
    place = style(document, "附件号", font=HEI)
    line = style(document, "表外行", size=Pt(14), line=Pt(22))
    title = style(
        document, "标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, before=4, after=8
    )
    below = style(document, "副标题", font=KAI, align=CENTRE)
    name = style(document, "项目", font=HEI, size=Pt(14), line=Pt(22), align=CENTRE)
    opinion = style(document, "会商意见", size=Pt(14), line=Pt(22))
    _indented(document, opinion)
    signed = style(document, "签发", size=Pt(14), line=Pt(22), before=6)
    _signed_to_the_hour(document.styles[signed].paragraph_format)
    add(document, place, "{{ place }}")
    add(document, title, "{{ title }}")
    add(document, below, "{%p if corrected %}")
    add(document, below, "{{ corrected }}")
    add(document, below, "{%p endif %}")
    add(document, line, "{{ words.number }}{{ serial }}")
    made = table(document, (40, WIDTH - 40), FRAME)
    control(made, opinion, "{%tr for box in boxes %}")
    filled = row(made, (name, "{{ box.name }}"), (opinion, "{%p for one in box.paragraphs %}"))
    for cell in filled.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    said = filled.cells[1]
    for named, text in (
        (opinion, "{{ one }}"),
        (opinion, "{%p endfor %}"),
        (signed, "{%p if box.time %}"),
        (signed, "{{ box.signed }}\t{{ box.time }}"),
        (signed, "{%p else %}"),
        (opinion, "{%p if not box.paragraphs %}"),
        (opinion, ""),
        (opinion, "{%p endif %}"),
        (signed, "{%p endif %}"),
    ):
        _say(said.add_paragraph(), named, text)
    filled.height, filled.height_rule = Mm(33), WD_ROW_HEIGHT_RULE.AT_LEAST
    control(made, opinion, "{%tr endfor %}")
    return document


def _signed_to_the_hour(form: Any) -> None:
    """Signature and hour share a line: nothing else keeps two lines in a table on one page."""
    form.left_indent = Pt(14)
    form.tab_stops.add_tab_stop(Mm(WIDTH - 40 - 10), WD_TAB_ALIGNMENT.RIGHT)


def _indented(document: Any, named: str) -> None:
    """The first line of a paragraph goes in by two of its own characters."""
    _first_line(document.styles[named], 2)
    document.styles[named].paragraph_format.first_line_indent = Pt(28)
    document.styles[named].element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _sections(document: Any, what: str, heading: str, body: str) -> None:
    # A heading at the foot of a page goes over to the next with what stands under it.
    document.styles[heading].paragraph_format.keep_with_next = True
    add(document, body, f"{{%p for section in {what} %}}")
    add(document, body, "{%p if section.heading %}")
    add(document, heading, "{{ section.heading }}")
    add(document, body, "{%p endif %}")
    add(document, body, "{%p for paragraph in section.paragraphs %}")
    add(document, body, "{{ paragraph }}")
    add(document, body, "{%p endfor %}")
    add(document, body, "{%p endfor %}")


def _signed(document: Any) -> None:
    name = style(document, "署名", align=RIGHT, before=58)
    date = style(document, "成文日期", align=RIGHT)
    document.styles[name].paragraph_format.keep_with_next = True
    add(document, name, "{{ signature }}")
    add(document, date, "{{ date }}")


def letter() -> Any:
    document = blank()
    head = style(
        document,
        "发文机关标志",
        font=SONG,
        size=Pt(26),
        line=Pt(40),
        align=CENTRE,
        colour=RED,
        before=24,
    )
    serial = style(document, "发文字号", align=CENTRE, before=29)
    title = style(
        document, "标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, before=40, after=29
    )
    to = style(document, "主送机关")
    heading = style(document, "一级标题", font=HEI, first=2)
    body = style(document, "正文段落", first=2)
    annex = style(document, "附件号", font=HEI)
    annex_title = style(
        document, "附件标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, after=16
    )
    tail = style(document, "版记", size=Pt(14), line=Pt(22))
    tail_right = style(document, "版记日期", size=Pt(14), line=Pt(22), align=RIGHT)
    add(document, head, "{{ issuer }}")
    red_line(add(document, serial, "{{ serial }}"))
    add(document, title, "{{ title }}")
    add(document, to, "{%p if addressee %}")
    add(document, to, "{{ addressee }}{{ words.colon }}")
    add(document, to, "{%p endif %}")
    _sections(document, "sections", heading, body)
    add(document, body, "{%p for one in enclosed %}")
    add(document, body, "{{ words.enclosed }}{{ one }}")
    add(document, body, "{%p endfor %}")
    _signed(document)
    add(document, body, "{%p for annex in annexes %}")
    add(document, annex, "{{ words.annex }}").paragraph_format.page_break_before = True
    add(document, annex_title, "{{ annex.heading }}")
    add(document, body, "{%p for paragraph in annex.paragraphs %}")
    add(document, body, "{{ paragraph }}")
    add(document, body, "{%p endfor %}")
    add(document, body, "{%p endfor %}")
    add(document, body, "")
    _tail(document, tail, tail_right)
    return document


def _tail(document: Any, left: str, right: str) -> None:
    made = table(document, (92, WIDTH - 92), {"top": 8, "bottom": 8, "insideH": 6})
    control(made, left, "{%tr if copied_to %}")
    copied = made.add_row().cells
    text = "{{ words.copied }}{{ copied_to }}{{ words.stop }}"
    _say(copied[0].merge(copied[1]).paragraphs[0], left, text)
    control(made, left, "{%tr endif %}")
    row(made, (left, "{{ printed_by }}"), (right, "{{ printed_on }}"))
    for named in (left, right):
        form = document.styles[named].paragraph_format
        form.left_indent = form.right_indent = Pt(10)


def assessment() -> Any:
    document = blank()
    title = style(document, "标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, after=8)
    below = style(document, "副标题", font=KAI, align=CENTRE, after=16)
    heading = style(document, "一级标题", font=HEI, first=2)
    body = style(document, "正文段落", first=2)
    add(document, title, "{{ title }}")
    add(document, below, "{{ subtitle }}")
    _sections(document, "sections", heading, body)
    _signed(document)
    return document


def year() -> Any:
    document = blank()
    title = style(document, "标题", font=SONG, size=Pt(22), line=Pt(33), align=CENTRE, after=8)
    below = style(document, "副标题", font=KAI, align=CENTRE, after=16)
    heading = style(document, "一级标题", font=HEI, first=2, before=8)
    body = style(document, "正文段落", first=2)
    add(document, title, "{{ title }}")
    add(document, below, "{{ subtitle }}")
    add(document, body, "{%p for section in sections %}")
    add(document, heading, "{{ section.heading }}")
    _repeated(document, "section.paragraphs", body, "{{ one }}")
    _repeated(document, "section.charts", _picture_place(document), "{{ one }}")
    caption, place = _table_styles(document)
    _repeated(document, "section.tables", place, "{{ one }}")
    _repeated(document, "section.below", body, "{{ one }}")
    add(document, body, "{%p endfor %}")
    _signed(document)
    for named in (heading, caption):
        document.styles[named].paragraph_format.keep_with_next = True
    return document


def _repeated(document: Any, what: str, named: str, text: str) -> None:
    for line in (f"{{%p for one in {what} %}}", text, "{%p endfor %}"):
        add(document, named, line)


def _picture_place(document: Any) -> str:
    named = style(document, "图片位置", align=CENTRE, line=Pt(12), before=6, after=6)
    # A line of a fixed height would cut the picture off.
    document.styles[named].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return named


def _table_styles(document: Any) -> tuple[str, str]:
    """The heading of a table and its place; its texts are small, as forty bodies stand in one."""
    small: dict[str, Any] = {"size": Pt(10.5), "line": Pt(16)}
    style(document, "表头", font=HEI, align=CENTRE, size=Pt(9), line=Pt(13))
    style(document, "单元格", **small)
    style(document, "单元格数字", align=CENTRE, **small)
    caption = style(
        document, "表题", font=HEI, size=Pt(14), line=Pt(22), align=CENTRE, before=8, after=4
    )
    return caption, style(document, "表格位置", size=Pt(6), line=Pt(8))


KINDS = {
    "consultation_form": consultation_form,
    "official_form": official_form,
    "letter": letter,
    "assessment": assessment,
    "year": year,
}


def written(document: Any) -> bytes:
    out, made = BytesIO(), BytesIO()
    document.save(out)
    with ZipFile(out) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return made.getvalue()


def main() -> None:
    TEMPLATES.mkdir(exist_ok=True)
    for name, build in KINDS.items():
        (TEMPLATES / f"{name}.docx").write_bytes(written(build()))
        sys.stdout.write(f"{name}.docx\n")


if __name__ == "__main__":
    main()
