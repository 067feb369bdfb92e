"""Two hundred hostile files: none crashes or hangs anything; what is kept is the original, what is shown is bare.

`make faults` sends all of them; here it is the first few of each family.
"""

import asyncio
import hashlib
import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from dispatch_fixtures import Office, open_office
from PIL import Image

from bot import decoding
from bot.decoding import Decoder, Told, is_bare_jpeg
from conversations.events import EvidenceRefused
from conversations.library import Library
from storage import evidence, looks
from storage.evidence import Evidence
from storage.looks import Look
from tests.hostile_files import MARK, Hostile, hostile_files

EACH = 10 if os.environ.get("APPUI_TEST_HOSTILE") == "all" else 3
PIECE = 65_536
SECONDS_A_FILE = 15.0
MOST_MEMORY_KIB = 512 * 1024
PLAIN_INFO = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
SHOWN_MARKS = (MARK[:12], b"CANARY", b"Canary", b"<script", b"<?php", b"Exif", b"http://ns.adobe", b"ICC_PROFILE")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, int]]:
    """(seconds, KiB) of each picture that the child decoded."""
    seen: list[tuple[float, int]] = []
    real = Decoder.picture

    async def picture(self: Decoder, pieces: Iterator[bytes], mime: str) -> tuple[Told, bytes]:
        began = time.monotonic()
        try:
            told, preview = await real(self, pieces, mime)
            seen.append((time.monotonic() - began, told.memory))
        except decoding.DecodingFailed:
            seen.append((time.monotonic() - began, 0))
            raise
        return told, preview

    monkeypatch.setattr(Decoder, "picture", picture)
    return seen


async def test_hostile_files_do_no_harm(tmp_path: Path, measured: list[tuple[float, int]]) -> None:
    with open_office(tmp_path / "data") as office:
        async with office.delivering():
            files = [await sent(office, file) for file in hostile_files(each=EACH)]
            await settled(office)
        problems = [f"{file.id}: {problem}" for file in files for problem in problems_of(office, file)]
        assert problems == []
        assert office.bench.rows("SELECT count(*) FROM outbox") == [(0,)]
        assert office.bench.rows("SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]
    assert len(files) == 20 * EACH
    assert len(measured) >= 8 * EACH
    assert max(seconds for seconds, _ in measured) <= SECONDS_A_FILE
    assert max(memory for _, memory in measured) <= MOST_MEMORY_KIB
    assert [path.name for path in left_in(tmp_path) if not is_expected(path)] == []


async def sent(office: Office, file: Hostile) -> Hostile:
    pieces = [file.content[start : start + PIECE] for start in range(0, len(file.content), PIECE)]
    office.messenger.files[file.id] = list(pieces)
    about: dict[str, Any] = {"reference": file.id, "kind": "document", "name": file.name}
    await office.ask(file.id, {"kind": "keep_evidence", "file": about, "caption": file.caption})
    # A few at a time, as they come: two hundred files at once would only measure the memory of this test.
    while office.waiting() > 4:
        await pause()
    if not office.waiting():
        office.messenger.files.clear()
    return Hostile(
        file.family, file.number, hashlib.sha256(file.content).digest(), file.expected, file.name, file.caption
    )


async def settled(office: Office) -> None:
    while office.waiting() or office.bench.rows("SELECT 1 FROM looks WHERE state = 'waiting'"):
        await pause()


async def pause() -> None:
    await asyncio.sleep(0.02)


def problems_of(office: Office, file: Hostile) -> Iterator[str]:
    """What did not go as it must. `content` is the SHA-256 of the original by now."""
    address = office.bench.address(file.id)
    items = office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    if file.expected != "either" and (len(items) == 1) != (file.expected == "kept"):
        yield f"is not {file.expected}"
    for item in items:
        if item.sha256 != file.content.hex() or office.blobs.digest(item.blob) != item.sha256:
            yield "is not the original"
        if len(item.name) > 80 or not item.name.isprintable() or "/" in item.name or "\u202e" in item.name:
            yield "has a bad label"
        if item.caption != file.caption:
            yield "lost its words"
        yield from problems_of_preview(office, item, address.key)


def problems_of_preview(office: Office, item: Evidence, key: str) -> Iterator[str]:
    look = office.bench.store.read_now(lambda tx: looks.look_of(tx, key, item.id))
    assert isinstance(look, Look)
    if not look.preview:
        if item.mime in evidence.PICTURES and not look.fault:
            yield "has neither preview nor reason"
        return
    shown = b"".join(office.blobs.read(look.preview))
    if not is_bare_jpeg(shown) or any(mark in shown for mark in SHOWN_MARKS):
        yield "shows more than points"
    with Image.open(io.BytesIO(shown)) as picture:
        if (
            max(picture.size) > 1280
            or picture.getexif()
            or set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        ):
            yield "has a preview with notes"


def left_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


def is_expected(path: Path) -> bool:
    """Names of ours alone: no name that somebody sent ever reaches a disk."""
    ours = path.name in ("data", "data.keys", "blobs") or path.name.startswith("appui.sqlite3")
    return ours or (len(path.name) == 32 and path.parent.name == "blobs")


def test_each_refusal_has_its_sentence(library: Library) -> None:
    for reason in get_args(EvidenceRefused.model_fields["reason"].annotation):
        for register in ("tu", "vous"):
            assert library.texts.render(f"files.refused.{reason}", "fr", register, {})
