"""How many points a picture has, from its first bytes alone: read before anything is decoded."""

import struct
from collections.abc import Callable, Iterator
from typing import Final

MOST_POINTS: Final = 40_000_000
LONGEST_SIDE: Final = 30_000

Size = tuple[int, int]

# The markers of JPEG that carry its size: all frames but the tables that share their range.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})


def size_of(mime: str, head: bytes) -> Size | None:
    """(width, height); None where the first bytes do not tell it. Never raises."""
    reader = _READERS.get(mime)
    try:
        return reader(head) if reader else None
    except (struct.error, IndexError, StopIteration):
        return None


def is_too_big(size: Size) -> bool:
    """True for a picture that is not decoded: more than 40 million points, or a side of more than 30,000."""
    return size[0] * size[1] > MOST_POINTS or max(size) > LONGEST_SIDE


def _png(head: bytes) -> Size | None:
    return struct.unpack_from(">II", head, 16) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> Size:
    return struct.unpack_from("<HH", head, 6)


def _webp(head: bytes) -> Size | None:
    match head[12:16]:
        case b"VP8X":
            return _three(head, 24) + 1, _three(head, 27) + 1
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None


def _three(head: bytes, at: int) -> int:
    return int.from_bytes(head[at : at + 3], "little")


def _jpeg(head: bytes) -> Size:
    return next(_jpeg_frames(head))


def _jpeg_frames(head: bytes) -> Iterator[Size]:
    at = 2
    while at + 4 <= len(head):
        if head[at] != 0xFF:
            return
        marker = head[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            yield width, height
        at += 2 + struct.unpack_from(">H", head, at + 2)[0]


_READERS: Final[dict[str, Callable[[bytes], Size | None]]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
}
