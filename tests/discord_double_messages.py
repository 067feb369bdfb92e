"""What the bot writes: from the body of a request to a message, with the refusals of Discord."""

from collections.abc import Mapping
from typing import Any

from discord_double_components import check_components, given_back, without_nothing
from discord_double_world import (
    COMPONENTS_V2,
    EPHEMERAL,
    REPLY,
    Channel,
    JsonObject,
    Refusal,
    World,
    invalid_form,
)  # fmt: skip

Uploads = Mapping[str, tuple[str, bytes]]
CONTENT, FILE, FILES = 2000, 10 << 20, 10
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


def check_body(body: JsonObject, uploads: Uploads, had: JsonObject | None = None) -> None:
    """`had` is the message that is edited."""
    check_files(body, uploads)
    whole = without_attachments(had or {}) | {name: value for name, value in body.items() if name != "attachments"}
    content, flags = whole.get("content") or "", (whole.get("flags") or 0) | (had or {}).get("flags", 0)
    if len(content) > CONTENT:
        raise invalid_form("content", "BASE_TYPE_MAX_LENGTH", f"Must be {CONTENT} or fewer in length.")
    components = whole.get("components") or []
    check_components(components, flags, bool(content or whole.get("embeds")))
    kept = body.get("attachments", (had or {}).get("attachments")) or uploads
    shown = content.strip() or whole.get("embeds") or kept or body.get("sticker_ids")
    if not shown and not (flags & COMPONENTS_V2 and components):
        raise Refusal(400, 50006, "Cannot send an empty message")


def without_attachments(message: JsonObject) -> JsonObject:
    return {name: message[name] for name in ("content", "embeds", "components") if name in message}


def check_files(body: JsonObject, uploads: Uploads) -> None:
    if max(len(uploads), len(body.get("attachments") or ())) > FILES:
        raise Refusal(400, 30015, f"Maximum number of attachments in a message reached ({FILES})")
    if any(len(content) > FILE for _, content in uploads.values()):
        raise Refusal(413, 40005, "Request entity too large")


def attach(
    world: World, channel: Channel, body: JsonObject, uploads: Uploads, had: list[JsonObject]
) -> list[JsonObject]:
    """The attachments afterwards: those kept, then those uploaded."""
    told = {str(item["id"]): item for item in body.get("attachments") or ()}
    kept = [item for item in had if "attachments" not in body or item["id"] in told]
    fresh = []
    for part, (name, content) in uploads.items():
        more = told.get(part[len("files[") : -1], {})
        fresh.append(store(world, channel, more.get("filename") or name, content, None, more.get("description")))
    return [*kept, *fresh]


def store(
    world: World, channel: Channel, name: str, content: bytes, content_type: str | None,
    description: str | None = None, **more: Any,
) -> JsonObject:  # fmt: skip
    """A file on the CDN, as an attachment that has no address yet."""
    stored = world.cdn.store(channel.id, world.new_id(), name, content, content_type)
    told = {"id": stored.id, "filename": name, "size": len(content), "path": stored.path}
    told |= {"content_type": content_type} if content_type else {}
    return told | ({"description": description} if description else {}) | more


def written(world: World, channel: Channel, body: JsonObject, uploads: Uploads, **more: Any) -> JsonObject:
    """A new message of the bot, not yet in the channel."""
    check_body(body, uploads)
    message = world.compose(channel, world.bot, body.get("content") or "", **more)
    message |= shape(body) | {"attachments": attach(world, channel, body, uploads, [])}
    message["flags"] |= (body.get("flags") or 0) & SETTABLE
    if body.get("nonce") is not None:
        message["nonce"] = body["nonce"]
    return message | refer(world, channel, body)


def shape(body: JsonObject) -> JsonObject:
    told: JsonObject = {}
    if "components" in body:
        told["components"] = given_back(body["components"] or [])
    if "embeds" in body:
        told["embeds"] = [{"type": "rich"} | without_nothing(embed) for embed in body["embeds"] or ()]
    return told


def refer(world: World, channel: Channel, body: JsonObject) -> JsonObject:
    reference = body.get("message_reference")
    if not reference:
        return {}
    target = channel.messages.get(str(reference["message_id"]))
    if target is None:
        if reference.get("fail_if_not_exists", True):
            raise invalid_form("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        return {}
    told = {"type": 0, "channel_id": channel.id, "message_id": target["id"]}
    return {"type": REPLY, "message_reference": told, "referenced_message": target}


def rewritten(world: World, channel: Channel, message: JsonObject, body: JsonObject, uploads: Uploads) -> JsonObject:
    """What an edit changes. Without content and files nothing may be left; the flag of components v2 stays."""
    check_body(body, uploads, message)
    changes = shape(body) | {"edited_timestamp": world.now()}
    if "content" in body:
        changes["content"] = body["content"] or ""
    changes["attachments"] = attach(world, channel, body, uploads, message["attachments"])
    changes["flags"] = message["flags"] | ((body.get("flags") or 0) & (COMPONENTS_V2 | SUPPRESS_EMBEDS))
    return changes
