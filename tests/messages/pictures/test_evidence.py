"""Before beside after: each photo upright and whole, or its place with the reason."""

import re
import struct
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import LOCALES
from messages.pictures import evidence, photos
from messages.pictures.drawing import png, width_of
from messages.pictures.frozen import frozen
from messages.pictures.photos import MOST_BYTES, MOST_PIXELS, NoPhoto
from messages.render import words_in
from messages.views.pictures import ComparedPhoto, ComparedSide, EvidencePicture
from tests.harness.examples import up_to

ZONE = "Asia/Shanghai"
AT = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
NONE = ComparedSide(0, ())


def drawn_png(width: int, height: int) -> bytes:
    inside = f'<rect width="{width}" height="{height}" fill="#888"/>'
    size = f'width="{width}" height="{height}"'
    return png(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>')


def jpeg(width: int, height: int, *, held: int | None = None, order: str = ">") -> bytes:
    """The head of a JPEG, as a phone that was `held` in this way writes it."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    told = struct.pack(f"{order}IHHHIHH", 8, 1, 0x0112, 3, 1, held or 1, 0)
    exif = b"Exif\0\0" + mark + told
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if held else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app1 + b"\xff" + frame


def side(*photos: ComparedPhoto) -> ComparedSide:
    return ComparedSide(len(photos), photos)


def view(
    before: ComparedSide, after: ComparedSide, *, drill: bool = False, pages: int = 1
) -> EvidencePicture:
    return EvidencePicture(
        "昌污指问〔2026〕1号", "住建局", "鑫源商砼", before, after, 1, pages, drill
    )


def texts(shown: EvidencePicture, locale: str = "zh") -> list[str]:
    svg = evidence.drawn(shown, words_in(locale, ZONE))
    return [unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_one_stands_beside_the_other_with_number_and_time(tmp_path: Path) -> None:
    wide, tall = tmp_path / "wide.png", tmp_path / "tall.png"
    wide.write_bytes(drawn_png(64, 48))
    tall.write_bytes(drawn_png(48, 64))
    shown = view(side(ComparedPhoto(1, AT, str(wide))), side(ComparedPhoto(1, AT, str(tall))))
    assert texts(shown)[:5] == [
        *("昌污指问〔2026〕1号", "住建局", "鑫源商砼"),
        *("整改前 1张", "整改后 1张"),
    ]
    assert texts(shown).count("第1张 12月1日08:05") == 2
    svg = evidence.drawn(shown, words_in("zh", ZONE))
    left, right = [float(one) for one in re.findall(r'transform="translate\(([\d.]+) ', svg)]
    assert left < evidence.WIDTH / 2 < right
    made = evidence.from_facts(frozen(shown, words_in("zh", ZONE)))
    width, height = struct.unpack(">II", made[16:24])
    assert width == evidence.WIDTH
    # The taller of the two decides how high they are.
    assert height == evidence.HEAD + evidence.HIGHEST + evidence.LABEL + evidence.FOOT


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("why", ["waiting", "failed", "expired", "large", "gone", "unreadable"])
def test_what_cannot_be_shown_leaves_its_place_with_the_reason(
    locale: str, why: str, tmp_path: Path
) -> None:
    path = None
    if why in ("gone", "unreadable"):
        path = str(tmp_path / "photo.jpg")
    if why == "unreadable":
        (tmp_path / "photo.jpg").write_bytes(b"picture")
    shown = view(side(ComparedPhoto(3, AT, path, why)), NONE, drill=True, pages=2)
    said = texts(shown, locale)
    words = words_in(locale, ZONE)
    for key in (f"compared_{why}", "compared_none", "picture_drill"):
        assert words.plain(key) in said
    assert "1/2" in said
    evidence.make(shown, words)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("width", "height"), [(64, 48), (48, 64), (30, 90)])
def test_no_words_show_beside_a_photo_that_lies_over_them(
    locale: str, width: int, height: int, tmp_path: Path
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(drawn_png(width, height))
    words = words_in(locale, ZONE)
    svg = evidence.drawn(view(side(ComparedPhoto(1, AT, str(path))), NONE), words)
    said = words.plain("compared_unreadable")
    [size] = re.findall(rf'font-size="([\d.]+)"[^>]*>{said}<', svg)
    [scale] = re.findall(r"scale\(([\d.]+)\)", svg)
    assert width_of(said, float(size)) <= width * float(scale) + 1


def test_a_side_with_fewer_photos_has_no_empty_places() -> None:
    missing = [ComparedPhoto(one, AT, None, "waiting") for one in (1, 2)]
    said = texts(view(side(*missing), side(missing[0])))
    assert said.count("未提供") == 0
    assert texts(view(side(*missing), NONE)).count("未提供") == 2


@pytest.mark.parametrize(
    ("content", "width", "height", "turned"),
    [
        (drawn_png(30, 20), 30, 20, 0),
        (jpeg(4000, 3000), 4000, 3000, 0),
        (jpeg(4000, 3000, held=6), 3000, 4000, 90),
        (jpeg(4000, 3000, held=8, order="<"), 3000, 4000, 270),
        (jpeg(4000, 3000, held=3), 4000, 3000, 180),
    ],
)
def test_it_stands_as_the_phone_was_held(
    content: bytes, width: int, height: int, turned: int
) -> None:
    photo = photos.of(content)
    assert (photo.shown_width, photo.shown_height, photo.turned) == (width, height, turned)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (jpeg(65_000, 65_000), "large"),
        (jpeg(MOST_PIXELS // 1000, 1001), "large"),
        (jpeg(0, 100), "unreadable"),
        (b"", "unreadable"),
        (b"\xff\xd8" + b"\xff\xe0\0\2" * 300, "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "unreadable"),
        (b"GIF89a", "unreadable"),
    ],
)
def test_what_claims_too_much_or_says_nothing_is_not_unpacked(content: bytes, why: str) -> None:
    with pytest.raises(NoPhoto, match=why):
        photos.of(content)


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(drawn_png(3, 3) + b"\0" * MOST_BYTES)
    with pytest.raises(NoPhoto, match="large"):
        photos.read(str(path))


@given(
    head=st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", jpeg(9, 9, held=6)[:-12]]),
    rest=st.binary(max_size=200),
)
@up_to(200)
def test_whatever_it_holds_it_is_a_photo_or_none(head: bytes, rest: bytes) -> None:
    try:
        photo = photos.of(head + rest)
    except NoPhoto:
        return
    assert 0 < photo.width * photo.height <= MOST_PIXELS
