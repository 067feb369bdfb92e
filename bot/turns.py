"""One turn inside one transaction: load, think, save, and what the store does itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from conversations.conversation import Conversation, Turn
from conversations.effects import (
    CancelTimer,
    Effect,
    EndHandoff,
    EraseCase,
    KeepEvidence,
    KeepFact,
    KeepNote,
    MakeDossier,
    MakeLetter,
    NoteWithdrawal,
    OpenCase,
    OpenHandoff,
    Outward,
    PurgeEvidence,
    ReadChat,
    RelayToHelper,
    Say,
    SendFile,
    SetTimer,
    WithdrawMessage,
)
from conversations.events import Event, FileRef, PersonLeft, TurnFailed
from conversations.library import Library
from conversations.situation import Kept, Situation
from storage import cases, conversations, evidence, facts, handoffs, outbox, purges, timers
from storage.errors import SealBroken
from storage.people import AddressRow
from storage.transaction import Transaction

TakeTurn = Callable[[Conversation, Event, Situation, Library], Turn]
Look = Callable[[Transaction, Kept, datetime], Situation]

# DEL-08: beyond this many messages of one person in one minute, the newest reply stands for those that still wait.
REPLIES_PER_MINUTE = 20
# What a browser sent and nobody has fetched yet lies under such a name.
UPLOAD = re.compile(r"[0-9a-f]{32}")
OUTWARD_KINDS = (Say, KeepEvidence, KeepNote, ReadChat, WithdrawMessage, MakeDossier, MakeLetter, SendFile)


@dataclass(frozen=True, slots=True)
class Turns:
    """Runs turns. `replies_per_minute` is how many replies one person gets in a minute before they are grouped."""

    library: Library
    look: Look
    think: TakeTurn
    replies_per_minute: int = REPLIES_PER_MINUTE

    def take(self, tx: Transaction, address: AddressRow, event: Event, now: datetime, messages: int = 0) -> int:
        """Handles one event completely; gives the number of effects queued. `messages`: how many the person sent.

        Whatever is raised leaves the transaction to be undone by the caller.
        """
        loaded = conversations.load_for(tx, address)
        situation = self.look(tx, loaded.kept, now)
        turn = self.think(loaded.conversation, event, situation, self.library)
        address = _reachable(tx, address, event, messages)
        address = _inward(tx, address, turn.effects, now)
        in_minute = loaded.count_with(messages, now)
        conversations.save_for(tx, address, turn.conversation, now, messages, in_minute)
        if in_minute > self.replies_per_minute:
            outbox.drop_passing(tx, address.id)
        return outbox.add(tx, address, [*_outward(turn.effects), *_purged(tx, address, turn.effects, now)], now)

    def take_help(self, tx: Transaction, address: AddressRow, event: TurnFailed, now: datetime) -> int:
        """The fixed help card, even where the conversation itself can no longer be read (it is then left as it is)."""
        try:
            return self.take(tx, address, event, now)
        except SealBroken:
            blank = Conversation(id=address.conversation, channel=address.channel)
            turn = self.think(blank, event, self.look(tx, Kept(), now), self.library)
            return outbox.add(tx, address, _outward(turn.effects), now)


def _reachable(tx: Transaction, address: AddressRow, event: Event, messages: int) -> AddressRow:
    """Nothing is sent to who left; whoever writes again is there again."""
    if isinstance(event, PersonLeft):
        outbox.stop_address(tx, address.id)
        return replace(address, stopped=True)
    if address.stopped and messages:
        outbox.resume_address(tx, address.id)
        return replace(address, stopped=False)
    return address


def _inward(tx: Transaction, address: AddressRow, effects: tuple[Effect, ...], now: datetime) -> AddressRow:
    """Erasing comes first: what the same turn says and sets belongs to the person after it."""
    if any(isinstance(effect, EraseCase) for effect in effects):
        address = cases.erase(tx, address, now)
    for effect in effects:
        _do(tx, address, effect, now)
    return address


def _do(tx: Transaction, address: AddressRow, effect: Effect, now: datetime) -> None:
    match effect:
        case SetTimer(name=name, at=at):
            timers.set_timer(tx, address.conversation, name, at)
        case CancelTimer(name=name):
            timers.cancel(tx, address.conversation, name)
        case KeepFact(fact=fact):
            facts.keep(tx, address.person, address.key, effect.id, fact)
        case OpenCase():
            cases.open_case(tx, address, now)
        case OpenHandoff(handoff=handoff, risk=risk):
            handoffs.open_handoff(tx, handoff, address.conversation, address.channel, risk, now)
        case RelayToHelper(handoff=handoff, text=text, risk=risk):
            handoffs.add_line(tx, handoff, effect.id, "person", text, risk, now)
        case EndHandoff(handoff=handoff):
            handoffs.close(tx, handoff, "person", now)
        case NoteWithdrawal(message=message):
            evidence.note_withdrawn(tx, address.person, address.key, message, now)
        case EraseCase() | Say() | KeepEvidence() | KeepNote() | PurgeEvidence() | ReadChat() | WithdrawMessage():
            pass
        case MakeDossier() | MakeLetter() | SendFile():
            pass


def _purged(
    tx: Transaction, address: AddressRow, effects: tuple[Effect, ...], now: datetime
) -> Iterator[WithdrawMessage]:
    """What is purged is no longer kept nor fetched; the messenger is asked to delete its messages."""
    for effect in effects:
        if isinstance(effect, PurgeEvidence):
            gone = purges.purge(tx, address, effect.id, effect.numbers, now)
            files = [file for name in effect.effects if (file := _dropped(tx, name))]
            purges.also(tx, address, effect.id, {file.reference for file in files if UPLOAD.fullmatch(file.reference)})
            named = [one.message for one in gone if one.message] + [one.message for one in files if one.message]
            for place, message in enumerate(dict.fromkeys(named)):
                yield WithdrawMessage(id=f"{effect.id}/{place}", message=message)


def _dropped(tx: Transaction, effect: str) -> FileRef | None:
    """The file that was still to be kept and no longer is."""
    given = outbox.drop(tx, effect)
    return given.file if isinstance(given, KeepEvidence) else None


def _outward(effects: tuple[Effect, ...]) -> list[Outward]:
    return [effect for effect in effects if isinstance(effect, OUTWARD_KINDS)]
