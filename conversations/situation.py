"""What the world looks like at the moment of a turn, immutable, loaded in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mode = Literal["rehearsal", "live"]


@dataclass(frozen=True, slots=True)
class Operator:
    """What the settings say of the association that runs this installation."""

    mode: Mode = "rehearsal"
    name: str = ""
    contact: str = ""
    retention_days: int = 90
    notice_hours: int = 24


@dataclass(frozen=True, slots=True)
class Kept:
    """What is held for this person now; counts and an aware moment, no content."""

    messages: int = 0
    evidence: int = 0
    handoffs: int = 0
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """`on_shift`: a helper is at the desk now; `next_shift`: when the rota says that one will be, None if unknown."""

    on_shift: bool = False
    next_shift: datetime | None = None
    operator: Operator = Operator()
    kept: Kept = Kept()
