"""Keeps the parts of the program running: a part that falls is started again, and takes no other with it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.errors import SettingsError

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
STOP_WITHIN = 9.0


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs until it is cancelled. `name` is one of the words of bot/log.py.

    Parts stop in the order they are listed: what takes in first, what gives out last. SettingsError is the one error
    that starting again cannot mend: it ends the program.
    """

    name: str
    run: Callable[[], Awaitable[None]]


async def supervise(parts: Sequence[Part], stop: asyncio.Event) -> None:
    """Runs all parts until `stop` is set, then ends them one after the other, within `STOP_WITHIN` seconds in all.

    Raises SettingsError where a part found that a setting cannot work.
    """
    tasks = [asyncio.create_task(_keep_running(part), name=part.name) for part in parts]
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        await _end(tasks)
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error


async def _keep_running(part: Part) -> None:
    """Ends only by cancellation or SettingsError."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            await part.run()
        except SettingsError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the other parts go on and this one starts again
            structlog.get_logger().error("part_fell", part=part.name, error=error, seconds=pause)
        else:
            structlog.get_logger().warning("part_ended", part=part.name, seconds=pause)
        if time.monotonic() - began > STEADY_AFTER:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    deadline = time.monotonic() + STOP_WITHIN
    for task in tasks:
        task.cancel()
        await asyncio.wait([task], timeout=max(0.0, deadline - time.monotonic()))
        if not task.done():
            structlog.get_logger().warning("part_would_not_stop", part=task.get_name())
