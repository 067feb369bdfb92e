"""A file that is said to be kept is kept, whole, with its story; one that is not leaves nothing and is told why."""

import asyncio
import errno
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from dispatch_fixtures import Office, open_office, until
from storage_fixtures import every_byte

import bot.evidence_intake
import bot.fetching
import storage.blobs
from bot.errors import ChannelBusy, FileUnavailable, PersonUnreachable
from bot.incoming import TOGETHER_BYTES, Incoming
from conversations.events import FileRef
from storage import evidence
from storage.blobs import Blobs
from storage.evidence import Evidence

PDF = b"%PDF-1.4\n" + Random(2).randbytes(150_000)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def pieces(content: bytes) -> list[bytes | Exception]:
    return [content[start : start + 65536] for start in range(0, len(content), 65536)]


def kept(office: Office, who: str) -> list[Evidence]:
    address = office.bench.address(who)
    return office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))


def faults(office: Office, who: str) -> list[str]:
    address = office.bench.address(who)
    return office.bench.store.read_now(lambda tx: evidence.faults(tx, address.person, address.key, office.blobs.folder))


async def test_kept_file_has_its_story(office: Office) -> None:
    office.messenger.files["f1"] = pieces(PDF)
    await office.send_file(
        "ana",
        "f1",
        kind="photo",
        name="../../etc/" + "x" * 90 + "\u202egnp.exe",
        message="41",
        sent_at="2026-11-20T11:58:00Z",
        origin={"author": "Léo", "kind": "hidden_user", "date": "2026-11-01T09:00:00Z"},
    )
    await office.deliver_all()
    [item] = kept(office, "ana")
    assert (item.number, item.size, item.sha256) == (1, len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (item.mime, item.came, item.kind, item.caption) == ("application/pdf", "original", "photo", "regarde")
    assert item.origin is not None
    assert (item.message, item.origin.author, item.received_at) == ("41", "Léo", office.bench.clock())
    assert item.sent_at is not None
    assert item.sent_at.minute == 58
    assert item.name == "x" * 80
    assert b"".join(office.blobs.read(item.blob)) == PDF
    assert [event.kind for event in office.events] == ["said", "evidence_stored"]
    assert faults(office, "ana") == []


async def test_nothing_is_readable_on_disk(office: Office, tmp_path: Path) -> None:
    content = b"mot de passe : tournesol\n" * 9000
    office.messenger.files["f1"] = pieces(content)
    await office.send_file("ana", "f1", name="tournesol.txt")
    await office.deliver_all()
    assert kept(office, "ana")
    assert b"tournesol" not in every_byte(tmp_path)


async def test_items_are_numbered_in_order(office: Office) -> None:
    for n in range(7):
        office.messenger.files[f"f{n}"] = pieces(f"page {n}".encode())
        await office.send_file("ana", f"f{n}")
        office.messenger.files[f"g{n}"] = pieces(f"page {n}".encode())
        await office.send_file("bob", f"g{n}")
    await office.deliver_all()
    for who in ("ana", "bob"):
        assert [item.number for item in kept(office, who)] == list(range(1, 8))
        assert [item.sha256 for item in kept(office, who)] == [
            hashlib.sha256(f"page {n}".encode()).hexdigest() for n in range(7)
        ]
        assert faults(office, who) == []


async def test_words_become_a_piece(office: Office) -> None:
    """Whatever they look like: markup, or a byte that no file of text would hold."""
    words = "<script>va te pendre</script>\x00 <3 \u202e"
    forwarded = {"note": "forwarded", "origin": {"author": "Léo", "kind": "hidden_user"}, "message": "41"}
    await office.ask("ana", {"kind": "keep_note", "text": words, **forwarded})
    await office.ask("ana", {"kind": "keep_note", "text": "Appli : Snap", "note": "sheet", "caption": "fiche"})
    await office.deliver_all()
    note, sheet = kept(office, "ana")
    assert (note.kind, note.mime, note.came, note.message) == ("note", "text/plain", "forwarded", "41")
    assert b"".join(office.blobs.read(note.blob)) == words.encode("utf-8", "replace")
    assert (sheet.came, sheet.caption, sheet.number) == ("text", "fiche", 2)
    assert faults(office, "ana") == []


TOO_BIG = bot.evidence_intake.LIMIT + 1
REFUSED: list[tuple[str, list[bytes | Exception], dict[str, int]]] = [
    ("type", pieces(b"MZ\x90\x00" + bytes(70_000)), {}),
    ("type", pieces(b"<svg onload='x'/>"), {}),
    ("type", pieces(b"ok " * 40_000 + b"\x00"), {}),
    ("empty", [], {}),
    ("too_big", [PDF[:65536]] * (TOO_BIG // 65536 + 1), {}),
    ("too_big", [], {"size": TOO_BIG}),
    ("gone", [PDF[:65536], FileUnavailable("gone")], {}),
]


@pytest.mark.parametrize(("reason", "content", "about"), REFUSED)
async def test_refused_file_leaves_nothing(
    office: Office, reason: str, content: list[bytes | Exception], about: dict[str, int]
) -> None:
    office.messenger.files["f1"] = content
    await office.send_file("ana", "f1", **about)
    await office.deliver_all()
    assert office.refusals() == [reason]
    assert kept(office, "ana") == []
    assert list(office.blobs.folder.iterdir()) == []
    assert office.bench.rows("SELECT * FROM custody") == []


async def test_exactly_the_limit_is_kept(office: Office) -> None:
    content = b"%PDF-1.4\n" + bytes(bot.evidence_intake.LIMIT - 9)
    office.messenger.files["f1"] = pieces(content)
    await office.send_file("ana", "f1")
    await office.deliver_all()
    assert [item.size for item in kept(office, "ana")] == [20 * 1024 * 1024]


@pytest.mark.parametrize(
    "module_and_name", [(storage.blobs, "KEPT_FREE_BYTES"), (bot.evidence_intake, "LIMIT_OF_CASE")]
)
async def test_no_room_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch, module_and_name: tuple[Any, str]
) -> None:
    limits = {"KEPT_FREE_BYTES": 1 << 60, "LIMIT_OF_CASE": 1000}
    monkeypatch.setattr(*module_and_name, limits[module_and_name[1]])
    await office.send_file("ana", "f1", size=5000)
    await office.deliver_all()
    assert office.refusals() == ["full"]
    assert office.messenger.fetched == []


async def test_broken_download_is_begun_again(office: Office) -> None:
    office.messenger.files["f1"] = [PDF[:65536], ChannelBusy("network")]
    await office.send_file("ana", "f1")
    await office.deliver_all()
    assert (kept(office, "ana"), list(office.blobs.folder.iterdir()), office.events[1:]) == ([], [], [])
    office.messenger.files["f1"] = pieces(PDF)
    office.bench.clock.turn(minutes=1)
    await office.deliver_all()
    assert [item.size for item in kept(office, "ana")] == [len(PDF)]
    assert office.messenger.fetched == ["f1", "f1"]


async def test_lost_file_is_told_after_a_day(office: Office) -> None:
    office.messenger.files["f1"] = [ChannelBusy("network")]
    await office.send_file("ana", "f1")
    await office.deliver_all()
    office.bench.clock.turn(hours=25)
    await office.deliver_all()
    assert office.refusals() == ["gone"]


async def test_failed_sync_is_never_called_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.fsync, []

    def once_broken(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 1:
            raise OSError(errno.EIO, "injected")
        real(handle)

    monkeypatch.setattr(os, "fsync", once_broken)
    office.messenger.files["f1"] = pieces(PDF)
    await office.send_file("ana", "f1")
    for _ in range(3):
        await office.deliver_all()
        office.bench.clock.turn(minutes=10)
    assert ([event.kind for event in office.events], kept(office, "ana"), len(calls)) == (["said"], [], 1)
    restarted = Office(
        office.bench, office.messenger, Blobs(office.blobs.folder, office.bench.store.cipher, office.bench.store.halves)
    )
    await restarted.deliver_all()
    assert office.events[-1].kind == "evidence_stored"


async def test_slow_file_holds_up_no_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = asyncio.Event()

    async def slowly(external: str, file: FileRef) -> AsyncIterator[bytes]:
        yield PDF[:65536]
        await arriving.wait()
        yield PDF[65536:131072]

    monkeypatch.setattr(office.messenger, "fetch", slowly)
    await office.send_file("ana", "f1")
    await office.write("ana", "m0", "m1")
    async with office.delivering():
        await until(lambda: office.messenger.heard("ana") == ["m0", "m1"])
        assert kept(office, "ana") == []
        arriving.set()
        await until(lambda: kept(office, "ana"))


async def test_endless_file_is_broken_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.fetching, "LONGEST_SECONDS", 0.05)

    async def never(external: str, file: FileRef) -> AsyncIterator[bytes]:
        yield PDF + bytes(TOGETHER_BYTES)
        await asyncio.Event().wait()

    monkeypatch.setattr(office.messenger, "fetch", never)
    await office.send_file("ana", "f1")
    await office.deliver_all()
    assert office.bench.rows("SELECT state, reason FROM outbox") == [("aside", "too_slow")]
    assert list(office.blobs.folder.iterdir()) == []


async def test_file_of_who_erased_is_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    arriving = asyncio.Event()

    async def slowly(external: str, file: FileRef) -> AsyncIterator[bytes]:
        yield PDF + bytes(TOGETHER_BYTES)
        await arriving.wait()

    monkeypatch.setattr(office.messenger, "fetch", slowly)
    await office.send_file("ana", "f1")
    async with office.delivering():
        await until(lambda: list(office.blobs.folder.iterdir()))
        await office.ask("ana", {"kind": "erase_case"})
        arriving.set()
        await until(lambda: not list(office.blobs.folder.iterdir()))
    assert kept(office, "ana") == []
    assert office.bench.rows("SELECT * FROM custody") == []


async def test_file_broken_off_leaves_nothing(office: Office) -> None:
    """Broken off while its thread writes, waits for the disk, or has just ended."""
    await office.write("ana", "m0")
    key = office.bench.address("ana").key
    for milliseconds in (0, 1, 3, 10, 30):
        incoming = Incoming(office.blobs, key, office.bench.store.cipher(key))
        await incoming.add(PDF + bytes(TOGETHER_BYTES))
        finishing = asyncio.create_task(incoming.finish())
        await asyncio.sleep(milliseconds / 1000)
        finishing.cancel()
        await asyncio.gather(finishing, return_exceptions=True)
        if not finishing.cancelled():
            office.blobs.remove(finishing.result().id)
        incoming.abandon()
        assert list(office.blobs.folder.iterdir()) == []


async def test_file_of_who_left_is_kept(office: Office) -> None:
    office.messenger.files["f1"] = [ChannelBusy("network")]
    await office.send_file("ana", "f1")
    await office.deliver_all()
    await office.ask("ana", {"kind": "say", "text": "x"})
    office.messenger.trouble["ana"] = [PersonUnreachable("blocked")]
    office.messenger.files["f1"] = pieces(PDF)
    office.bench.clock.turn(minutes=1)
    await office.deliver_all()
    assert [item.size for item in kept(office, "ana")] == [len(PDF)]


async def test_stray_files_are_swept(office: Office) -> None:
    office.messenger.files["f1"] = pieces(PDF)
    await office.send_file("ana", "f1")
    await office.deliver_all()
    address = office.bench.address("ana")
    with office.blobs.begin(address.key) as writer:
        writer.write(b"its process died before it had a row")
        writer.finish()
    async with office.delivering():
        await until(lambda: list(office.blobs.names()) == [kept(office, "ana")[0].blob])


CHANGES = [
    "UPDATE custody SET what = 'removed' WHERE line = 2",
    "UPDATE custody SET at = '2020-01-01T00:00:00.000000+00:00' WHERE line = 3",
    "UPDATE custody SET evidence = 'other' WHERE line = 1",
    "UPDATE custody SET details = (SELECT details FROM custody WHERE line = 1) WHERE line = 2",
    "UPDATE custody SET hash = zeroblob(32) WHERE line = 2",
    "DELETE FROM custody WHERE line = 1",
    "DELETE FROM custody WHERE line = 2",
    "DELETE FROM custody WHERE line = 3",
    "UPDATE custody SET line = 4 WHERE line = 3",
    "UPDATE custody SET line = line + 10",
    "DELETE FROM evidence WHERE number = 2",
    "UPDATE evidence SET number = 9 WHERE number = 1",
    "UPDATE evidence SET received_at = '2020-01-01T00:00:00.000000+00:00' WHERE number = 1",
    "UPDATE evidence SET blob = (SELECT blob FROM evidence WHERE number = 1) WHERE number = 2",
    "UPDATE evidence SET details = (SELECT details FROM evidence WHERE number = 1) WHERE number = 2",
    "UPDATE evidence SET size = size + 1 WHERE number = 3",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_any_change_of_the_file_shows(office: Office, change: str) -> None:
    for n in range(3):
        office.messenger.files[f"f{n}"] = pieces(f"page {n}".encode())
        await office.send_file("ana", f"f{n}")
    await office.deliver_all()
    assert faults(office, "ana") == []
    office.bench.store.write_now(lambda tx: tx.execute(change))
    assert faults(office, "ana") != []


async def test_changed_bytes_show(office: Office) -> None:
    office.messenger.files["f1"] = pieces(PDF)
    await office.send_file("ana", "f1")
    await office.deliver_all()
    [item] = kept(office, "ana")
    path = office.blobs.path(item.blob)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    assert faults(office, "ana") == [f"item {item.id}"]
    path.unlink()
    assert faults(office, "ana") == [f"item {item.id}"]
