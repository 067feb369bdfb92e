"""The described requests that the double knows, by their `operationId`: each gives a status and a body.

Codes and sentences of refusals are Discord's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from discord_double_messages import Uploads, rewritten, written
from discord_double_world import BOT_ID, DM, Channel, JsonObject, Refusal, World, invalid_form

NONCE_WINDOW = 300.0
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Request:
    name: str
    place: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: Uploads = field(default_factory=dict)
    authorised: bool = False


Method = Callable[[World, Request], Answer]


# the bot and its application
def get_my_user(world: World, request: Request) -> Answer:
    return 200, world.bot | {"mfa_enabled": True, "locale": "fr", "verified": True, "email": None}


def get_my_application(world: World, request: Request) -> Answer:
    return 200, {
        "id": BOT_ID, "name": "Carnet", "icon": None, "description": "", "type": None, "bot": world.bot, "team": None,
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "flags_new": "0",
        "redirect_uris": [], "interactions_endpoint_url": None, "role_connections_verification_url": None,
        "owner": world.make_user("42", "operator"), "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [], "integration_types_config": {"0": {}, "1": {}},
    }  # fmt: skip


def get_user(world: World, request: Request) -> Answer:
    user_id = request.place["user_id"]
    if user_id == BOT_ID:
        return 200, world.bot
    if user_id not in world.accounts:
        raise Refusal(404, 10013, "Unknown User")
    return 200, world.accounts[user_id].user


def create_dm(world: World, request: Request) -> Answer:
    account = world.accounts.get(str(request.body["recipient_id"]))
    if account is None or account.deleted:
        raise Refusal(400, 50033, "Invalid Recipient(s)")
    return 200, world.dm_with(account).as_channel()


def list_application_commands(world: World, request: Request) -> Answer:
    return 200, world.commands


def bulk_set_application_commands(world: World, request: Request) -> Answer:
    names = [(command["name"], command.get("type") or 1) for command in request.body]
    if len(set(names)) != len(names):
        raise invalid_form("0.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    had = {(command["name"], command["type"]): command["id"] for command in world.commands}
    world.commands = [as_command(world, command, had) for command in request.body]
    return 200, world.commands


def as_command(world: World, command: JsonObject, had: Mapping[tuple[str, int], str]) -> JsonObject:
    name, kind = command["name"], command.get("type") or 1
    if kind == 1 and not command.get("description"):
        raise invalid_form("0.description", "BASE_TYPE_REQUIRED", "This field is required")
    if kind == 1 and (name != name.lower() or " " in name):
        raise invalid_form("0.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    permissions = command.get("default_member_permissions")
    return {
        "id": had.get((name, kind)) or world.new_id(), "application_id": BOT_ID, "version": world.new_id(),
        "default_member_permissions": None if permissions is None else str(permissions), "type": kind, "name": name,
        "name_localizations": command.get("name_localizations"), "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"), "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0], "options": command.get("options") or [],
        "nsfw": bool(command.get("nsfw")), "dm_permission": command.get("dm_permission", True) is not False,
    }  # fmt: skip


# channels
def get_channel(world: World, request: Request) -> Answer:
    return 200, world.channel(request.place["channel_id"]).as_channel()


def update_channel(world: World, request: Request) -> Answer:
    channel = world.channel(request.place["channel_id"])
    if channel.kind == DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    channel.name, channel.topic = request.body.get("name", channel.name), request.body.get("topic", channel.topic)
    world.emit("CHANNEL_UPDATE", channel.as_channel())
    return 200, channel.as_channel()


def trigger_typing_indicator(world: World, request: Request) -> Answer:
    world.channel_to_write(request.place["channel_id"]).typed += 1
    return 204, None


# messages
def create_message(world: World, request: Request) -> Answer:
    channel = world.channel_to_write(request.place["channel_id"])
    if earlier := said_already(world, request.body):
        return 200, world.show(earlier)
    message = written(world, channel, request.body, request.uploads)
    if "nonce" in message:
        world.nonces[str(message["nonce"])] = (world.clock(), message)
    return 200, world.show(world.publish(channel, message))


def said_already(world: World, body: JsonObject) -> JsonObject | None:
    """The message that the same nonce made within the window."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    at, message = world.nonces.get(str(body["nonce"]), (0.0, {}))
    return message if message and world.clock() - at < NONCE_WINDOW else None


def list_messages(world: World, request: Request) -> Answer:
    """Newest first; with `after` alone the ones right after it, newest first too."""
    channel, query = world.channel(request.place["channel_id"]), request.query
    ids = sorted((int(number) for number in channel.messages), reverse=True)
    limit = int(query.get("limit", 50))
    if "around" in query:
        middle = int(query["around"])
        ids = sorted(sorted(ids, key=lambda number: abs(number - middle))[:limit], reverse=True)
    elif "before" in query:
        ids = [number for number in ids if number < int(query["before"])][:limit]
    elif "after" in query:
        ids = [number for number in ids if number > int(query["after"])][-limit:]
    return 200, [world.show(channel.messages[str(number)]) for number in ids[:limit]]


def found(world: World, request: Request) -> tuple[Channel, JsonObject]:
    channel = world.channel(request.place["channel_id"])
    return channel, world.message(channel, request.place["message_id"])


def get_message(world: World, request: Request) -> Answer:
    return 200, world.show(found(world, request)[1])


def update_message(world: World, request: Request) -> Answer:
    channel, message = found(world, request)
    if message["author"]["id"] != BOT_ID:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    changes = rewritten(world, channel, message, request.body, request.uploads)
    return 200, world.show(world.update(channel, message, changes))


def delete_message(world: World, request: Request) -> Answer:
    channel, message = found(world, request)
    if message["author"]["id"] != BOT_ID:
        if channel.kind == DM:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        raise Refusal(403, 50013, "Missing Permissions")
    world.remove(channel, message["id"])
    return 204, None


METHODS: dict[str, Method] = {
    method.__name__: method
    for method in (
        get_my_user, get_my_application, get_user, create_dm, list_application_commands,
        bulk_set_application_commands, get_channel, update_channel, trigger_typing_indicator, create_message,
        list_messages, get_message, update_message, delete_message,
    )
} | {"get_my_oauth2_application": get_my_application}  # fmt: skip
