"""One update of Telegram, read into what happened. Any exception means that it cannot be read."""

import json
from datetime import datetime

import telegram
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, User

from bot.channels import Address, Parsed, Update
from bot.commands import team_code, typed_command
from bot.telegram_files import file_of, origin_of
from bot.telegram_keyboard import read_tap
from conversations.events import (
    Chose,
    CommandGiven,
    Event,
    FileSent,
    MessageEdited,
    PersonCameBack,
    PersonLeft,
    Said,
)

# What a person can send that is neither words nor a file: it is answered, and nothing of it is read.
UNREAD = ("contact", "location", "venue", "poll", "dice", "story", "checklist", "game", "paid_media", "giveaway")
# Beyond this an id is no id: believed, it would move the offset past everything still to come.
LARGEST_ID = 2**52
GONE = "kicked"
HERE = "member"


class Unreadable(ValueError):
    """The update is not what the Bot API describes. Says which part, never what stood there."""


def parse(update: Update, received_at: datetime) -> Parsed:
    """Only private chats are for us; in a group nothing follows."""
    found = telegram.Update.de_json(_object(json.loads(update.raw)), None)
    event_id = f"{update.channel}:{update.account}:{update.update_id}"
    if found.message:
        return _about(update, found.message.chat, *_message(found.message, event_id, received_at))
    if found.edited_message:
        return _about(update, found.edited_message.chat, _edit(found.edited_message, event_id, received_at))
    if found.callback_query:
        query = found.callback_query
        return _about(update, _chat_of(query), _tap(query, event_id, received_at))
    if found.my_chat_member:
        return _about(update, found.my_chat_member.chat, _membership(found.my_chat_member, event_id, received_at))
    raise Unreadable("kind")


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unreadable("update")
    return value


def _about(update: Update, chat: Chat | User, event: Event | None, group: str = "") -> Parsed:
    address = Address(update.channel, update.account, str(_number(chat.id)))
    private = isinstance(chat, User) or chat.type == Chat.PRIVATE
    if event is not None:
        # Half a surrogate pair is a legal JSON escape and no legal text: found here, not when it is to be kept.
        event.model_dump_json()
    return Parsed(address, event, group) if private else Parsed(address, None)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("number")
    return value


def _message(message: Message, event_id: str, at: datetime) -> tuple[Event | None, str]:
    """The event, and the album it belongs to."""
    if message.from_user is None or message.from_user.is_bot:
        return None, ""
    number = str(_number(message.message_id))
    origin = origin_of(message)
    file = file_of(message, number, origin)
    if file is not None:
        sent = FileSent(id=event_id, at=at, files=(file,), caption=message.caption or "")
        return sent, message.media_group_id or ""
    if message.text is not None:
        if team_code(message.text):
            return None, ""
        command = None if origin else typed_command(message.text)
        if command:
            return CommandGiven(id=event_id, at=at, name=command[0], rest=command[1]), ""
        return Said(id=event_id, at=at, text=message.text, message=number, origin=origin), ""
    if any(getattr(message, content) for content in UNREAD):
        return Said(id=event_id, at=at, text=message.caption or "", message=number, origin=origin), ""
    return None, ""


def _edit(message: Message, event_id: str, at: datetime) -> Event | None:
    text = message.text or message.caption
    if text is None:
        return None
    return MessageEdited(id=event_id, at=at, message=str(_number(message.message_id)), text=text)


def _chat_of(query: CallbackQuery) -> Chat | User:
    return query.message.chat if query.message else query.from_user


def _tap(query: CallbackQuery, event_id: str, at: datetime) -> Event | None:
    if query.data is None:
        return None
    question, choice = read_tap(query.data)
    return Chose(id=event_id, at=at, question=question, choice=choice)


def _membership(change: ChatMemberUpdated, event_id: str, at: datetime) -> Event | None:
    before, after = change.old_chat_member.status, change.new_chat_member.status
    if after == GONE:
        return PersonLeft(id=event_id, at=at)
    if after == HERE and before != HERE:
        return PersonCameBack(id=event_id, at=at)
    return None


def update_id_of(update: object) -> int | None:
    """The id of something that should be an update; None where it has none."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < LARGEST_ID else None


def tap_id_of(raw: bytes) -> str:
    """The id with which a tap is answered; empty where the update is no tap."""
    try:
        query = json.loads(raw).get("callback_query")
    except (ValueError, RecursionError, AttributeError):
        return ""
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) else ""
