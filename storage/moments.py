"""Moments as they are stored: UTC text of one width, so that their order as text is their order in time."""

from datetime import UTC, datetime
from functools import lru_cache


# One turn writes the same moment in many places.
@lru_cache(maxsize=64)
def stamp(moment: datetime) -> str:
    """The stored form of an aware moment."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="microseconds")


def moment(stored: str) -> datetime:
    """The aware moment, in UTC, of a stored form."""
    return datetime.fromisoformat(stored)
