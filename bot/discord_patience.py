"""When the gateway may be asked again. A bot that identifies more than a thousand times a day loses its token
(documentation of the gateway), so an identify is dearer than anything else here.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

import structlog

from bot.discord_rest import Rest
from bot.errors import ChannelError

# A connection that lived so long was a good one: what comes after it starts afresh.
STEADY_SECONDS = 60.0
LONGEST_RESUME_PAUSE, LONGEST_IDENTIFY_PAUSE = 60.0, 300.0
# One identify in five seconds at most, as the documentation asks.
IDENTIFY_EVERY = 5.0
# With so few identifies left the day's budget is left alone until it is renewed.
RESERVE = 50
SHORTEST_WAIT, LONGEST_WAIT = 60.0, 3600.0


class Patience:
    """`before` waits as long as it must, `lived` is told how long a connection held."""

    def __init__(
        self,
        rest: Rest,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rest, self._sleep, self._clock = rest, sleep, clock
        self._failures = 0
        self._identified: float | None = None

    async def before(self, *, identify: bool) -> None:
        longest = LONGEST_IDENTIFY_PAUSE if identify else LONGEST_RESUME_PAUSE
        if self._failures:
            pause = min(longest, 2.0 ** min(self._failures - 1, 10))
            await self._sleep(pause * (0.5 + secrets.randbelow(1001) / 2000))
        if identify:
            await self._spend_identify()

    def lived(self, seconds: float) -> None:
        self._failures = 0 if seconds >= STEADY_SECONDS else self._failures + 1

    async def refused(self) -> None:
        """Discord does not want this bot: asking again soon would only spend identifies."""
        await self._sleep(LONGEST_IDENTIFY_PAUSE)

    async def _spend_identify(self) -> None:
        if self._identified is not None:
            await self._sleep(max(0.0, self._identified + IDENTIFY_EVERY - self._clock()))
        while wait := await self._until_renewed():
            structlog.get_logger().error("discord_identifies_spent", channel="discord", seconds=wait)
            await self._sleep(wait)
        self._identified = self._clock()

    async def _until_renewed(self) -> float:
        """Seconds to wait for, 0 where enough is left or Discord does not say."""
        try:
            told = (await self._rest.call("GET", "/gateway/bot"))["session_start_limit"]
            left, renewed = int(told["remaining"]), float(told["reset_after"]) / 1000
        except (ChannelError, KeyError, TypeError, ValueError):
            return 0.0
        return 0.0 if left > RESERVE else min(max(renewed, SHORTEST_WAIT), LONGEST_WAIT)
