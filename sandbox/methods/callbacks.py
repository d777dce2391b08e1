"""Answers pressed buttons."""

from __future__ import annotations

from sandbox.call import Call
from sandbox.entities import utf16_length
from sandbox.errors import bad_request
from sandbox.journal import What
from sandbox.messages import CallbackAnswer
from sandbox.updates import CALLBACK_LIFETIME

ANSWER_LIMIT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(call: Call) -> bool:
    query = call.world.callbacks.get(call["callback_query_id"])
    if query is None or query.message.sender is not call.bot:
        raise bad_request(TOO_OLD)
    if query.answer or call.world.now() - query.pressed_at > CALLBACK_LIFETIME:
        raise bad_request(TOO_OLD)
    text = call.get("text", "")
    if utf16_length(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = CallbackAnswer(text, bool(call.get("show_alert")), call.get("url"))
    chat = query.message.chat
    call.world.log.write(What.ANSWERED, chat.id, query.person.name, text, query)
    return True
