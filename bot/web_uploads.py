"""One file of a form, streamed into a sealed file as it arrives: no temporary copy, no part of it held in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

LARGEST_BYTES = 20 * 1024 * 1024
FORM_BYTES = 64 * 1024
NAME_CHARACTERS = 80


class UploadRefused(Exception):
    """`reason` is one of EvidenceRefused.reason; nothing of the file is left."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A sealed file that waits to be asked for. `name` and `mime` are what the browser said, believed by nobody."""

    blob: str
    size: int
    name: str
    mime: str


class Sealed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def size(self) -> int: ...


class Writer(Protocol):
    """A sealed file being written (storage/blobs.py)."""

    def write(self, data: bytes) -> None: ...

    def finish(self) -> Sealed: ...

    def abandon(self) -> None: ...


def announced_too_big(content_length: str) -> bool:
    """Whether the request itself says that it is more than one file of 20 MB and its form."""
    return content_length.isdecimal() and int(content_length) > LARGEST_BYTES + FORM_BYTES


async def receive(content_type: str, body: AsyncIterator[bytes], writer: Writer) -> Uploaded:
    """Reads the first file of a body into `writer`. Raises UploadRefused, StorageError; nothing is left then."""
    try:
        form = _Form(content_type)
        received = 0
        async for chunk in body:
            received += len(chunk)
            if received > LARGEST_BYTES + FORM_BYTES:
                raise UploadRefused("too_big")
            pieces = form.feed(chunk)
            if form.size > LARGEST_BYTES:
                raise UploadRefused("too_big")
            if pieces:
                await asyncio.to_thread(writer.write, b"".join(pieces))
        if not form.size or not form.complete:
            raise UploadRefused("empty")
        sealed = await asyncio.to_thread(writer.finish)
    except BaseException:
        writer.abandon()
        raise
    return Uploaded(sealed.id, sealed.size, form.name, form.mime)


class _Form:
    """Follows the parts of a multipart body and keeps the bytes of the first one that is a file."""

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise UploadRefused("empty")
        self.size = 0
        self.name = ""
        self.mime = ""
        self.complete = False
        self._pieces: list[bytes] = []
        self._field, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._inside = self._seen = False
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())  # type: ignore[arg-type]
        except FormParserError as error:
            raise UploadRefused("unreadable") from error

    def feed(self, chunk: bytes) -> list[bytes]:
        """The bytes of the file that this chunk holds."""
        self._pieces = []
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise UploadRefused("unreadable") from error
        return self._pieces

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
        }

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._inside = b"filename" in options and not self._seen
        if self._inside:
            self._seen = True
            self.name = options[b"filename"].decode("utf-8", "replace")[:NAME_CHARACTERS]
            self.mime = self._headers.get(b"content-type", b"").decode("ascii", "replace")[:NAME_CHARACTERS]

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._pieces.append(bytes(data[start:end]))
            self.size += end - start

    def _on_part_end(self) -> None:
        self.complete = self.complete or self._inside
        self._inside = False
