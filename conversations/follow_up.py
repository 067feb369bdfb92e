"""What is written later, and only because it was asked for: check-ins, the clock of what comes next, a word in the
morning (product T5, T13). Every first line is neutral, every hour is one of SAF-18.
"""

from datetime import date, datetime, timedelta

from conversations.conditions import in_danger
from conversations.conversation import FollowUp
from conversations.draft import Draft
from conversations.effects import CancelTimer, SetTimer
from conversations.limits import CHECK_IN_DAYS
from conversations.quiet_hours import may_write_from
from conversations.steps import Step

CHECK_IN, ON_DAY, MORNING, RUNG = "check_in", "on_day", "morning", "rung."
EVENING = 18
MORNING_HOUR = 7


def start(draft: Draft, hour: int = EVENING) -> None:
    """« Oui » to check-ins: the first is set, and the clock of every step done before."""
    draft.change(follow=FollowUp(since=draft.now, hour=hour))
    next_check_in(draft)
    for step, day in draft.conversation.steps_on.items():
        set_rungs(draft, step, day)


def stop(draft: Draft) -> None:
    """No more of them, at once."""
    for name in (CHECK_IN, ON_DAY, MORNING, *(RUNG + key for key in _rungs(draft))):
        draft.emit(CancelTimer, name=name)
    draft.change(follow=None, remind_on=None)


def morning(draft: Draft) -> None:
    """One word in the morning, asked for at night."""
    local = draft.now.astimezone(draft.zone)
    day = local if local.hour < MORNING_HOUR else local + timedelta(days=1)
    at = day.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    draft.emit(SetTimer, name=MORNING, at=may_write_from(at))


def step_done(draft: Draft, step: str, day: date) -> None:
    """A step was done on that day: what opens after it is counted from there, and told if that was asked for."""
    draft.change(steps_on={**draft.conversation.steps_on, step: day})
    if draft.conversation.follow is not None:
        set_rungs(draft, step, day)


def set_rungs(draft: Draft, step: str, day: date) -> None:
    for key, rung in _rungs(draft).items():
        if rung.rung is not None and rung.rung.of == step and draft.conversation.steps.get(key) != "done":
            draft.emit(SetTimer, name=RUNG + key, at=at_hour(draft, day + timedelta(days=rung.rung.days), EVENING))


def next_check_in(draft: Draft) -> None:
    follow, day = draft.conversation.follow, next_day(draft)
    if follow is not None and day is not None:
        draft.emit(SetTimer, name=CHECK_IN, at=at_hour(draft, day, follow.hour))


def next_day(draft: Draft) -> date | None:
    """The day of the check-in that comes next, where one does."""
    follow = draft.conversation.follow
    if follow is None or follow.done >= len(CHECK_IN_DAYS):
        return None
    return follow.since.astimezone(draft.zone).date() + timedelta(days=CHECK_IN_DAYS[follow.done])


def at_hour(draft: Draft, day: date, hour: int) -> datetime:
    """That hour of that day in the person's country, today's or the next where it lies behind."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=draft.zone)
    return may_write_from(max(at, draft.now.astimezone(draft.zone)))


def _rungs(draft: Draft) -> dict[str, Step]:
    steps = draft.library.steps.for_country(draft.value("country"))
    return {step.key: step for step in steps if step.rung is not None}


def may_be_written_to(draft: Draft) -> bool:
    state = draft.conversation
    return not (state.left or state.stopped or state.handoff == "human" or in_danger(state))
