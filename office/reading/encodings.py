"""Decodes text that came as a file, whichever office program wrote it."""

ENCODINGS = ("utf-8-sig", "gb18030")
"""Office programs in China write text in these, of which the stricter one is tried first."""
_MARKED_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content.startswith(_MARKED_UTF_16) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None
