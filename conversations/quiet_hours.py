"""When a message that nobody waits for may be sent (requirement SAF-18): never at night, never in class hours.

Class hours are those of every week of the year: no calendar of holidays is kept for this.
"""

from datetime import datetime, time, timedelta

NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)
CLASS_BEGINS, CLASS_ENDS = time(8), time(17)
SATURDAY = 5


def is_night(local: datetime) -> bool:
    """Whether it is night on this clock."""
    return local.time() >= NIGHT_BEGINS or local.time() < NIGHT_ENDS


def may_write_from(local: datetime) -> datetime:
    """The first moment, not before this one and on the same clock, at which such a message may go."""
    if local.time() >= NIGHT_BEGINS:
        return may_write_from(_at(local + timedelta(days=1), NIGHT_ENDS))
    if local.time() < NIGHT_ENDS:
        return _at(local, NIGHT_ENDS)
    if local.weekday() < SATURDAY and CLASS_BEGINS <= local.time() < CLASS_ENDS:
        return _at(local, CLASS_ENDS)
    return local


def _at(local: datetime, clock: time) -> datetime:
    return local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
