"""Reads the parameters of a request: query, JSON, form or multipart."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from sandbox.errors import ApiError, bad_request
from sandbox.files import UPLOAD_LIMIT, Upload

#: Bytes that a text field may have: enough for an album's list or a page of commands.
FIELD_LIMIT = 4 * 1024 * 1024


async def read_parameters(scope: Scope, receive: Receive) -> dict[str, Any]:
    given: dict[str, Any] = _fields(scope["query_string"]) if scope["query_string"] else {}
    headers = dict(scope["headers"])
    content_type = headers.get(b"content-type", b"")
    if content_type.startswith(b"multipart/form-data"):
        given.update(await _multipart(scope, receive))
        return given
    body = await read_body(receive)
    if not body:
        return given
    if content_type.startswith(b"application/json"):
        given.update(_json_object(body))
    else:
        given.update(_fields(body))
    return given


async def read_body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    pieces = [body]
    while message.get("more_body"):
        message = await receive()
        pieces.append(message.get("body", b""))
    return b"".join(pieces)


def _fields(encoded: bytes) -> dict[str, str]:
    return dict(parse_qsl(encoded.decode(), keep_blank_values=True))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("request body must be a JSON object")
    return given


async def _multipart(scope: Scope, receive: Receive) -> dict[str, Any]:
    parser = MultiPartParser(
        Headers(scope=scope), _chunks(receive), max_part_size=FIELD_LIMIT, max_files=20
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise bad_request(f"can't parse multipart form: {error.message}") from None
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return given


async def _upload(part: UploadFile) -> Upload:
    if (part.size or 0) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    content = await part.read()
    await part.close()
    return Upload(content, part.filename or "file.bin", part.content_type)


async def _chunks(receive: Receive) -> AsyncGenerator[bytes, None]:
    more = True
    while more:
        message = await receive()
        yield message.get("body", b"")
        more = bool(message.get("more_body"))
