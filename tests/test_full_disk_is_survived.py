"""A disk that is full at any moment: the refusal is honest, nothing acknowledged is lost, and it recovers alone."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from storage_fixtures import Bench, open_store, update

from storage.errors import StorageError
from storage.store import FILE

STEP = 1500


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def log_size(folder: Path) -> int:
    return (folder / f"{FILE}-wal").stat().st_size


async def attempt(bench: Bench, number: int, limit: int) -> str:
    """`done`, or the code of the refusal."""
    with largest_file(limit):
        try:
            [status] = await bench.accept(update(number, f"p{number}", "words " * 200))
        except StorageError as error:
            return error.code
    return status


async def test_refusal_at_each_write_is_honest(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        bench = Bench(store)
        await bench.accept(update("first", "ana", "hello"))
        acknowledged = ["first"]
        for number in range(50):
            # However far into the writes of this turn the disk is full.
            outcome = await attempt(bench, number, log_size(tmp_path) + number * STEP)
            assert outcome in ("done", "disk_full")
            if outcome == "done":
                acknowledged.append(str(number))
        stored = [name for (name,) in bench.rows("SELECT update_id FROM inbox ORDER BY seq")]
        assert stored == acknowledged
        assert 5 < len(stored) < 45
        assert await bench.accept(update("last", "ana", "back")) == ["done"]
        assert bench.rows("PRAGMA integrity_check") == [("ok",)]
        assert len(bench.deliver_all()) == len(acknowledged) + 1


@pytest.mark.parametrize("kept", [0, 40_000])
def test_start_on_a_full_disk_is_refused(tmp_path: Path, kept: int) -> None:
    with largest_file(kept), pytest.raises(StorageError, match="disk_full"), open_store(tmp_path):
        pass
    with open_store(tmp_path) as store:
        assert store.read_now(lambda tx: tx.execute("SELECT count(*) FROM people").fetchone()) == (0,)
