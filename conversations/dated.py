"""When something happened, as far as it is known, and how it is known."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from conversations.records import Record

# From the strongest to the weakest: the messenger said it, the file carries it, it was read on the picture, a person
# told it. A class is never stronger than where the date comes from (product T8).
Certainty = Literal["platform", "file", "read", "declared", "unknown"]
CERTAINTIES: tuple[Certainty, ...] = ("platform", "file", "read", "declared", "unknown")
# `span`: some day between `day` and `until`, such as a week, a holiday, « mi-novembre ».
Precision = Literal["minute", "hour", "day", "span", "month", "year", "unknown"]
PartOfDay = Literal["", "morning", "noon", "afternoon", "evening", "night"]


class Dated(Record):
    """One date with its class of certainty.

    `day` and `until` are days in the country of the person (first and last where only a stretch is known); `at` the
    moment where an hour is known. `about`: said to be near it (« vers 22h »). `ongoing`: it began then and went on
    (« depuis la rentrée »), or comes back. `words` are the words of the date as they were said or read; empty where a
    machine gave it. `ahead`: it lay in the future when it was said or stored.
    """

    day: date | None = None
    until: date | None = None
    at: AwareDatetime | None = None
    precision: Precision = "unknown"
    part: PartOfDay = ""
    about: bool = False
    ongoing: bool = False
    ahead: bool = False
    certainty: Certainty = "unknown"
    words: str = ""


UNDATED = Dated()
