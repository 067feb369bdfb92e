"""The web server: a socket taken at start, so that a taken port is told at once, and uvicorn on it until stopped."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

BACKLOG = 512
GRACE_SECONDS = 3
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})


class Site:
    """Serves one application. `on_open` is called once each time the server begins to answer."""

    def __init__(self, host: str, port: int, build: Callable[[], "ASGIApp"], on_open: Callable[[], None]) -> None:
        """Takes the address. Raises SettingsError where it cannot be had."""
        self._socket = _listen(host, port)
        self._host = host
        self._build = build
        self._on_open = on_open
        self._server: uvicorn.Server | None = None

    @property
    def port(self) -> int:
        number: int = self._socket.getsockname()[1]
        return number

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        name = "localhost" if self._host in LOOPBACK else self._host
        return f"http://[{name}]:{self.port}" if ":" in name else f"http://{name}:{self.port}"

    async def run(self) -> None:
        """Serves until `stop`. May be called again: each run has a server of its own on the same address."""
        self._server = await asyncio.to_thread(self._prepare)
        await self._server.serve([self._socket.dup()])

    def stop(self) -> None:
        """Answers what was asked, takes nothing more; `run` then returns."""
        if self._server:
            self._server.should_exit = True

    def close(self) -> None:
        self._socket.close()

    def _prepare(self) -> "uvicorn.Server":
        """Imports and builds beside the event loop: a message that waits is answered meanwhile."""
        import uvicorn

        on_open = self._on_open

        class Server(uvicorn.Server):
            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                """Signals are the program's: it stops its parts in order."""
                yield

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                on_open()

        config = uvicorn.Config(
            self._build(),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        config.load()
        return Server(config)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        raise SettingsError([f"Port {port} on {host} cannot be taken: {error.strerror or error}."]) from error
    taken.setblocking(False)
    return taken
