"""Fills a fresh data folder with conversations that were had before, so that a measurement meets a full house."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from conversations.conversation import Asked, Conversation, Danger, Place, Slot
from conversations.effects import Choice
from storage import conversations, inbox, people
from storage.inbox import Entry
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

TOGETHER = 250
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def fill(folder: Path, vault: Vault, count: int) -> None:
    """Stores so many conversations, each with its own key, half-way through, and the last message received."""
    store = Store.open(folder, vault, "normal")
    for start in range(0, count, TOGETHER):
        store.write_now(partial(_some, start=start, end=min(count, start + TOGETHER)))
    store.close()


def _some(tx: Transaction, start: int, end: int) -> None:
    for number in range(start, end):
        address = people.address_of(tx, "web", "web", f"stored-{number}", LONG_AGO)
        name = str(number)
        inbox.insert(
            tx, Entry("web", "stored", name, b'{"kind": "said", "text": "' + name.encode() + b'"}'), address, LONG_AGO
        )
        half_way = _half_way(address.conversation)
        conversations.save_for(tx, address, half_way, LONG_AGO, messages=6, in_minute=1)


def _half_way(conversation: str) -> Conversation:
    known = {"country": "FR", "role": "teen", "age_band": "11_14", "platform": "instagram", "since": "2026-09"}
    place = Place(flow="follow", node="where", version=1)
    return Conversation(
        id=conversation,
        channel="web",
        turns=6,
        last_at=LONG_AGO,
        notice="accepted",
        place=place,
        trail=(place, place),
        asked=Asked(token="q6", choices=tuple(Choice(id=f"where.{name}", label=name) for name in known)),  # noqa: S106
        slots={name: Slot(value=value) for name, value in known.items()},
        topics=("group_harassment", "insults"),
        platforms=("instagram", "snapchat"),
        danger=Danger(),
        said=("notice", "welcome", "numbers.first"),
    )
