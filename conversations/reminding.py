"""A reminder on a day that the person names: « rappelle-moi vendredi », « écris-moi dans trois jours », « le matin ».

Words stand in `languages/<lang>/reminding.yaml`; days of the week and dates are those of `dates.yaml`, read forwards.
"""

from datetime import date, datetime, timedelta

from conversations import follow_up
from conversations.dating import Saying
from conversations.draft import Draft
from conversations.effects import SetTimer
from conversations.events import Said
from conversations.follow_up import EVENING, MORNING_HOUR, ON_DAY, at_hour, next_day
from conversations.noting import saying
from conversations.pieces import Piece
from conversations.reminder_words import Reminding
from conversations.texts import FALLBACK
from conversations.wording import full_date, hour, weekday

OF_THE_WEEK = frozenset({"weekday", "weekday_next", "weekday_this"})
OF_THE_YEAR = frozenset({"numeric", "named", "offset", "today"})


def remind_on_day(draft: Draft) -> None:
    """Sets the day that the message names; forgets an older one where it names none, for another is asked for then."""
    if not isinstance(draft.event, Said):
        return
    day = _named_day(draft)
    draft.change(remind_on=day)
    if day is not None:
        draft.emit(SetTimer, name=ON_DAY, at=at_hour(draft, day, _hour(draft)))


def tomorrow(draft: Draft) -> None:
    _in(draft, 1)


def in_a_week(draft: Draft) -> None:
    _in(draft, 7)


def start_as_said(draft: Draft) -> None:
    """« Oui » to check-ins, in the morning where that is said; none where a day was named instead."""
    named = isinstance(draft.event, Said) and draft.conversation.remind_on is not None
    if named and _named_day(draft) is not None:
        return
    follow_up.start(draft, _hour(draft))


def day_told(draft: Draft) -> list[Piece]:
    """When it is written, as it was understood."""
    day = draft.conversation.remind_on
    return [] if day is None else [_when(draft, "follow.day", at_hour(draft, day, _hour(draft)))]


def next_told(draft: Draft) -> list[Piece]:
    """« C'est quand, le prochain ? »"""
    moments = [moment for moment in (_day(draft), _check_in(draft)) if moment is not None]
    return [_when(draft, "follow.next", min(moments))] if moments else [draft.piece("follow.none")]


def _in(draft: Draft, days: int) -> None:
    day = draft.now.astimezone(draft.zone).date() + timedelta(days=days)
    draft.change(remind_on=day)
    draft.emit(SetTimer, name=ON_DAY, at=at_hour(draft, day, EVENING))


def _day(draft: Draft) -> datetime | None:
    day = draft.conversation.remind_on
    return None if day is None else at_hour(draft, day, EVENING)


def _check_in(draft: Draft) -> datetime | None:
    follow, day = draft.conversation.follow, next_day(draft)
    return None if follow is None or day is None else at_hour(draft, day, follow.hour)


def _when(draft: Draft, key: str, at: datetime) -> Piece:
    local, lang = at.astimezone(draft.zone), draft.conversation.lang
    return draft.piece(key, date=f"{weekday(local, lang)} {full_date(local, lang)}", hour=hour(local, lang))


def _named_day(draft: Draft) -> date | None:
    """The day that the message names, not behind us and not after what is kept is gone."""
    if not isinstance(draft.event, Said):
        return None
    text, here, words = draft.event.text, saying(draft), _words(draft)
    folded = " ".join(draft.library.understanding.normalised(text))
    days = words.days((text, folded)) if words else None
    day = _ahead(draft, text, here)
    day = here.today + timedelta(days=days) if days is not None else day
    if day is None or (day == here.today and draft.now.astimezone(draft.zone).hour >= _hour(draft)):
        return None
    return day if 0 <= (day - here.today).days < draft.situation.operator.retention_days else None


def _ahead(draft: Draft, text: str, here: Saying) -> date | None:
    """The first day that is named, read forwards: « vendredi » is the next one, « le 12 » as well."""
    for found in draft.library.dating.found(text, draft.findings.lang):
        if found.means in OF_THE_WEEK:
            ahead = (int(found.said["weekday"]) - here.today.weekday()) % 7
            return here.today + timedelta(days=ahead or 7)
        if found.means == "day_of_month":
            return _next_of_month(int(found.said["day"]), here.today)
        dated = draft.library.dating.resolve(found, here)
        if found.means in OF_THE_YEAR and dated is not None:
            return dated.day
    return None


def _next_of_month(day: int, today: date) -> date | None:
    first = today.replace(day=1) if day > today.day else (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    try:
        return first.replace(day=day)
    except ValueError:
        return None


def _hour(draft: Draft) -> int:
    words = _words(draft)
    said = isinstance(draft.event, Said) and words is not None and words.in_the_morning(draft.event.text)
    return MORNING_HOUR if said else EVENING


def _words(draft: Draft) -> Reminding | None:
    by_language = draft.library.reminding
    return by_language.get(draft.findings.lang) or by_language.get(FALLBACK)
