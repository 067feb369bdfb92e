"""One frame of the gateway, read no further than is needed to store it."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.channels import Update
from bot.discord_channel import DiscordChannel
from bot.discord_parse import EDIT, KINDS, MESSAGE, update_id_of
from bot.discord_session import Session

READY, RESUMED, HELLO = "READY", "RESUMED", "HELLO"
HELLO_OPCODE = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """`update` is None for what nobody needs, `sequence` for what has no place in the session."""

    name: str
    sequence: int | None
    update: Update | None = None
    data: dict[str, Any] = field(default_factory=dict)


def read_frame(text: str, channel: DiscordChannel) -> Frame:
    """Never raises: what cannot be read is an update that will be a dead letter."""
    raw = text.encode("utf-8", "surrogatepass")
    try:
        found = json.loads(text)
        name, data, sequence = found.get("t"), found.get("d"), found.get("s")
        if found.get("op") == HELLO_OPCODE:
            return Frame(HELLO, None)
    except (ValueError, RecursionError, AttributeError):
        return Frame("", None, update_of(channel, raw))
    number = sequence if isinstance(sequence, int) else None
    content = data if isinstance(data, dict) else {}
    if name not in KINDS:
        return Frame(name if isinstance(name, str) else "", number, None, content)
    if name in (MESSAGE, EDIT) and by_a_bot(content):
        return Frame(name, number)
    return Frame(name, number, update_of(channel, raw), content)


def by_a_bot(message: dict[str, Any]) -> bool:
    """In direct messages that is ourselves: the gateway tells us what we said."""
    author = message.get("author")
    return isinstance(author, dict) and author.get("bot") is True


def message_frame(message: dict[str, Any]) -> bytes:
    """A message that was read back, as the gateway would have told it."""
    return json.dumps({"t": MESSAGE, "d": message}, separators=(",", ":")).encode()


def update_of(channel: DiscordChannel, raw: bytes) -> Update:
    return Update(channel.name, channel.account, update_id_of(raw), raw)


def session_of(frame: Frame, account: str) -> Session | None:
    """The session that READY begins; None where Discord's words are not understood: it cannot be resumed then."""
    number, url = frame.data.get("session_id"), frame.data.get("resume_gateway_url")
    if not isinstance(number, str) or not isinstance(url, str):
        return None
    return Session(account, number, url, frame.sequence or 0)
