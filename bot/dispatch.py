"""Drains the outbox: says what is to be said, fetches what is to be kept, makes what was asked for, on every channel of
this process. What is kept is looked at here as well.

Each effect is performed at least once and known by its id; its result comes back through the service as an event.
Channels go their own ways: one that is slow or down delays no other.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from bot.channels import Channel
from bot.decoding import Decoder
from bot.evidence_intake import EvidenceIntake
from bot.fetching import Fetching
from bot.lane import Lane
from bot.making import Making
from bot.outcomes import Accepts, Outcomes
from bot.papers import Papers
from bot.previews import Previews
from storage import evidence
from storage.blobs import Blobs
from storage.store import Store


class Dispatch:
    """Set `service.on_outbox = dispatch.wake`, then run it beside the service."""

    def __init__(
        self,
        store: Store,
        service: Accepts,
        blobs: Blobs,
        channels: Sequence[Channel],
        clock: Callable[[], datetime],
        random: Random | None = None,
        papers: Papers | None = None,
    ) -> None:
        """Without `papers` nothing is made and no file is handed over."""
        outcomes = Outcomes(store, service, clock, random or Random())  # noqa: S311 - spreads pauses, hides nothing
        self._decoder = Decoder()
        intake = EvidenceIntake(store, service, blobs, self._decoder, clock)
        self._store = store
        self._blobs = blobs
        self._papers = papers
        self._ways: list[Lane | Fetching | Making | Previews] = [Previews(store, service, blobs, self._decoder, clock)]
        for channel in channels:
            self._ways.append(Lane(channel, store, outcomes, clock, papers))
            self._ways.append(Fetching(channel, store, intake, outcomes, clock))
            if papers:
                self._ways.append(Making(channel, store, papers, outcomes, clock))

    def wake(self) -> None:
        """Something was added to the outbox. To be called from the event loop in which `run` runs."""
        for way in self._ways:
            way.wake()

    def stop(self) -> None:
        """Starts nothing more; `run` returns once everything in flight is answered and recorded."""
        for way in self._ways:
            way.stop()

    async def run(self) -> None:
        """Runs until stopped or cancelled. Whatever was in flight is taken up again by the next run."""
        await self._store.read(lambda tx: evidence.sweep(tx, self._blobs))
        if self._papers:
            await self._papers.sweep(young_seconds=0)
        try:
            async with asyncio.TaskGroup() as ways:
                for way in self._ways:
                    ways.create_task(way.run())
        finally:
            self._decoder.close()
