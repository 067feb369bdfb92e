"""One connection of the gateway: frames leave in order from any thread, as one stream of zlib where asked for."""

import asyncio
import json
import zlib
from contextlib import suppress
from itertools import pairwise
from typing import Any

from aiohttp import ClientConnectionError, web

END_OF_FLUSH = b"\x00\x00\xff\xff"


class Link:
    def __init__(
        self, socket: web.WebSocketResponse, request: web.Request, compressed: bool, frame_size: int | None
    ) -> None:
        """`frame_size` cuts what is sent into pieces of so many bytes; the end of a flush stays whole."""
        self.socket, self._request, self._frame_size = socket, request, frame_size
        self._compressor = zlib.compressobj() if compressed else None
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._flowing = asyncio.Event()
        self._ended = False
        self._writer = asyncio.create_task(self._write())

    @property
    def closed_by_client(self) -> bool:
        return not self._ended

    def tell(self, op: int, data: Any) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send(self, text: str) -> None:
        self._enqueue(text)

    def close(self, code: int) -> None:
        """After what was sent before."""
        self._enqueue(code)

    def abort(self) -> None:
        self._loop.call_soon_threadsafe(self._abort)

    def freeze(self, frozen: bool) -> None:
        self._loop.call_soon_threadsafe(self._flowing.clear if frozen else self._flowing.set)

    async def end(self, code: int) -> None:
        self._ended = True
        await self.socket.close(code=code)

    async def stop(self) -> None:
        self._writer.cancel()
        with suppress(asyncio.CancelledError):
            await self._writer

    def _enqueue(self, item: str | int) -> None:
        # The loop has ended where a test closes its double while somebody still acts.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    def _abort(self) -> None:
        self._ended = True
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _write(self) -> None:
        while True:
            item = await self._queue.get()
            await self._flowing.wait()
            if isinstance(item, int):
                await self.end(item)
                return
            with suppress(ConnectionError, ClientConnectionError):
                await self._send_frame(item)

    async def _send_frame(self, text: str) -> None:
        if self._compressor is None:
            await self.socket.send_str(text)
            return
        data = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        size = self._frame_size or len(data)
        cuts = [*range(0, max(1, len(data) - len(END_OF_FLUSH)), size), len(data)]
        for begin, end in pairwise(cuts):
            await self.socket.send_bytes(data[begin:end])
