"""What goes wrong on demand, each for the next `times` calls of an operation ("" means any)."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from discord_double_world import Refusal


@dataclass
class Fault:
    """One scripted failure; `channel` None means any channel."""

    kind: Literal["refuse", "drop_before", "drop_after", "garble", "stall"]
    operation: str
    times: int
    channel: str | None = None
    refusal: Refusal | None = None
    seconds: float = 0.0

    def is_for(self, operation: str, channel: str | None) -> bool:
        return self.times > 0 and self.operation in ("", operation) and self.channel in (None, channel)


class Faults:
    """The scripted failures still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def refuse(
        self, operation: str, status: int, code: int = 0, message: str = "", *, retry_after: float | None = None,
        is_global: bool = False, by_cloudflare: bool = False, times: int = 1, channel: str | None = None,
    ) -> None:  # fmt: skip
        """A 429 needs `retry_after`; `by_cloudflare` leaves `Via` and the JSON out, as its bans do."""
        refusal = Refusal(
            status, code, message, retry_after=retry_after, is_global=is_global, by_cloudflare=by_cloudflare
        )
        self._faults.append(Fault("refuse", operation, times, channel, refusal))

    def drop(self, operation: str = "", times: int = 1, after: bool = False, channel: str | None = None) -> None:
        self._faults.append(Fault("drop_after" if after else "drop_before", operation, times, channel))

    def garble(self, operation: str = "", times: int = 1) -> None:
        self._faults.append(Fault("garble", operation, times))

    def stall(self, operation: str, seconds: float, times: int = 1) -> None:
        self._faults.append(Fault("stall", operation, times, seconds=seconds))

    def next(self, kind: str, operation: str, channel: str | None) -> Fault | None:
        """Uses up one failure of that kind, if one is due for this call."""
        fault = next((f for f in self._faults if f.kind == kind and f.is_for(operation, channel)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    async def before_the_operation(self, operation: str, channel: str | None) -> None:
        """Raises Refusal, or ConnectionResetError for a connection that breaks."""
        if fault := self.next("stall", operation, channel):
            await asyncio.sleep(fault.seconds)
        if self.next("drop_before", operation, channel):
            raise ConnectionResetError
        if (fault := self.next("refuse", operation, channel)) and fault.refusal:
            raise fault.refusal
