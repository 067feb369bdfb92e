"""The hand of a scripted person: taps what the contract of `appui play` says, and nothing more.

It goes by the slot a question is marked with, never by its words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from bot.play_files import simulates_nude
from conversations.effects import Say
from conversations.library import Library

AGE_BANDS = ((10, "under_11"), (14, "11_14"), (17, "15_17"))
NEAR_ENOUGH = 60


@dataclass(frozen=True, slots=True)
class Act:
    """What is done next: the kind of the event and its fields."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


class Player:
    """Answers country, role, age_band, nudity, file_date, phone_seen, may_write_before and confirm at once."""

    def __init__(self, persona: dict[str, Any], library: Library) -> None:
        self._persona = persona
        self._library = library
        self._last: list[Say] = []
        self._asked: set[str] = set()

    def saw(self, said: Sequence[Say]) -> None:
        """Remembers the last messages, whose buttons can be tapped."""
        if said:
            self._last = list(said)

    def answer(self, said: Sequence[Say], turn: dict[str, Any], following: dict[str, Any] | None) -> Act | None:
        """The answer to a question just asked for one of these slots, None where the script goes on."""
        asking = next((say for say in reversed(said) if say.slot in ANSWERS), None)
        if asking is None or asking.question in self._asked:
            return None
        if asking.slot == "confirm" and following and self._is_yes_or_no(following):
            return None
        self._asked.add(asking.question)
        wanted = ANSWERS[asking.slot](self._persona, turn)
        return _tap(asking, wanted) if wanted else None

    def tap(self, label: str) -> Act:
        """The button whose label is nearest, or the label as a message where there is none."""
        offered = [(say, choice) for say in self._last for choice in say.choices + say.fixed]
        labels = [choice.label for _, choice in offered]
        best = process.extractOne(label, labels, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
        if best is None:
            return Act("said", {"text": label})
        say, choice = offered[best[2]]
        return Act("chose", {"choice": choice.id, "question": say.question})

    def _is_yes_or_no(self, turn: dict[str, Any]) -> bool:
        if turn["kind"] not in ("text", "voice", "button"):
            return False
        # « nan garde la » is a no that goes on: its first word says so.
        read = self._library.understanding.read
        return any(read(words).intent in ("yes", "no") for words in (turn["text"], turn["text"].split(maxsplit=1)[0]))


def _tap(say: Say, wanted: str) -> Act:
    """A choice by its id (its last part counts: `country.FR`, `nude.no`), else the value as a typed line."""
    offered = {one.id.rpartition(".")[2]: one for one in say.choices}
    # A country that the first question does not name lies behind « Ailleurs ».
    choice = offered.get(wanted) or (offered.get("other") if say.slot == "country" else None)
    if choice is None:
        return Act("said", {"text": wanted})
    return Act("chose", {"choice": choice.id, "question": say.question})


def _age_band(persona: dict[str, Any], turn: dict[str, Any]) -> str:
    return next((band for limit, band in AGE_BANDS if persona["age"] <= limit), "18_plus")


def _country(persona: dict[str, Any], turn: dict[str, Any]) -> str:
    return str(persona["country"])


ANSWERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "country": _country,
    "role": lambda persona, turn: str(persona["role"]),
    "age_band": _age_band,
    "nudity": lambda persona, turn: "yes" if simulates_nude(turn) else "no",
    "file_date": lambda persona, turn: str(turn.get("visible_date", "")),
    "phone_seen": lambda persona, turn: "no",
    "may_write_before": lambda persona, turn: "no",
    "confirm": lambda persona, turn: "yes",
}
