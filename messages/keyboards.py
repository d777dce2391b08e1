"""Writes and reads buttons and the data that they carry; no other place knows its form."""

from enum import StrEnum

from storage.immutable import immutable

DATA_LIMIT_BYTES = 64
COPY_LIMIT = 256


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
    copies: str = ""
    """What a press puts into the clipboard; where Telegram cannot do so there is no button."""
    done: str = ""
    """What stands here in place of the label once it need not be pressed any more.

    Where Telegram cannot show that, the button stays as it was, and says so when it is pressed.
    """

    def __post_init__(self) -> None:
        if len(self.data.encode()) > DATA_LIMIT_BYTES:
            raise ValueError(f"button data is over {DATA_LIMIT_BYTES} bytes: {self.data}")
        if len(self.copies) > COPY_LIMIT:
            raise ValueError(f"a button copies at most {COPY_LIMIT} characters: {self.copies}")


Keyboard = tuple[tuple[Button, ...], ...]


class Style(StrEnum):
    """The colours of buttons, as Telegram calls them."""

    YES = "success"
    NO = "danger"


# A referral is confirmed by a button without a colour: no colour may invite to that.
_YES = """
got dgo aok opsign cnagree cnok cnsign cagree paccept extgrant ppartok pubgo pubpass pubdone
pubchyes formsign fcok regok rotaok takeon holok seaok listok tipyes urgok urgin alarmok
apprsure apprtake qyes
"""
_NO = "aback sback extrefuse crefuse cnno cnobj upreject qdeny apprwrong apprkeep"
STYLES: dict[str, Style] = {
    **dict.fromkeys(_YES.split(), Style.YES),
    **dict.fromkeys(_NO.split(), Style.NO),
}
"""The verbs whose buttons have a colour: who presses them agrees, or declines and sends back."""

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


def copy_button(label: str, text: str) -> tuple[Button, ...]:
    """A button that copies the text; none where that is longer than Telegram copies."""
    return (Button(label=label, copies=text),) if 0 < len(text) <= COPY_LIMIT else ()


def style_of(data: str) -> Style | None:
    return STYLES.get(data.partition(":")[0])


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
    for name in ("url", "opens", "asks", "copies"):
        if said := getattr(one, name):
            return {"label": one.label, name: said}
    pressed = {"label": one.label, "data": one.data}
    return {**pressed, "done": one.done} if one.done else pressed
