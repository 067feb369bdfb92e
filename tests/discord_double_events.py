"""What goes over the gateway, as schemas: the published description ends at HTTP, so these follow Discord's
documentation of gateway events and of receiving interactions, and refer to the published schemas inside.

Names are the events' own; opcodes that carry something are IDENTIFY, RESUME, HEARTBEAT and HELLO.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NOTHING: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
ANYTHING: Schema = {}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(*schemas: Schema) -> Schema:
    return {"oneOf": list(schemas)}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def table(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def thing(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "properties": required | optional, "required": list(required)}


def only(*values: object) -> Schema:
    return {"enum": list(values)}


ID = ref("SnowflakeType")
MEMBER = thing(
    {
        "roles": many(ID), "joined_at": {"type": ["string", "null"], "format": "date-time"}, "deaf": YES_NO,
        "mute": YES_NO, "flags": WHOLE,
    },
    user=ref("UserResponse"), nick=TEXT_OR_NOTHING, avatar=TEXT_OR_NOTHING,
    permissions=TEXT, pending=YES_NO, premium_since=TEXT_OR_NOTHING,
    communication_disabled_until=TEXT_OR_NOTHING, banner=TEXT_OR_NOTHING,
)  # fmt: skip
MESSAGE: Schema = {
    "allOf": [ref("MessageResponse"), thing({}, guild_id=ID, member=MEMBER, channel_type=WHOLE)],
}
OPTION = thing({"name": TEXT, "type": WHOLE}, value=ANYTHING, options=many(ANYTHING), focused=YES_NO)
RESOLVED = thing(
    {}, attachments=table(ref("MessageAttachmentResponse")), users=table(ref("UserResponse")), members=table(MEMBER),
    messages=table(ref("MessageResponse")), channels=table(ANYTHING), roles=table(ref("GuildRoleResponse")),
)  # fmt: skip
COMMAND = thing({"id": ID, "name": TEXT, "type": only(1, 2, 3)}, options=many(OPTION), resolved=RESOLVED, guild_id=ID)
PRESSED = thing({"custom_id": TEXT, "component_type": only(2, 3, 5, 6, 7, 8), "id": WHOLE}, values=many(TEXT))
FILLED = thing({"type": only(3, 4, 19), "custom_id": TEXT, "id": WHOLE}, value=TEXT, values=many(TEXT))
SUBMITTED = thing(
    {
        "custom_id": TEXT,
        "components": many(one_of(
            thing({"type": only(1), "id": WHOLE, "components": many(FILLED)}),
            thing({"type": only(18), "id": WHOLE, "component": FILLED}),
            thing({"type": only(10), "id": WHOLE}),
        )),
    },
    resolved=RESOLVED,
)  # fmt: skip
PLACE = thing({"id": ID, "type": WHOLE}, name=TEXT_OR_NOTHING, last_message_id=TEXT_OR_NOTHING,
              permissions=TEXT, flags=WHOLE, recipients=many(ref("UserResponse")), guild_id=ID, nsfw=YES_NO,
              position=WHOLE, rate_limit_per_user=WHOLE, parent_id=TEXT_OR_NOTHING,
              topic=TEXT_OR_NOTHING, icon=TEXT_OR_NOTHING, owner_id=ID)  # fmt: skip


def interaction(kind: int, data: Schema, **required: Schema) -> Schema:
    return thing(
        {
            "id": ID, "application_id": ID, "type": only(kind), "data": data, "token": TEXT, "version": only(1),
            "channel_id": ID, "channel": PLACE, "app_permissions": TEXT, "locale": ref("AvailableLocalesEnum"),
            "entitlements": many(ANYTHING), "authorizing_integration_owners": table(TEXT), "context": only(0, 1, 2),
            "attachment_size_limit": WHOLE, **required,
        },
        guild_id=ID, guild=thing({"id": ID, "locale": TEXT, "features": many(TEXT)}), guild_locale=TEXT,
        member=MEMBER, user=ref("UserResponse"), message=ref("MessageResponse"),
    )  # fmt: skip


USER = thing(
    {"id": ID, "username": TEXT, "discriminator": TEXT, "avatar": TEXT_OR_NOTHING, "bot": YES_NO},
    global_name=TEXT_OR_NOTHING, verified=YES_NO, mfa_enabled=YES_NO, flags=WHOLE, public_flags=WHOLE,
    email=TEXT_OR_NOTHING, locale=TEXT, primary_guild=ANYTHING,
)  # fmt: skip
NULLABLE_WHOLE: Schema = {"type": ["integer", "null"]}

# Where the published description differs from the documentation: a forward refers with type 1 (messages), and the code
# of a field at fault is a word such as BASE_TYPE_MAX_LENGTH (error messages).
AMENDED: dict[str, Schema] = {
    "MessageReferenceType": {"type": "integer", "enum": [0, 1]},
    "InnerErrors": thing({"_errors": many(thing({"code": TEXT, "message": TEXT}))}),
}
GATEWAY: dict[str, Schema] = {
    "HELLO": thing({"heartbeat_interval": WHOLE}, _trace=many(TEXT)),
    "READY": thing({
        "v": only(10), "user": USER, "guilds": many(thing({"id": ID, "unavailable": only(True)})), "session_id": TEXT,
        "resume_gateway_url": {"type": "string", "format": "uri"}, "application": thing({"id": ID, "flags": WHOLE}),
    }, shard=many(WHOLE), private_channels=many(ANYTHING), session_type=TEXT, _trace=many(TEXT)),
    "RESUMED": thing({}, _trace=many(TEXT)),
    "GUILD_CREATE": {"allOf": [ref("GuildResponse"), thing({
        "joined_at": {"type": "string", "format": "date-time"}, "large": YES_NO, "unavailable": YES_NO,
        "member_count": WHOLE, "voice_states": many(ANYTHING), "members": many(MEMBER),
        "channels": many(ref("GuildChannelResponse")), "threads": many(ref("ThreadResponse")),
        "presences": many(ANYTHING), "stage_instances": many(ANYTHING), "guild_scheduled_events": many(ANYTHING),
        "soundboard_sounds": many(ANYTHING),
    })]},
    "MESSAGE_CREATE": MESSAGE,
    "MESSAGE_UPDATE": MESSAGE,
    "MESSAGE_DELETE": thing({"id": ID, "channel_id": ID}, guild_id=ID),
    "INTERACTION_CREATE": one_of(
        interaction(2, COMMAND), interaction(3, PRESSED, message=ref("MessageResponse")), interaction(5, SUBMITTED),
    ),
    "CHANNEL_UPDATE": ref("GuildChannelResponse"),
    "IDENTIFY": thing(
        {"token": TEXT, "intents": WHOLE, "properties": thing({"os": TEXT, "browser": TEXT, "device": TEXT})},
        compress=YES_NO, large_threshold={"type": "integer", "minimum": 50, "maximum": 250},
        shard={"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}, presence=ANYTHING,
    ),
    "RESUME": thing({"token": TEXT, "session_id": TEXT, "seq": NULLABLE_WHOLE}),
    "HEARTBEAT": NULLABLE_WHOLE,
}  # fmt: skip
