"""The persistent position and slots of one person on one channel."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from conversations.effects import Choice, Effect
from conversations.events import FileRef
from conversations.findings import RiskLevel
from conversations.records import Record

NoticeState = Literal["unseen", "shown", "accepted"]
HandoffState = Literal["bot", "waiting", "human"]
Progress = Literal["done", "not_yet", "refused"]


class Slot(Record):
    """One thing that is known, and whether the person tapped it or it was understood from their words."""

    value: str
    by: Literal["tap", "text"] = "tap"


class Place(Record):
    """A node of a flow; `version` is the flow's when the person came to stand there."""

    flow: str
    node: str
    version: int


class Asked(Record):
    """The question that is open: what a tap or the next message answers."""

    token: str
    slot: str = ""
    choices: tuple[Choice, ...] = ()


class Paused(Record):
    """A node that was interrupted, with the question that was open on it."""

    place: Place
    asked: Asked | None = None


class Danger(Record):
    """The memory of danger: the highest level since it was last stood down, and whom it concerns."""

    level: RiskLevel = "none"
    kinds: tuple[str, ...] = ()
    concerns: Literal["self", "other"] = "self"
    body: bool = False
    at: AwareDatetime | None = None


class Batch(Record):
    """Files that wait for the answer to the picture question."""

    files: tuple[FileRef, ...]
    caption: str = ""


class Keeping(Record):
    """Files on their way to the case: effects not yet reported, and what was reported since the last receipt."""

    effects: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()
    refused: tuple[str, ...] = ()


class FollowUp(Record):
    """Check-ins that were asked for: since when, and how many were written."""

    since: AwareDatetime
    done: int = 0


class LetterDraft(Record):
    """The letter that is being prepared: its questions, the answers so far by their name, and what was asked."""

    key: str
    asks: tuple[str, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict)
    asked: tuple[str, ...] = ()

    @property
    def open_question(self) -> str | None:
        """The first question not asked yet."""
        return next((name for name in self.asks if name not in self.asked), None)


class SentLetter(Record):
    """A letter that the person says they sent. `sent_on` is a day (ISO) or their words; `way` as in the flow."""

    key: str
    sent_on: str = ""
    way: str = ""
    receipt: str = ""
    noted_at: AwareDatetime | None = None


class Conversation(Record):
    """Everything the engine needs to go on. The JSON of this record is what is stored, sealed.

    `place` is the node that waits, `stack` the nodes an interruption will come back to, `trail` the questions that
    « Retour » goes back through. `steps_on` is the day each step was done. `said` are the keys of texts that are said
    once only. `situations` are circumstances by the words of `asks.yaml`; `lines_shown` the services named in the turn
    `lines_at`.
    """

    id: str
    channel: str
    lang: str = "fr"
    lang_heard: str = ""
    turns: int = 0
    last_at: AwareDatetime | None = None
    notice: NoticeState = "unseen"
    place: Place | None = None
    stack: tuple[Paused, ...] = ()
    trail: tuple[Place, ...] = ()
    asked: Asked | None = None
    slots: dict[str, Slot] = Field(default_factory=dict)
    told: bool = False
    topics: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    danger: Danger = Danger()
    waiting_files: tuple[Batch, ...] = ()
    nudity_no_until: AwareDatetime | None = None
    keeping: Keeping = Keeping()
    evidence: int = 0
    handoff: HandoffState = "bot"
    handoff_id: str = ""
    helper: str = ""
    steps: dict[str, Progress] = Field(default_factory=dict)
    plan: tuple[str, ...] = ()
    open_step: str = ""
    steps_on: dict[str, date] = Field(default_factory=dict)
    follow: FollowUp | None = None
    letter: LetterDraft | None = None
    letters: tuple[SentLetter, ...] = ()
    situations: tuple[str, ...] = ()
    open_doubt: str = ""
    doubt_line: str = ""
    lines_shown: tuple[str, ...] = ()
    lines_at: int = 0
    misunderstood: int = 0
    said: tuple[str, ...] = ()
    stopped: bool = False
    left: bool = False


class Turn(Record):
    """One event handled: what the conversation is afterwards, and what is to be done."""

    conversation: Conversation
    effects: tuple[Effect, ...]
