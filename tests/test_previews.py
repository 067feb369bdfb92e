"""Previews show the points of a picture and nothing else; what makes them can reach nothing and hurts nobody."""

import asyncio
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from dispatch_fixtures import Office, open_office, until
from PIL import Image, ImageDraw

from bot import decoding, decoding_child
from bot.decoding import Decoder, DecodingFailed, Told, is_bare_jpeg
from bot.decoding_picture import dhash
from conversations.events import EvidenceLookedAt
from storage import evidence, looks
from storage.looks import Look
from tests.hostile_files import HEIC, drawn, exif_with_everything, saved

PICTURES = int(os.environ.get("APPUI_TEST_PREVIEWS", "40"))


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


async def shown(decoder: Decoder, content: bytes, mime: str = "image/png") -> tuple[Told, Image.Image]:
    told, preview = await decoder.picture(iter([content]), mime)
    assert is_bare_jpeg(preview)
    return told, Image.open(io.BytesIO(preview))


async def test_no_note_is_left(decoder: Decoder) -> None:
    """Position, names, dates, comments, profiles and thumbnails: none in any preview."""
    random = Random(3)
    for number in range(PICTURES):
        kind = ("JPEG", "PNG", "WEBP")[number % 3]
        options = {"comment": b"Canary comment"} if kind == "JPEG" else {}
        content = saved(
            drawn(random, (200, 300)), kind, exif=exif_with_everything(random), xmp=b"<x>GPS</x>", **options
        )
        told, preview = await decoder.picture(iter([content + b"Canary tail"]), f"image/{kind.lower()}")
        assert is_bare_jpeg(preview)
        assert not any(word in preview for word in (b"Canary", b"CANARY", b"Exif", b"GPS", b"2026:"))
        assert (told.gps, told.taken) == (True, "2026-10-31T18:04:07+01:00")


async def test_picture_stands_as_it_was_held(decoder: Decoder) -> None:
    corner = Image.new("RGB", (400, 200), "white")
    corner.paste((200, 0, 0), (0, 0, 60, 60))
    places = {
        1: (10, 10),
        2: (390, 10),
        3: (390, 190),
        4: (10, 190),
        5: (10, 10),
        6: (190, 10),
        7: (190, 390),
        8: (10, 390),
    }
    for orientation, place in places.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        told, picture = await shown(decoder, saved(corner, "JPEG", exif=exif), "image/jpeg")
        assert (told.width, told.height) == picture.size == ((200, 400) if orientation > 4 else (400, 200))
        red, green, _ = picture.getpixel(place)
        assert red > 150 > 90 > green, orientation


async def test_first_frame_alone_is_shown(decoder: Decoder) -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue", "lime")]
    for kind in ("GIF", "WEBP", "PNG"):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        _, picture = await shown(decoder, content, f"image/{kind.lower()}")
        assert picture.getpixel((25, 25))[0] > 200, kind


async def test_colours_are_those_seen(decoder: Decoder) -> None:
    orange = Image.new("RGB", (64, 64), (240, 120, 20))
    cases = {
        "image/jpeg": saved(orange.convert("CMYK"), "JPEG", quality=95),
        "image/png": saved(orange.quantize(4), "PNG"),
        "image/webp": saved(orange, "WEBP"),
    }
    for mime, content in cases.items():
        _, picture = await shown(decoder, content, mime)
        assert all(abs(a - b) < 30 for a, b in zip(picture.getpixel((32, 32)), (240, 120, 20), strict=True)), mime
    _, grey = await shown(decoder, saved(Image.new("I;16", (64, 64), 40_000), "PNG"))
    assert abs(grey.getpixel((5, 5))[0] - 156) < 3


@pytest.mark.parametrize(("ink", "ground"), [((255, 255, 255), "dark"), ((10, 10, 10), "white")])
async def test_transparent_words_can_be_read(decoder: Decoder, ink: tuple[int, int, int], ground: str) -> None:
    letters = Image.new("RGBA", (300, 120), (*ink, 0))
    ImageDraw.Draw(letters).rectangle((100, 40, 200, 80), fill=(*ink, 255))
    _, picture = await shown(decoder, saved(letters, "PNG"))
    assert abs(picture.getpixel((150, 60))[0] - picture.getpixel((10, 10))[0]) > 150
    assert (picture.getpixel((10, 10))[0] > 200) == (ground == "white")


async def test_pictures_of_iphones_are_shown(decoder: Decoder) -> None:
    told, picture = await shown(decoder, HEIC, "image/heic")
    assert (told.width, told.height, told.gps, told.taken) == (320, 200, True, "2026-10-31T18:04:07+01:00")
    assert picture.getpixel((50, 30))[2] > 200


async def test_big_pictures_become_small(decoder: Decoder) -> None:
    random = Random(1)
    for size in ((1080, 2340), (3000, 4000), (5000, 700)):
        told, picture = await shown(decoder, saved(drawn(random, size), "JPEG"), "image/jpeg")
        assert (told.width, told.height) == size
        assert 1100 <= max(picture.size) <= 1280
        assert abs(picture.width / picture.height - size[0] / size[1]) < 0.02 * size[0] / size[1]


def test_likeness_survives_compression() -> None:
    """Compressed again, a picture stays near itself; ten others do not come near it."""
    pictures = [drawn(Random(seed)) for seed in range(10)]
    hashes = [int(dhash(picture), 16) for picture in pictures]
    for picture, ours in zip(pictures, hashes, strict=True):
        again = Image.open(io.BytesIO(saved(picture.resize((270, 480)), "JPEG", quality=35)))
        assert (int(dhash(again), 16) ^ ours).bit_count() <= looks.NEAR_BITS
    pairs = [(a ^ b).bit_count() for n, a in enumerate(hashes) for b in hashes[:n]]
    assert min(pairs) > looks.NEAR_BITS


PROBE = """
import json, os, resource, socket, sys
from bot import decoding_child as child
child.decoding_picture.prepare()
child.cut_off()
if os.fork():
    os.wait()
    sys.exit()
os.closerange(3, 1024)
child._limit()
found = {"environment": dict(os.environ), "memory": resource.getrlimit(resource.RLIMIT_AS)[1]}
for name, attempt in {
    "socket": lambda: socket.socket(),
    "file": lambda: open("/etc/passwd"),
    "own_file": lambda: open("/proc/self/environ"),
    "process": lambda: os.fork() or os._exit(0),
    "pipe": os.pipe,
}.items():
    try:
        attempt()
        found[name] = "allowed"
    except OSError as error:
        found[name] = error.errno
try:
    bytearray(600 << 20)
    found["much"] = "allowed"
except MemoryError:
    found["much"] = "refused"
os.write(1, json.dumps(found).encode())
os._exit(0)
"""


def test_child_can_reach_nothing() -> None:
    """No file, no socket, no pipe, no further process, no word of our environment, not much memory."""
    run = subprocess.run([sys.executable, "-I", "-c", PROBE], capture_output=True, env={}, timeout=60, check=True)
    found = json.loads(run.stdout)
    assert {found[name] for name in ("socket", "file", "own_file", "pipe")} == {24}
    assert found["process"] == 11 or os.geteuid() == 0
    assert (found["much"], found["memory"]) == ("refused", 512 * 1024 * 1024)
    assert set(found["environment"]) <= {"LC_CTYPE"}


async def test_child_is_given_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh program, not a copy of ours: none of our environment, none of our memory, nothing in its arguments."""
    monkeypatch.setenv("APPUI_TELEGRAM_TOKEN", "1:canary")
    seen: dict[str, Any] = {}
    real = subprocess.Popen

    def started(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        seen.update(options, arguments=arguments)
        return real(arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", started)
    fresh = Decoder()
    await shown(fresh, saved(drawn(Random(1)), "PNG"))
    fresh.close()
    assert (seen["env"], seen["cwd"], len(seen["pass_fds"])) == ({}, "/", 1)
    assert seen["arguments"][1:4] == ["-I", "-m", "bot.decoding_child"]


async def test_killed_child_costs_one_preview() -> None:
    decoder = Decoder()
    picture = saved(drawn(Random(1)), "PNG")
    await shown(decoder, picture)
    assert decoder._child is not None

    def pieces() -> Iterator[bytes]:
        yield picture[:1000]
        os.killpg(decoder._child.pid, signal.SIGKILL)
        yield picture[1000:]

    with pytest.raises(DecodingFailed, match="crashed"):
        await decoder.picture(pieces(), "image/png")
    decoder._child.wait()
    await shown(decoder, picture)
    decoder.close()


async def test_no_child_outlives_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed while the thread of a file is about to start a child: none is started, and the next file has one."""
    decoder = Decoder()
    picture = saved(drawn(Random(1)), "PNG")
    real = socket.socketpair

    def closing(*arguments: Any) -> tuple[socket.socket, socket.socket]:
        decoder.close()
        return real(*arguments)

    monkeypatch.setattr(socket, "socketpair", closing)
    with pytest.raises(DecodingFailed, match="crashed"):
        await decoder.picture(iter([picture]), "image/png")
    assert decoder._child is None
    monkeypatch.undo()
    await shown(decoder, picture)
    decoder.close()


async def test_hanging_child_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "WALL_SECONDS", 0.5)
    decoder = Decoder()
    picture = saved(drawn(Random(1)), "PNG")

    def pieces() -> Iterator[bytes]:
        os.killpg(decoder._child.pid, signal.SIGSTOP)
        yield picture

    decoder._start(0)
    with pytest.raises(DecodingFailed, match="crashed"):
        await decoder.picture(pieces(), "image/png")
    assert decoder._child is None
    monkeypatch.undo()
    await shown(decoder, picture)
    decoder.close()


@pytest.mark.parametrize(
    "answer",
    [b"", b"no json\n", b'{"fault": "other"}\n', b'{"size": 5}\nabc', b'{"size": 3}\nabc', b"x" * 9000 + b"\n"],
)
async def test_lying_child_is_not_believed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Decoder, "_order", lambda *_: (os.open(os.devnull, os.O_WRONLY), _pipe_of(answer)))
    with pytest.raises(DecodingFailed, match="crashed"):
        await Decoder().picture(iter([]), "image/png")


def _pipe_of(content: bytes) -> int:
    taken, given = os.pipe()
    os.write(given, content)
    os.close(given)
    return taken


def test_only_bare_pictures_pass() -> None:
    plain = saved(drawn(Random(1)), "JPEG")
    assert is_bare_jpeg(plain)
    for changed in (
        plain + b"x",
        saved(drawn(Random(1)), "JPEG", comment=b"words"),
        saved(drawn(Random(1)), "JPEG", exif=exif_with_everything(Random(1))),
        plain[:-2],
        plain[:-2] + b"\xff\xfe\x00\x04ab\xff\xd9",
        b"",
        b"<svg/>",
    ):
        assert not is_bare_jpeg(changed)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def look_at(office: Office, who: str, number: int) -> Look:
    address = office.bench.address(who)
    items = office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    look = office.bench.store.read_now(lambda tx: looks.look_of(tx, address.key, items[number - 1].id))
    assert look is not None
    return look


async def keep(office: Office, *contents: bytes) -> None:
    for content in contents:
        name = f"f{office.number}"
        office.messenger.files[name] = [content]
        await office.send_file("ana", name)
        await office.drained()


def waits(office: Office) -> bool:
    return office.bench.rows("SELECT count(*) FROM looks WHERE state = 'waiting'") != [(0,)]


async def test_preview_comes_after_the_receipt(office: Office) -> None:
    picture = saved(drawn(Random(1)), "JPEG", exif=exif_with_everything(Random(1)))
    async with office.delivering():
        await keep(office, picture, b"%PDF-1.4\nx", picture)
        await until(lambda: not waits(office))
    kinds = [event.kind for event in office.events]
    assert kinds.index("evidence_stored") < kinds.index("evidence_looked_at")
    seen, plain, again = (look_at(office, "ana", number) for number in (1, 2, 3))
    assert (seen.state, seen.gps, seen.taken) == ("made", True, "2026-10-31T18:04:07+01:00")
    assert is_bare_jpeg(b"".join(office.blobs.read(seen.preview)))
    assert (plain.state, plain.preview, plain.fault) == ("none", "", "")
    # The same bytes are looked at once, and told once.
    assert again.preview == seen.preview
    assert kinds.count("evidence_looked_at") == 1


async def test_crash_only_puts_it_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def never(self: Decoder, pieces: Iterator[bytes], mime: str) -> tuple[Told, bytes]:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(Decoder, "picture", never)
        async with office.delivering():
            await keep(office, saved(drawn(Random(1)), "PNG"))
            await begun.wait()
    assert waits(office)
    async with office.delivering():
        await until(lambda: not waits(office))
    assert look_at(office, "ana", 1).state == "made"


async def test_what_kills_twice_is_left(office: Office) -> None:
    async with office.delivering():
        await keep(office, saved(drawn(Random(1)), "PNG"))
        await until(lambda: not waits(office))
    office.bench.store.write_now(lambda tx: tx.execute("UPDATE looks SET state = 'waiting', tries = 2"))
    async with office.delivering():
        await until(lambda: not waits(office))
    [*_, told] = [event for event in office.events if isinstance(event, EvidenceLookedAt)]
    assert (told.fault, look_at(office, "ana", 1).fault) == ("crashed", "crashed")


async def test_likeness_is_told_never_merged(office: Office) -> None:
    picture = drawn(Random(1))
    async with office.delivering():
        await keep(office, saved(picture, "PNG"), saved(picture, "JPEG", quality=60), saved(drawn(Random(2)), "PNG"))
        await until(lambda: not waits(office))
    assert [look_at(office, "ana", number).near for number in (1, 2, 3)] == [(), (1,), ()]
    address = office.bench.address("ana")
    items = office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    assert len({item.blob for item in items}) == 3


async def test_same_bytes_are_stored_once(office: Office) -> None:
    """A thousand times the same picture are a thousand pieces, and one file."""
    picture = saved(drawn(Random(1)), "PNG")
    async with office.delivering():
        await keep(office, *[picture] * 30)
        await until(lambda: not waits(office))
    address = office.bench.address("ana")
    items = office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    assert [item.same_as for item in items] == [0, *[1] * 29]
    assert len(list(office.blobs.names())) == 2
    assert office.bench.store.read_now(lambda tx: evidence.total_size(tx, address.person)) == len(picture)
    check = office.blobs.folder
    assert office.bench.store.read_now(lambda tx: evidence.faults(tx, address.person, address.key, check)) == []


def test_limits_are_those_promised() -> None:
    assert (decoding_child.MEMORY, decoding_child.CPU_SECONDS, decoding_child.WALL_SECONDS) == (512 << 20, 10, 15)
