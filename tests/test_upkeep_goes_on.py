"""What happens from time to time goes on after a fault of the disk."""

import asyncio

import pytest

from bot.upkeep import every
from storage.errors import StorageError


async def test_full_disk_ends_nothing() -> None:
    tries: list[int] = []
    done = asyncio.Event()

    async def job() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StorageError("disk_full")
        done.set()

    running = asyncio.create_task(every(0.001, job))
    await asyncio.wait_for(done.wait(), 5)
    running.cancel()
    assert len(tries) >= 3


async def test_other_faults_are_raised() -> None:
    async def job() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        await asyncio.wait_for(every(0.001, job), 5)
