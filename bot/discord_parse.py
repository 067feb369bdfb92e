"""One event of the gateway, read into what happened. Any exception means that it cannot be read.

Only the direct messages between one person and the bot are for us: of a server or a group nothing follows.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.channels import Address, Parsed, Update
from bot.commands import team_code, typed_command
from bot.discord_files import Attachment, Forwarded, Snowflake, Sticker, files_of, uploads_of
from bot.discord_message import UPLOAD, read_tap
from conversations.events import Chose, CommandGiven, Event, FileRef, FileSent, MessageEdited, MessageWithdrawn, Said

MESSAGE, EDIT, WITHDRAWAL, INTERACTION = "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "INTERACTION_CREATE"
# What is stored; anything else that the gateway tells is of no use to anybody.
KINDS = frozenset({MESSAGE, EDIT, WITHDRAWAL, INTERACTION})
LETTERS = {MESSAGE: "m", EDIT: "e", WITHDRAWAL: "d", INTERACTION: "i"}
# Ordinary messages and replies; the others tell of calls, pins and the like.
WRITTEN = frozenset({0, 19})
COMMAND, COMPONENT, FORM = 2, 3, 5
WITH_BOT = 1
UNIX = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(ValueError):
    """The event is not what Discord describes. Says which part, never what stood there."""


class _Part(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class Author(_Part):
    id: Snowflake
    bot: bool = False


class Snapshot(_Part):
    message: Forwarded


class Message(_Part):
    id: Snowflake
    channel_id: Snowflake
    guild_id: Snowflake | None = None
    type: int = 0
    author: Author
    content: str = ""
    timestamp: AwareDatetime
    edited_timestamp: AwareDatetime | None = None
    flags: int = 0
    attachments: list[Attachment] = []
    sticker_items: list[Sticker] = []
    message_snapshots: list[Snapshot] = []


class Withdrawal(_Part):
    id: Snowflake
    channel_id: Snowflake
    guild_id: Snowflake | None = None


class Resolved(_Part):
    attachments: dict[Snowflake, Attachment] = {}


class Given(_Part):
    name: str = ""
    custom_id: str = ""
    values: list[str] = []
    resolved: Resolved = Resolved()


class Member(_Part):
    user: Author | None = None


class Interaction(_Part):
    """`context` says where: 0 in a server, 1 in the direct messages with the bot, 2 elsewhere in private."""

    id: Snowflake
    type: int
    token: str
    application_id: Snowflake
    context: int | None = None
    channel_id: Snowflake | None = None
    data: Given = Given()
    message: dict[str, Any] | None = None
    member: Member | None = None
    user: Author | None = None

    @property
    def tapped_by(self) -> str:
        """The account, empty where Discord does not say."""
        who = self.user or (self.member.user if self.member else None)
        return who.id if who else ""

    @property
    def private(self) -> bool:
        """True only where nobody but this person and the bot can read."""
        return self.context == WITH_BOT and self.channel_id is not None


def parse(update: Update, received_at: datetime) -> Parsed:
    kind, data = told_in(update.raw)
    event_id = f"{update.channel}:{update.account}:{update.update_id}"
    match kind:
        case "MESSAGE_CREATE":
            message = Message.model_validate(data)
            return _about(update, message, _message(message, event_id, received_at))
        case "MESSAGE_UPDATE":
            message = Message.model_validate(data)
            return _about(update, message, _edit(message, event_id, received_at))
        case "MESSAGE_DELETE":
            gone = Withdrawal.model_validate(data)
            return _about(update, gone, MessageWithdrawn(id=event_id, at=received_at, message=gone.id))
        case "INTERACTION_CREATE":
            asked = Interaction.model_validate(data)
            event = _interaction(asked, event_id, received_at) if asked.private else None
            return _at(update, asked.channel_id or "0", event)
    raise Unreadable("kind")


def told_in(raw: bytes) -> tuple[str, dict[str, Any]]:
    """(name of the event, its data). Raises ValueError."""
    found = json.loads(raw)
    name, data = (found.get("t"), found.get("d")) if isinstance(found, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(data, dict):
        raise Unreadable("event")
    return name, data


def update_id_of(raw: bytes) -> str:
    """The same for the same message, whether the gateway told it or its channel was read back; an edit has its own.

    What has no number is named after its bytes.
    """
    try:
        name, data = told_in(raw)
        number = Withdrawal.model_validate({"id": data.get("id"), "channel_id": "0"}).id
        edited = f"-{_microseconds(data.get('edited_timestamp'))}" if name == EDIT else ""
        return f"{LETTERS[name]}{number}{edited}"
    except (ValueError, RecursionError, KeyError, OverflowError):
        return sha256(raw).hexdigest()


def _microseconds(moment: object) -> int:
    if not isinstance(moment, str):
        return 0
    return (datetime.fromisoformat(moment).astimezone(UTC) - UNIX) // timedelta(microseconds=1)


def _about(update: Update, about: Message | Withdrawal, event: Event | None) -> Parsed:
    return _at(update, about.channel_id, None if about.guild_id else event)


def _at(update: Update, channel: str, event: Event | None) -> Parsed:
    if event is not None:
        # Half a surrogate pair is a legal JSON escape and no legal text: found here, not when it is to be kept.
        event.model_dump_json()
    return Parsed(Address(update.channel, update.account, channel), event)


def _message(message: Message, event_id: str, at: datetime) -> Event | None:
    if message.author.bot or message.type not in WRITTEN:
        return None
    forwarded = message.message_snapshots[0].message if message.message_snapshots else None
    text = forwarded.content if forwarded else message.content
    files = _files(message, forwarded)
    if files:
        return FileSent(id=event_id, at=at, files=files, caption=text)
    if team_code(text):
        return None
    command = None if forwarded else typed_command(text)
    if command:
        return CommandGiven(id=event_id, at=at, name=command[0], rest=command[1])
    origin = forwarded.origin if forwarded else None
    return Said(id=event_id, at=at, text=text, message=message.id, origin=origin)


def _files(message: Message, forwarded: Forwarded | None) -> tuple[FileRef, ...]:
    """Those of the message, or of the one it forwards."""
    found: Message | Forwarded = forwarded or message
    origin = forwarded.origin if forwarded else None
    return tuple(files_of(message.id, found.attachments, found.sticker_items, found.flags, message.timestamp, origin))


def _edit(message: Message, event_id: str, at: datetime) -> Event | None:
    """Discord also tells of changes that are its own, such as the picture of a link."""
    if message.author.bot or message.edited_timestamp is None:
        return None
    return MessageEdited(id=event_id, at=at, message=message.id, text=message.content)


def _interaction(asked: Interaction, event_id: str, at: datetime) -> Event | None:
    match asked.type:
        case 2:
            return CommandGiven(id=event_id, at=at, name=asked.data.name.lower())
        case 3 if asked.data.custom_id != UPLOAD:
            question, choice = read_tap(asked.data.custom_id, asked.data.values)
            return Chose(id=event_id, at=at, question=question, choice=choice)
        case 5:
            return _uploaded(list(asked.data.resolved.attachments.values()), event_id, at)
    return None


def _uploaded(attachments: Sequence[Attachment], event_id: str, at: datetime) -> Event | None:
    files = tuple(uploads_of(list(attachments), at))
    return FileSent(id=event_id, at=at, files=files) if files else None
