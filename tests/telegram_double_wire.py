"""Reading a request of the bot in any form it may have, and writing an answer that says no."""

import json
from typing import Any

from aiohttp import web
from telegram_double_schema import bot_api
from telegram_double_world import JsonObject, Refusal


def error_answer(refusal: Refusal) -> bytes:
    answer: JsonObject = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        answer["parameters"] = {"retry_after": refusal.retry_after}
    return json.dumps(answer).encode()


async def read_parameters(
    request: web.Request, method: str
) -> tuple[JsonObject, dict[str, tuple[str, bytes]], list[str]]:
    """Parameters by query, form, multipart or JSON, checked; uploaded parts; faults."""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, tuple[str, bytes]] = {}
    wire = "form"
    if request.content_type == "application/json" and request.can_read_body:
        given |= await request.json()
        wire = "json"
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = (value.filename, value.file.read())
                value.file.close()
            else:
                given[name] = value
    params, faults = bot_api().read_request(method, given, uploads, wire)
    return params, uploads, faults
