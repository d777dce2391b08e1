"""Writes and reads buttons and the data that they carry; no other place knows its form."""

from storage.immutable import immutable

DATA_LIMIT_BYTES = 64


@immutable
class Button:
    label: str
    data: str = ""
    url: str = ""
    opens: str = ""
    """The number of a one-time link to the command board; the address is written as the message
    leaves, so that it is kept nowhere."""
    asks: str = ""
    """What a button below the field asks for, which stands there in place of the letters."""

    def __post_init__(self) -> None:
        if len(self.data.encode()) > DATA_LIMIT_BYTES:
            raise ValueError(f"button data is over {DATA_LIMIT_BYTES} bytes: {self.data}")


Keyboard = tuple[tuple[Button, ...], ...]

OWN_NUMBER, NOTHING = "own_number", "nothing"
CHANNEL = "channel:"
"""Before the id of the request for a channel that the presser runs."""
LETTERS: Keyboard = ((Button("-", asks=NOTHING),),)
"""Takes away what stands below the field, so that there are letters again."""


def number_button(label: str) -> Keyboard:
    """A button below the field that sends the number of whoever presses it; in private alone."""
    return ((Button(label, asks=OWN_NUMBER),),)


def channel_button(label: str, request_id: int) -> Keyboard:
    """A button below the field by which the presser chooses a channel; in private alone."""
    return ((Button(label, asks=f"{CHANNEL}{request_id}"),),)


def button(label: str, verb: str, *arguments: int | str) -> Button:
    """Build a button whose press reaches the handler of `verb` with these arguments."""
    return Button(label=label, data=":".join([verb, *map(str, arguments)]))


@immutable
class Press:
    """Button data as it came back. It may be forged, so nothing in it is trusted but its form."""

    verb: str
    arguments: tuple[str, ...]

    def number(self, index: int = 0) -> int | None:
        """Return the argument as a row's id; None where it is none."""
        text = self.word(index)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def word(self, index: int = 0) -> str:
        return self.arguments[index] if index < len(self.arguments) else ""


def read_press(data: str) -> Press:
    verb, *arguments = data.split(":")
    return Press(verb=verb, arguments=tuple(arguments))


def to_json(keyboard: Keyboard) -> list[list[dict[str, str]]] | None:
    if not keyboard:
        return None
    return [[_button_json(one) for one in row] for row in keyboard]


def from_json(stored: list[list[dict[str, str]]] | None) -> Keyboard:
    return tuple(tuple(Button(**one) for one in row) for row in stored or ())


def _button_json(one: Button) -> dict[str, str]:
    for name in ("url", "opens", "asks"):
        if said := getattr(one, name):
            return {"label": one.label, name: said}
    return {"label": one.label, "data": one.data}
