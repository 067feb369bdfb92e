"""Timers: forwarded messages that no other follows, an unanswered notice, the end of retention, and what was asked
for: check-ins, a word in the morning, the next step.

None of them writes to a person who did not ask for it.
"""

from dataclasses import replace

from conversations import reporting
from conversations.actions import erase
from conversations.draft import Draft
from conversations.effects import SetTimer
from conversations.events import TimerFired
from conversations.follow_up import CHECK_IN, MORNING, ON_DAY, RUNG, may_be_written_to, next_check_in
from conversations.forwarding import keep_forwards
from conversations.retention import ends_at, warning_at
from conversations.walk import interrupt
from conversations.wording import full_date


def timer_fired(draft: Draft, event: TimerFired) -> None:
    if event.name.startswith(RUNG):
        rung_fired(draft, event.name)
    else:
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


def check_in_fired(draft: Draft) -> None:
    follow = draft.conversation.follow
    if follow is None:
        return
    draft.change(follow=replace(follow, done=follow.done + 1))
    next_check_in(draft)
    if may_be_written_to(draft):
        interrupt(draft, "follow.check_in")


def day_fired(draft: Draft) -> None:
    draft.change(remind_on=None)
    if may_be_written_to(draft):
        interrupt(draft, "follow.check_in")


def morning_fired(draft: Draft) -> None:
    if may_be_written_to(draft):
        interrupt(draft, "follow.morning")


def rung_fired(draft: Draft, name: str) -> None:
    """The delay of a step has passed: was there an answer? The next step lies ready where there was none."""
    key = name.removeprefix(RUNG)
    known_here = draft.library.steps.has(key, draft.value("country"))
    if known_here and draft.conversation.steps.get(key) is None and may_be_written_to(draft):
        draft.change(open_step=key)
        interrupt(draft, "follow.rung")


TIMERS = {
    "forwards": keep_forwards,
    "receipt": reporting.timer_fired,
    "notice_expires": notice_expires,
    "retention": retention,
    "retention_warning": retention_warning,
    CHECK_IN: check_in_fired,
    ON_DAY: day_fired,
    MORNING: morning_fired,
}
