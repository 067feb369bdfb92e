"""Has files of strangers decoded by a child, and believes nothing of what the child says.

Bytes go through a pipe in pieces and are never written to a disk in the clear. A child that dies, hangs or talks
nonsense costs its file the preview, and nothing else.
"""

import array
import asyncio
import fcntl
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversations.records import Record

# A little longer than the child gives itself.
WALL_SECONDS = 16.0
START_SECONDS = 20.0
HEADER_BYTES = 4096
LARGEST_PREVIEW = 8 * 1024 * 1024
LARGEST_CHAT = 20 * 1024 * 1024
LARGEST_ON_PAPER = 16 * 1024 * 1024
CHAT = "application/zip"
# Stands before the type of a picture that is wanted for a page.
ON_PAPER = "on-paper "
CHILD = "bot.decoding_child"
_CHUNK = 1 << 20
# A file of an ordinary size goes through at once, rather than in sixteen turns of two processes.
_PIPE_BYTES = 1 << 20
# What a JPEG needs to be shown: tables, one frame, the scan. Everything else could say something.
_NEEDED = frozenset({0xC0, 0xC4, 0xDB, 0xE0})
_JFIF_BYTES = 16
# Inside the scan only stuffed bytes and the end of the picture may follow 0xFF.
_MARKERS = re.compile(rb"\xff[^\x00\xd9]")

Fault = Literal["too_big", "unreadable", "crashed"]


class DecodingFailed(Exception):
    """The file has no preview, or is no chat; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault: Fault = fault
        super().__init__(fault)


class Told(Record):
    """What the child says of a picture. Sizes in points, as it is looked at; `taken` is ISO 8601, empty if unknown;
    `memory` the KiB it needed at most, `seconds` of the processor.
    """

    width: int = Field(ge=1, le=30_000)
    height: int = Field(ge=1, le=30_000)
    gps: bool
    taken: str = Field(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?$")
    dhash: str = Field(pattern=r"^[0-9a-f]{64}$")
    memory: int = Field(ge=0)
    seconds: float = Field(ge=0)
    size: int


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)

    fault: Literal["", "too_big", "unreadable"] = ""
    size: int = 0


class Decoder:
    """One child, started when it is first needed. One file at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        # Who is broken off leaves its thread behind, which must not start a child that nobody would end: each file
        # knows how often it was closed before.
        self._hold = threading.Lock()
        self._closings = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        # What the pictures so far cost the child: processor time in all, and at most so many KiB.
        self.seconds = 0.0
        self.memory = 0

    async def picture(self, pieces: Iterator[bytes], mime: str) -> tuple[Told, bytes]:
        """What a picture tells and its preview, a plain JPEG. Raises DecodingFailed, and what `pieces` raises."""
        async with self._turn:
            header, preview = await asyncio.to_thread(self._decode, pieces, mime, LARGEST_PREVIEW, self._closings)
        try:
            told = Told.model_validate_json(header)
        except ValidationError:
            raise DecodingFailed("crashed") from None
        if not is_bare_jpeg(preview):
            raise DecodingFailed("crashed")
        self.seconds += told.seconds
        self.memory = max(self.memory, told.memory)
        return told, preview

    async def chat(self, pieces: Iterator[bytes]) -> str:
        """The text of an exported chat. Raises DecodingFailed where the archive is none, and what `pieces` raises."""
        async with self._turn:
            _, text = await asyncio.to_thread(self._decode, pieces, CHAT, LARGEST_CHAT, self._closings)
        try:
            return text.decode("utf-8")
        except UnicodeDecodeError:
            raise DecodingFailed("crashed") from None

    def on_paper(self, pieces: Iterator[bytes], mime: str) -> bytes:
        """A picture as a page can carry it: upright, flat, a plain JPEG. Blocks, and is for a Decoder that nobody else
        uses at the same time. Raises DecodingFailed, and what `pieces` raises.
        """
        _, picture = self._decode(pieces, ON_PAPER + mime, LARGEST_ON_PAPER, self._closings)
        if not is_bare_jpeg(picture):
            raise DecodingFailed("crashed")
        return picture

    def close(self) -> None:
        """Ends the child; the next file starts a new one."""
        with self._hold:
            self._closings += 1
            child, control, self._child, self._control = self._child, self._control, None, None
        if control is not None:
            control.close()
        if child is not None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _decode(self, pieces: Iterator[bytes], mime: str, largest: int, closings: int) -> tuple[bytes, bytes]:
        try:
            given, taken, closings = self._ordered(mime, closings)
        except OSError:
            self._end(closings)
            raise DecodingFailed("crashed") from None
        try:
            answer = _exchange(given, taken, pieces, largest + HEADER_BYTES)
        except OSError:
            self._end(closings)
            raise DecodingFailed("crashed") from None
        finally:
            os.close(taken)
        return _checked(answer, largest)

    def _end(self, closings: int) -> bool:
        """Ends the child of this file, not the one of another that came after it."""
        if closings != self._closings:
            return False
        self.close()
        return True

    def _ordered(self, mime: str, closings: int) -> tuple[int, int, int]:
        """As `_order`, and how often it was closed by then: a child that died before it saw anything of this file is
        no fault of the file, which gets another one. Raises OSError.
        """
        try:
            return *self._order(mime, closings), closings
        except OSError:
            if not self._end(closings):
                raise
        return *self._order(mime, closings + 1), closings + 1

    def _order(self, mime: str, closings: int) -> tuple[int, int]:
        """The ends of the pipes to and from a new process for one file."""
        control = self._control or self._start(closings)
        source, given = os.pipe()
        taken, result = os.pipe()
        for pipe in (given, result):
            _widen(pipe)
        try:
            pipes = array.array("i", [source, result])
            control.sendmsg([mime.encode("ascii")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, pipes)])
        except OSError:
            os.close(given)
            os.close(taken)
            raise
        finally:
            os.close(source)
            os.close(result)
        return given, taken

    def _start(self, closings: int) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs, self._wanted(closings):
                self._child = _started(theirs)
            ours.settimeout(START_SECONDS)
            if ours.recv(16) != b"ready":
                raise OSError("the child did not start")
            with self._wanted(closings):
                self._control = ours
        except OSError:
            ours.close()
            raise
        return ours

    @contextmanager
    def _wanted(self, closings: int) -> Iterator[None]:
        """Nobody closes meanwhile. Raises OSError where somebody did."""
        with self._hold:
            if closings != self._closings:
                raise OSError("closed")
            yield


def _started(theirs: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program, no word of anybody in its arguments
        # A fresh program with nothing of ours in its memory.
        [sys.executable, "-I", "-m", CHILD, str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )


def _exchange(given: int, taken: int, pieces: Iterator[bytes], largest: int) -> bytes:
    """Gives all pieces, then takes the answer, both before the time is over. Raises TimeoutError."""
    until = time.monotonic() + WALL_SECONDS
    try:
        os.set_blocking(given, False)
        for piece in pieces:
            if not _give(given, piece, until):
                break
    finally:
        os.close(given)
    answer = bytearray()
    while len(answer) <= largest:
        _wait(taken, select.POLLIN, until)
        part = os.read(taken, _CHUNK)
        if not part:
            break
        answer += part
    return bytes(answer)


def _give(pipe: int, piece: bytes, until: float) -> bool:
    """False where the child reads no more: it has died, or knows enough."""
    view = memoryview(piece)
    while view:
        try:
            view = view[os.write(pipe, view) :]
        except BrokenPipeError:
            return False
        except BlockingIOError:
            _wait(pipe, select.POLLOUT, until)
    return True


def _widen(pipe: int) -> None:
    """Where the system allows it; what it holds by itself is enough as well."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _wait(pipe: int, for_what: int, until: float) -> None:
    waiting = select.poll()
    waiting.register(pipe, for_what)
    if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
        raise TimeoutError


def _checked(answer: bytes, largest: int) -> tuple[bytes, bytes]:
    header, newline, body = answer.partition(b"\n")
    if not newline or len(header) > HEADER_BYTES:
        raise DecodingFailed("crashed")
    try:
        said = _Said.model_validate_json(header)
    except ValidationError:
        raise DecodingFailed("crashed") from None
    if said.fault:
        raise DecodingFailed(said.fault)
    if said.size != len(body):
        raise DecodingFailed("crashed")
    return header, body


def is_bare_jpeg(data: bytes) -> bool:
    """True for a JPEG with nothing in it but its points: no note of any kind, nothing after the end."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            return data.find(b"\xff\xd9", at) == len(data) - 2 and not _MARKERS.search(data, at + 2 + length)
        if marker not in _NEEDED or (marker == 0xE0 and length != _JFIF_BYTES):
            return False
        at += 2 + length
    return False
