"""Reads a file of Word that came as a report: its tables, and the paragraphs around them.

Only the text of the document is unpacked and read; python-docx would load every picture with it,
and passes over what stands in the controls of a form.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from office.reading.contents import MOST_COLUMNS, Contents, cleaned, line_of, of_tables
from office.reading.packed import UnreadableFile

LONGEST_PROSE = 40_000
"""What the reader of replies takes at once."""

_RELATIONS = "_rels/.rels"
_DOCUMENT = "/officeDocument"
_NOT_SAID = frozenset({"del", "moveFrom", "Fallback", "instrText"})
"""What was struck out, what stands elsewhere, and what is no text."""
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(texts: Mapping[str, bytes], _day: date | None) -> Contents:
    # Entities were refused before, as every part that defines one is.
    root = ElementTree.fromstring(texts[_main_part(texts)])
    body = next((one for one in root if _name(one) == "body"), None)
    if body is None:
        raise UnreadableFile("damaged")
    tables = [_rows(one) for one in body.iter() if _name(one) == "tbl"]
    lines = (line for one in _paragraphs(body) for line in _text(one).splitlines())
    prose = "\n".join(filter(None, map(line_of, lines)))
    if len(prose) > LONGEST_PROSE:
        return of_tables(tables, prose[:LONGEST_PROSE], "left_out")
    return of_tables(tables, prose)


def _main_part(texts: Mapping[str, bytes]) -> str:
    for relation in ElementTree.fromstring(texts[_RELATIONS]):
        if relation.get("Type", "").endswith(_DOCUMENT):
            return relation.get("Target", "").lstrip("/")
    raise UnreadableFile("damaged")


def _paragraphs(within: Element) -> Iterator[Element]:
    """The paragraphs that stand in no table, also those in the controls of a form."""
    for one in within:
        name = _name(one)
        if name == "p":
            yield one
        elif name != "tbl" and name not in _NOT_SAID:
            yield from _paragraphs(one)


def _rows(table: Element) -> list[list[str]]:
    return [_cells(row) for row in _nearest(table, "tr")]


def _cells(row: Element) -> list[str]:
    """A merged cell says what it says once, in its first place; its other places are empty."""
    cells: list[str] = []
    for cell in _nearest(row, "tc"):
        cells.append("" if _goes_on_from_above(cell) else _text_of_cell(cell))
        cells += [""] * (min(_width(cell), MOST_COLUMNS) - 1)
    return cells


def _text_of_cell(cell: Element) -> str:
    return cleaned("\n".join(_text(one) for one in _paragraphs(cell)))


def _goes_on_from_above(cell: Element) -> bool:
    merged = _property(cell, "vMerge")
    return merged is not None and _value(merged) in ("", "continue")


def _width(cell: Element) -> int:
    span = _property(cell, "gridSpan")
    said = "" if span is None else _value(span)
    return int(said) if said.isascii() and said.isdigit() else 1


def _property(cell: Element, name: str) -> Element | None:
    held = next((one for one in cell if _name(one) == "tcPr"), None)
    return next((one for one in held if _name(one) == name), None) if held is not None else None


def _value(element: Element) -> str:
    return next((said for key, said in element.items() if key.endswith("}val")), "")


def _nearest(within: Element, name: str) -> Iterator[Element]:
    """Find elements by a name, also in the controls of a form, but not in tables within."""
    for one in within:
        if _name(one) == name:
            yield one
        elif _name(one) != "tbl" and _name(one) not in _NOT_SAID:
            yield from _nearest(one, name)


def _text(paragraph: Element) -> str:
    return "".join(_said(paragraph))


def _said(element: Element) -> Iterator[str]:
    for one in element:
        name = _name(one)
        if name == "t":
            yield one.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name not in _NOT_SAID:
            yield from _said(one)
            # The paragraphs of a text box stand within one of the text.
            yield "\n" if name == "p" else ""


def _name(element: Element) -> str:
    """The name alone, as Word has two namespaces for the same things."""
    return element.tag.rpartition("}")[2]
