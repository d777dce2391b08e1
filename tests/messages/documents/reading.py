"""Reads a document as whoever opens it sees it, and what its file says of looks."""

from io import BytesIO
from typing import Any

from docx import Document


def opened(content: bytes) -> Any:
    return Document(BytesIO(content))


def said(document: Any, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == style]


def rows(document: Any, table: int = 0) -> list[tuple[str, ...]]:
    found = document.tables[table].rows
    return [tuple(cell.text for cell in row.cells) for row in found]


def headers(document: Any) -> set[str]:
    section = document.sections[0]
    parts = (section.header, section.footer, section.even_page_header, section.even_page_footer)
    return {one.text for part in parts for one in part.paragraphs if one.text}


def far_east(document: Any, style: str) -> str:
    """The name of the font in which a style sets Chinese characters."""
    return str(document.styles[style].element.rPr.rFonts.get(_EAST))


_EAST = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
