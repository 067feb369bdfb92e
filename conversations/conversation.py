"""The persistent position and slots of one person on one channel.

What a conversation is made of are plain values. They are checked when a stored conversation is read, as parts of it;
the engine alone makes them, many a turn.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from conversations.dossier import ChatLine
from conversations.effects import Choice, Effect
from conversations.events import FileRef, OriginKind
from conversations.findings import RiskLevel
from conversations.records import Record

NoticeState = Literal["unseen", "shown", "accepted"]
HandoffState = Literal["bot", "waiting", "human"]
Progress = Literal["done", "not_yet", "refused"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that is known, and whether the person tapped it or it was understood from their words."""

    value: str
    by: Literal["tap", "text"] = "tap"


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a flow; `version` is the flow's when the person came to stand there."""

    flow: str
    node: str
    version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that is open: what a tap or the next message answers."""

    token: str
    slot: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Paused:
    """A node that was interrupted, with the question that was open on it."""

    place: Place
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Danger:
    """The memory of danger: the highest level since it was last stood down, and whom it concerns.

    `acute`: the kinds that were told last, of what was gravest: they decide which number comes first.
    """

    level: RiskLevel = "none"
    kinds: tuple[str, ...] = ()
    acute: tuple[str, ...] = ()
    concerns: Literal["self", "other"] = "self"
    body: bool = False
    at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that wait for the answer to the picture question."""

    files: tuple[FileRef, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Files on their way to the case: effects not yet reported, and what was reported since the last receipt.

    `dated` are those effects whose file came with words that say when.
    `batch` are the effects this receipt is about, in the order of the files; `missing` the places of those refused;
    `same` pairs of a piece and the first one with the same bytes; `last` the pieces of the receipt before. `window_at`
    and `in_window` count files; `later` says that a receipt is already due, `visible` that
    something can be seen in one of the files.
    """

    effects: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()
    refused: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    same: tuple[tuple[int, int], ...] = ()
    last: tuple[int, ...] = ()
    window_at: AwareDatetime | None = None
    in_window: int = 0
    later: bool = False
    visible: bool = False


@dataclass(frozen=True, slots=True)
class Forwards:
    """Forwarded messages that came one after the other and are not kept yet; `messages` are their own ids."""

    lines: tuple[ChatLine, ...] = ()
    messages: tuple[str, ...] = ()
    kind: OriginKind = "user"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Check-ins that were asked for: since when, how many were written, and at which hour."""

    since: AwareDatetime
    done: int = 0
    hour: int = 18


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """The letter that is being prepared: its questions, the answers so far by their name, what was asked, and the
    effect that makes it."""

    key: str
    asks: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    effect: str = ""

    @property
    def open_question(self) -> str | None:
        """The first question not asked yet."""
        return next((name for name in self.asks if name not in self.asked), None)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that the person says they sent. `sent_on` is a day (ISO) or their words; `way` as in the flow."""

    key: str
    sent_on: str = ""
    way: str = ""
    receipt: str = ""
    noted_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class ChatOpen:
    """The exported chat that is being looked at: its item, how many messages it has, where the next page begins.

    `reading`: a page or picked messages are on their way.
    """

    number: int = 0
    total: int = 0
    next: int = 1
    more: bool = False
    reading: bool = False


class Conversation(Record):
    """Everything the engine needs to go on. The JSON of this record is what is stored, sealed.

    `last_words` are a short last message, since a phrase may go on in the next one.
    `place` is the node that waits, `stack` the nodes an interruption will come back to, `trail` the questions that
    « Retour » goes back through. `steps_on` is the day each step was done,
    `remind_on` the day on which the person wants to be written to. `said` are the keys of texts that are
    said once only, `times_asked` counts, by slot, the questions that are not asked for ever, and by text the lists
    that nobody asked for. `undated` are the numbers of the pictures whose date is to be asked, `unsigned` of the
    messages whose author is. `purging` are the pieces whose files are being taken away. `situations` are
    circumstances by the words of `asks.yaml`; `lines_shown` the services named in the turn `lines_at`.
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
    times_asked: dict[str, int] = Field(default_factory=dict)
    told: bool = False
    topics: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    danger: Danger = Danger()
    waiting_files: tuple[Batch, ...] = ()
    nudity_no_until: AwareDatetime | None = None
    keeping: Keeping = Keeping()
    undated: tuple[int, ...] = ()
    unsigned: tuple[int, ...] = ()
    forwards: Forwards = Forwards()
    chat: ChatOpen = ChatOpen()
    purging: tuple[int, ...] = ()
    evidence: int = 0
    handoff: HandoffState = "bot"
    handoff_id: str = ""
    helper: str = ""
    steps: dict[str, Progress] = Field(default_factory=dict)
    plan: tuple[str, ...] = ()
    open_step: str = ""
    steps_on: dict[str, date] = Field(default_factory=dict)
    follow: FollowUp | None = None
    remind_on: date | None = None
    letter: LetterDraft | None = None
    letters: tuple[SentLetter, ...] = ()
    situations: tuple[str, ...] = ()
    open_doubt: str = ""
    doubt_line: str = ""
    lines_shown: tuple[str, ...] = ()
    lines_at: int = 0
    misunderstood: int = 0
    said: tuple[str, ...] = ()
    last_words: str = ""
    stopped: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One event handled: what the conversation is afterwards, and what is to be done."""

    conversation: Conversation
    effects: tuple[Effect, ...]
