"""A turn while it is being made: the conversation as it changes, and the effects so far."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from conversations import limits
from conversations.conditions import View
from conversations.conversation import Asked, Conversation, Place, Slot, Turn
from conversations.effects import Choice, Effect, Say
from conversations.events import Event
from conversations.findings import Findings
from conversations.known import KNOWN_BY, known_of
from conversations.library import Library
from conversations.outlook import Outlook
from conversations.pieces import Piece
from conversations.situation import Situation
from conversations.texts import Register

ADULTS = frozenset({"parent", "teacher"})


class Draft:
    """Mutable only while one turn lasts; `turn()` closes it."""

    def __init__(self, conversation: Conversation, event: Event, situation: Situation, library: Library) -> None:
        self.before = conversation
        # A copy of our own, changed in place: a new record for each change would cost a third of a turn.
        self.conversation = conversation.model_copy()
        self.event = event
        self.situation = situation
        self.library = library
        self.findings = Findings(lang=conversation.lang)
        self.effects: list[Effect] = []
        self.room = limits.MESSAGES_A_TURN
        self._outlook: Outlook | None = None

    @property
    def now(self) -> datetime:
        return self.event.at

    @property
    def register(self) -> Register:
        """Adults are addressed with « vous », everyone else with « tu »."""
        role = self.value("role") or self.findings.audience
        return "vous" if role in ADULTS else "tu"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the person's country."""
        return self.library.directory.country(self.value("country")).zone

    @property
    def view(self) -> View:
        """What conditions of flows look at; the conversation in it is the one that changes."""
        # Made anew each time: one that is kept would hold the draft that holds it, and wait for the garbage collector.
        return View(self.conversation, self.situation, self.findings, self._local)

    @property
    def outlook(self) -> Outlook:
        """What is known now, and the steps that follow from it."""
        if self._outlook is None:
            self._outlook = Outlook(known_of(self.conversation, self.now), self.library.steps)
        return self._outlook

    def _local(self) -> datetime:
        return self.now.astimezone(self.zone)

    def change(self, **fields: Any) -> None:  # noqa: ANN401 - the fields of Conversation, checked by the round trip tests
        self.conversation.__dict__.update(fields)
        if not KNOWN_BY.isdisjoint(fields):
            self._outlook = None

    def value(self, slot: str) -> str:
        known = self.conversation.slots.get(slot)
        return known.value if known else ""

    def set_slot(self, name: str, slot: Slot) -> None:
        self.change(slots={**self.conversation.slots, name: slot})

    def forget_slot(self, name: str) -> None:
        """Its question is open again, as if it had never been asked."""
        here = self.conversation
        slots = {key: slot for key, slot in here.slots.items() if key != name}
        self.change(slots=slots, times_asked={key: times for key, times in here.times_asked.items() if key != name})

    def remember_said(self, key: str) -> None:
        if key not in self.conversation.said:
            self.change(said=(*self.conversation.said, key))

    def text(self, key: str, **slots: str | int) -> str:
        """A text of the catalogue in the person's language and register."""
        return self.library.texts.render(key, self.conversation.lang, self.register, slots)

    def choice(self, choice: str, key: str, number: int | None = None) -> Choice:
        """An answer whose label is a text of the catalogue, in the person's language and register."""
        return self.library.choice(choice, key, self.conversation.lang, self.register, number)

    def has_text(self, key: str) -> bool:
        return self.library.texts.has(key, self.conversation.lang)

    def speaks(self, key: str) -> bool:
        """Whether the text exists in the person's own language: some are better left out than said in another."""
        return key in self.library.texts.of(self.conversation.lang)

    def piece(self, key: str, **slots: str | int) -> Piece:
        return Piece(text=self.text(key, **slots), keys=(key,))

    def emit(self, effect: type[Effect], **fields: Any) -> None:  # noqa: ANN401 - the fields of that effect
        self.effects.append(effect(id=self.next_id(), **fields))

    def next_id(self) -> str:
        return f"{self.event.id}/{len(self.effects)}"

    def say(self, piece: Piece, *, choices: tuple[Choice, ...] = (), slot: str = "", urgent: bool = False) -> None:
        """Adds one message. The notice stands outside the count of a turn; the same words twice are said once."""
        self._take_back(piece.text)
        if not piece.outside_count:
            self.room -= 1
        if piece.services:
            here, turn = self.conversation, self.before.turns
            # Of several messages in a turn the first names the line that fits best.
            named = (*here.lines_shown, *piece.services) if here.lines_at == turn else piece.services
            self.change(lines_shown=tuple(dict.fromkeys(named)), lines_at=turn)
        all_choices = (*piece.choices, *choices)
        self.effects.append(
            Say(
                id=self.next_id(),
                text=piece.text,
                keys=piece.keys,
                choices=all_choices,
                fixed=self.library.fixed_row(self.conversation.lang),
                question=self.token() if all_choices or slot else "",
                slot=slot or piece.slot,
                services=piece.services,
                steps=tuple(piece.titles),
                titles=piece.titles,
                human_offered=piece.human_offered,
                urgent=urgent or piece.urgent,
            )
        )

    def _take_back(self, text: str) -> None:
        """The last message, where it has these words and asks nothing."""
        last = self.effects[-1] if self.effects else None
        if isinstance(last, Say) and last.text == text and not last.question:
            self.effects.pop()
            self.room += 1

    def token(self) -> str:
        """What a tap gives back: the same for all messages of one turn."""
        return f"q{self.before.turns + 1}"

    def ask(self, place: Place, slot: str, choices: tuple[Choice, ...]) -> None:
        """Stands on a node that waits for an answer."""
        trail = self.conversation.trail
        if slot and (not trail or trail[-1] != place):
            trail = (*trail, place)[-limits.TRAIL_LENGTH :]
        self.change(place=place, trail=trail, asked=Asked(token=self.token(), slot=slot, choices=choices))

    def count_asked(self, slot: str) -> None:
        """For questions that are not asked for ever."""
        times = self.conversation.times_asked
        self.change(times_asked={**times, slot: times.get(slot, 0) + 1})

    def turn(self) -> Turn:
        self.change(turns=self.before.turns + 1, last_at=self.now)
        return Turn(conversation=self.conversation, effects=tuple(self.effects))
