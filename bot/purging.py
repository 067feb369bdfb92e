"""Takes the files of purges away, and tells the person once they are gone."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.outcomes import Accepts
from bot.service import Happening
from conversations.events import EvidencePurged
from storage import purges
from storage.blobs import Blobs
from storage.store import Store

PURGE_EVERY = 1.0


async def purge(service: Accepts, store: Store, folders: Sequence[Blobs], now: Callable[[], datetime]) -> int:
    """Destroys the key of each file, then the file, in whichever of the folders it lies; gives the number of purges.

    Raises StorageError: then it is to be called again.
    """
    found = await store.read(purges.pending)
    for one in found:
        for blobs in folders:
            for blob in one.blobs:
                await asyncio.to_thread(blobs.remove, blob)
        event = EvidencePurged(id=f"{one.effect}/purged", at=now(), effect=one.effect)
        guard = partial(purges.done, effect=one.effect)
        [accepted] = await service.accept([Happening(one.conversation, event, guard=guard)])
        if accepted.status == "refused":
            # Its person has erased everything since: nobody is left to be told.
            await store.write(guard)
    return len(found)
