"""How updates leave the double: long polling with its conflicts, and webhook deliveries with repeats."""

import asyncio
from typing import TYPE_CHECKING

import aiohttp
from telegram_double_world import JsonObject, Pending, Refusal, World

if TYPE_CHECKING:
    from telegram_double import TelegramDouble

OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
FIRST_BACKOFF, LONGEST_BACKOFF = 0.02, 1.0


async def get_updates(double: "TelegramDouble", params: JsonObject) -> bytes:
    """The batch as JSON text; poison is passed on as it was injected."""
    world = double.world
    if world.webhook["url"]:
        raise Refusal(409, WEBHOOK_ACTIVE)
    double.poller = me = object()
    world.updates.wake()
    if "allowed_updates" in params:
        world.updates.allowed = params["allowed_updates"]
    confirm(world, params.get("offset", 0))
    await hold(double, me, params.get("timeout", 0))
    if double.poller is not me:
        raise Refusal(409, OTHER_POLLER)
    batch = world.updates.take(params.get("limit", 100))
    return ("[" + ",".join(pending.text for pending in batch) + "]").encode()


def confirm(world: World, offset: int) -> None:
    if offset < 0:
        world.updates.keep_last(-offset)
    elif offset:
        world.updates.confirm_below(offset)


async def hold(double: "TelegramDouble", me: object, seconds: float) -> None:
    """Waits as long as asked while nothing is there and nobody else polls."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while double.poller is me and not double.world.updates.pending and loop.time() < deadline:
        if double.cut:
            raise ConnectionResetError
        await double.world.updates.arrival(min(0.2, deadline - loop.time()))


async def deliver_by_webhook(world: World) -> None:
    """One at a time in the order of the ids, repeated until a 2xx, as long as a webhook is set."""
    backoff = FIRST_BACKOFF
    async with aiohttp.ClientSession() as session:
        while True:
            await world.updates.arrival(0.2)
            while world.webhook["url"] and world.updates.pending:
                pending = min(world.updates.pending, key=lambda p: p.update_id)
                if await accepted(session, world, pending):
                    backoff = FIRST_BACKOFF
                    continue
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)


async def accepted(session: aiohttp.ClientSession, world: World, pending: Pending) -> bool:
    headers = {"Content-Type": "application/json"}
    if "secret_token" in world.webhook:
        headers["X-Telegram-Bot-Api-Secret-Token"] = world.webhook["secret_token"]
    world.updates.deliveries.append(pending.update_id)
    try:
        async with session.post(world.webhook["url"], data=pending.text.encode(), headers=headers) as answer:
            status = answer.status
    except aiohttp.ClientError:
        status = 0
    if not 200 <= status < 300:
        world.webhook["last_error_message"] = f"Wrong response from the webhook: {status}"
        return False
    pending.repeat = False
    world.updates.confirm(pending.update_id)
    return True
