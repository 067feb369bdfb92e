"""A request is claimed by exactly one helper, wherever the button was."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal

from bot.service import Accepted, Happening
from conversations.events import HandoffTaken
from storage import handoffs
from storage.helpers import Helper
from storage.store import Store

STORED = ("done", "retry")
Accept = Callable[[Sequence[Happening]], Awaitable[list[Accepted]]]


async def claim(
    store: Store, accept: Accept, handoff: str, helper: Helper, now: datetime
) -> Literal["claimed", "taken", "missing"]:
    """`claimed` for the first who asks; the person then reads the helper's first name."""
    found = await store.read(lambda tx: handoffs.get(tx, handoff))
    if found is None or not found.conversation:
        return "missing"
    event = HandoffTaken(id=f"desk:{secrets.token_hex(16)}", at=now, handoff=handoff, alias=helper.alias)
    [accepted] = await accept(
        [Happening(found.conversation, event, guard=lambda tx: handoffs.claim(tx, handoff, helper.id, now))]
    )
    return "claimed" if accepted.status in STORED else "taken"
