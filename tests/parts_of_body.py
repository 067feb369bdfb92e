"""Bodies of several parts, read into memory: whoever breaks off an upload leaves no temporary file open."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from aiohttp import BodyPartReader, web


class Part(NamedTuple):
    """`filename` is None for a plain field."""

    name: str
    filename: str | None
    content: bytes


async def parts_of(request: web.Request) -> AsyncIterator[Part]:
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        yield Part(part.name or "", part.filename, bytes(await part.read(decode=True)))
