"""The picture data of a JPEG or PNG file as a PDF can carry it: not decoded, not compressed again, no metadata.

Only the header is read. What a PDF cannot carry as it is (transparency, CMYK, interlacing, 16 bits) is None here and
is flattened beforehand (`bot/paper_pictures.py`). Sources: ITU T.81 annex B, PNG third edition §5 and §11, ISO 32000-1
§7.4 and §8.9.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 30_000
PNG = b"\x89PNG\r\n\x1a\n"
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
_SOF = frozenset({0xC0, 0xC1, 0xC2})
_OTHER_SOF = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_CHANNELS = {0: 1, 2: 3, 3: 1}


@dataclass(frozen=True, slots=True)
class PictureParts:
    """`width` and `height` are pixels as stored; `turn` is how far to turn it clockwise to look at it, in degrees.

    `data` is the stream, `entries` its entries (names with a slash), `palette` RGB triples where there is one.
    """

    width: int
    height: int
    turn: int
    data: bytes
    entries: dict[str, object] = field(default_factory=dict)
    palette: bytes = b""


def parts_of(file: bytes) -> PictureParts | None:
    """None where the file is neither, is damaged in its frame, or cannot be carried as it is."""
    try:
        parts = _png(file) if file.startswith(PNG) else _jpeg(file) if file.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError, ValueError):
        return None
    if parts is None or not 0 < parts.width * parts.height <= MOST_PIXELS:
        return None
    return parts if max(parts.width, parts.height) <= LONGEST_SIDE else None


def _png(file: bytes) -> PictureParts | None:
    data, palette, header = bytearray(), b"", b""
    for kind, body in _chunks(file):
        if kind == b"IHDR":
            header = body
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            return None
        elif kind == b"IDAT":
            data += body
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    channels = _CHANNELS.get(colour)
    if channels is None or bits > 8 or interlaced or not data or (colour == 3 and not palette):
        return None
    predictor = {"/Predictor": 15, "/Colors": channels, "/BitsPerComponent": bits, "/Columns": width}
    space = "/DeviceRGB" if colour == 2 else "/DeviceGray"
    entries: dict[str, object] = {
        "/Filter": "/FlateDecode",
        "/DecodeParms": predictor,
        "/BitsPerComponent": bits,
        "/ColorSpace": space,
    }
    return PictureParts(width, height, 0, bytes(data), entries, palette if colour == 3 else b"")


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to IEND. Raises ValueError where one is damaged or the last one is missing."""
    place = len(PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", file, place)
        body = file[place + 8 : place + 8 + length]
        if zlib.crc32(body, zlib.crc32(kind)) != struct.unpack_from(">I", file, place + 8 + length)[0]:
            raise ValueError(kind)
        if kind == b"IEND":
            return
        yield kind, body
        place += 12 + length


def _jpeg(file: bytes) -> PictureParts | None:
    kept, frame, turn, transform = [b"\xff\xd8"], b"", 0, -1
    place = 2
    while True:
        mark, length = file[place + 1], struct.unpack_from(">H", file, place + 2)[0]
        if file[place] != 0xFF or length < 2 or mark in _OTHER_SOF:
            return None
        body = file[place + 4 : place + 2 + length]
        if mark in _SOF:
            frame = body
        elif mark == 0xE1 and body.startswith(b"Exif\0\0"):
            turn = _turn(body[6:])
        elif mark == 0xEE and body.startswith(b"Adobe"):
            transform = body[11]
        if not 0xE0 <= mark <= 0xEF and mark != 0xFE:
            kept.append(file[place : place + 2 + length])
        if mark == 0xDA:
            break
        place += 2 + length
    return _jpeg_parts(frame, turn, transform, b"".join(kept) + _scans(file, place + 2 + length))


def _scans(file: bytes, place: int) -> bytes:
    """From the first coded data to the end mark; a file without one was cut off."""
    end = file.rfind(b"\xff\xd9")
    if end < place:
        raise ValueError("cut off")
    return file[place : end + 2]


def _jpeg_parts(frame: bytes, turn: int, transform: int, data: bytes) -> PictureParts | None:
    bits, height, width, channels = struct.unpack_from(">BHHB", frame)
    if bits != 8 or channels not in (1, 3) or turn < 0:
        return None
    entries: dict[str, object] = {
        "/Filter": "/DCTDecode",
        "/BitsPerComponent": 8,
        "/ColorSpace": "/DeviceRGB" if channels == 3 else "/DeviceGray",
    }
    # Without Adobe's mark three channels are YCbCr unless they are named R, G and B.
    named = channels == 3 and frame[6::3][:3] == b"RGB"
    if transform == 0 or (transform < 0 and named):
        entries["/DecodeParms"] = {"/ColorTransform": 0}
    return PictureParts(width, height, turn, data, entries)


def _turn(exif: bytes) -> int:
    """The turn that Exif orientation asks for; -1 for a mirrored picture, which only a preview can show."""
    order = "<" if exif[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, place)
        if tag == 0x0112:
            return _TURNS.get(value, -1 if 2 <= value <= 8 else 0)
    return 0
