"""Files are accepted by their content: what a court can look at, and nothing that runs or unpacks."""

import gzip
import io
import tarfile
import zipfile
from random import Random

import pytest
from PIL import Image

from bot.sniff import HEAD, NotAccepted, Sniffer


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    noise = Image.frombytes("RGB", (60, 60), Random(3).randbytes(60 * 60 * 3))
    noise.save(buffer, kind)
    return buffer.getvalue()


def moving(kind: str) -> bytes:
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def box(brand: bytes, *others: bytes) -> bytes:
    compatible = b"".join(others)
    return (16 + len(compatible)).to_bytes(4, "big") + b"ftyp" + brand + bytes(4) + compatible + bytes(500)


def ebml(kind: bytes) -> bytes:
    return (
        b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\xf7\x81\x01B\x82"
        + bytes([0x80 | len(kind)])
        + kind
        + bytes(99)
    )


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


def tape() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as bundle:
        bundle.addfile(tarfile.TarInfo("x"))
    return buffer.getvalue()


LONG_TEXT = ("Léa : « t'es nulle » 😢\r\n" * 3000).encode()
# The cut between two pieces falls inside a letter of two bytes.
EARS = b"a" * (HEAD - 1) + "é".encode()
TEST_VIRUS = b"X5O!P%@AP" + b"[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

ACCEPTED = [
    *((picture(kind), f"image/{kind.lower()}") for kind in ("PNG", "JPEG", "WEBP", "GIF")),
    (moving("GIF"), "image/gif"),
    (moving("PNG"), "image/png"),
    (box(b"heic", b"mif1"), "image/heic"),
    (box(b"mif1", b"heic"), "image/heic"),
    (box(b"isom", b"iso2", b"mp41"), "video/mp4"),
    (box(b"iso5", b"dash"), "video/mp4"),
    (box(b"qt  ", b"qt  "), "video/quicktime"),
    (box(b"M4A ", b"isom"), "audio/mp4"),
    (ebml(b"webm"), "video/webm"),
    (b"ID3\x03" + bytes(400), "audio/mpeg"),
    (b"\xff\xfb\x90\x00" + bytes(400), "audio/mpeg"),
    (b"OggS\x00\x02" + bytes(20) + b"OpusHead" + bytes(99), "audio/ogg"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(99), "application/pdf"),
    (b"%PDF-1.4\n1 0 obj << >> endobj\n", "application/pdf"),
    (b"x", "text/plain"),
    (LONG_TEXT, "text/plain"),
    (b"\xef\xbb\xbf" + LONG_TEXT, "text/plain"),
    (EARS, "text/plain"),
    (b"BM c'est fini, MZ aussi", "text/plain"),
    (b"GIF89a, il a dit", "text/plain"),
    (b"<3 <3 je t'aime", "text/plain"),
]

REFUSED = [
    archive(**{"[Content_Types].xml": b"x", "word/document.xml": b"x"}),
    tape(),
    gzip.compress(b"x" * 99),
    b"7z\xbc\xaf\x27\x1c" + bytes(99),
    b"Rar!\x1a\x07\x00" + bytes(99),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    b"MZ\x90\x00" + bytes(200),
    b"\x7fELF\x02\x01" + bytes(200),
    b"L\0\0\0\x01\x14\x02\0" + bytes(200),
    b"#!/bin/sh\nrm -rf /\n",
    TEST_VIRUS,
    b"{\\rtf1\\ansi x}",
    b"%!PS-Adobe-3.0\n",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"  \n<?xml version='1.0'?><x/>",
    b"\xef\xbb\xbf<!DOCTYPE html><p>x",
    b"<html><script>alert(1)</script>",
    b"<!-- --><script>1</script>",
    b"<x:y onload=1 >",
    b"<?php echo 1;",
    picture("BMP"),
    picture("TIFF"),
    picture("PDF")[5:],
    box(b"avif", b"mif1"),
    box(b"mif1", b"avif"),
    ebml(b"matroska"),
    Random(5).randbytes(3000),
    LONG_TEXT + b"\x00\x01binary",
    LONG_TEXT + b"\xff\xfe",
    LONG_TEXT + "é".encode()[:1],
    "utf-16 est refusé".encode("utf-16"),
    b"a\x00b",
]


def sniffed(content: bytes, piece: int) -> str:
    sniffer = Sniffer()
    for start in range(0, len(content), piece):
        sniffer.feed(content[start : start + piece])
    return sniffer.finish()


@pytest.mark.parametrize("piece", [1, 1000, HEAD, 65536])
@pytest.mark.parametrize(("content", "kind"), ACCEPTED, ids=range(len(ACCEPTED)))
def test_accepted_kind_is_named(content: bytes, kind: str, piece: int) -> None:
    assert sniffed(content[: 20_000 if piece == 1 else None], piece) == kind


@pytest.mark.parametrize("piece", [1000, 65536])
@pytest.mark.parametrize("content", REFUSED, ids=range(len(REFUSED)))
def test_other_kinds_are_refused(content: bytes, piece: int) -> None:
    with pytest.raises(NotAccepted):
        sniffed(content, piece)


def test_archives_are_for_the_child() -> None:
    """Whether there is a chat in it cannot be seen from outside (tests/test_chat_archives.py)."""
    for content in (archive(a=b"x"), archive(**{"AndroidManifest.xml": b"x", "classes.dex": b"x"})):
        assert sniffed(content, 1000) == "application/zip"


def test_wrong_kind_stops_early() -> None:
    sniffer = Sniffer()
    with pytest.raises(NotAccepted):
        sniffer.feed(b"MZ\x90\x00" + bytes(HEAD))


@pytest.mark.parametrize("seed", range(200))
def test_damaged_heads_never_crash(seed: int) -> None:
    random = Random(seed)
    content = bytearray(random.choice(ACCEPTED)[0][:3000])
    for _ in range(random.randint(1, 9)):
        content[random.randrange(len(content))] = random.randrange(256)
    sniffer = Sniffer()
    try:
        sniffer.feed(bytes(content))
        kind = sniffer.finish()
    except NotAccepted:
        return
    assert kind in {accepted for _, accepted in ACCEPTED}
