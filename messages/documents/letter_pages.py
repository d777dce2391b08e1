"""Places on the page what a template cannot know before it is filled in.

A signature never stands alone at the head of a page, and a letter that goes up has its number at
the left and whoever signed it at the right, as GB/T 9704-2012 wants both.
"""

from typing import Any

from messages.documents.signatures import CHARACTER, LINE, NAME_STYLE

SERIAL_STYLE = "发文字号"


def keep_signature_with_text(document: Any) -> None:
    """The last words go over to the next page with the signature below them."""
    before = _up_to(document, NAME_STYLE)
    for paragraph in reversed(before):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.keep_together = True
        if paragraph.text.strip():
            return


def _up_to(document: Any, style: str) -> list[Any]:
    """The paragraphs above the last one of this style; none where there is no such paragraph."""
    found = list(document.paragraphs)
    while found and found[-1].style.name != style:
        found.pop()
    return found[:-1]


def put_signer_opposite(document: Any) -> None:
    """What stands behind a tab beside the number goes to the right edge, one character from it."""
    for paragraph in document.paragraphs:
        if paragraph.style.name == SERIAL_STYLE and "\t" in paragraph.text:
            _spread(paragraph.paragraph_format)


def _spread(form: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Pt

    form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    form.left_indent = Pt(CHARACTER)
    form.tab_stops.add_tab_stop(Pt(LINE - CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
