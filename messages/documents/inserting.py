"""Puts tables and pictures where a template that was filled in has left their places.

Each place is a paragraph of a style of its own with a number in it. A table is put in afterwards,
as docxtpl knows no table whose columns differ from year to year.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from messages.documents.making import readable
from messages.pictures import stacked
from messages.views.pictures import StackedChart
from messages.views.years import YearTable

TABLE_PLACE, PICTURE_PLACE = "表格位置", "图片位置"
CAPTION, HEAD, CELL, NUMBER = "表题", "表头", "单元格", "单元格数字"
"""The styles of a table's texts; what is no word stands in the middle of its cell."""
WIDTH = 156
"""The millimetres between the margins."""
SHORT, NUMERIC = 8, (*"0123456789—",)
"""A cell of no more characters that begins so is taken for a number."""
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = "".join(
    f'<w:{one} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for one in _SIDES
)
# A millimetre beside the words of a cell, so that narrow columns keep room for them.
_PROPERTIES = (
    '<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>'
    f'<w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr>"
)


def put_in(document: Any, tables: Sequence[YearTable], charts: Sequence[StackedChart]) -> None:
    for place, number in _places(document, TABLE_PLACE):
        _put_table(document, place, tables[number])
    for place, number in _places(document, PICTURE_PLACE):
        _put_picture(place, charts[number])


def _places(document: Any, style: str) -> Iterator[tuple[Any, int]]:
    found = [one for one in document.paragraphs if one.style.name == style]
    yield from ((one, int(one.text)) for one in found)


def _put_picture(place: Any, chart: StackedChart) -> None:
    from docx.shared import Mm

    place.clear()
    shape = place.add_run().add_picture(BytesIO(stacked.make(chart)), width=Mm(WIDTH))
    # Whoever cannot see the picture is told what it is of.
    shape._inline.docPr.set("descr", readable(chart.title))


def _put_table(document: Any, place: Any, view: YearTable) -> None:
    from docx.oxml import parse_xml

    ids = {name: document.styles[name].style_id for name in (HEAD, CELL, NUMBER)}
    place.insert_paragraph_before(readable(view.title), style=CAPTION)
    place._p.addprevious(parse_xml(_table(view, ids)))
    place.clear()


def _table(view: YearTable, ids: Mapping[str, str]) -> str:
    """The table as it stands in the file: built cell by cell, forty bodies would take seconds."""
    grid = "".join(f'<w:gridCol w:w="{_twips(one)}"/>' for one in view.widths)
    head = _row([(HEAD, one) for one in view.columns], view.widths, ids, "<w:tblHeader/>")
    rows = [_row([(_style_of(it), it) for it in row], view.widths, ids) for row in view.rows]
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}">{_PROPERTIES}<w:tblGrid>{grid}</w:tblGrid>'
        f"{head}{''.join(rows)}</w:tbl>"
    )


def _row(
    cells: Sequence[tuple[str, str]], widths: Sequence[int], ids: Mapping[str, str], more: str = ""
) -> str:
    """A row is not parted between two pages, and the head stands on each of them."""
    filled = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="{ids[style]}"/></w:pPr><w:r>{_text(said)}</w:r>'
        "</w:p></w:tc>"
        for (style, said), width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{filled}</w:tr>"


def _text(said: str) -> str:
    kept = f'<w:t xml:space="preserve">{escape(readable(said))}</w:t>'
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        kept = kept.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return kept


def _style_of(text: str) -> str:
    return NUMBER if len(text) <= SHORT and text[:1] in NUMERIC else CELL


def _twips(millimetres: int) -> int:
    return round(millimetres * 1440 / 25.4)
