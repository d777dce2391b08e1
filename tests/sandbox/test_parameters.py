"""Requests in every form bots send them, checked against the Bot API's list."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from sandbox import HANG, Chat, PlayClock, World, serving
from sandbox.methods import HANDLERS
from sandbox.parameters import load_methods
from tests.sandbox.conftest import TOKEN, Api

#: Of the right types; all other required parameters are numbers, or take them.
VALUES: dict[str, Any] = {"media": [], "message_ids": [1], "commands": []}
PATH = f"/bot{TOKEN}/sendMessage"


# Bot API 10.1, its own list of methods, which sandbox/botapi.json holds.
def test_every_method_is_on_the_list_and_every_listed_method_is_spoken() -> None:
    assert set(HANDLERS) == set(load_methods())


# Bot API, making requests: query string, form, JSON; GET and POST.
@pytest.mark.parametrize("form", ["json", "data", "params"])
async def test_json_forms_and_queries_say_the_same(
    client: httpx.AsyncClient, group: Chat, form: str
) -> None:
    keyboard: Any = {"inline_keyboard": [[{"text": "收到", "callback_data": "r"}]]}
    given: dict[str, Any] = {"chat_id": group.id, "text": "预警", "reply_markup": keyboard}
    if form != "json":
        given["reply_markup"] = json.dumps(keyboard)
        given["disable_notification"] = "true"
    extra: dict[str, Any] = {form: given}
    response = await client.post(PATH, **extra)
    assert response.json()["ok"]
    assert group.messages[-1].button("收到").callback_data == "r"
    assert group.messages[-1].silent is (form != "json")


# Bot API, making requests: method names are case-insensitive.
async def test_method_names_know_no_case(api: Api) -> None:
    assert (await api.call("GETME"))["username"] == "duty_bot"


# Measured against Telegram's server source, on_cmd.
async def test_an_unknown_method_is_not_found(api: Api) -> None:
    answer = await api.answer("sendTelegraph")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


# Bot API, making requests. The second sentence: measured against Telegram's server source, send.
async def test_a_wrong_token_is_unauthorized(client: httpx.AsyncClient) -> None:
    for token, description in (
        ("1:wrong", "Unauthorized"),
        ("1", "Unauthorized: invalid token specified"),
    ):
        response = await client.post(f"/bot{token}/getMe")
        assert response.status_code == 401
        assert response.json()["description"] == description


# Bot API 10.1: every parameter that its list calls required.
# The sentences that are not the usual one: measured against Telegram's server source.
async def test_every_required_parameter_is_asked_for(api: Api, group: Chat) -> None:
    complaints = {}
    for name, method in load_methods().items():
        for missing in method.required:
            given = {one: VALUES.get(one, 1) for one in method.required if one != missing}
            complaints[(name, missing)] = await api.refusal(name, **given)
    for one, complaint in {
        ("sendMessage", "chat_id"): "chat_id is empty",
        ("sendMessage", "text"): "message text is empty",
        ("deleteMessage", "chat_id"): "chat identifier is not specified",
        ("deleteMessage", "message_id"): "message identifier is not specified",
        ("forwardMessage", "message_id"): "message to forward not found",
        ("getFile", "file_id"): "file_id not specified",
        ("sendMediaGroup", "media"): 'parameter "media" is required',
        ("sendChatAction", "action"): "wrong parameter action in request",
        ("getChatMember", "user_id"): "invalid user_id specified",
    }.items():
        assert complaints[one] == f"Bad Request: {complaint}"


# Bot API 10.1, sendMessage: which parameters exist and of which types.
# The sentences: measured against Telegram's server source; where Telegram itself would silently
# ignore a mistake (unknown names, wrong types), the sandbox names it in its own words.
@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 0, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": True, "text": "x"}, 'parameter "chat_id" must be an Integer or a String'),
        (
            {"chat_id": 1, "text": "x", "message_thread_id": "a"},
            'parameter "message_thread_id" must be an Integer',
        ),
        ({"chat_id": 1, "text": {"a": 1}}, 'parameter "text" must be a String'),
        (
            {"chat_id": 1, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        ({"chat_id": 1, "text": "x", "reply_markup": []}, "object expected as reply markup"),
        (
            {"chat_id": 1, "text": "x", "txt": "y"},
            'unknown parameter "txt" (Telegram would ignore it)',
        ),
    ],
)
async def test_wrong_parameters_are_named(
    api: Api, parameters: dict[str, object], complaint: str
) -> None:
    assert await api.refusal("sendMessage", **parameters) == f"Bad Request: {complaint}"


# Bot API, making requests: Telegram ignores unknown parameters; so does a lenient sandbox.
async def test_unknown_parameters_can_be_let_through(clock: PlayClock) -> None:
    world = World(clock, strict=False)
    bot = world.add_bot(TOKEN, "Duty", "duty_bot")
    person = world.add_person("Alice")
    world.start_bot(person, bot)
    async with (
        serving(world) as server,
        httpx.AsyncClient(base_url=server.url, timeout=HANG) as client,
    ):
        await Api(client).call("sendMessage", chat_id=person.id, text="x", txt="y")


# Bot API, making requests: the body of a JSON request is an object.
async def test_a_body_that_is_no_json_object_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    for body in (b"{", b"[]"):
        response = await client.post(PATH, content=body, headers=headers)
        assert response.status_code == 400
