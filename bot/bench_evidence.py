"""`appui bench evidence`: one file kept many times, by the code path of the bot, and then looked at."""

import asyncio
import contextlib
import io
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import click

from bot import bench_floor, log
from bot.decoding import Decoder
from bot.evidence_intake import EvidenceIntake
from bot.fetching import Fetching
from bot.local_channel import LocalChannel, file_fields
from bot.outcomes import Outcomes
from bot.packs import open_library
from bot.previews import Previews
from bot.service import Service
from conversations.effects import KeepEvidence
from conversations.events import FileRef
from conversations.situation import Situation
from storage import evidence, looks, outbox, people
from storage.blobs import Blobs
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import KEY_BYTES, Vault

CHANNEL = "terminal"
# What any JPEG says of itself.
PLAIN = frozenset({"jfif", "jfif_version", "jfif_unit", "jfif_density"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What was kept of the last file, under which key, and what its preview is."""

    key: str
    sha256: str
    preview: bytes


def bench_evidence(file: Path, count: int) -> dict[str, int | float | str]:
    """Keeps the file `count` times, each time for another person, then makes the previews. One more goes before them,
    so that nothing is counted that a program loads once.

    `floor_per_s` and `floor_cpu_ms` are of the same file hashed, sealed and made durable, and nothing else;
    `plain_cpu_ms` of a preview by Pillow alone. Raises click.UsageError where the file is not one that would be kept.
    """
    log.configure("error")
    with tempfile.TemporaryDirectory() as place:
        return asyncio.run(Measurement(Path(place), file, count).run())


class Measurement:
    """A program with a store, a channel that reads one file, and nobody to answer to."""

    def __init__(self, place: Path, file: Path, count: int) -> None:
        self._file, self._count = file, count
        self._store = Store.open(place / "data", Vault(bytes(KEY_BYTES)))
        self._blobs = Blobs(place / "data" / "blobs", self._store.cipher, self._store.halves)
        self._decoder = Decoder()
        self._channel = LocalChannel(CHANNEL, lambda say: None)
        library = open_library().load()
        parsers = {CHANNEL: self._channel.parse}
        self._service = Service(
            self._store, library, parsers=parsers, situation=lambda tx, kept, now: Situation(kept=kept), clock=_now
        )
        self._service.on_outbox = self._answer
        self._unanswered, self._answered = 0, asyncio.Event()

    async def run(self) -> dict[str, int | float | str]:
        """The figures; see docs/operators.md."""
        try:
            await self._keep_all(range(1))
            await self._look()
            child_cpu = self._decoder.seconds
            cpu = time.process_time()
            keeping = await self._keep_all(range(1, self._count + 1))
            ack_cpu = time.process_time() - cpu
            looking = await self._look()
            cpu = time.process_time() - cpu + self._decoder.seconds - child_cpu
            seen = await self._store.read(self._last)
            least = bench_floor.floor(self._blobs.folder.parent, self._file, self._count, self._store.cipher(seen.key))
        finally:
            self._decoder.close()
            self._store.close()
        own_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "ack_per_s": round(self._count / keeping, 1),
            "items_per_s": round(self._count / (keeping + looking), 1),
            "ack_cpu_ms": round(ack_cpu / self._count * 1000, 2),
            "cpu_ms": round(cpu / self._count * 1000, 2),
            "sha256": seen.sha256,
            "preview_bytes": len(seen.preview),
            "metadata_left": notes_in(seen.preview),
            "peak_mb": round((own_memory + self._decoder.memory) / 1024, 1),
            **least,
            "plain_cpu_ms": bench_floor.plain(self._file, self._count),
        }

    async def _keep_all(self, numbers: range) -> float:
        await self._store.write(lambda tx: self._queue(tx, numbers))
        return await self._keep(len(numbers))

    def _queue(self, tx: Transaction, numbers: range) -> None:
        """One person for each time: the same bytes of one person would be kept once and looked at once."""
        fields = FileRef.model_validate(file_fields(self._file, "document"))
        for number in numbers:
            address = people.address_of(tx, CHANNEL, self._channel.account, f"person-{number}", _now())
            outbox.add(tx, address, [KeepEvidence(id=f"{CHANNEL}:local:{number}/0", file=fields)], _now())

    async def _keep(self, count: int) -> float:
        """Seconds until everything that is queued is kept, acknowledged and durable."""
        expected = await self._store.read(_kept) + count
        self._unanswered = count
        outcomes = Outcomes(self._store, self._service, _now, Random(0))  # noqa: S311 - spreads pauses, hides nothing
        intake = EvidenceIntake(self._store, self._service, self._blobs, self._decoder, _now)
        fetching = Fetching(self._channel, self._store, intake, outcomes, _now)
        began = time.perf_counter()
        async with _running(fetching):
            await self._answered.wait()
            seconds = time.perf_counter() - began
        self._answered.clear()
        if await self._store.read(_kept) < expected:
            raise click.UsageError(f"{self._file.name} is not a file that is kept")
        return seconds

    def _answer(self) -> None:
        """What the service does wherever it has queued an answer, here for one file more."""
        self._unanswered -= 1
        if not self._unanswered:
            self._answered.set()

    async def _look(self) -> float:
        """Seconds until all previews are made."""
        previews = Previews(self._store, self._service, self._blobs, self._decoder, _now)
        began = time.perf_counter()
        while await previews.look_at_next():
            pass
        return time.perf_counter() - began

    def _last(self, tx: Transaction) -> Seen:
        [name, key] = tx.execute(
            "SELECT e.id, p.key FROM evidence e JOIN people p ON p.id = e.person ORDER BY e.rowid DESC LIMIT 1"
        ).fetchone()
        look = looks.look_of(tx, key, name)
        blobs = Blobs(self._blobs.folder, tx.vault.cipher, tx.vault.halves)
        shown = b"".join(blobs.read(look.preview)) if look and look.preview else b""
        return Seen(key, evidence.get(tx, key, name).sha256, shown)


def notes_in(preview: bytes) -> int:
    """How many notes a preview holds beside its points, counted by another reader than the one that wrote it."""
    if not preview:
        return 0
    from PIL import Image

    with Image.open(io.BytesIO(preview)) as picture:
        return len(set(picture.info) - PLAIN) + len(picture.getexif()) + len(getattr(picture, "applist", [])) - 1


@contextlib.asynccontextmanager
async def _running(fetching: Fetching) -> AsyncIterator[None]:
    task = asyncio.create_task(fetching.run())
    try:
        yield
    finally:
        fetching.stop()
        await task


def _kept(tx: Transaction) -> int:
    return int(tx.execute("SELECT count(*) FROM evidence").fetchone()[0])


def _now() -> datetime:
    return datetime.now(UTC)
