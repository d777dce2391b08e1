"""Draws an address as a QR code, for a page that loads nothing from outside."""

from markupsafe import Markup


def qr(link: str) -> Markup:
    # Few pages have one, and the program starts without this library.
    import segno

    return Markup(segno.make_qr(link, error="m").svg_inline(border=4, omitsize=True))
