"""Sets what was found beside what was put right, photo by photo, for a phone that is held upright.

Whatever cannot be shown leaves its place with the reason, so that nobody takes it for nothing.
"""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages import dates
from messages.pictures import photos
from messages.pictures.drawing import HERE, drawable, fitting, png, width_of
from messages.pictures.frozen import thawed
from messages.pictures.photos import NoPhoto, Photo
from messages.render import Words
from messages.views.pictures import ComparedPhoto, ComparedSide, EvidencePicture
from storage.immutable import immutable

WIDTH = 1080
EDGE, GAP = 28, 16
COLUMN = (WIDTH - 2 * EDGE - GAP) / 2
HEAD, LABEL, FOOT = 236, 46, 62
"""The heights of the parts; a label stands below each photo."""
WORDS = 28.0
"""The height of the words in the place of a photo, where they have all of it."""
LOWEST, HIGHEST = 220.0, 560.0
"""Between these a row is as high as the higher of its photos wants."""


@immutable
class PhotoPlace:
    """One photo, or the words that stand in its place."""

    x: float
    y: float
    height: float
    label: str
    words: str
    photo: Photo | None = None
    scale: float = 1.0

    @property
    def size(self) -> float:
        """Words lie below a photo, in case it cannot be drawn, and show nowhere beside it."""
        if self.photo is None:
            return WORDS
        return min(WORDS, WORDS * self.photo.shown_width * self.scale / width_of(self.words, WORDS))


def from_facts(facts: dict[str, Any]) -> bytes:
    return make(*thawed(EvidencePicture, facts))


def make(view: EvidencePicture, words: Words) -> bytes:
    return png(drawn(view, words))


def drawn(view: EvidencePicture, words: Words) -> str:
    cells, foot = _cells(view, words)
    return _ENVIRONMENT.get_template("evidence.svg.j2").render(
        view=view,
        say=words.plain,
        title=fitting(view.number, WIDTH - 2 * EDGE, 40),
        body=fitting(view.body, WIDTH - 2 * EDGE - 120, 40),
        where=fitting(view.where, WIDTH - 2 * EDGE, 30),
        sides=(("before", EDGE, view.before), ("after", EDGE + COLUMN + GAP, view.after)),
        cells=cells,
        width=WIDTH,
        height=foot + FOOT,
        foot=foot,
        edge=EDGE,
        column=COLUMN,
        turned=_placed,
    )


def _cells(view: EvidencePicture, words: Words) -> tuple[list[PhotoPlace], float]:
    cells: list[PhotoPlace] = []
    top = float(HEAD)
    for row in range(max(len(view.before.photos), len(view.after.photos), 1)):
        pair = [_seen(side, row, words) for side in (view.before, view.after)]
        height = max(_height(photo) for _, _, photo in pair)
        for place, (label, said, photo) in enumerate(pair):
            x = EDGE + place * (COLUMN + GAP)
            cells.append(PhotoPlace(x, top, height, label, said, photo, _scale(photo, height)))
        top += height + LABEL
    return cells, top


def _seen(side: ComparedSide, row: int, words: Words) -> tuple[str, str, Photo | None]:
    """Its label, the words that stand where it cannot be shown, and itself."""
    if row >= len(side.photos):
        # Below the last one there is nothing to be missed, unless there is none at all.
        return "", "" if side.total else words.plain("compared_none"), None
    one = side.photos[row]
    local = one.at.astimezone(words.zone)
    at = dates.TELLERS[words.locale].short(local)
    label = words.plain("compared_label", number=one.number, at=at)
    try:
        return label, words.plain("compared_unreadable"), _photo(one)
    except NoPhoto as reason:
        return label, words.plain(f"compared_{reason}"), None


def _photo(one: ComparedPhoto) -> Photo:
    if one.path is None:
        raise NoPhoto(one.why)
    return photos.read(one.path)


def _height(photo: Photo | None) -> float:
    if photo is None:
        return LOWEST
    wanted = COLUMN * photo.shown_height / photo.shown_width
    return min(max(wanted, LOWEST), HIGHEST)


def _scale(photo: Photo | None, height: float) -> float:
    """The photo is made smaller by this factor, so that all of it is seen."""
    if photo is None:
        return 1.0
    return min(COLUMN / photo.shown_width, height / photo.shown_height)


def _placed(cell: PhotoPlace) -> str:
    """Move it to the middle of its place, turned as it was held."""
    photo = cell.photo
    if photo is None:
        return ""
    x, y = cell.x + COLUMN / 2, cell.y + cell.height / 2
    scale = f"scale({cell.scale:.5f})"
    middle = f"translate({-photo.width / 2} {-photo.height / 2})"
    return f"translate({x:.1f} {y:.1f}) rotate({photo.turned}) {scale} {middle}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE),
    # What people say is escaped; only our template draws.
    autoescape=True,
    undefined=StrictUndefined,
    finalize=drawable,
    trim_blocks=True,
    lstrip_blocks=True,
)
