"""The Bot API methods of the double: each takes the world, the checked parameters and the uploaded parts.

Texts of refusals are Telegram's own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from telegram_double_world import Chat, JsonObject, Refusal, World

Uploads = Mapping[str, tuple[str, bytes]]
Method = Callable[[World, JsonObject, Uploads], Any]

FORTY_EIGHT_HOURS = 48 * 3600
QUERY_LIFE = 15 * 60
UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def check_text(text: str, longest: int = 4096) -> None:
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text) > longest:
        raise Refusal(
            400, "Bad Request: message is too long" if longest == 4096 else "Bad Request: caption is too long"
        )


def check_markup(markup: JsonObject | None) -> None:
    rows = (markup or {}).get("inline_keyboard", ())
    for button in (button for row in rows for button in row):
        if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button["text"].strip():
            raise Refusal(400, "Bad Request: inline keyboard button text is empty")
    if any(len(row) > 8 for row in rows) or sum(len(row) for row in rows) > 100:
        raise Refusal(400, "Bad Request: reply markup is too long")


def post(world: World, params: JsonObject, content: JsonObject) -> JsonObject:
    """Puts a message of the bot in the chat."""
    chat = world.chat_for_bot(params["chat_id"])
    check_markup(params.get("reply_markup"))
    message = {"message_id": world.number(), "from": world.bot, "chat": chat.as_chat(), "date": world.now(), **content}
    if "reply_markup" in params:
        message["reply_markup"] = params["reply_markup"]
    if params.get("protect_content"):
        message["has_protected_content"] = True
    chat.messages[message["message_id"]] = message
    chat.from_bot.append(message)
    return message


def send_message(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    check_text(params["text"])
    return post(world, params, {"text": params["text"]})


def uploaded(world: World, value: str, uploads: Uploads, folder: str, limit: int) -> JsonObject:
    """`file_id`, `file_unique_id` and `file_size` of a part, or of a file the bot already knows."""
    if not value.startswith("attach://"):
        stored = find_file(world, value)
    else:
        name, content = uploads[value.removeprefix("attach://")]
        if not content:
            raise Refusal(400, "Bad Request: file must be non-empty")
        if len(content) > limit:
            raise Refusal(413, "Request Entity Too Large")
        stored = world.store_file(content, folder, name, len(content))
    return {"file_id": stored.file_id, "file_unique_id": stored.file_id[-9:], "file_size": len(stored.content)}


def photo_content(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    size = uploaded(world, params["photo"], uploads, "photos", PHOTO_LIMIT) | {"width": 640, "height": 480}
    return {"photo": [size], **caption_of(params)}


def document_content(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    document = uploaded(world, params["document"], uploads, "documents", UPLOAD_LIMIT)
    part = params["document"].removeprefix("attach://")
    return {"document": document | ({"file_name": uploads[part][0]} if part in uploads else {}), **caption_of(params)}


def caption_of(params: JsonObject) -> JsonObject:
    check_text(params.get("caption", "-") or "-", 1024)
    return {"caption": params["caption"]} if params.get("caption") else {}


def send_photo(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    return post(world, params, photo_content(world, params, uploads))


def send_document(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    return post(world, params, document_content(world, params, uploads))


def send_media_group(world: World, params: JsonObject, uploads: Uploads) -> list[JsonObject]:
    media = params["media"]
    if not 2 <= len(media) <= 10:
        raise Refusal(400, "Bad Request: there must be from 2 to 10 media items")
    makers = {"photo": photo_content, "document": document_content}
    group = str(world.number())
    return [
        post(
            world,
            {"chat_id": params["chat_id"]},
            makers[item["type"]](world, item | {item["type"]: item["media"]}, uploads) | {"media_group_id": group},
        )
        for item in media
    ]


def own_message(world: World, params: JsonObject, missing: str) -> tuple[Chat, JsonObject]:
    chat = world.chat_for_bot(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise Refusal(400, f"Bad Request: {missing}")
    return chat, message


def edit(world: World, params: JsonObject, changes: JsonObject) -> JsonObject:
    _, message = own_message(world, params, "message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise Refusal(400, "Bad Request: message can't be edited")
    check_markup(params.get("reply_markup"))
    wanted = {**changes, "reply_markup": params.get("reply_markup")}
    if all(message.get(name) == value for name, value in wanted.items()):
        raise Refusal(400, NOT_MODIFIED)
    message.pop("reply_markup", None)
    message.update({name: value for name, value in wanted.items() if value is not None}, edit_date=world.now())
    return message


def edit_message_text(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    check_text(params["text"])
    return edit(world, params, {"text": params["text"]})


def edit_message_reply_markup(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    return edit(world, params, {})


def delete_message(world: World, params: JsonObject, uploads: Uploads) -> bool:
    chat, message = own_message(world, params, "message to delete not found")
    if world.now() - message["date"] > FORTY_EIGHT_HOURS:
        raise Refusal(400, "Bad Request: message can't be deleted for everyone")
    del chat.messages[params["message_id"]]
    return True


def delete_messages(world: World, params: JsonObject, uploads: Uploads) -> bool:
    if not 1 <= len(params["message_ids"]) <= 100:
        raise Refusal(400, "Bad Request: wrong number of message identifiers")
    chat = world.chat_for_bot(params["chat_id"])
    for message_id in params["message_ids"]:
        chat.messages.pop(message_id, None)
    return True


def copy_message(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    source = world.chat_for_bot(params["from_chat_id"]).messages.get(params["message_id"])
    if source is None:
        raise Refusal(400, "Bad Request: message to copy not found")
    content = {k: v for k, v in source.items() if k in ("text", "photo", "document", "caption")}
    return {"message_id": post(world, params, content)["message_id"]}


def answer_callback_query(world: World, params: JsonObject, uploads: Uploads) -> bool:
    query = params["callback_query_id"]
    if world.clock() - world.queries.pop(query, -QUERY_LIFE) >= QUERY_LIFE:
        raise Refusal(400, QUERY_TOO_OLD)
    if len(params.get("text", "")) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    world.answered.append(query)
    return True


def send_chat_action(world: World, params: JsonObject, uploads: Uploads) -> bool:
    world.chat_for_bot(params["chat_id"])
    return True


def find_file(world: World, file_id: str) -> Any:
    stored = world.files.get(file_id)
    if stored is None:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    return stored


def get_file(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    stored = find_file(world, params["file_id"])
    size = len(stored.content) if stored.told_size is None else stored.told_size
    if world.file_limit is not None and size > world.file_limit:
        raise Refusal(400, "Bad Request: file is too big")
    answer = {"file_id": stored.file_id, "file_unique_id": stored.file_id[-9:], "file_path": stored.path}
    return answer if stored.told_size is None else answer | {"file_size": stored.told_size}


def set_my_commands(world: World, params: JsonObject, uploads: Uploads) -> bool:
    for command in params["commands"]:
        name = command["command"]
        if not (1 <= len(name) <= 32 and name.isascii() and name.islower() and name.replace("_", "").isalnum()):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if len(params["commands"]) > 100:
        raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    world.commands[scope_of(params)] = params["commands"]
    return True


def get_my_commands(world: World, params: JsonObject, uploads: Uploads) -> list[JsonObject]:
    return world.commands.get(scope_of(params), [])


def scope_of(params: JsonObject) -> str:
    return str(params.get("scope", {}).get("type", "default")) + "/" + params.get("language_code", "")


def get_chat(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return world.chat_for_bot(params["chat_id"]).as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def set_webhook(world: World, params: JsonObject, uploads: Uploads) -> bool:
    """Real Telegram wants https; the double also takes http on loopback."""
    url = params["url"]
    if url and not url.startswith(("https://", "http://127.0.0.1:")):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = {key: params[key] for key in ("url", "secret_token", "max_connections") if key in params}
    return settle_updates(world, params)


def delete_webhook(world: World, params: JsonObject, uploads: Uploads) -> bool:
    world.webhook = {"url": ""}
    return settle_updates(world, params)


def settle_updates(world: World, params: JsonObject) -> bool:
    if "allowed_updates" in params:
        world.updates.allowed = params["allowed_updates"]
    if params.get("drop_pending_updates"):
        world.updates.pending.clear()
    world.updates.wake()
    return True


def get_webhook_info(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    told = {key: world.webhook[key] for key in ("max_connections", "last_error_message") if key in world.webhook}
    waiting = len(world.updates.pending)
    return {"url": world.webhook["url"], "has_custom_certificate": False, "pending_update_count": waiting, **told}


def create_forum_topic(world: World, params: JsonObject, uploads: Uploads) -> JsonObject:
    world.chat_for_bot(params["chat_id"])
    return {"message_thread_id": world.number(), "name": params["name"], "icon_color": 7322096}


def close_forum_topic(world: World, params: JsonObject, uploads: Uploads) -> bool:
    world.chat_for_bot(params["chat_id"])
    return True


METHODS: dict[str, Method] = {
    method.__name__.replace("_", ""): method
    for method in (
        get_me, send_message, send_photo, send_document, send_media_group, edit_message_text,
        edit_message_reply_markup, delete_message, delete_messages, copy_message, answer_callback_query,
        send_chat_action, get_file, set_my_commands, get_my_commands, get_chat, set_webhook, delete_webhook,
        get_webhook_info, create_forum_topic, close_forum_topic,
    )
}  # fmt: skip
PACED = {
    "sendmessage", "sendphoto", "senddocument", "sendmediagroup", "editmessagetext", "editmessagereplymarkup",
    "copymessage",
}  # fmt: skip
