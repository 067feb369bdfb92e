"""Attachments and their addresses: signed, with an end (`ex`, seconds since 1970 as hexadecimal digits)."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = b"a key of the double"
ONE_DAY = 24 * 3600


@dataclass
class StoredFile:
    """`told_size`: what the attachment says of its size; `cut_at`: the download breaks off there.

    `refusals`: statuses for the next downloads, before the file is given.
    """

    id: str
    content: bytes
    path: str
    content_type: str | None = None
    gone: bool = False
    cut_at: int | None = None
    downloads: int = 0
    refusals: list[int] = field(default_factory=list)


@dataclass
class Cdn:
    """`life`: seconds that an address holds; `expired_status`: what it answers afterwards."""

    clock: Callable[[], float]
    base: str = ""
    life: float = ONE_DAY
    expired_status: int = 404
    files: dict[str, StoredFile] = field(default_factory=dict)

    def store(self, channel_id: str, file_id: str, name: str, content: bytes, content_type: str | None) -> StoredFile:
        stored = StoredFile(file_id, content, f"attachments/{channel_id}/{file_id}/{name}", content_type)
        self.files[stored.path] = stored
        return stored

    def signed(self, attachment: Mapping[str, Any]) -> dict[str, Any]:
        """The attachment with addresses that hold from now on."""
        ends, begins = int(self.clock() + self.life), int(self.clock())
        path = attachment["path"]
        address = f"{self.base}/{path}?ex={ends:x}&is={begins:x}&hm={signature(path, f'{ends:x}')}&"
        return {name: value for name, value in attachment.items() if name != "path"} | {
            "url": address, "proxy_url": address,
        }  # fmt: skip

    def find(self, path: str, query: Mapping[str, str]) -> StoredFile | int:
        """The file, or the status that says no."""
        stored, ends = self.files.get(path), query.get("ex", "")
        if not hmac.compare_digest(query.get("hm", ""), signature(path, ends)):
            return 403
        if int(ends, 16) <= self.clock():
            return self.expired_status
        if stored is None or stored.gone:
            return 404
        return stored.refusals.pop(0) if stored.refusals else stored

    async def serve(self, request: web.Request) -> web.StreamResponse:
        found = self.find(request.path.lstrip("/"), request.query)
        if isinstance(found, int):
            return web.Response(status=found, text="This content is no longer available.")
        found.downloads += 1
        response = web.StreamResponse(headers={"Content-Type": found.content_type or "application/octet-stream"})
        response.content_length = len(found.content)
        await response.prepare(request)
        end = len(found.content) if found.cut_at is None else found.cut_at
        for at in range(0, end, 1 << 16):
            await response.write(found.content[at : min(end, at + (1 << 16))])
        if found.cut_at is not None and request.transport is not None:
            request.transport.abort()
        return response


def signature(path: str, ends: str) -> str:
    return hmac.new(KEY, f"{path}?{ends}".encode(), hashlib.sha256).hexdigest()
