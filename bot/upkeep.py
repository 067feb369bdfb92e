"""What has to happen from time to time though nobody asked: albums, second tries, forgetting."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.papers import Papers
from bot.purging import PURGE_EVERY, purge
from bot.service import Service
from storage import cases
from storage.blobs import Blobs
from storage.errors import StorageError
from storage.store import Store

GATHER_EVERY = 0.5
RETRY_EVERY = 1.0
FORGET_EVERY = 60.0
SWEEP_EVERY = 600.0


async def every(seconds: float, job: Callable[[], Awaitable[object]]) -> None:
    """Runs the job again and again, with a pause after each; a fault of the disk is no end of trying."""
    while True:
        try:
            await job()
        except StorageError as error:
            structlog.get_logger().error("upkeep_put_off", error=error)
        await asyncio.sleep(seconds)


async def gather_albums(service: Service) -> None:
    await every(GATHER_EVERY, service.gather)


async def retry_turns(service: Service) -> None:
    await every(RETRY_EVERY, service.retry_due)


async def forget(service: Service, store: Store, blobs: Blobs, notice_hours: int) -> None:
    """Destroys what was never agreed to, and takes away the files of erased cases: their key is gone already."""

    async def once() -> None:
        await service.expire(notice_hours)
        await sweep_debris(store, blobs)

    await every(FORGET_EVERY, once)


async def purge_soon(service: Service, store: Store, folders: Sequence[Blobs], now: Callable[[], datetime]) -> None:
    """What turned out to be intimate is gone within a second or two."""
    await every(PURGE_EVERY, partial(purge, service, store, folders, now))


async def sweep_papers(papers: Papers) -> None:
    """Takes away what was made and nobody came for."""
    await every(SWEEP_EVERY, papers.sweep)


async def sweep_debris(store: Store, blobs: Blobs) -> int:
    """Gives the number of files taken away."""
    names = await store.read(cases.debris)
    for name in names:
        await asyncio.to_thread(blobs.remove, name)
        await store.write(partial(cases.swept, blob=name))
    return len(names)
