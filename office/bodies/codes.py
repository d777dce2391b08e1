"""One-time codes: how they are made and hashed, and the links that carry them."""

import hashlib
import re
import secrets

from office.bodies.chat_roles import BY_CODE, ChatForm
from office.reading.typed import plain
from storage.roster.enrolment import CodeFor

CODE_BYTES = 16
"""These 128 bits make 22 characters, all of which Telegram allows in a start link."""


START_CODE = re.compile(r"/start(?:@\w+)?\s+(.+)", re.DOTALL)
_NO_PART = re.compile(r"[^A-Za-z0-9_-]")


def make() -> str:
    return secrets.token_urlsafe(CODE_BYTES)


def typed(text: str) -> str:
    """The code in what was typed or pasted, without marks, blanks and full-width signs."""
    return _NO_PART.sub("", plain(text).replace("—", "--"))


def hash_of(code: str) -> str:
    # A plain hash is enough here: salt and slowness protect secrets that people choose, which
    # can be guessed from a list. This one is random, and a table of 2^128 hashes cannot be made.
    return hashlib.sha256(code.encode()).hexdigest()


def link(bot_username: str, target: CodeFor, code: str) -> str:
    parameter = _PARAMETERS[BY_CODE[target].form].format(code=code)
    return f"https://t.me/{bot_username}?{parameter}"


_PARAMETERS = {
    ChatForm.GROUP: "startgroup={code}",
    ChatForm.PRIVATE: "start={code}",
}
