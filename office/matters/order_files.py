"""The file that goes along with an order, as whoever drafted it sent it to the bot."""

from dataclasses import asdict
from typing import Any

from messages.render import Words
from office import enclosing
from office.enclosing import Enclosure
from office.matters import kinds
from office.post import Posting
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.subjects import Subject

FILE = "file"
"""The key in `Order.says` for that file."""


@immutable
class OrderFile:
    form: str
    """Telegram sends it again as what it was: a photo, a document or a video."""
    file_id: str
    name: str = ""
    """Empty where it has none, as a photo has."""
    sha256: str = ""
    """The hash under which a document lies in the archive, where it was kept."""

    def as_says(self) -> dict[str, Any]:
        return asdict(self)

    def name_in(self, words: Words) -> str:
        return self.name or words.plain(f"order_file_{self.form}")


def file_of(order: Order) -> OrderFile | None:
    """What ends a matter repeats what its order said, and brings no file once more."""
    said = order.says.get(FILE)
    return OrderFile(**said) if said and not kinds.ends(order) else None


def enclosure_of(order: Order) -> Enclosure | None:
    file = file_of(order)
    return Enclosure(file.form, file.file_id) if file is not None else None


def posting_of(order: Order, agency: str, dedupe_key: str | None = None) -> Posting:
    """How the order goes to a body: its words are the caption of the file, if it has one."""
    posting = Posting(Subject.of(order), agency, dedupe_key=dedupe_key)
    file = enclosure_of(order)
    return enclosing.with_file(file, posting) if file is not None else posting
