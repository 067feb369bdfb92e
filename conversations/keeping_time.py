"""Timers: forwarded messages that no other follows, an unanswered notice, and the end of retention.

None of them writes to a person who did not ask for it.
"""

from conversations import reporting
from conversations.actions import erase
from conversations.draft import Draft
from conversations.effects import SetTimer
from conversations.events import TimerFired
from conversations.forwarding import keep_forwards
from conversations.retention import ends_at, warning_at
from conversations.wording import full_date


def timer_fired(draft: Draft, event: TimerFired) -> None:
    TIMERS[event.name](draft)


def notice_expires(draft: Draft) -> None:
    """The person never went on: what arrived is destroyed, without a word."""
    if draft.conversation.notice != "accepted":
        erase(draft)


def retention(draft: Draft) -> None:
    """So many days after the last word everything is destroyed."""
    due = ends_at(draft)
    if due > draft.now:
        draft.emit(SetTimer, name="retention", at=due)
    else:
        erase(draft)


def retention_warning(draft: Draft) -> None:
    """Asked for at the first file: one neutral message before the erasure, in the evening."""
    due = warning_at(draft)
    if due > draft.now:
        draft.emit(SetTimer, name="retention_warning", at=due)
    elif not draft.conversation.left and not draft.conversation.stopped:
        date = full_date(ends_at(draft), draft.conversation.lang)
        draft.say(draft.piece("retention.warning", date=date))


TIMERS = {
    "forwards": keep_forwards,
    "receipt": reporting.timer_fired,
    "notice_expires": notice_expires,
    "retention": retention,
    "retention_warning": retention_warning,
}
