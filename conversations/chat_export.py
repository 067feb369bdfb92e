"""Chats exported by WhatsApp, as they are on Android and on iPhones: from one text to dated messages, verbatim.

Nothing is understood of the words: deleted messages, left-out media and lines of the app itself stay as they stand.
A line of the app (someone was put out of the group) has no author.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from conversations.dating import local_moment
from conversations.dossier import ChatLine

# Marks of writing direction that the app puts before dates, names and attachments.
_MARKS = str.maketrans(dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})
_DAY = r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{2,4})"
_CLOCK = r"(?P<h>\d{1,2})[:.h](?P<min>\d{2})(?:[:.](?P<s>\d{2}))?(?: ?(?P<half>[ap])\.? ?m\.?)?"
_BETWEEN = r"(?:,| à| a| at| om| um)? ?"
_ANDROID = re.compile(rf"{_DAY}{_BETWEEN}{_CLOCK} ?[-–] (?P<rest>.*)", re.IGNORECASE)
_IPHONE = re.compile(rf"\[{_DAY}{_BETWEEN}{_CLOCK}\] ?(?P<rest>.*)", re.IGNORECASE)
_AUTHOR = re.compile(r"(?P<author>[^:]{1,80}?): (?P<text>.*)", re.DOTALL)
# A chat begins with its first lines; a text that has a date somewhere is none.
LINES_TO_BEGIN = 5
AT_MOST = 500_000


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of a message: three numbers of its day, its clock, and what follows."""

    day: tuple[int, int, int]
    clock: time
    rest: str


def parse_chat(text: str, zone: ZoneInfo) -> tuple[ChatLine, ...]:
    """The messages in the order of the file; empty where the text is no exported chat.

    The export writes the time of the phone: it is taken for that of `zone`. Days written in figures are read in the
    one order in which they exist and do not run backwards; where both do, the day comes first, as in our countries.
    """
    read = [(line, _head(line)) for line in text.splitlines()[:AT_MOST]]
    if not any(head for _, head in read[:LINES_TO_BEGIN]):
        return ()
    order = _order([head for _, head in read if head])
    return tuple(_messages(read, order, zone))


def _head(line: str) -> _Head | None:
    """The marks and unusual spaces matter nowhere but in the words, which keep them."""
    plain = line.translate(_MARKS).translate(_SPACES)
    match = _IPHONE.match(plain) or _ANDROID.match(plain)
    if match is None:
        return None
    hour = int(match["h"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    try:
        clock = time(hour, int(match["min"]), int(match["s"] or 0))
    except ValueError:
        return None
    return _Head((int(match["a"]), int(match["b"]), int(match["c"])), clock, match["rest"])


def _order(heads: Sequence[_Head]) -> str:
    """`ymd`, `dmy` or `mdy`."""
    if any(head.day[0] > 31 for head in heads):
        return "ymd"
    day_first, month_first = (_times_backwards(heads, order) for order in ("dmy", "mdy"))
    return "mdy" if month_first < day_first else "dmy"


def _times_backwards(heads: Sequence[_Head], order: str) -> int:
    """How often a message would lie before the one above it, or on no day at all."""
    days = [_day(head, order) for head in heads]
    missing = sum(day is None for day in days)
    known = [day for day in days if day is not None]
    return missing * len(days) + sum(one > next_one for one, next_one in pairwise(known))


def _day(head: _Head, order: str) -> date | None:
    found = dict(zip(order, head.day, strict=True))
    year = found["y"] + 2000 if found["y"] < 100 else found["y"]
    try:
        return date(year, found["m"], found["d"])
    except ValueError:
        return None


def _messages(read: Sequence[tuple[str, _Head | None]], order: str, zone: ZoneInfo) -> Iterator[ChatLine]:
    waiting: list[str] = []
    begun: _Head | None = None
    place = 0
    for line, head in read:
        if head is None:
            waiting.append(line)
            continue
        if begun is not None:
            place += 1
            yield _line(place, begun, waiting, order, zone)
        begun, waiting = head, []
    if begun is not None:
        yield _line(place + 1, begun, waiting, order, zone)


def _line(place: int, head: _Head, more: Sequence[str], order: str, zone: ZoneInfo) -> ChatLine:
    text = "\n".join([head.rest, *more]).rstrip("\n")
    named = _AUTHOR.match(text)
    day = _day(head, order)
    at = local_moment(day, head.clock, zone)[0] if day else None
    if named is None:
        return ChatLine(place=place, at=at, text=text.strip())
    return ChatLine(place=place, author=named["author"].strip(), at=at, text=named["text"].strip())
