"""Cuts the font of the pictures out of Noto Sans CJK: what GB 2312 has, and what we write.

`python -m scripts.cut_font FONT` takes a Noto Sans CJK collection of at least version 2.004. The
pictures need it where no font is installed, and a font of every Chinese character has 16 MB.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[1]
FONT = ROOT / "messages" / "pictures" / "fonts" / "NotoSansSC-Regular.otf"
WRITTEN = ("plans/*.yaml", "messages/phrases/*/*.yaml", "messages/**/*.j2")
USUAL = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FAMILY = "Noto Sans CJK SC"


def wanted() -> set[str]:
    latin = filter(str.isprintable, map(chr, range(0x20, 0x100)))
    return {*latin, *gb2312(), *written()}


def gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            # A place that the standard leaves free yields nothing.
            yield from bytes((row, cell)).decode("gb2312", errors="ignore")


def written() -> set[str]:
    """Every character of the packs, phrases and templates."""
    texts = [path.read_text("utf-8") for kind in WRITTEN for path in ROOT.glob(kind)]
    return {one for text in texts for one in text if one.isprintable()}


def cut(source: Path) -> TTFont:
    fonts: list[TTFont] = TTCollection(source).fonts
    font = next(one for one in fonts if one["name"].getDebugName(1) == FAMILY)
    options = Options(layout_features=[], hinting=False, desubroutinize=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted()))
    subsetter.subset(font)
    # The same font must come out of the same source, whenever it is cut.
    font.recalcTimestamp = False
    return font


def main() -> None:
    source = Path(sys.argv[1] if len(sys.argv) > 1 else USUAL)
    cut(source).save(FONT)
    sys.stdout.write(f"{FONT.name}: {FONT.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
