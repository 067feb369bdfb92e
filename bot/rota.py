"""When helpers are expected at the desk: weekly hours in the association's own time zone."""

from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Shift(BaseModel):
    """`from` to `to` on each of `days`; a shift that ends at or before its beginning ends the next day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    begins: Annotated[time, Field(alias="from")]
    ends: Annotated[time, Field(alias="to")]


def next_shift(rota: tuple[Shift, ...], zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first beginning of a shift after `now` (aware), None where the rota is empty."""
    today = now.astimezone(zone).date()
    beginnings = (
        datetime.combine(day, shift.begins, zone)
        for day in (today + timedelta(days=ahead) for ahead in range(len(WEEK) + 1))
        for shift in rota
        if WEEK[day.weekday()] in shift.days
    )
    return min((at for at in beginnings if at > now), default=None)
