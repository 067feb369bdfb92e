"""« C'était un nu » after a file was kept: nothing is left, here or in copies made before; it is told when true."""

import asyncio
import io
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from dispatch_fixtures import Office, open_office, until
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from storage_fixtures import MASTER, every_byte

from bot.incoming import TOGETHER_BYTES
from bot.purging import purge
from conversations.events import FileRef, Paper
from storage import evidence, looks, papers, purges
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.evidence import Evidence
from storage.halves import beside
from storage.papers import Ready
from storage.store import Store
from storage.vault import Vault

RUNS = int(os.environ.get("APPUI_TEST_PURGES", "6"))
MARK = b"appui-test-nude-marker"


def simulated(seed: int) -> bytes:
    """A plain red picture with a mark that can be searched for."""
    out, note = io.BytesIO(), PngInfo()
    note.add_text("Comment", MARK.decode())
    note.add_text("Padding", Random(seed).randbytes(50_000).hex())
    Image.new("RGB", (200, 200), (200, seed % 50, 0)).save(out, "PNG", pnginfo=note)
    return out.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "data") as office:
        yield office


def items_of(office: Office) -> list[Evidence]:
    address = office.bench.address("ana")
    return office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))


def readable(store: Store, folder: Path) -> list[bytes]:
    """What can still be read of the sealed files of a folder with every key that lives."""
    blobs = Blobs(folder / "blobs", store.cipher, store.halves)
    found = []
    for name in blobs.names():
        try:
            found.append(b"".join(blobs.read(name)))
        except (SealBroken, StorageError):
            continue
    return found


def is_red(content: bytes) -> bool:
    if MARK in content:
        return True
    try:
        with Image.open(io.BytesIO(content)) as picture:
            red, green, _ = picture.convert("RGB").getpixel((9, 9))
            return red > 150 > 80 > green
    except OSError:
        return False


async def kept(office: Office, *contents: bytes) -> None:
    for content in contents:
        name = f"f{office.number}"
        office.messenger.files[name] = [content]
        await office.send_file("ana", name, kind="photo", message=f"m{office.number}")
    async with office.delivering():
        await office.drained()
        await until(lambda: office.bench.rows("SELECT count(*) FROM looks WHERE state = 'waiting'") == [(0,)])


async def purge_all(office: Office) -> int:
    bench = office.bench
    return await purge(bench.service, bench.store, [office.blobs], bench.clock)


async def test_nothing_is_left_anywhere(office: Office, tmp_path: Path) -> None:
    await kept(office, simulated(1), b"%PDF-1.4\nother")
    copy = Path(shutil.copytree(tmp_path / "data", tmp_path / "backup"))
    assert sum(is_red(content) for content in readable(office.bench.store, copy)) == 2
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    # Unreadable in the very transaction, before its files are taken away.
    assert items_of(office)[0].blob == ""
    assert await purge_all(office) == 1
    assert await purge_all(office) == 0
    assert office.events[-1].kind == "evidence_purged"
    for folder in (tmp_path / "data", copy):
        store = Store.open(folder, Vault(MASTER), halves_file=beside(tmp_path / "data"))
        contents = readable(store, folder)
        store.close()
        assert not any(is_red(content) for content in contents)
        assert b"%PDF-1.4\nother" in contents
    assert MARK not in every_byte(tmp_path)


async def test_words_stay_as_a_record(office: Office) -> None:
    await kept(office, simulated(1), b"%PDF-1.4\nother")
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    gone, other = items_of(office)
    assert (gone.removed, gone.sha256, gone.size, gone.name, gone.mime) == ("intimate", "", 0, "", "")
    assert (gone.number, gone.caption, other.removed) == (1, "regarde", "")
    address = office.bench.address("ana")
    look = office.bench.store.read_now(lambda tx: looks.look_of(tx, address.key, gone.id))
    assert look is not None
    assert (look.state, look.preview, look.dhash) == ("none", "", "")
    folder = office.blobs.folder
    await purge_all(office)
    assert office.bench.store.read_now(lambda tx: evidence.faults(tx, address.person, address.key, folder)) == []
    lines = office.bench.rows("SELECT what FROM custody ORDER BY line")
    assert lines == [("received",), ("received",), ("removed",)]


async def test_its_message_is_withdrawn(office: Office) -> None:
    await kept(office, simulated(1))
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    async with office.delivering():
        await office.drained()
    assert office.messenger.withdrawn == [("ana", "m0")]


async def test_copies_of_it_go_too(office: Office) -> None:
    """The same bytes sent twice are one nude; another file of the same person is not touched."""
    await kept(office, simulated(1), simulated(2), simulated(1))
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [3]})
    await purge_all(office)
    assert [item.removed for item in items_of(office)] == ["intimate", "", "intimate"]
    assert len(list(office.blobs.names())) == 2


async def test_printed_copies_go_too(office: Office, tmp_path: Path) -> None:
    """A dossier that shows it and was not handed over yet is another copy of it."""
    await kept(office, simulated(1))
    bench = office.bench
    printed = Blobs(tmp_path / "data" / "outgoing", bench.store.cipher, bench.store.halves)
    address, later = bench.address("ana"), bench.clock() + timedelta(hours=1)
    with printed.begin(address.key) as writer:
        writer.write(simulated(1))
        blob = writer.finish().id
    paper = Ready(Paper(id="p1", name="dossier.pdf", mime="application/pdf", size=1), blob, address.person)
    bench.store.write_now(lambda tx: papers.lay_ready(tx, address.person, address.key, paper, later, None))
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    assert bench.store.read_now(lambda tx: papers.ready(tx, "p1", bench.clock())) is None
    assert await purge(bench.service, bench.store, [office.blobs, printed], bench.clock) == 1
    assert list(printed.names()) == []


async def test_file_on_its_way_is_dropped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = asyncio.Event()

    async def slowly(external: str, file: FileRef) -> AsyncIterator[bytes]:
        yield simulated(1) + bytes(TOGETHER_BYTES)
        await arriving.wait()

    monkeypatch.setattr(office.messenger, "fetch", slowly)
    await office.send_file("ana", "f1", message="m1")
    [(effect,)] = office.bench.rows("SELECT effect FROM outbox WHERE kind = 'keep_evidence'")
    async with office.delivering():
        await until(lambda: list(office.blobs.folder.iterdir()))
        await office.ask("ana", {"kind": "purge_evidence", "effects": [effect]})
        arriving.set()
        await until(lambda: not list(office.blobs.folder.iterdir()))
        await office.drained()
    assert items_of(office) == []
    assert office.messenger.withdrawn == [("ana", "m1")]


async def test_crash_only_puts_it_off(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await kept(office, simulated(1))
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    monkeypatch.setattr(Blobs, "remove", lambda *_: (_ for _ in ()).throw(StorageError("disk_error")))
    with pytest.raises(StorageError):
        await purge_all(office)
    assert "evidence_purged" not in [event.kind for event in office.events]
    monkeypatch.undo()
    # Neither is it swept as a stray, which would leave its key: the next program finds it in the table.
    async with office.delivering():
        assert len(office.bench.store.read_now(purges.pending)) == 1
    assert await purge_all(office) == 1
    assert list(office.blobs.names()) == []


async def test_who_erased_is_not_told(office: Office) -> None:
    await kept(office, simulated(1))
    await office.ask("ana", {"kind": "purge_evidence", "numbers": [1]})
    await office.ask("ana", {"kind": "erase_case"})
    office.bench.store.write_now(lambda tx: tx.execute("UPDATE purged SET conversation = 'gone'"))
    assert await purge_all(office) == 1
    assert await purge_all(office) == 0
    assert list(office.blobs.names()) == []


@pytest.mark.parametrize("seed", range(RUNS))
async def test_any_moment_is_early_enough(office: Office, tmp_path: Path, seed: int) -> None:
    """Asked for while files are fetched and looked at, at a moment that chance chooses, and copied just before."""
    random = Random(seed)

    async def slowly(external: str, file: FileRef) -> AsyncIterator[bytes]:
        content = simulated(int(file.reference))
        for start in range(0, len(content), 16_384):
            await asyncio.sleep(random.uniform(0, 0.004))
            yield content[start : start + 16_384]

    office.messenger.fetch = slowly  # type: ignore[method-assign]
    effects = []
    for number in range(6):
        await office.send_file("ana", str(seed * 100 + number), message=f"m{number}")
        effects = [row for (row,) in office.bench.rows("SELECT effect FROM outbox WHERE kind = 'keep_evidence'")]
    async with office.delivering():
        await asyncio.sleep(random.uniform(0, 0.6))
        copy = Path(shutil.copytree(tmp_path / "data", tmp_path / "backup", ignore_dangling_symlinks=True))
        numbers = list(range(1, 7))
        await office.ask("ana", {"kind": "purge_evidence", "numbers": numbers, "effects": effects})
        await purge_all(office)
        await office.drained()
        await until(lambda: not list(office.blobs.folder.iterdir()))
    assert all(item.removed for item in items_of(office))
    # The copy was taken in the middle of writes, so that only its files are read, with the keys of the living store.
    assert not any(is_red(content) for content in readable(office.bench.store, copy))
    assert MARK not in every_byte(tmp_path)
