"""The browser chat as a channel: what a page sends becomes an update, what is said becomes a line of its transcript."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.channels import Address, Pace, Parsed, Update
from conversations.events import Chose, CommandGiven, Event, FileAnnounced, FileRef, FileSent, Said

NAME = ACCOUNT = "web"


class Sent(BaseModel):
    """What a page sent, as it is stored before it is acknowledged. `external` is the address of the conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    external: str
    kind: Literal["said", "chose", "command", "announced", "file"]
    text: str = ""
    question: str = ""
    file: FileRef | None = None

    def update(self, update_id: str) -> Update:
        return Update(
            NAME, ACCOUNT, update_id, json.dumps(self.model_dump(mode="json", exclude_defaults=True)).encode()
        )


def parse(update: Update, received_at: datetime) -> Parsed:
    """Reads one update of the browser chat. Raises pydantic's ValidationError where it is none."""
    sent = Sent.model_validate_json(update.raw)
    event_id = f"{update.channel}:{update.account}:{update.update_id}"
    return Parsed(Address(NAME, ACCOUNT, sent.external), _event(sent, event_id, received_at))


def _event(sent: Sent, event_id: str, at: datetime) -> Event:
    match sent.kind:
        case "said":
            return Said(id=event_id, at=at, text=sent.text, message=event_id)
        case "chose":
            return Chose(id=event_id, at=at, choice=sent.text, question=sent.question)
        case "command":
            return CommandGiven(id=event_id, at=at, name=sent.text)
        case "announced":
            return FileAnnounced(id=event_id, at=at)
        case "file":
            return FileSent(id=event_id, at=at, files=(sent.file,) if sent.file else ())
