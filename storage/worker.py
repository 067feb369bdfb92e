"""A thread that owns one connection and runs the jobs given to it, several in one transaction."""

import asyncio
import concurrent.futures
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from storage.errors import StorageError, storage_error
from storage.transaction import Transaction

T = TypeVar("T")
TOGETHER = 32

Answer = asyncio.Future[Any] | concurrent.futures.Future[Any]


class _Job:
    """One function to run, who waits for it, and how it ended."""

    __slots__ = ("answer", "error", "loop", "result", "work")

    def __init__(
        self, work: Callable[[Transaction], Any], answer: Answer, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        self.work, self.answer, self.loop = work, answer, loop
        self.result: Any = None
        self.error: BaseException | None = None

    def tell(self) -> None:
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)


class Worker:
    """Jobs run in the order given. After a fault that makes the disk doubtful every further job is refused."""

    def __init__(self, name: str, transaction: Transaction, copy: Path, writes: bool) -> None:
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self._writes = writes
        self._transaction = transaction
        self._copy = copy
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._doubt: StorageError | None = None
        self._uncleaned = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Transaction], T], loop: asyncio.AbstractEventLoop) -> asyncio.Future[T]:
        answer: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, answer, loop))
        return answer

    def submit_and_wait(self, work: Callable[[Transaction], T]) -> T:
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._put(_Job(work, answer, None))
        return answer.result()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _put(self, job: _Job) -> None:
        if self._closed:
            raise StorageError("closed")
        self._jobs.put(job)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch, more = self._waiting_with(job)
            self._perform(batch)
            _tell(batch)
            if not more:
                break
        self._transaction.connection.close()

    def _waiting_with(self, job: _Job) -> tuple[list[_Job], bool]:
        batch = [job]
        while len(batch) < TOGETHER:
            try:
                following = self._jobs.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, False
            batch.append(following)
        return batch, True

    def _perform(self, batch: list[_Job]) -> None:
        """All jobs of the batch are durable together, or those that are not have their error."""
        connection = self._transaction.connection
        try:
            if self._doubt:
                raise self._doubt
            connection.execute(self._begin)
            self._transaction.refresh()
            for job in batch:
                self._attempt(job)
                self._check(job.error)
            if self._writes:
                # A key is worth nothing without its other half: that one has to be durable first.
                self._transaction.vault.halves.sync()
            connection.execute("COMMIT")
        except (sqlite3.Error, StorageError) as error:
            self._fail(batch, error)
        else:
            self._clean()

    def _attempt(self, job: _Job) -> None:
        try:
            with self._transaction.savepoint():
                job.result = job.work(self._transaction)
        except BaseException as error:  # noqa: BLE001 - it is handed to whoever gave the job; the thread must live on
            job.error = error

    def _check(self, error: BaseException | None) -> None:
        """A fault that undid the whole transaction, or that makes the disk doubtful, is everyone's."""
        if isinstance(error, StorageError) and error.final:
            raise error
        if not self._transaction.connection.in_transaction:
            raise error if isinstance(error, StorageError) else StorageError("rolled_back")

    def _fail(self, batch: list[_Job], error: sqlite3.Error | StorageError) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._transaction.connection.in_transaction:
                self._transaction.connection.execute("ROLLBACK")
        self._transaction.erased.clear()
        self._transaction.vault.forget()
        known = error if isinstance(error, StorageError) else storage_error(error)
        failure = known or StorageError("database", error=type(error).__name__)
        if failure.final:
            self._doubt = failure
        for job in batch:
            job.error = failure

    def _clean(self) -> None:
        """After an erasure: the other halves of its keys are overwritten, nothing of it stays in the log of the
        database, nor a key from before there were halves in the copy kept aside.
        """
        transaction = self._transaction
        if transaction.erased:
            _drop_keys(self._copy, transaction.erased)
            transaction.erased.clear()
            self._uncleaned = True
        if self._uncleaned:
            with contextlib.suppress(sqlite3.Error, StorageError):
                transaction.vault.destroy_doomed()
                self._uncleaned = bool(transaction.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])


def _drop_keys(copy: Path, keys: list[str]) -> None:
    """A copy from which a key cannot be taken out is worth less than the promise: it goes."""
    if not copy.exists():
        return
    connection = sqlite3.connect(copy, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.executemany("DELETE FROM keys WHERE id = ?", [(key,) for key in keys])
    except sqlite3.Error:
        copy.unlink()
    finally:
        connection.close()


def _tell(batch: list[_Job]) -> None:
    """One wake-up per event loop, however many of its tasks wait."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in batch:
        if job.loop is None:
            job.tell()
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell_all, jobs)


def _tell_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.tell()
