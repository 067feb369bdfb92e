"""What is made for a person reaches them once, and leaves nothing behind (SAF-20)."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from dispatch_fixtures import Messenger
from storage_fixtures import Bench, every_byte, open_store, update
from web_house import eventually, library

from bot.channels import Outgoing
from bot.dispatch import Dispatch
from bot.errors import ChannelBusy
from bot.papers import Made, Papers, Work, code_digest
from conversations.conversation import Conversation, Turn
from conversations.effects import EraseCase, MakeDossier
from conversations.engine import take_turn
from conversations.events import Event, Said
from conversations.library import Library
from conversations.situation import Situation
from storage import papers as stored
from storage.blobs import Blobs

MARK = b"MARK-OF-A-PAPER" * 100


@dataclass
class Press:
    """A maker that takes as long as it is told, and fails as often."""

    outgoing: Blobs
    seconds: float = 0.0
    failures: list[Exception] = field(default_factory=list)
    made: int = 0

    async def __call__(self, work: Work) -> Sequence[Made]:
        await asyncio.sleep(self.seconds)
        self.made += 1
        if self.failures:
            raise self.failures.pop(0)
        return [self._sealed(work, "document.pdf"), self._sealed(work, "archive.zip")]

    def _sealed(self, work: Work, name: str) -> Made:
        with self.outgoing.begin(work.address.key) as writer:
            writer.write(MARK)
            return Made(name, "application/octet-stream", writer.finish())


@dataclass
class Post(Messenger):
    """A messenger that also takes files; `refusals` are the errors of the next files."""

    received: list[tuple[str, bytes]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    largest_sent: int = 10**6

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        content = b"".join(file.pieces())
        if self.refusals:
            raise self.refusals.pop(0)
        assert len(content) == file.size
        self.received.append((file.name, content))
        return True


@dataclass
class Office:
    bench: Bench
    post: Post
    press: Press
    papers: Papers
    folder: Path
    dispatch: Dispatch
    running: asyncio.Task[None]

    async def breaks_off(self) -> None:
        """What was being done is cut short, as by a crash of the delivery, and delivery begins anew."""
        self.running.cancel()
        await asyncio.wait([self.running])
        self.running = asyncio.create_task(self.dispatch.run())

    async def asks(self, text: str) -> None:
        await self.bench.service.accept([update(text, "Léa", text)])

    def said(self) -> list[str]:
        return [call.text for call in self.post.calls]

    async def until_said(self, words: str) -> None:
        await eventually(lambda: any(words in text for text in self.said()))

    async def left(self) -> int:
        """Rows and files that still lie there."""
        rows = await self.bench.store.read(lambda tx: tx.execute("SELECT count(*) FROM papers").fetchone()[0])
        return int(rows) + len(list(self.folder.iterdir()))


def thinking(conversation: Conversation, event: Event, situation: Situation, packs: Library) -> Turn:
    """Three words of a person lead straight to the effects; results go through the real engine."""
    if isinstance(event, Said):
        effects = {
            "ici": MakeDossier(id=f"{event.id}/0", profile="complete"),
            "code": MakeDossier(id=f"{event.id}/0", profile="complete", way="code"),
            "efface": EraseCase(id=f"{event.id}/0"),
        }
        return Turn(conversation=conversation, effects=(effects[event.text],))
    there = conversation.model_copy(update={"channel": "telegram"})
    return take_turn(there, event, situation, library())


@asynccontextmanager
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    with open_store(tmp_path / "data") as store:
        bench = Bench(store, think=thinking)
        outgoing = Blobs(tmp_path / "outgoing", store.cipher, store.halves)
        press, post = Press(outgoing), Post()
        papers = Papers(store, bench.service, outgoing, {"make_dossier": press}, bench.clock, "https://appui.example")
        dispatch = Dispatch(
            store,
            bench.service,
            Blobs(tmp_path / "blobs", store.cipher, store.halves),
            [post],
            bench.clock,
            papers=papers,
        )
        bench.service.on_outbox = dispatch.wake
        running = asyncio.create_task(dispatch.run())
        made = Office(bench, post, press, papers, tmp_path / "outgoing", dispatch, running)
        try:
            yield made
        finally:
            dispatch.stop()
            await asyncio.wait_for(made.running, 20)


async def test_papers_arrive_and_are_gone(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        await house.asks("ici")
        await eventually(lambda: len(house.post.received) == 2)
        assert house.post.received == [("document.pdf", MARK), ("archive.zip", MARK)]
        await eventually(lambda: _empty(house))
        assert "Voilà" in house.said()[0]
        assert "J'y travaille" not in " ".join(house.said())


async def _empty(house: Office) -> bool:
    return await house.left() == 0


async def test_long_work_is_told(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.press.seconds = 2.4
        await house.asks("ici")
        await house.until_said("travaille encore")
        await house.until_said("Voilà")
        assert len(house.said()) == 2


async def test_busy_messenger_gets_it_later(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.post.refusals = [ChannelBusy("down", 0.05), ChannelBusy("down", 0.05)]

        async def received() -> bool:
            house.bench.clock.turn(seconds=2)
            return len(house.post.received) == 2

        await house.asks("ici")
        await eventually(received)
        assert house.press.made == 1
        await eventually(lambda: _empty(house))


async def test_broken_off_work_begins_anew(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.press.seconds = 0.4
        await house.asks("ici")
        await asyncio.sleep(0.2)
        await house.breaks_off()
        await eventually(lambda: len(house.post.received) == 2)
        await house.breaks_off()
        await asyncio.sleep(0.2)
        assert [name for name, _ in house.post.received] == ["document.pdf", "archive.zip"]
        assert len(house.said()) == 1


async def test_faults_are_told_in_the_end(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.press.failures = [RuntimeError("broken")] * 9

        async def given_up() -> bool:
            house.bench.clock.turn(minutes=2)
            return any("pas réussi" in text for text in house.said())

        await house.asks("ici")
        await eventually(given_up)
        assert house.press.made == 5
        assert house.post.received == []


async def test_large_papers_go_by_code(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.post.largest_sent = len(MARK) - 1
        await house.asks("ici")
        await house.until_said("https://appui.example/collect")
        assert house.post.received == []


async def test_code_fetches_one_archive(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        await house.asks("code")
        await house.until_said("Le code")
        code = house.said()[0].split("code")[1].split(".")[0].strip(" :\u00a0").replace("-", "")
        assert len(code) == 10
        now = house.bench.clock()
        found = await house.bench.store.read(lambda tx: stored.ready_by_code(tx, code_digest(tx, code), now))
        assert found is not None
        assert found.paper.name == "archive.zip"
        late = now + timedelta(hours=25)
        assert await house.bench.store.read(lambda tx: stored.ready(tx, found.paper.id, late)) is None
        house.bench.clock.now = late
        await house.papers.sweep(young_seconds=-(10**6))
        assert await house.left() == 0


async def test_erasing_takes_papers_away(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        await house.asks("code")
        await house.until_said("Le code")
        assert await house.left() > 1
        await house.asks("efface")
        await house.papers.sweep(young_seconds=-(10**6))
        assert await house.left() == 0


async def test_erasing_stops_what_is_made(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        house.press.seconds = 0.3
        await house.asks("ici")
        await house.asks("efface")
        await asyncio.sleep(0.8)
        assert house.post.received == []
        await house.papers.sweep(young_seconds=-(10**6))
        assert await house.left() == 0


async def test_paper_is_sealed_while_it_waits(tmp_path: Path) -> None:
    async with office(tmp_path) as house:
        await house.asks("code")
        await house.until_said("Le code")
        assert MARK[:15] not in every_byte(tmp_path)


@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 200_000])
def test_readers_of_pieces_read_all(size: int) -> None:
    from bot.piece_reader import PieceReader

    data = bytes(range(256)) * (size // 256 + 1)
    pieces = [data[:size][start : start + 65536] for start in range(0, size, 65536)]
    reader = PieceReader(lambda: iter(pieces), size)
    assert reader.seek(0, io.SEEK_END) == size
    reader.seek(0)
    assert io.BufferedReader(reader, 4096).read() == data[:size]
    reader.seek(0)
    assert reader.read(3) == data[:size][:3]


def test_zip_members_stay_together() -> None:
    from bot.plain_zip import Measured, Member, measured, zipped

    def member(name: str, content: bytes) -> Measured:
        return measured(Member(name, lambda: (content[:2], content[2:])))

    data = b"".join(zipped([member("a.txt", b"one"), member("é/b.txt", b"")], time=0x5D745320))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert [opened.read(name) for name in ("a.txt", "é/b.txt")] == [b"one", b""]
