"""Conditions of flows: what must hold for a node, a line or a choice. All fields given must hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import Field

from conversations.conversation import Conversation
from conversations.findings import Findings, risk_rank
from conversations.quiet_hours import is_night
from conversations.records import Record
from conversations.situation import Situation

Words = tuple[str, ...]
# So long after a danger nobody is taken leave of (conversation_rules §3.12).
_FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class View:
    """What conditions look at. `local` gives the moment on the person's own clock."""

    conversation: Conversation
    situation: Situation
    findings: Findings
    local: Callable[[], datetime]


class Condition(Record):
    """`known`/`unknown` name slots, or `told`, `topics`, `platforms`; the lists are alternatives.

    `asked`: circumstances that were told. `tells`: the message says something of what happens. `fresh_danger`: a danger
    was told within a day, and stands. `body`: something was swallowed, or a body is in danger.
    """

    known: Words = ()
    unknown: Words = ()
    role: Words = ()
    country: Words = ()
    channel: Words = ()
    topic: Words = ()
    intent: Words = ()
    risk: Words = ()
    danger: Words = ()
    danger_kind: Words = ()
    concerns: Words = ()
    body: bool | None = None
    handoff: Words = ()
    mode: Words = ()
    lang: Words = ()
    notice: Words = ()
    said: Words = ()
    asked: Words = ()
    value: dict[str, str] = Field(default_factory=dict)
    on_shift: bool | None = None
    next_shift: bool | None = None
    evidence: bool | None = None
    files_waiting: bool | None = None
    undated: bool | None = None
    unsigned: bool | None = None
    chat_more: bool | None = None
    chat_reading: bool | None = None
    plan: bool | None = None
    letter_asks: bool | None = None
    letter_made: bool | None = None
    night: bool | None = None
    tells: bool | None = None
    reminded: bool | None = None
    fresh_danger: bool | None = None
    remind_day: bool | None = None
    either: tuple["Condition", ...] = ()
    never: "Condition | None" = None

    def holds(self, view: View) -> bool:
        """Whether every field given holds for this view."""
        # A plain loop: most conditions have one field, and a generator would cost more than its question.
        for test in self.tests:  # noqa: SIM110
            if not test(self, view):
                return False
        return True

    @cached_property
    def tests(self) -> tuple[Callable[["Condition", View], bool], ...]:
        """What the fields given ask."""
        return tuple(TESTS[name] for name in type(self).model_fields if name in self.model_fields_set)


def _known(view: View, name: str) -> bool:
    conversation = view.conversation
    if name in ("told", "topics", "platforms", "plan"):
        return bool(getattr(conversation, name))
    return name in conversation.slots


def _value(view: View, name: str) -> str:
    slot = view.conversation.slots.get(name)
    return slot.value if slot else ""


TESTS: dict[str, Callable[[Condition, View], bool]] = {
    "known": lambda c, v: all(_known(v, name) for name in c.known),
    "unknown": lambda c, v: not any(_known(v, name) for name in c.unknown),
    "role": lambda c, v: _value(v, "role") in c.role,
    "country": lambda c, v: _value(v, "country") in c.country,
    "channel": lambda c, v: v.conversation.channel in c.channel,
    "topic": lambda c, v: not set(c.topic).isdisjoint(v.conversation.topics),
    "intent": lambda c, v: v.findings.intent in c.intent,
    "risk": lambda c, v: v.findings.risk in c.risk,
    "danger": lambda c, v: v.conversation.danger.level in c.danger,
    "danger_kind": lambda c, v: not set(c.danger_kind).isdisjoint(v.conversation.danger.kinds),
    "concerns": lambda c, v: v.conversation.danger.concerns in c.concerns,
    "body": lambda c, v: v.conversation.danger.body is c.body,
    "handoff": lambda c, v: v.conversation.handoff in c.handoff,
    "mode": lambda c, v: v.situation.operator.mode in c.mode,
    "lang": lambda c, v: v.conversation.lang in c.lang,
    "notice": lambda c, v: v.conversation.notice in c.notice,
    "asked": lambda c, v: not set(c.asked).isdisjoint(v.conversation.situations),
    "said": lambda c, v: not set(c.said).isdisjoint(v.conversation.said),
    "value": lambda c, v: all(_value(v, name) == wanted for name, wanted in c.value.items()),
    "on_shift": lambda c, v: v.situation.on_shift is c.on_shift,
    "next_shift": lambda c, v: (v.situation.next_shift is not None) is c.next_shift,
    "evidence": lambda c, v: (v.conversation.evidence > 0) is c.evidence,
    "files_waiting": lambda c, v: bool(v.conversation.waiting_files) is c.files_waiting,
    "letter_asks": lambda c, v: _letter_asks(v) is c.letter_asks,
    "letter_made": lambda c, v: (
        (v.conversation.letter is not None and bool(v.conversation.letter.effect)) is c.letter_made
    ),
    "tells": lambda c, v: bool(v.findings.topics or v.findings.facts) is c.tells,
    "night": lambda c, v: is_night(v.local()) is c.night,
    "reminded": lambda c, v: (v.conversation.follow is not None) is c.reminded,
    "fresh_danger": lambda c, v: _is_fresh(v) is c.fresh_danger,
    "remind_day": lambda c, v: (v.conversation.remind_on is not None) is c.remind_day,
    "undated": lambda c, v: bool(v.conversation.undated) is c.undated,
    "unsigned": lambda c, v: bool(v.conversation.unsigned) is c.unsigned,
    "chat_more": lambda c, v: v.conversation.chat.more is c.chat_more,
    "chat_reading": lambda c, v: v.conversation.chat.reading is c.chat_reading,
    "plan": lambda c, v: bool(v.conversation.plan) is c.plan,
    "either": lambda c, v: any(one.holds(v) for one in c.either),
    "never": lambda c, v: c.never is None or not c.never.holds(v),
}


def _letter_asks(view: View) -> bool:
    draft = view.conversation.letter
    return draft is not None and draft.open_question is not None


def _is_fresh(view: View) -> bool:
    told = view.conversation.danger.at
    return in_danger(view.conversation) and told is not None and view.local() - told <= _FRESH


def in_danger(conversation: Conversation) -> bool:
    """Whether the danger of this conversation stands at high or imminent."""
    return risk_rank(conversation.danger.level) >= risk_rank("high")
