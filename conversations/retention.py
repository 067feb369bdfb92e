"""When what is kept comes to its end, counted from the last word of the person."""

from datetime import datetime, timedelta

from conversations import limits
from conversations.draft import Draft

EVENING = 18


def ends_at(draft: Draft) -> datetime:
    """The moment everything is destroyed, if nothing more is written."""
    last = draft.before.last_at or draft.now
    return last + timedelta(days=draft.situation.operator.retention_days)


def warning_at(draft: Draft) -> datetime:
    """The evening of the day, `RETENTION_WARNING` before the end, in the person's country (requirement SAF-18)."""
    local = (ends_at(draft) - limits.RETENTION_WARNING).astimezone(draft.zone)
    return local.replace(hour=EVENING, minute=0, second=0, microsecond=0)
