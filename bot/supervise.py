"""Keeps the parts of the program running: a part that falls is started again, and takes no other with it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.errors import SettingsError
from conversations.errors import ContentError

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
STOP_WITHIN = 8.0
# How long one part may take to end by itself before it is cancelled.
END_WITHIN = 4.0


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs until it is cancelled, or until `stop` asks it to finish what it is doing and return.

    `name` is one of the words of bot/log.py. SettingsError and ContentError are what starting again cannot mend: they
    end the program.
    """

    name: str
    run: Callable[[], Awaitable[None]]
    stop: Callable[[], None] | None = None


async def supervise(parts: Sequence[Part], stop: asyncio.Event) -> None:
    """Runs all parts until `stop` is set, then ends them in the order listed, within `STOP_WITHIN` seconds in all.

    Raises SettingsError or ContentError where a part found that a setting or a pack cannot work.
    """
    tasks = [asyncio.create_task(_keep_running(part, stop), name=part.name) for part in parts]
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        stopping.cancel()
        await _end_all(parts, tasks)
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error


async def _keep_running(part: Part, stop: asyncio.Event) -> None:
    """Ends when the program stops, or with SettingsError or ContentError."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            await part.run()
        except (SettingsError, ContentError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the other parts go on and this one starts again
            structlog.get_logger().error("part_fell", part=part.name, error=error)
        if stop.is_set():
            return
        if time.monotonic() - began > STEADY_AFTER:
            pause = FIRST_PAUSE
        structlog.get_logger().warning("part_starts_again", part=part.name, seconds=pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE)


async def _end_all(parts: Sequence[Part], tasks: Sequence[asyncio.Task[None]]) -> None:
    deadline = time.monotonic() + STOP_WITHIN
    for part, task in zip(parts, tasks, strict=True):
        if part.stop:
            part.stop()
            await asyncio.wait([task], timeout=min(END_WITHIN, _left(deadline)))
        task.cancel()
        await asyncio.wait([task], timeout=_left(deadline))
        if not task.done():
            structlog.get_logger().warning("part_would_not_stop", part=part.name)


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
