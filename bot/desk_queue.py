"""What the desk reads of the store: who waits, and the words of one exchange. Nothing of a person before the claim."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.web_pages import Texts
from conversations.findings import RiskLevel
from storage import handoffs, helpers
from storage.handoffs import Handoff, Line
from storage.helpers import Helper
from storage.transaction import Transaction

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AGES = ((DAY, "desk.days"), (HOUR, "desk.hours"), (MINUTE, "desk.minutes"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request in the queue, or one exchange of this helper: level of danger, age, channel."""

    slug: str
    risk: RiskLevel
    age: str
    channel: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What the first page of the desk shows."""

    waiting: Sequence[Waiting]
    mine: Sequence[Waiting]
    present: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange of this helper. `lines` is empty once it is closed; `risk` is the level as it stands now."""

    id: str
    slug: str
    conversation: str
    risk: RiskLevel
    open: bool
    lines: Sequence[Line]
    last: int


def queue(tx: Transaction, helper: Helper, now: datetime, texts: Texts) -> Queue:
    until = known.present_until if (known := helpers.by_id(tx, helper.id)) else None
    return Queue(
        [_waiting(one, now, texts) for one in handoffs.waiting(tx)],
        [_waiting(one, now, texts) for one in handoffs.held_by(tx, helper.id)],
        until is not None and until > now,
    )


def exchange(tx: Transaction, handoff: str, helper: Helper, after: int = 0) -> Exchange | None:
    """The exchange, where this helper claimed it; None for any other id, whether it exists or not."""
    found = handoffs.get(tx, handoff)
    if found is None or found.helper != helper.id:
        return None
    is_open = found.state == "human"
    lines = handoffs.lines(tx, handoff, after) if is_open else []
    risk = lines[-1].risk if lines else found.risk
    return Exchange(
        found.id, slug_of(found.id), found.conversation, risk, is_open, lines, lines[-1].seq if lines else after
    )


def slug_of(handoff: str) -> str:
    """The id of a request as it stands in an address: ids of events hold slashes."""
    return urlsafe_b64encode(handoff.encode()).decode("ascii").rstrip("=")


def handoff_of(slug: str) -> str:
    """The id a slug stands for, empty where it stands for none."""
    try:
        return urlsafe_b64decode(slug + "=" * (-len(slug) % 4)).decode()
    except ValueError:
        return ""


def age(since: timedelta, texts: Texts) -> str:
    """How long someone has waited, in words."""
    for unit, key in AGES:
        if since >= unit:
            return texts(key, count=since // unit)
    return texts("desk.now")


def _waiting(one: Handoff, now: datetime, texts: Texts) -> Waiting:
    return Waiting(slug_of(one.id), one.risk, age(now - one.asked_at, texts), one.channel)
