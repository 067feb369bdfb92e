"""Reads an exported chat that is kept, and gives a page of it, or the messages that the person picked."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.decoding import Decoder, DecodingFailed
from bot.outcomes import Accepts
from bot.service import Happening
from conversations.chat_export import parse_chat
from conversations.dossier import ChatLine
from conversations.effects import ReadChat
from conversations.events import ChatRead
from conversations.limits import CHAT_LINES_A_PAGE
from storage import evidence, outbox, people
from storage.blobs import Blobs
from storage.evidence import Evidence
from storage.outbox import Delivery
from storage.store import Store
from storage.transaction import Transaction

ARCHIVE = "application/zip"
# What can be looked at as a chat: its file alone, or the archive it came in.
CHATS = frozenset({"text/plain", ARCHIVE})


class ChatReading:
    """Performs ReadChat."""

    def __init__(
        self, store: Store, service: Accepts, blobs: Blobs, decoder: Decoder, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._service, self._blobs = store, service, blobs
        self._decoder, self._clock = decoder, clock

    async def read(self, delivery: Delivery, effect: ReadChat) -> None:
        """Reports ChatRead, and with it that the effect is done; a file that is no chat has no messages."""
        item = await self._store.read(lambda tx: _item(tx, delivery.conversation_id, effect.number))
        lines = await self._lines(item, ZoneInfo(effect.zone)) if item else ()
        event = ChatRead(
            id=f"{effect.id}/read",
            at=self._clock(),
            effect=effect.id,
            number=effect.number,
            total=len(lines),
            lines=asked_for(lines, effect),
            picked=bool(effect.places),
        )
        name = delivery.effect_id
        await self._service.accept([Happening(delivery.conversation_id, event, guard=lambda tx: outbox.done(tx, name))])

    async def _lines(self, item: Evidence, zone: ZoneInfo) -> tuple[ChatLine, ...]:
        pieces = await asyncio.to_thread(lambda: list(self._blobs.read(item.blob)))
        if item.mime != ARCHIVE:
            text = b"".join(pieces).decode("utf-8", "replace")
        else:
            try:
                text = await self._decoder.chat(iter(pieces))
            except DecodingFailed:
                return ()
        return await asyncio.to_thread(parse_chat, text, zone)


def asked_for(lines: Sequence[ChatLine], effect: ReadChat) -> tuple[ChatLine, ...]:
    """The picked messages, or a page: from a place, or from the first message of a day on."""
    if effect.places:
        return tuple(lines[place - 1] for place in effect.places if 1 <= place <= len(lines))
    first = effect.first
    if effect.on:
        day = date.fromisoformat(effect.on)
        first = next((line.place for line in lines if line.at and line.at.date() >= day), len(lines))
    return tuple(lines[first - 1 : first - 1 + CHAT_LINES_A_PAGE])


def _item(tx: Transaction, conversation: str, number: int) -> Evidence | None:
    address = people.of_conversation(tx, conversation)
    if address is None:
        return None
    items = evidence.of_person(tx, address.person, address.key)
    return next((item for item in items if item.number == number and item.blob and item.mime in CHATS), None)
