"""What the world looks like at the moment of a turn, immutable, loaded in the same transaction."""

from typing import Literal

from pydantic import AwareDatetime

from conversations.records import Record

Mode = Literal["rehearsal", "live"]


class Operator(Record):
    """What the settings say of the association that runs this installation."""

    mode: Mode = "rehearsal"
    name: str = ""
    contact: str = ""
    retention_days: int = 90
    notice_hours: int = 24


class Kept(Record):
    """What is held for this person now; counts and dates, no content."""

    messages: int = 0
    evidence: int = 0
    handoffs: int = 0
    first_at: AwareDatetime | None = None


class Situation(Record):
    """`on_shift`: a helper is at the desk now; `next_shift`: when the rota says that one will be, None if unknown."""

    on_shift: bool = False
    next_shift: AwareDatetime | None = None
    operator: Operator = Operator()
    kept: Kept = Kept()
