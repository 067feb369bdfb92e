"""Who is waiting for new lines: one signal per open page, woken when something was stored for its address."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator

PAGES_PER_ADDRESS = 4


class Signal:
    """Set when there may be something new; cleared by the page that reads. `over` ends the stream."""

    def __init__(self) -> None:
        self._set = asyncio.Event()
        self.over = False

    def wake(self) -> None:
        self._set.set()

    def end(self) -> None:
        self.over = True
        self._set.set()

    async def wait(self, seconds: float) -> bool:
        """True where it was woken, False after `seconds` of silence."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._set.wait()
                self._set.clear()
                return True
        return False


class Streams:
    """All open pages, by address. Lives on the event loop; call nothing here from another thread."""

    def __init__(self) -> None:
        self._open: dict[str, list[Signal]] = defaultdict(list)
        self._closed = False

    @contextlib.contextmanager
    def listening(self, address: str) -> Iterator[Signal]:
        """One page that reads; the oldest of too many pages of one address is ended."""
        signal = Signal()
        signal.over = self._closed
        pages = self._open[address]
        pages.append(signal)
        for oldest in pages[:-PAGES_PER_ADDRESS]:
            oldest.end()
        try:
            yield signal
        finally:
            pages.remove(signal)
            if not pages:
                self._open.pop(address, None)

    def wake(self, address: str) -> None:
        for signal in self._open.get(address, ()):
            signal.wake()

    def end(self, address: str) -> None:
        """Ends the pages of one address: its session is over."""
        for signal in self._open.get(address, ()):
            signal.end()

    def close(self) -> None:
        """Ends every page, now and from now on: the program stops, and a server waits for open answers."""
        self._closed = True
        for address in list(self._open):
            self.end(address)
