"""Reading a request of the bot, whole or in parts, and writing what says no."""

import json
from typing import Any

from aiohttp import web
from discord_double_methods import Request
from discord_double_schema import Operation, discord_api
from discord_double_world import JsonObject, Refusal
from parts_of_body import parts_of

WITHOUT_A_TOKEN = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}")


async def read_request(request: web.Request, operation: Operation, place: dict[str, str]) -> tuple[Request, list[str]]:
    """The request, and what is wrong with it."""
    body: Any = None
    uploads: dict[str, tuple[str, bytes]] = {}
    faults: list[str] = []
    if request.content_type == "multipart/form-data":
        body, uploads = await read_parts(request)
    elif request.can_read_body:
        text = await request.text()
        faults += [] if request.content_type == "application/json" else [f"{operation.name}: no JSON by its header"]
        body = json.loads(text) if text else None
    query = dict(request.query)
    faults += discord_api().request_faults(operation, place, query, body, uploads)
    return Request(operation.name, place, query, body, uploads), faults


async def read_parts(request: web.Request) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    body, uploads = None, {}
    async for part in parts_of(request):
        if part.filename is None and part.name == "payload_json":
            body = json.loads(part.content)
        else:
            uploads[part.name] = (part.filename or "", part.content)
    return body, uploads


def is_open(operation: Operation) -> bool:
    """Interactions and webhooks are reached by the token in their address."""
    return operation.path.startswith(WITHOUT_A_TOKEN)


def refusal_body(refusal: Refusal) -> JsonObject:
    told: JsonObject = {"message": refusal.message, "code": refusal.code}
    if refusal.errors is not None:
        told["errors"] = refusal.errors
    if refusal.retry_after is not None:
        told |= {"retry_after": refusal.retry_after, "global": refusal.is_global}
    return told


def refusal_headers(refusal: Refusal) -> dict[str, str]:
    """discord.py takes a 429 without `Via` for a ban by Cloudflare."""
    if refusal.by_cloudflare:
        return {"Content-Type": "text/html"}
    headers = {"Content-Type": "application/json", "Via": "1.1 google"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(refusal.retry_after)))
        headers |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if refusal.is_global else {
            "X-RateLimit-Scope": "user"}  # fmt: skip
    return headers
