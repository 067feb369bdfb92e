"""Reading a request of the bot in any form it may have, and writing an answer that says no."""

import json
from typing import Any

from aiohttp import web
from parts_of_body import parts_of
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
    elif request.content_type == "multipart/form-data":
        async for part in parts_of(request):
            if part.filename is None:
                given[part.name] = part.content.decode()
            else:
                uploads[part.name] = (part.filename, part.content)
    elif request.can_read_body:
        given |= await request.post()
    params, faults = bot_api().read_request(method, given, uploads, wire)
    return params, uploads, faults
