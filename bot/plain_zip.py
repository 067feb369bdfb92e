"""A zip in which every byte follows from its files: nothing compressed, one time for all, no other field.

So the same files give the same archive on any machine, and a verifier can account for each of its bytes
(`bot/verifiers/verifier.py.txt` rebuilds what is written here). Source: APPNOTE 6.3.10, §4.3 to §4.5.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

# Beyond this an archive would need the fields of ZIP64.
LARGEST = 2**32 - 1
MOST_FILES = 2**16 - 1
UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. `pieces` gives its bytes, and is asked twice: to be measured, and to be written."""

    name: str
    pieces: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A file with what must be known before it is written: bytes, CRC-32 and SHA-256 (hex)."""

    member: Member
    size: int
    crc: int
    sha256: str


def measured(member: Member) -> Measured:
    """Reads the file once."""
    crc, size, digest = 0, 0, hashlib.sha256()
    for piece in member.pieces():
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        digest.update(piece)
    return Measured(member, size, crc, digest.hexdigest())


def zip_time(moment: datetime) -> int:
    """The time and date of all members, as MS-DOS counts them, in two 16-bit halves."""
    clock = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return (moment.year - 1980) << 25 | moment.month << 21 | moment.day << 16 | clock


def zipped(files: Sequence[Measured], time: int) -> Iterator[bytes]:
    """The archive in pieces, never held whole. Raises ValueError where it would not fit the format."""
    if len(files) > MOST_FILES:
        raise ValueError("too many files")
    listed: list[bytes] = []
    place = 0
    for file in files:
        name, crc, size = file.member.name.encode(), file.crc, file.size
        if place + size + len(name) + 30 > LARGEST:
            raise ValueError("archive too large")
        yield struct.pack("<IHHHIIIIHH", 0x04034B50, 20, UTF8, 0, time, crc, size, size, len(name), 0) + name
        yield from file.member.pieces()
        about = (20, 20, UTF8, 0, time, crc, size, size, len(name), 0, 0, 0, 0, 0, place)
        listed.append(struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, *about) + name)
        place += 30 + len(name) + size
    yield from listed
    length = sum(map(len, listed))
    yield struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(listed), len(listed), length, place, 0)
