"""Not a byte of a file comes in before the picture question is answered "Non"; afterwards it is kept, or gone."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from web_house import House, eventually, open_house

from bot.web_uploads import FORM_BYTES, LARGEST_BYTES, UploadRefused, receive
from conversations.effects import KeepEvidence
from conversations.events import FileRef
from storage import outbox, people
from storage.people import AddressRow
from storage.transaction import Transaction

MARK = b"canary-of-a-picture-" * 40
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde" + MARK


async def begun(house: House, *, asked: bool) -> httpx.AsyncClient:
    client = house.client()
    await client.post("/start", data={"nonce": "1"})
    await house.settled()
    if asked:
        await house.change(notice="accepted", nudity_no_until=house.clock() + timedelta(minutes=30))
    return client


async def send(client: httpx.AsyncClient, content: bytes, name: str = "capture.png") -> httpx.Response:
    return await client.post("/file", files={"file": (name, content, "image/png")})


def files(house: House) -> list[Path]:
    folders = (house.waiting.folder, house.kept.folder)
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def traces(folder: Path, mark: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]


async def test_closed_until_the_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=False)
        untouched = house.waiting.folder.stat().st_mtime_ns
        answer = await send(client, PNG)
        assert answer.status_code == 409
        assert house.waiting.folder.stat().st_mtime_ns == untouched
        assert "question" in answer.text
        assert await house.count("inbox") == 1
        assert files(house) == []
        assert traces(tmp_path, MARK) == []


async def test_refusal_reads_no_body(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=False)
        given = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal given
            while given < 50 * 1024 * 1024:
                given += 65536
                yield MARK[:1] * 65536
                await asyncio.sleep(0)

        try:
            answer = await client.post(
                "/file", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}
            )
            assert answer.status_code == 409
        except httpx.TransportError:
            pass
        assert given < 20 * 1024 * 1024
        assert files(house) == []


async def test_answer_opens_and_time_closes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)
        assert 'type="file"' in (await client.get("/")).text
        house.clock.ahead = timedelta(minutes=31)
        assert 'type="file"' not in (await client.get("/")).text
        assert (await send(client, PNG)).status_code == 409
        assert files(house) == []


async def test_time_closes_while_bytes_come(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)

        async def slow() -> AsyncIterator[bytes]:
            yield b"--b\r\n" + FILE + b"\r\n\r\n" + PNG
            await eventually(lambda: bool(files(house)))
            house.clock.ahead = timedelta(minutes=31)
            yield b"\r\n--b--\r\n"

        answer = await client.post("/file", content=slow(), headers={"content-type": "multipart/form-data; boundary=b"})
        assert answer.status_code == 409
        assert files(house) == []
        assert await house.count("inbox") == 1


async def test_asked_by_the_button(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=False)
        await client.post("/announce")
        asked = next(line for line in reversed(await house.settled()) if line.say and line.say.choices)
        assert asked.say is not None
        assert asked.say.slot == "nudity"
        no = next(choice for choice in asked.say.choices if choice.label == "Non")
        await client.post("/choose", data={"choice": no.id, "question": asked.say.question, "row": str(asked.seq)})
        await house.settled()
        assert 'type="file"' in (await client.get("/")).text
        assert (await send(client, PNG)).status_code == 303


async def test_kept_file_is_the_original(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)
        assert (await send(client, PNG)).status_code == 303

        async def kept() -> bool:
            return await house.count("evidence") == 1 and not list(house.waiting.names())

        await eventually(kept)
        await house.settled()
        [blob] = house.kept.names()
        assert house.kept.digest(blob) == hashlib.sha256(PNG).hexdigest()
        assert list(house.waiting.names()) == []
        assert traces(tmp_path, MARK) == []


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BYTES, 303), (LARGEST_BYTES + 1, 413)])
async def test_twenty_megabytes_and_no_more(tmp_path: Path, size: int, status: int) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)
        answer = await send(client, PNG + bytes(size - len(PNG)))
        assert answer.status_code == status
        assert ("20 Mo" in answer.text) is (status == 413)


async def test_announced_size_is_enough(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)
        head = {
            "Host": house.url.removeprefix("http://"),
            "Origin": house.url,
            "Cookie": f"s={client.cookies['s']}",
            "Content-Type": "multipart/form-data; boundary=b",
            "Content-Length": str(LARGEST_BYTES + FORM_BYTES + 1),
        }
        reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rsplit(":", 1)[1]))
        lines = ["POST /file HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        async with asyncio.timeout(30):
            assert b" 413 " in await reader.readline()
        writer.close()
        await writer.wait_closed()
        assert files(house) == []


class Paper:
    """A writer that remembers, in the shape of storage.blobs.Writer."""

    def __init__(self) -> None:
        self.id, self.size, self.data, self.abandoned = "0" * 32, 0, b"", False

    def write(self, data: bytes) -> None:
        self.data += data
        self.size += len(data)

    def finish(self) -> "Paper":
        return self

    def abandon(self) -> None:
        self.abandoned = True


async def chunks(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def part(headers: bytes, data: bytes) -> bytes:
    return b"--b\r\n" + headers + b"\r\n\r\n" + data + b"\r\n"


FILE = (
    b'Content-Disposition: form-data; name="file"; filename="../../e\xc3\xa9 \xe2\x80\xae.png"\r\n'
    b"Content-Type: image/png"
)
FIELD = b'Content-Disposition: form-data; name="nonce"'


@pytest.mark.parametrize("size", [1, 2, 7, 64, 65536])
async def test_any_cutting_gives_the_same_file(size: int) -> None:
    paper = Paper()
    data = b"\r\n--c is not the end\r\n--" + bytes(range(256)) * 5
    body = part(FIELD, b"abc") + part(FILE, data) + part(FILE, b"a second one is left out") + b"--b--\r\n"
    got = await receive("multipart/form-data; boundary=b", chunks(body, size), paper)
    assert paper.data == data
    assert (got.mime, got.name.startswith("../../")) == ("image/png", True)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"--b--\r\n", b"nonsense", part(FIELD, b"abc") + b"--b--\r\n", part(FILE, b"") + b"--b--\r\n",
        b"--b\r\n" + FILE + b"\r\n\r\nhalf of it", b"--b\r\n" + b"X" * 100_000, b"--b\r\nContent-Disposition\r\n\r\n",
    ],
)  # fmt: skip
async def test_half_a_form_leaves_nothing(body: bytes) -> None:
    paper = Paper()
    with pytest.raises(UploadRefused):
        await receive("multipart/form-data; boundary=b", chunks(body, 50), paper)
    assert paper.abandoned


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 999]
)
async def test_other_bodies_are_refused(kind: str) -> None:
    paper = Paper()
    with pytest.raises(UploadRefused):
        await receive(kind, chunks(part(FILE, b"x") + b"--b--\r\n", 50), paper)
    assert paper.abandoned


async def test_broken_connection_leaves_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house, asked=True)

        async def cut() -> AsyncIterator[bytes]:
            yield b"--b\r\n" + FILE + b"\r\n\r\n" + MARK * 200
            await asyncio.sleep(0.05)
            raise ConnectionError

        with pytest.raises(ConnectionError):
            await client.post("/file", content=cut(), headers={"content-type": "multipart/form-data; boundary=b"})
        await eventually(lambda: not files(house))
        assert await house.count("inbox") == 1


async def test_forgotten_uploads_are_swept(tmp_path: Path) -> None:
    """Too old, or of somebody for whom nothing waits any more: the process died before it could take it away."""
    async with open_house(tmp_path) as house:
        await begun(house, asked=True)
        key = await house.store.read(lambda tx: tx.execute("SELECT key FROM people").fetchone()[0])
        old, new = house.waiting.begin(key), house.waiting.begin(key)
        for writer in (old, new):
            writer.write(b"x")
        ids = [old.finish().id, new.finish().id]
        os.utime(house.waiting.path(ids[0]), (0, 0))
        file = FileRef(reference=ids[1], kind="photo")
        await house.store.write(
            lambda tx: outbox.add(tx, _address(tx), [KeepEvidence(id="x/0", file=file)], house.clock())
        )
        assert house.channel.sweep() == 1
        assert list(house.waiting.names()) == ids[1:]
        await house.store.write(lambda tx: outbox.done(tx, "x/0"))
        assert house.channel.sweep() == 1


def _address(tx: Transaction) -> AddressRow:
    address = people.of_conversation(tx, tx.execute("SELECT id FROM conversations").fetchone()[0])
    assert address is not None
    return address
